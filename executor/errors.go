package executor

import (
	"errors"
	"fmt"
	"strings"

	"domainbatch/executor/alidomain"
)

// Reason says what kind of thing must change before a run can go on.
type Reason string

// The reasons of a FatalError.
const (
	ReasonCredentials Reason = "credentials" // the key is unknown, disabled, or signs wrongly
	ReasonPermission  Reason = "permission"  // the key may not make this call
	ReasonClock       Reason = "clock"       // this machine's clock is too far off and the service did not tell its own
	ReasonEndpoint    Reason = "endpoint"    // the address, version or site does not know the operation
)

// FatalError ends a run because no call of its kind can succeed before a
// person changes something. Nothing is lost: the run can be resumed.
type FatalError struct {
	Reason    Reason
	Operation string
	Code      string
	Err       error // usually *alidomain.Error
}

// Error implements error.
func (e *FatalError) Error() string {
	return fmt.Sprintf("stopped (%s): %v", e.Reason, e.Err)
}

// Unwrap gives the API's error.
func (e *FatalError) Unwrap() error { return e.Err }

// UnavailableError ends a session because the service could not be reached
// for long. The run can be resumed.
type UnavailableError struct{ Err error }

// Error implements error.
func (e *UnavailableError) Error() string {
	var distrust *guardError
	switch {
	case e.Err == nil:
		return "the service could not be reached"
	case errors.As(e.Err, &distrust):
		return distrust.Error()
	}
	return fmt.Sprintf("the service could not be reached: %v", e.Err)
}

// Unwrap gives the latest failure.
func (e *UnavailableError) Unwrap() error { return e.Err }

func fatal(a answer) *FatalError {
	e := &FatalError{Reason: reasonOf(a), Code: a.code, Err: a.underlying}
	if a.err != nil {
		e.Operation = string(a.err.Operation)
	}
	return e
}

func reasonOf(a answer) Reason {
	folded := strings.ToLower(a.code)
	switch {
	case strings.Contains(folded, "timestamp"):
		return ReasonClock
	case strings.HasPrefix(folded, "forbidden"), strings.HasPrefix(folded, "nopermission"), folded == "5000":
		return ReasonPermission
	case concernsEndpoint(folded):
		return ReasonEndpoint
	}
	return ReasonCredentials
}

// concernsEndpoint reports whether a fatal refusal is about the operation and
// the place it was asked for, so that other operations may work.
func concernsEndpoint(folded string) bool {
	for _, p := range []string{"unsupportedoperation", "unsupportedhttpmethod", "invalidaction", "missingaction",
		"invalidapi", "invalidproduct", "invalidprotocol", "nosuchversion", "invalidversion", "missingversion"} {
		if strings.HasPrefix(folded, p) {
			return true
		}
	}
	return folded == strings.ToLower(alidomain.CodeNotOnSite)
}

// finderMissing reports whether an error of a read says that this read cannot
// be had here at all, while others may: an operation the service does not
// know, or one the key may not use.
func finderMissing(err error) bool {
	var e *alidomain.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Class {
	case alidomain.Permanent:
		return true
	case alidomain.Fatal:
		r := reasonOf(answerOf(err))
		return r == ReasonPermission || r == ReasonEndpoint
	}
	return false
}

// journalError marks an error of the journal: sending stops at once.
type journalError struct{ err error }

func (e *journalError) Error() string { return "keeping the journal: " + e.err.Error() }
func (e *journalError) Unwrap() error { return e.err }

// errStopped says that a step was given up because the session ends. The
// journal is right as it is.
var errStopped = errors.New("the session is ending")
