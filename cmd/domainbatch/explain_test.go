package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"domainbatch/executor"
	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
	"domainbatch/planner"
)

func TestExplainGivesCodeAndNextStep(t *testing.T) {
	call := func(class alidomain.Class, status int, code string) error {
		return fmt.Errorf("sending: %w", &alidomain.Error{Operation: alidomain.OpNewContact, Class: class, HTTPStatus: status, Code: code, Message: "no"})
	}
	tests := []struct {
		name string
		err  error
		code exitCode
		says string
	}{
		{"file error", &ingest.FileError{File: "x.xlsx", Message: "there is no header", Cure: "add one"}, exitInput, "no header"},
		{"locked", fmt.Errorf("opening: %w", journal.ErrLocked), exitLocked, "another domainbatch"},
		{"owned", &journal.OwnedError{Domain: "a.com", RunID: "r1"}, exitStale, "r1"},
		{"newer journal", journal.ErrNewer, exitInternal, "newer"},
		{"foreign journal", journal.ErrForeign, exitInternal, "not a journal"},
		{"disk", fmt.Errorf("%w: %w", journal.ErrDisk, syscall.ENOSPC), exitInternal, "nothing more was sent"},
		{"plan of another version", planner.ErrVersion, exitStale, "another version"},
		{"plan changed by hand", planner.ErrDigest, exitStale, "by hand"},
		{"unknown key", call(alidomain.Fatal, 404, "InvalidAccessKeyId.NotFound"), exitCredentials, "access key"},
		{"signature", call(alidomain.Fatal, 403, "SignatureDoesNotMatch"), exitCredentials, "signature"},
		{"incomplete signature", call(alidomain.Fatal, 400, "IncompleteSignature"), exitCredentials, "signature"},
		{"token", call(alidomain.Fatal, 400, "InvalidSecurityToken.Expired"), exitCredentials, "token"},
		{"clock", call(alidomain.Fatal, 400, alidomain.CodeTimeStampExpired), exitCredentials, "clock"},
		{"permission", call(alidomain.Fatal, 403, "Forbidden.RAM"), exitCredentials, "may not call"},
		{"no such version", call(alidomain.Fatal, 400, "NoSuchVersion"), exitCredentials, "NoSuchVersion"},
		{"server error", call(alidomain.Ambiguous, 503, "ServiceUnavailable"), exitUnavailable, "ServiceUnavailable"},
		{"refused connection", &alidomain.Error{Class: alidomain.Safe, Err: syscall.ECONNREFUSED}, exitUnavailable, "nothing listens"},
		{"no such host", &alidomain.Error{Class: alidomain.Safe, Err: &net.DNSError{Name: "nowhere.test"}}, exitUnavailable, "nowhere.test"},
		{"time-out", &alidomain.Error{Class: alidomain.Safe, Err: context.DeadlineExceeded}, exitUnavailable, "in time"},
		{"stopped", context.Canceled, exitInterrupted, "stopped"},
		{"anything else", errors.New("odd"), exitInternal, "odd"},
		{"a failure", usage("do this", "that"), exitUsage, "that"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := explain(test.err)
			if f.code != test.code {
				t.Errorf("code %d, want %d", f.code, test.code)
			}
			if said := f.message + " " + f.hint; !strings.Contains(said, test.says) {
				t.Errorf("said %q, want %q in it", said, test.says)
			}
			if f.hint == "" && f.code != exitInterrupted {
				t.Error("no next step")
			}
			if strings.Contains(f.message, "\n") {
				t.Errorf("%q is more than one line", f.message)
			}
		})
	}
}

