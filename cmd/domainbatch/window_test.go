package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"domainbatch/executor"
)

// parsedWindow is what the flags of a window come to for a process in a zone.
func parsedWindow(t *testing.T, now func() time.Time, args ...string) (*windowFlags, *program, *pflag.FlagSet) {
	t.Helper()
	p := &program{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: now, environ: func(string) (string, bool) { return "", false }}
	p.console = newConsole(p)
	f, set := &windowFlags{}, pflag.NewFlagSet("test", pflag.ContinueOnError)
	f.register(set)
	if err := set.Parse(args); err != nil {
		t.Fatal(err)
	}
	return f, p, set
}

var evening = time.Date(2026, 11, 22, 21, 59, 59, 0, time.UTC)

func TestHoursShapeASession(t *testing.T) {
	f, p, _ := parsedWindow(t, func() time.Time { return evening }, "--between", "22:00-06:00 UTC", "--max-duration", "2h", "--between-wait")
	if err := f.begin(p); err != nil {
		t.Fatal(err)
	}
	p.now = func() time.Time { return evening.Add(time.Hour) }
	if err := f.begin(p); err != nil { // as for the second file of one command
		t.Fatal(err)
	}
	var opt executor.Options
	f.shape(&opt)
	if !opt.NotAfter.Equal(evening.Add(2*time.Hour)) || !opt.HoursWait {
		t.Errorf("%+v", opt)
	}
	if open, until := opt.Hours(evening); open || !until.Equal(evening.Add(time.Second)) {
		t.Errorf("%v until %s", open, until)
	}
	none, p, _ := parsedWindow(t, time.Now)
	if err := none.begin(p); err != nil {
		t.Fatal(err)
	}
	opt = executor.Options{}
	if none.shape(&opt); opt.Hours != nil || opt.HoursWait || !opt.NotAfter.IsZero() {
		t.Errorf("without flags: %+v", opt)
	}
}

// The hours belong to the run: whoever resumes it need not say them again, and
// may say others, or none.
func TestARunRemembersItsHours(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "22:00-06:00 Asia/Shanghai"},
		{[]string{"--between", "12:00-13:00 UTC"}, "12:00-13:00 UTC"},
		{[]string{"--between", "any"}, ""},
		{[]string{"--between-wait"}, "22:00-06:00 Asia/Shanghai"},
	} {
		f, p, set := parsedWindow(t, time.Now, c.args...)
		f.over("22:00-06:00 Asia/Shanghai", set)
		if err := f.begin(p); err != nil || f.remembered() != c.want {
			t.Errorf("%v: %q, %v", c.args, f.remembered(), err)
		}
	}
	f, p, set := parsedWindow(t, time.Now, "--between-wait")
	f.over("", set)
	if err := f.begin(p); err != nil || f.wait {
		t.Errorf("of a run without hours none are waited for: %v", err)
	}
}

func TestACommandWaitsForItsHours(t *testing.T) {
	instants := []time.Duration{0, 999_999 * time.Microsecond, time.Second}
	calls := 0
	now := func() time.Time {
		defer func() { calls++ }()
		return evening.Add(instants[min(calls, len(instants)-1)])
	}
	f, p, _ := parsedWindow(t, func() time.Time { return evening }, "--between", "22:00-06:00 UTC", "--between-wait")
	var said strings.Builder
	p.console.err = &said
	if err := f.begin(p); err != nil {
		t.Fatal(err)
	}
	instants[0] = instants[1]
	p.now = now
	if err := f.await(t.Context(), p); err != nil || calls < 3 {
		t.Errorf("after %d looks: %v", calls, err)
	}
	if want := "waiting until 2026-11-22 22:00 +0000"; strings.Count(said.String(), want) != 1 {
		t.Errorf("said %q, want %q once", said.String(), want)
	}
	p.now = func() time.Time { return evening.Add(-time.Hour) }
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.await(ctx, p); !errors.Is(err, context.Canceled) {
		t.Errorf("after a signal: %v", err)
	}
}
