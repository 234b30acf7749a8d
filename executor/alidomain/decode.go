package alidomain

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"strconv"
	"strings"
)

// The service's documents and samples disagree about shapes: numbers printed
// as strings, one row printed as an object where a list is due, names in
// lower camel case. encoding/json ignores the case of names; the types below
// take either shape.

var errShape = errors.New("the answer has an unexpected shape")

// text is a string, number or boolean, read as text.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	switch {
	case string(b) == "null":
		return nil
	case b[0] == '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return errShape
		}
		*t = text(s)
		return nil
	case b[0] == '{' || b[0] == '[':
		return errShape
	}
	*t = text(b)
	return nil
}

// integer is a whole number, bare or quoted; null and "" are 0.
type integer int64

func (n *integer) UnmarshalJSON(b []byte) error {
	var t text
	if err := t.UnmarshalJSON(b); err != nil {
		return err
	}
	s := strings.TrimSpace(string(t))
	if s == "" {
		return nil
	}
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return errShape
	}
	*n = integer(v)
	return nil
}

// boolean is true or false, bare, quoted, or as 1 and 0; null and "" are
// false.
type boolean bool

func (v *boolean) UnmarshalJSON(b []byte) error {
	var t text
	if err := t.UnmarshalJSON(b); err != nil {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(string(t))) {
	case "true", "1":
		*v = true
	case "", "false", "0":
		*v = false
	default:
		return errShape
	}
	return nil
}

// list is a JSON array, or one element without the array.
type list[T any] []T

func (l *list[T]) UnmarshalJSON(b []byte) error {
	*l = list[T]{}
	switch {
	case string(b) == "null" || string(b) == `""`:
		return nil
	case b[0] == '[':
		return shapeError(json.Unmarshal(b, (*[]T)(l)))
	}
	var one T
	if err := json.Unmarshal(b, &one); err != nil {
		return errShape
	}
	*l = append(*l, one)
	return nil
}

// rows is a list that may sit inside an object under the name of its element,
// as in {"TaskDetail":[…]}. It is nil only when the answer did not have it.
type rows[T any] []T

func (r *rows[T]) UnmarshalJSON(b []byte) error {
	*r = rows[T]{}
	inner := b
	if b[0] == '{' {
		var object map[string]json.RawMessage
		if err := json.Unmarshal(b, &object); err != nil {
			return errShape
		}
		if len(object) == 0 {
			return nil
		}
		if len(object) == 1 {
			for _, value := range object {
				if c := value[0]; c == '[' || c == '{' || string(value) == "null" {
					inner = value
				}
			}
		}
	}
	var l list[T]
	if err := l.UnmarshalJSON(inner); err != nil {
		return err
	}
	*r = append(*r, l...)
	return nil
}

// shapeError hides what encoding/json says, which may quote values.
func shapeError(err error) error {
	if err == nil {
		return nil
	}
	return errShape
}

func convert[From, To any](from []From, one func(From) To) []To {
	to := make([]To, 0, len(from))
	for _, f := range from {
		to = append(to, one(f))
	}
	return to
}

// verdict is what every answer says about the call itself.
type verdict struct {
	Code      text `json:"Code"`
	Message   text `json:"Message"`
	RequestID text `json:"RequestId"`
}

// refused reports whether the answer carries an error code. Some gateways put
// a code of success there (seen with another official client).
func (v verdict) refused() bool {
	switch strings.ToLower(string(v.Code)) {
	case "", "200", "ok", "success":
		return false
	}
	return true
}

// readVerdict reads the verdict of a body, JSON or XML. ok is false when the
// body is neither. XML is the gateway's default form and is seen in errors
// even where JSON was asked for.
func readVerdict(body []byte) (v verdict, isJSON, ok bool) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	if len(body) == 0 {
		return v, false, false
	}
	if body[0] == '{' {
		if err := json.Unmarshal(body, &v); err != nil {
			return verdict{}, false, false
		}
		return v, true, true
	}
	if body[0] == '<' {
		var e struct {
			XMLName   xml.Name `xml:"Error"`
			Code      string   `xml:"Code"`
			Message   string   `xml:"Message"`
			RequestID string   `xml:"RequestId"`
		}
		if err := xml.Unmarshal(body, &e); err == nil && e.Code != "" {
			return verdict{text(e.Code), text(e.Message), text(e.RequestID)}, false, true
		}
	}
	return v, false, false
}