func TestExitCodesHaveAnOrder(t *testing.T) {
	all := map[executor.Result]int{executor.OK: 1, executor.Failed: 1, executor.Pending: 1, executor.Unknown: 1, executor.NotSent: 1}
	without := func(gone ...executor.Result) map[executor.Result]int {
		rest := map[executor.Result]int{}
		for r, n := range all {
			rest[r] = n
		}
		for _, r := range gone {
			delete(rest, r)
		}
		return rest
	}
	tests := []struct {
		name string
		end  executor.End
		rows map[executor.Result]int
		want exitCode
	}{
		{"unavailable goes first", executor.EndUnavailable, all, exitUnavailable},
		{"so does a fatal refusal", executor.EndFatal, all, exitCredentials},
		{"then the interruption", executor.EndInterrupted, all, exitInterrupted},
		{"then unknown rows", executor.EndPending, all, exitUnknown},
		{"then pending ones", executor.EndPending, without(executor.Unknown), exitPending},
		{"then failed ones", executor.EndDone, without(executor.Unknown, executor.Pending), exitRows},
		{"invalid rows count", executor.EndDone, map[executor.Result]int{executor.OK: 5, executor.Invalid: 1}, exitRows},
		{"held rows count", executor.EndDone, map[executor.Result]int{executor.OK: 5, executor.Held: 1}, exitRows},
		{"all is well", executor.EndDone, map[executor.Result]int{executor.OK: 5, executor.Skipped: 1, executor.Unchanged: 1}, exitDone},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := codeOf(test.end, test.rows); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

func TestFlagWinsOverEnvironment(t *testing.T) {
	env := map[string]string{
		"DOMAINBATCH_RATE": "3", "DOMAINBATCH_SUBMIT_RATE": "7", "DOMAINBATCH_MAP": "A=email;B = city\nC=note", "DOMAINBATCH_YES": "",
	}
	lookup := func(name string) (string, bool) { value, ok := env[name]; return value, ok }
	var rate, submit float64
	var yes bool
	var mapping []string
	set := pflag.NewFlagSet("test", pflag.ContinueOnError)
	set.Float64Var(&rate, "rate", 1, "")
	set.Float64Var(&submit, "submit-rate", 2, "")
	set.BoolVar(&yes, "yes", false, "")
	set.StringArrayVar(&mapping, "map", nil, "")
	if err := set.Parse([]string{"--rate", "5"}); err != nil {
		t.Fatal(err)
	}
	if err := fillFromSources(set, environment{lookup}); err != nil {
		t.Fatal(err)
	}
	if rate != 5 || submit != 7 || yes {
		t.Errorf("rate %v, submit-rate %v, yes %v; want 5 from the flag, 7 from the environment, false for an empty variable", rate, submit, yes)
	}
	if got := strings.Join(mapping, "|"); got != "A=email|B = city|C=note" {
		t.Errorf("map is %q", got)
	}
	env["DOMAINBATCH_SUBMIT_RATE"] = "fast"
	set.Lookup("submit-rate").Changed = false
	err := fillFromSources(set, environment{lookup})
	if f := explain(orNil(err)); f.code != exitUsage || !strings.Contains(f.message, "DOMAINBATCH_SUBMIT_RATE") {
		t.Errorf("got %v, want a usage failure that names the variable", err)
	}
}

func TestTwoSignalsStopAndLeave(t *testing.T) {
	signals := make(chan os.Signal)
	in := watchSignals(signals)
	ctx, cancel := in.context(context.Background())
	defer cancel()
	stopping := make(chan struct{})
	defer in.whenStopped(func() { close(stopping) })()
	if in.stopped() || ctx.Err() != nil {
		t.Fatal("stopped before any signal")
	}
	signals <- os.Interrupt
	await(t, stopping, "the first signal was not announced")
	await(t, ctx.Done(), "the first signal did not cancel")
	select {
	case <-in.leave:
		t.Fatal("left on the first signal")
	default:
	}
	signals <- syscall.SIGTERM
	await(t, in.leave, "the second signal did not make it leave")
}

func await[T any](t *testing.T, c <-chan T, complaint string) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(5 * time.Second):
		t.Fatal(complaint)
	}
}

func TestAccountKeyShowsNoAccessKey(t *testing.T) {
	const id = "LTAI5tSomeAccessKeyId"
	cn, intl := targetFlags{Site: "cn"}, targetFlags{Site: "intl"}
	elsewhere := targetFlags{Site: "cn", Endpoint: "http://127.0.0.1:8080"}
	if withSlash := (targetFlags{Site: "cn", Endpoint: "HTTP://127.0.0.1:8080/"}); accountKey(withSlash, id) != accountKey(elsewhere, id) {
		t.Error("one endpoint in two spellings has two keys")
	}
	keys := map[string]bool{accountKey(cn, id): true, accountKey(intl, id): true, accountKey(elsewhere, id): true, accountKey(cn, "other"): true}
	if len(keys) != 4 {
		t.Errorf("different accounts share a key: %v", keys)
	}
	for key := range keys {
		if strings.Contains(key, id[4:10]) {
			t.Errorf("%s shows the access key", key)
		}
	}
	if got := masked(id); got != "LTAI…eyId" {
		t.Errorf("masked to %s", got)
	}
	if got := masked("short"); got != "sh…" {
		t.Errorf("masked to %s", got)
	}
}
