package main

import "fmt"

// exitCode is what the process ends with. The codes are part of the
// program's interface: scripts branch on them.
type exitCode int

const (
	exitDone        exitCode = 0   // every row is done, or there was nothing to do
	exitInternal    exitCode = 1   // anything without a code of its own
	exitUsage       exitCode = 2   // wrong usage; plan --detailed-exitcode: there are changes
	exitInput       exitCode = 3   // the input cannot be used, nothing was sent
	exitRows        exitCode = 4   // finished, some rows failed, were invalid or were held
	exitCredentials exitCode = 5   // credentials, permission, signature or clock
	exitUnavailable exitCode = 6   // the service cannot be reached
	exitLocked      exitCode = 7   // another process works for the same account
	exitLimit       exitCode = 8   // stopped by a limit of the command line
	exitPending     exitCode = 9   // tasks still run at the service, or it was not the time to send
	exitUnknown     exitCode = 10  // the outcome of some rows is not known
	exitStale       exitCode = 11  // the plan is out of date or was not approved
	exitInterrupted exitCode = 130 // stopped by a signal
)

// exitChanges is what plan --detailed-exitcode ends with when there is
// something to do.
const exitChanges exitCode = 2

// exitHelp is the table shown in the help of the root command.
const exitHelp = `Exit codes:
    0  every row is done, or there was nothing to do
    1  something went wrong that has no code of its own
    2  wrong usage (plan --detailed-exitcode: there are changes)
    3  the input cannot be used; nothing was sent
    4  finished, but some rows failed, were invalid or were held
    5  credentials, permission, signature or clock were refused
    6  the service cannot be reached; try later
    7  another process holds the lock of the account
    8  stopped by a limit that you set
    9  tasks are still running, or time was up; "domainbatch resume" goes on
   10  the outcome of some rows is not known
   11  the plan is out of date, or was not approved
  130  interrupted; "domainbatch resume" goes on
When several fit, the first of 1, 5 and 6 wins, then 130, 10, 9, 8, 4, 0.`

// failure is an error in the words of this program's user: what happened, what
// to type next, and how the process ends. An empty message ends the process
// with the code and without another line.
type failure struct {
	code    exitCode
	message string
	hint    string
	chinese bool  // message and hint are in Chinese
	err     error // what it was made from, nil when it began here
}

func (f *failure) Error() string { return f.message }
func (f *failure) Unwrap() error { return f.err }

// fail makes a failure from a message and a next step.
func fail(code exitCode, hint, format string, args ...any) *failure {
	return &failure{code: code, hint: hint, message: fmt.Sprintf(format, args...)}
}

// because remembers the error a failure was made from.
func (f *failure) because(err error) *failure {
	f.err = err
	return f
}

// ended is how a command ends with a code when everything worth saying has
// been said: nil for exitDone.
func ended(code exitCode) error {
	if code == exitDone {
		return nil
	}
	return &failure{code: code}
}

func usage(hint, format string, args ...any) *failure {
	return fail(exitUsage, hint, format, args...)
}
