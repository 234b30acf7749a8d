package metrics

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var (
	began = time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)
	night = Job{Site: "cn", Profile: "default"}
)

func text(t interface{ Fatal(...any) }, f *File) string {
	var b strings.Builder
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func good(at time.Time) Session {
	return Session{
		Started: at, Finished: at.Add(90 * time.Second), Succeeded: true, Rows: map[string]int{"OK": 3, "NOT SENT": 1}, Submits: 3, Queries: 7, Throttled: 2, Rate: 1.5,
		Standing: &Standing{PendingTasks: 2, OldestPending: at.Add(-time.Hour), UnknownRows: 1}, NotificationFailures: 1,
	}
}

// strict checks a file against the text format, version 0.0.4, as the parser of
// Prometheus reads it: families whole and each once, HELP and TYPE before their
// series, names, labels and values well formed, no series twice.
func strict(t interface{ Errorf(string, ...any) }, file string) map[string]float64 {
	line := regexp.MustCompile(`^([a-zA-Z_:][a-zA-Z0-9_:]*)\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*)\} (\S+)$`)
	meta := regexp.MustCompile(`^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$`)
	found := map[string]float64{}
	done := map[string]bool{}
	family, helped, typed := "", "", ""
	for n, l := range strings.Split(strings.TrimSuffix(file, "\n"), "\n") {
		if m := meta.FindStringSubmatch(l); m != nil {
			if done[m[2]] && family != m[2] || m[1] == "HELP" && helped == m[2] || m[1] == "TYPE" && typed == m[2] {
				t.Errorf("line %d: %s comes twice", n+1, m[2])
			}
			if m[1] == "HELP" {
				helped = m[2]
			} else if typed = m[2]; m[3] != "gauge" && m[3] != "counter" || strings.HasSuffix(m[2], "_total") != (m[3] == "counter") {
				t.Errorf("line %d: %s is no %s", n+1, m[2], m[3])
			}
			continue
		}
		m := line.FindStringSubmatch(l)
		if m == nil {
			t.Errorf("line %d is not of the format: %q", n+1, l)
			continue
		}
		if family != m[1] && done[m[1]] || helped != m[1] || typed != m[1] {
			t.Errorf("line %d: %s is not in the place of its family", n+1, m[1])
		}
		family, done[m[1]] = m[1], true
		v, err := strconv.ParseFloat(m[3], 64)
		if _, twice := found[m[1]+m[2]]; err != nil || twice || strings.HasSuffix(m[2], ",") {
			t.Errorf("line %d: %q (%v)", n+1, l, err)
		}
		found[m[1]+m[2]] = v
	}
	if !strings.HasSuffix(file, "\n") {
		t.Errorf("the last line does not end")
	}
	return found
}

// A file has every metric, and each says what the session said.
func TestAFileHasEveryMetric(t *testing.T) {
	f := &File{}
	f.Add(night, good(began))
	found := strict(t, text(t, f))
	of := `site="cn",profile="default"`
	end := float64(began.Add(90 * time.Second).Unix())
	for series, want := range map[string]float64{
		LastSuccess + of: end, LastRun + of: end, LastDuration + of: 90, LastExit + of: 0, LastRows + of + `,result="OK"`: 3, LastRows + of + `,result="NOT SENT"`: 1,
		LastRows + of + `,result="FAILED"`: 0, LastCalls + of + `,class="submit"`: 3, Calls + of + `,class="query"`: 7, Throttled + of: 2, LastThrottled + of: 2,
		SettledRate + of: 1.5, PendingTasks + of: 2, OldestPending + of: float64(began.Add(-time.Hour).Unix()), OldestPendingAge + of: 3690, UnknownRows + of: 1,
		Runs + of + `,end="success"`: 1, Runs + of + `,end="failure"`: 0, NotificationFailures + of: 1,
	} {
		if got, ok := found[series]; !ok || got != want {
			t.Errorf("%s is %v, want %v", series, got, want)
		}
	}
	for _, name := range Names() {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(found)), func(s string) bool { return strings.HasPrefix(s, name+of) }) {
			t.Errorf("%s has no series", name)
		}
	}
}

