package inbox

import "slices"

// Place is a folder of an inbox.
type Place string

// The folders of an inbox.
const (
	Working Place = "working" // taken; the next import goes on with it
	Done    Place = "done"    // nothing is left to do
	Failed  Place = "failed"  // the file or rows of it are to be corrected
	Held    Place = "held"    // somebody has to decide
)

// Places lists the folders.
func Places() []Place { return []Place{Working, Done, Failed, Held} }

// The exit codes that decide, as the program documents them.
const (
	codeDone        = 0
	codeInternal    = 1
	codeUsage       = 2
	codeInput       = 3
	codeRows        = 4
	codeCredentials = 5
	codeUnavailable = 6
	codeLocked      = 7
	codeLimit       = 8
	codePending     = 9
	codeUnknown     = 10
	codeStale       = 11
	codeInterrupted = 130
)

// PlaceFor says where a job goes that ended with an exit code. moving says that
// its run can go on without a person, which makes a difference only where rows
// are unknown: some of them may still be found.
func PlaceFor(code int, moving bool) Place {
	switch code {
	case codeDone:
		return Done
	case codeInput, codeRows:
		return Failed
	case codeLimit, codeStale:
		return Held
	case codeUnknown:
		if !moving {
			return Held
		}
	}
	return Working
}

// StopsAll says that what ended one job would end every other one too: no more
// are begun.
func StopsAll(code int) bool {
	switch code {
	case codeCredentials, codeUnavailable, codeLocked, codeInterrupted:
		return true
	}
	return false
}

// precedence orders exit codes, the one that says most about a whole import
// first.
var precedence = []int{
	codeInternal, codeCredentials, codeUnavailable, codeUsage, codeLocked, codeInterrupted,
	codeUnknown, codePending, codeLimit, codeStale, codeRows, codeDone,
}

// Worst is the exit code of an import of many files. A file that cannot be used
// counts as rows that failed: others may have been sent. A code that is not
// known here counts for more than any other.
func Worst(codes ...int) int {
	worst := codeDone
	for _, c := range codes {
		if c == codeInput {
			c = codeRows
		}
		if slices.Index(precedence, c) < slices.Index(precedence, worst) {
			worst = c
		}
	}
	return worst
}
