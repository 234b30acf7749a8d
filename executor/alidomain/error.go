package alidomain

import (
	"fmt"
	"strings"
	"time"
)

// Error is why a call failed. It holds no key, signature, URL or contact
// value, nor does anything it wraps.
type Error struct {
	Operation  Operation
	Class      Class
	Code       string        // of the service, or one of this client's; "" when no code could be read
	Message    string        // the service's words, shortened, values that were sent taken out
	HTTPStatus int           // 0 when there was no answer
	RequestID  string        // "" when there was none
	RetryAfter time.Duration // what the service asked for, 0 when it did not say
	ServerTime time.Time     // the service's clock (header Date), zero when not given
	Written    bool          // a connection was had, so bytes may have left; false proves that nothing was sent
	Err        error         // the cause below HTTP, nil when the service answered
}

// Error implements error.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "calling %s: ", e.Operation)
	switch {
	case e.Code != "" && e.Message != "":
		fmt.Fprintf(&b, "%s: %s", e.Code, e.Message)
	case e.Code != "":
		b.WriteString(e.Code)
	case e.Message != "":
		b.WriteString(e.Message)
	case e.Err != nil:
		b.WriteString(e.Err.Error())
	default:
		b.WriteString("no answer that can be read")
	}
	if e.Code != "" && e.Message == "" && e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	var notes []string
	if e.HTTPStatus != 0 {
		notes = append(notes, fmt.Sprintf("HTTP %d", e.HTTPStatus))
	}
	if e.RequestID != "" {
		notes = append(notes, "request "+e.RequestID)
	}
	if len(notes) > 0 {
		fmt.Fprintf(&b, " (%s)", strings.Join(notes, ", "))
	}
	return b.String()
}

// Unwrap gives the cause, so that errors.Is finds context.Canceled and
// context.DeadlineExceeded.
func (e *Error) Unwrap() error { return e.Err }

// Throttled reports whether the service said that calls come too fast.
func (e *Error) Throttled() bool { return throttled(e.Code) }

// NonceUsed reports whether the service has seen the stamp before: an equal
// request has arrived, whatever became of it.
func (e *Error) NonceUsed() bool { return strings.EqualFold(e.Code, CodeSignatureNonceUsed) }

// ClockRefused reports whether the time of the stamp was too far from the
// service's clock. The request was not executed. The class is Fatal; one more
// try with a stamp made from ServerTime is worth while when that is known.
func (e *Error) ClockRefused() bool { return strings.EqualFold(e.Code, CodeTimeStampExpired) }

func throttled(code string) bool {
	folded := strings.ToLower(code)
	return strings.HasPrefix(folded, "throttling") || folded == "api_block"
}