// What has to survive does: a failure keeps the last success, counters go on,
// and how the account stands stays when nobody could look.
func TestWhatHasToSurviveSurvives(t *testing.T) {
	f := &File{}
	f.Add(night, good(began))
	next := began.Add(24 * time.Hour)
	for range 2 { // over the file, as it is in life
		back, err := Read(strings.NewReader(text(t, f)))
		if err != nil {
			t.Fatal(err)
		}
		f = back
		f.Add(night, Session{Started: next, Finished: next.Add(time.Second), Exit: 6})
	}
	for name, want := range map[string]float64{
		LastSuccess: float64(began.Add(90 * time.Second).Unix()), LastRun: float64(next.Add(time.Second).Unix()), LastExit: 6, PendingTasks: 2, UnknownRows: 1,
		OldestPendingAge: 25*3600 + 1, SettledRate: 1.5, Throttled: 2, LastThrottled: 0, NotificationFailures: 1,
	} {
		if got, ok := f.Value(night, name, ""); !ok || got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if got, _ := f.Value(night, Runs, "failure"); got != 2 {
		t.Errorf("%v failures, want 2", got)
	}
	if got, _ := f.Value(night, LastRows, "OK"); got != 0 {
		t.Errorf("%v rows of a session without a run", got)
	}
}

func TestAJobThatNeverSucceededShowsAsSuch(t *testing.T) {
	f := &File{}
	f.Add(night, Session{Started: began, Finished: began, Exit: 5})
	if got, ok := f.Value(night, LastSuccess, ""); !ok || got != 0 {
		t.Errorf("%v, %v", got, ok)
	}
}

// Jobs share a file without touching each other, and their number is bounded.
func TestJobsShareAFile(t *testing.T) {
	f := &File{}
	for i := range mostJobs + 10 {
		f.Add(Job{Site: "intl", Profile: fmt.Sprintf("p%03d", i)}, good(began.Add(time.Duration(i)*time.Hour)))
	}
	file := text(t, f)
	strict(t, file)
	if got := strings.Count(file, LastExit+"{"); got != mostJobs {
		t.Errorf("%d jobs, want %d", got, mostJobs)
	}
	if strings.Contains(file, `"p009"`) || !strings.Contains(file, `"p010"`) {
		t.Error("not those that ran longest ago were left out")
	}
}

// Names of profiles may be anything; a file is read back as it was written.
func TestFilesAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := &File{}
		for range rapid.IntRange(0, 3).Draw(t, "jobs") {
			job := Job{Site: rapid.SampledFrom([]string{"cn", "intl", "intl-2018"}).Draw(t, "site"), Profile: rapid.String().Draw(t, "profile")}
			s := good(began.Add(time.Duration(rapid.IntRange(0, 1e6).Draw(t, "at")) * time.Second))
			s.Exit, s.Succeeded = rapid.IntRange(0, 130).Draw(t, "exit"), rapid.Bool().Draw(t, "good")
			f.Add(job, s)
		}
		file := text(t, f)
		if file == "" {
			return
		}
		strict(t, file)
		back, err := Read(strings.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if again := text(t, back); again != file {
			t.Fatalf("read back as\n%s\nwas\n%s", again, file)
		}
	})
}

func TestOtherFilesAreNotTaken(t *testing.T) {
	for name, file := range map[string]string{
		"of a person": "dear diary\n", "of another program": "# HELP node_load1 x\nnode_load1 1\n", "cut off": `domainbatch_last_run_exit_code{site="cn",prof`,
		"no number": `domainbatch_last_run_exit_code{site="cn",profile="x"} many`, "one long line": strings.Repeat("x", 1<<20),
	} {
		if _, err := Read(strings.NewReader(file)); !errors.Is(err, ErrForeign) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, file := range map[string]string{"empty": "", "of a newer program": "# HELP domainbatch_new x\n# TYPE domainbatch_new gauge\ndomainbatch_new{site=\"cn\",profile=\"p\",x=\"y\"} 1\n"} {
		if f, err := Read(strings.NewReader(file)); err != nil || text(t, f) != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	full := &File{}
	full.Add(night, good(began))
	f.Add(text(f, full))
	f.Add(`domainbatch_last_run_exit_code{site="c\"n",profile="\\"} 1e3`)
	f.Add(`domainbatch_last_run_rows{result="OK",site="",profile=""} NaN`)
	f.Fuzz(func(t *testing.T, file string) {
		read, err := Read(strings.NewReader(file))
		if err != nil {
			return
		}
		out := text(t, read)
		if out != "" {
			strict(t, out)
		}
	})
}
