package executor

import (
	"errors"
	"strings"

	"domainbatch/executor/alidomain"
)

// verdict is what to do after an answer to a submit.
type verdict int

const (
	accept       verdict = iota // record the task number
	tryLater                    // not executed: planned again after a pause
	slowDown                    // throttled: planned again, the limiter does the waiting
	park                        // another task runs for a domain: planned again after a long pause
	split                       // refused as a whole: halves go on separately
	fail                        // refused for good
	settle                      // may have been executed: find out
	correctClock                // not executed: planned again with the service's time
	stop                        // nothing can succeed before a person changes something
)

// String names the verdict in test output.
func (v verdict) String() string {
	return [...]string{"accept", "try later", "slow down", "park", "split", "fail", "settle", "correct clock", "stop"}[v]
}

const (
	// mostAttempts bounds how often a submit that was refused for the moment
	// is sent: with the pauses of retryDelay, about an hour.
	mostAttempts = 14
	// parksBeforeSplit is how often a batch of several domains is parked as a
	// whole. A task of somebody else usually ends within the first two pauses
	// (5 s and 10 s), which is cheaper than a split; one that runs for days
	// must not hold back the domains beside it.
	parksBeforeSplit = 2
)

// answer is what is known of a failed call, without its values.
type answer struct {
	class      alidomain.Class
	code       string
	message    string
	requestID  string
	throttled  bool
	nonceUsed  bool
	clock      bool // refused because of the time stamp
	answered   bool // the service spoke, whatever it said
	written    bool // bytes may have left
	err        *alidomain.Error
	underlying error
}

// answerOf reads an error of the API. An error of unknown type may stand for
// an executed request.
func answerOf(err error) answer {
	if err == nil {
		return answer{class: alidomain.None, answered: true}
	}
	var e *alidomain.Error
	if !errors.As(err, &e) {
		return answer{class: alidomain.Ambiguous, message: "no answer that can be read", written: true, underlying: err}
	}
	return answer{
		class: e.Class, code: e.Code, message: e.Message, requestID: e.RequestID,
		throttled: e.Throttled(), nonceUsed: e.NonceUsed(), clock: e.ClockRefused(),
		answered: e.HTTPStatus != 0, written: e.Written, err: e, underlying: err,
	}
}

// circumstances are what a verdict depends on beside the answer.
type circumstances struct {
	domains     int  // in the batch
	attempts    int  // submits of this batch so far, this one included
	isPart      bool // the batch is a part of one that was split
	clockIsNews bool // the service's time is known and was not corrected to before
}

// decide says what follows from an answer to a fresh submit.
func decide(a answer, c circumstances) verdict {
	switch a.class {
	case alidomain.None:
		return accept
	case alidomain.Safe:
		return tryLater
	case alidomain.BackOff:
		if a.throttled {
			return slowDown
		}
		if c.attempts >= mostAttempts {
			return fail
		}
		return tryLater
	case alidomain.Busy:
		if c.domains > 1 && (c.isPart || c.attempts > parksBeforeSplit) {
			return split
		}
		return park
	case alidomain.Permanent:
		if c.domains > 1 && !concernsAll(a.code) {
			return split
		}
		return fail
	case alidomain.Fatal:
		if a.clock && c.clockIsNews {
			return correctClock
		}
		return stop
	}
	return settle
}

// concernsAll reports whether a refusal is about what all domains of a batch
// share, the contact values or the profile, so that a part would be refused
// just as well.
func concernsAll(code string) bool {
	folded := strings.ToLower(code)
	if strings.HasPrefix(folded, "missing") {
		return folded != "missingdomainname"
	}
	for _, p := range []string{"contacttemplate", "regcontactemail", "unsupportedparameter", "operationnotonsite"} {
		if strings.HasPrefix(folded, p) {
			return true
		}
	}
	return false
}

// replayVerdict is what to do after an answer to a frozen request that was
// sent again.
type replayVerdict int

const (
	replayAccepted replayVerdict = iota // it had never arrived; its task is ours
	replayArrived                       // an earlier copy arrived, whatever became of it
	replayRefused                       // no earlier copy arrived, and this one was refused for good
	replayNoNews                        // this copy used up the nonce and tells nothing: no further replay
	replayAgain                         // this copy may not have arrived: the same request once more, later
	replayStop                          // fatal for the run
)

// String names the verdict in events and test output.
func (v replayVerdict) String() string {
	return [...]string{"accepted", "arrived", "refused", "no news", "again", "stop"}[v]
}

// decideReplay says what follows from an answer to a replay. A refusal is
// proof about the earlier copy only because the service looks at the nonce
// before it looks at the values.
func decideReplay(a answer) replayVerdict {
	switch {
	case a.class == alidomain.None:
		return replayAccepted
	case a.nonceUsed:
		return replayArrived
	case a.clock:
		return replayNoNews
	}
	switch a.class {
	case alidomain.Safe, alidomain.Ambiguous:
		return replayAgain
	case alidomain.Permanent:
		return replayRefused
	case alidomain.Fatal:
		return replayStop
	}
	return replayNoNews // throttled, busy: refused for the moment, and the nonce may be spent (assumed)
}
