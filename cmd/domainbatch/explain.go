package main

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"strings"
	"syscall"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
	"domainbatch/planner"
)

// explain puts an error into words for the person at the keyboard: what
// happened, what to type next, and how the process ends. Errors that are
// failures already pass as they are.
func explain(err error) *failure {
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	for _, known := range []func(error) *failure{
		explainInput, explainDecision, explainJournal, explainPlan, explainCall, explainSystem,
	} {
		if f := known(err); f != nil {
			return f.because(err)
		}
	}
	return fail(exitInternal, "run it again with -vv to see more", "%v", err).because(err)
}

func explainInput(err error) *failure {
	var file *ingest.FileError
	if !errors.As(err, &file) {
		return nil
	}
	// The cure is shown on its own line.
	short := *file
	short.Cure = ""
	f := fail(exitInput, file.Cure, "%s", short.Error())
	f.chinese = file.InChinese()
	return f
}

func explainJournal(err error) *failure {
	var owned *journal.OwnedError
	var locked *journal.LockedError
	switch {
	case errors.As(err, &locked):
		return fail(exitLocked, "wait for it to end (--lock-wait 30m does), or stop it there with Ctrl-C", "%s", strings.TrimPrefix(locked.Error(), "journal: "))
	case errors.Is(err, journal.ErrLocked), errors.Is(err, journal.ErrBusy):
		return fail(exitLocked, "wait for it to end (--lock-wait 30m does), or stop it there with Ctrl-C", "another domainbatch is working on the same account")
	case errors.As(err, &owned):
		return fail(exitStale, "domainbatch resume "+owned.RunID, "%s is still under way in run %s", owned.Domain, owned.RunID)
	case errors.Is(err, journal.ErrPruned):
		return fail(exitUsage, "domainbatch audit tells what it did", "the run was pruned: only its history is left")
	case errors.Is(err, journal.ErrNewer):
		return fail(exitInternal, "use the newer program, or another folder with --state", "the journal was written by a newer domainbatch")
	case errors.Is(err, journal.ErrForeign):
		return fail(exitInternal, "use another folder with --state", "%s", strings.TrimPrefix(err.Error(), "journal: "))
	case errors.Is(err, journal.ErrUnsafe):
		return fail(exitInternal, "put right what the message says, or use another folder with --state", "%s", strings.TrimPrefix(err.Error(), "journal: "))
	case errors.Is(err, journal.ErrDisk):
		return fail(exitInternal, "make room or mend the disk, then: domainbatch resume", "the journal cannot be written, so nothing more was sent: %v", err)
	}
	return nil
}

func explainPlan(err error) *failure {
	switch {
	case errors.Is(err, planner.ErrVersion):
		return fail(exitStale, "make it anew with: domainbatch plan FILE -o plan.json", "the plan was written by another version of domainbatch")
	case errors.Is(err, planner.ErrDigest):
		return fail(exitStale, "make it anew with: domainbatch plan FILE -o plan.json", "the plan was changed by hand after it was made")
	}
	return nil
}

// explainCall explains a call that no run can go on after.
func explainCall(err error) *failure {
	var call *alidomain.Error
	if !errors.As(err, &call) {
		return nil
	}
	code := strings.ToLower(call.Code)
	switch {
	case call.Code == alidomain.CodeNoCredentials:
		return fail(exitCredentials, credentialsHint, "no access key: %v", call.Err)
	case call.ClockRefused():
		return fail(exitCredentials, "set this machine's clock (timedatectl set-ntp true), then: domainbatch resume",
			"the service refused the time of the request: this machine's clock is more than 15 minutes off%s", serverClock(call))
	case strings.Contains(code, "signature"):
		return fail(exitCredentials, "check ALIBABA_CLOUD_ACCESS_KEY_SECRET: it must belong to ALIBABA_CLOUD_ACCESS_KEY_ID",
			"the service refused the signature (%s)", call.Code)
	case strings.HasPrefix(code, "invalidaccesskeyid"), strings.HasPrefix(code, "missingaccesskeyid"):
		return fail(exitCredentials, "check ALIBABA_CLOUD_ACCESS_KEY_ID, and --site: an account belongs to cn or to intl",
			"the service does not know the access key, or it is switched off (%s)", call.Code)
	case strings.Contains(code, "securitytoken"):
		return fail(exitCredentials, "get a new temporary key, then: domainbatch resume", "the service refused the security token (%s)", call.Code)
	case strings.HasPrefix(code, "forbidden"), strings.HasPrefix(code, "nopermission"), code == "5000":
		return fail(exitCredentials, permissionHint(call.Operation), "the account may not call %s (%s)", call.Operation, call.Code)
	case call.Class == alidomain.Fatal:
		return fail(exitCredentials, "check --site and --endpoint", "%s", call.Error())
	case call.HTTPStatus == 0:
		return unreachable(call)
	case call.Class == alidomain.BackOff || call.Class == alidomain.Safe || call.Class == alidomain.Ambiguous:
		return fail(exitUnavailable, "try later with: domainbatch resume", "%s", call.Error())
	}
	return nil
}

const credentialsHint = "set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, " +
	"or name a profile of ~/.aliyun/config.json with --profile, or try --sandbox"

func permissionHint(op alidomain.Operation) string {
	if p := op.Permission(); p != "" {
		return "grant the RAM action " + p + ", then: domainbatch resume"
	}
	return "grant the permission in RAM, then: domainbatch resume"
}

func serverClock(call *alidomain.Error) string {
	if call.ServerTime.IsZero() {
		return ""
	}
	return " (the service says it is " + call.ServerTime.UTC().Format("2006-01-02 15:04:05") + " UTC)"
}

// unreachable explains why no answer came back.
func unreachable(call *alidomain.Error) *failure {
	hint := "check --endpoint and the network, then: domainbatch resume"
	var dns *net.DNSError
	switch {
	case errors.As(call.Err, &dns):
		return fail(exitUnavailable, hint, "the service cannot be reached: no address is known for %s", dns.Name)
	case errors.Is(call.Err, syscall.ECONNREFUSED):
		return fail(exitUnavailable, hint, "the service cannot be reached: nothing listens there (connection refused)")
	case errors.Is(call.Err, context.DeadlineExceeded):
		return fail(exitUnavailable, hint, "the service did not answer in time")
	}
	return fail(exitUnavailable, hint, "the service cannot be reached: %s", call.Error())
}

// explainSystem explains what the operating system refused.
func explainSystem(err error) *failure {
	switch {
	case errors.Is(err, context.Canceled):
		return fail(exitInterrupted, "", "stopped")
	case errors.Is(err, syscall.ENOSPC):
		return fail(exitInternal, "make room, then run it again", "%v", err)
	case errors.Is(err, syscall.EROFS):
		return fail(exitInternal, "mount it for writing, or name another folder (--state for the journal, -o for the results), then run it again", "%v", err)
	case errors.Is(err, syscall.EIO):
		return fail(exitInternal, "check the disk and its mount, then run it again", "%v", err)
	case errors.Is(err, fs.ErrPermission):
		return fail(exitInternal, "check the permissions of the file and its folder", "%v", err)
	}
	return nil
}
