//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"domainbatch/executor/journal"
	"domainbatch/executor/sandbox"
)

// small is a job of a few rows given as domains that are asked for their code.
func small(t *testing.T, opt sandbox.Options, flags []string, domains ...string) *job {
	t.Helper()
	j := newJob(t, builtWith(t, "failpoint"), 1, false)
	j.witness = newWitness(t, opt, 1)
	j.witness.journal = stateJournal(j.home)
	id, secret := j.witness.emulator.Key()
	j.env = append(j.env, "ALIBABA_CLOUD_ACCESS_KEY_ID="+id, "ALIBABA_CLOUD_ACCESS_KEY_SECRET="+secret)
	j.expected, j.kinds = map[string]string{}, nil
	rows := "domain,action\n"
	for _, d := range domains {
		rows += d + ",transfer-code\n"
		j.expected[d] = "OK"
	}
	mustWrite(t, filepath.Join(j.home, "rows.csv"), rows)
	j.args = append([]string{"apply", "--yes", "--endpoint", j.witness.server.URL, "--query-rate", "100"}, append(flags, "rows.csv")...)
	return j
}

// must runs the program and wants an exit code.
func (j *job) must(t *testing.T, want exitCode, args ...string) string {
	t.Helper()
	e, err := j.run(j.command(nil, args...), nil)
	if err != nil {
		t.Fatal(err)
	}
	if e.code != int(want) {
		t.Fatalf("%v ended with %d, want %d\n%s", args, e.code, want, e.output)
	}
	return e.output
}

// runID is the one run in the journal.
func (j *job) runID(t *testing.T) string {
	t.Helper()
	opened, err := journal.Open(t.Context(), stateJournal(j.home), journal.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	runs, err := opened.Runs(t.Context(), "")
	if err != nil || len(runs) != 1 {
		t.Fatalf("%d runs, %v", len(runs), err)
	}
	return runs[0].ID
}

func (j *job) wantResults(t *testing.T, want map[string]string) map[string][]resultRow {
	t.Helper()
	results, err := readResults(filepath.Join(j.home, "rows.results.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for d, r := range want {
		if rows := results[d]; len(rows) != 1 || rows[0].result != r {
			t.Errorf("%s ended as %v, want %s", d, rows, r)
		}
	}
	return results
}

// Three answers are lost, and before the program can look, somebody in the
// console asks for the same three codes: two tasks hold each domain then, and
// nobody but a person can say which is whose.
func TestAPersonDecidesAboutUnknownRows(t *testing.T) {
	proof(t)
	lost := sandbox.Fault{Operation: "submit", Kind: sandbox.Cut, Applied: true, Count: 3}
	j := small(t, unhurried(1, lost), []string{"--submit-rate", "40", "--workers", "1"}, "one.com", "two.com", "three.com", "four.com")
	j.losesAnswers(t, 3)
	j.sentByHand(t, "one.com", "two.com", "three.com")
	run := j.runID(t)
	if out := j.must(t, exitUnknown, "resume"); !strings.Contains(out, "domainbatch resolve "+run) {
		t.Errorf("the way on is not named:\n%s", out)
	}
	before := j.witness.emulator.Ledger().Tasks

	shown := j.must(t, exitUnknown, "resolve", run)
	for _, want := range []string{"one.com", "two.com", "three.com", "several tasks hold exactly these domains", before[0].TaskNo, "--not-sent"} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is not shown:\n%s", want, shown)
		}
	}
	var records []doubtRecord
	text, _ := j.command(nil, "resolve", run, "--json").Output() // the code says that something is to be decided
	if err := json.Unmarshal(text, &records); err != nil || len(records) != 3 || len(records[0].History) < 3 || len(records[0].Tasks) != 2 {
		t.Fatalf("%v: %s", err, text)
	}
	batchOf := map[string]string{}
	for _, r := range records {
		batchOf[r.Domains[0]] = r.Batch
	}
	one, two, three := batchOf["one.com"], batchOf["two.com"], batchOf["three.com"]

	// What is no decision changes nothing.
	j.must(t, exitUsage, "resolve", run, one, "--skip", "--not-sent", "--yes")
	j.must(t, exitUsage, "resolve", run, "--skip", "--yes")
	j.must(t, exitUsage, "resolve", run, "b9999", "--skip", "--yes")
	j.must(t, exitUsage, "resolve", "20200101-000000-none", one, "--skip", "--yes")
	j.must(t, exitUsage, "resolve", run, one, two, "--skip", "--yes")
	j.must(t, exitUsage, "resolve", run, "--batch", one+","+two, "--sent", "x", "--yes")
	j.must(t, exitUsage, "resolve", run, one, "--note", "why")
	j.must(t, exitStale, "resolve", run, one, "--skip")
	taken := before[len(before)-1].TaskNo // of four.com
	if out := j.must(t, exitUsage, "resolve", run, one, "--sent", taken, "--yes"); !strings.Contains(out, "answer to another call") {
		t.Errorf("a task was given to two calls:\n%s", out)
	}
	j.must(t, exitUnknown, "resolve", run)

	mine := before[0].TaskNo
	if before[0].Domains[0] != "one.com" {
		t.Fatalf("the first task is for %v", before[0].Domains)
	}
	j.must(t, exitDone, "resolve", run, one, "--sent", mine, "--yes")
	j.must(t, exitDone, "resolve", run, two, "--not-sent", "--yes", "--note", "asked support")
	j.must(t, exitUnknown, "resolve", run)
	j.must(t, exitDone, "resolve", run, "--batch", three, "--skip", "--yes")
	if out := j.must(t, exitDone, "resolve", run); !strings.Contains(out, "nothing to decide") {
		t.Errorf("%s", out)
	}
	j.must(t, exitRows, "resume")
	results := j.wantResults(t, map[string]string{"one.com": "OK", "two.com": "OK", "three.com": "CANCELLED", "four.com": "OK"})
	if c := results["three.com"][0].comment; !strings.Contains(c, "Given up by a person") {
		t.Errorf("the row says %q", c)
	}
	if results["one.com"][0].taskNo != mine || results["one.com"][0].code == "" {
		t.Errorf("the row that was given a task: %+v", results["one.com"][0])
	}
	if after := j.witness.emulator.Ledger().Tasks; len(after) != len(before)+1 || after[len(after)-1].Domains[0] != "two.com" {
		t.Errorf("%d tasks more, want the one that was to be sent again", len(after)-len(before))
	}
	checkDecisions(t, j, run, map[string]string{one: "sent", two: "not-sent", three: "skip"})
}

// unhurried leaves somebody in the console the time to act before the program
// looks into a lost answer: signatures live longer, and both tasks for a domain
// are accepted.
func unhurried(seed uint64, faults ...sandbox.Fault) sandbox.Options {
	opt := hurried(seed, faults...)
	opt.SignatureLife = time.Minute
	opt.Quirks.NoBusyCheck = true
	return opt
}

// losesAnswers runs a job until so many answers are lost, and kills it then.
func (j *job) losesAnswers(t *testing.T, n int) {
	t.Helper()
	slower := strings.Replace(strings.Replace(haste, "settle=150ms", "settle=5s", 1), "signature-life=4s", "signature-life=60s", 1)
	j.env = append(j.env, "DOMAINBATCH_HASTE="+slower)
	e, err := j.run(j.command([]string{fmt.Sprintf("DOMAINBATCH_FAILPOINT=after-ambiguous:%d:kill", n)}, j.args...), nil)
	if err != nil || !e.killed {
		t.Fatalf("%+v, %v", e, err)
	}
	j.env = append(j.env, "DOMAINBATCH_HASTE="+strings.Replace(slower, "settle=5s", "settle=150ms", 1))
}

// sentByHand has the service accept tasks as somebody in the console would.
func (j *job) sentByHand(t *testing.T, domains ...string) {
	t.Helper()
	j.rowsByHand(t, "domain,action\n"+strings.Join(domains, ",transfer-code\n")+",transfer-code\n")
}

func (j *job) rowsByHand(t *testing.T, rows string) {
	t.Helper()
	home := t.TempDir()
	mustWrite(t, filepath.Join(home, "rows.csv"), rows)
	cmd := j.command([]string{"HOME=" + home}, "apply", "--yes", "--endpoint", j.witness.server.URL, "--submit-rate", "20", "rows.csv")
	cmd.Dir = home
	mine := j.witness.swapJournal(stateJournal(home))
	defer j.witness.swapJournal(mine)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// checkDecisions wants each decision in the history with who and when.
func checkDecisions(t *testing.T, j *job, run string, want map[string]string) {
	t.Helper()
	opened, err := journal.Open(t.Context(), stateJournal(j.home), journal.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	events, err := opened.Events(t.Context(), run)
	if err != nil {
		t.Fatal(err)
	}
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, e := range events {
		if e.Kind == "resolved" && strings.Contains(e.Detail, `"how":"decision"`) {
			found[e.BatchID] = true
			if e.Actor != me.Username || time.Since(e.At) > time.Hour {
				t.Errorf("the decision about %s was taken by %q at %v", e.BatchID, e.Actor, e.At)
			}
		}
	}
	if len(found) != len(want) {
		t.Errorf("decisions about %v, want %v", found, want)
	}
}

func TestCancelTakesARunBack(t *testing.T) {
	proof(t)
	opt := hurried(2)
	opt.TaskTime.WaitMin, opt.TaskTime.WaitMax = time.Hour, time.Hour // nothing is begun
	j := small(t, opt, []string{"--submit-rate", "2", "--wait", "1s"}, names("take", 30)...)
	e, err := j.run(j.command(nil, j.args...), killAfter(2500*time.Millisecond))
	if err != nil || !e.killed {
		t.Fatalf("%+v, %v", e, err)
	}
	run := j.runID(t)
	sent := j.witness.accepted()
	if sent == 0 || sent > 20 {
		t.Fatalf("%d were sent before the cancellation", sent)
	}
	j.must(t, exitStale, "cancel", run) // nobody can be asked
	j.must(t, exitUsage, "cancel", "20200101-000000-none", "--yes")
	out := j.must(t, exitDone, "cancel", run, "--yes")
	if !strings.Contains(out, "is cancelled") {
		t.Errorf("%s", out)
	}
	j.must(t, exitUsage, "cancel", run, "--yes") // it is over
	ledger := j.witness.emulator.Ledger()
	if len(ledger.Tasks) != sent || ledger.Count("CancelTask") != sent {
		t.Errorf("%d sent before and %d after, %d asked back", sent, len(ledger.Tasks)-sent, ledger.Count("CancelTask"))
	}
	results, err := readResults(filepath.Join(j.home, "rows.results.csv"))
	if err != nil {
		t.Fatal(err)
	}
	byService := 0
	for d := range j.expected {
		row := results[d][0]
		if row.result != "CANCELLED" {
			t.Errorf("%s ended as %s: %s", d, row.result, row.comment)
		}
		if strings.Contains(row.comment, "at the service") {
			byService++
		}
	}
	if byService != sent {
		t.Errorf("%d rows were taken back at the service, want %d", byService, sent)
	}
}

// A cancellation is killed at each of its points; what comes after it, cancel
// or resume, sends nothing more. Tasks are asked back while the list is looked at,
// and what was not sent is taken back after that, 32 calls together: which comes
// first nobody can say, so that each is killed in a run of its own.
func TestACancellationThatIsKilledGoesOn(t *testing.T) {
	proof(t)
	for name, deaths := range map[string][]string{
		"what was sent":     {"before-note:1", "after-note:1", "before-note:1", "after-note:1", "before-cancel-task:1", "after-cancel-task:1", "after-note:2"},
		"what was not sent": {"before-cancel:2", "after-cancel:3", "before-finish:1", "after-finish:1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cancelKilledAt(t, deaths)
		})
	}
}

func cancelKilledAt(t *testing.T, deaths []string) {
	t.Helper()
	opt := hurried(3)
	opt.TaskTime.WaitMin, opt.TaskTime.WaitMax = time.Hour, time.Hour
	j := small(t, opt, []string{"--submit-rate", "3", "--wait", "1s"}, names("stop", 90)...)
	if e, err := j.run(j.command(nil, j.args...), killAfter(3500*time.Millisecond)); err != nil || !e.killed {
		t.Fatalf("%+v, %v", e, err)
	}
	run, sent := j.runID(t), j.witness.accepted()
	for i, point := range deaths {
		args := []string{"cancel", run, "--yes", "--wait", "30s"}
		if i > 1 && i%2 == 1 {
			args = []string{"resume", run, "--wait", "30s"}
		}
		e, err := j.run(j.command([]string{"DOMAINBATCH_FAILPOINT=" + point + ":kill"}, args...), nil)
		if err != nil || !e.killed {
			t.Fatalf("%s with %v: %+v, %v", point, args, e, err)
		}
	}
	j.must(t, exitDone, "resume", run, "--wait", "30s")
	if now := len(j.witness.emulator.Ledger().Tasks); now != sent {
		t.Errorf("%d calls were sent after the cancellation", now-sent)
	}
	want := map[string]string{}
	for d := range j.expected {
		want[d] = "CANCELLED"
	}
	j.wantResults(t, want)
}

func killAfter(d time.Duration) func(die func(), first, gone <-chan struct{}) {
	return func(die func(), first, gone <-chan struct{}) {
		select {
		case <-first:
		case <-gone:
			return
		}
		select {
		case <-time.After(d):
			die()
		case <-gone:
		}
	}
}

func names(prefix string, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("%s-%03d.com", prefix, i)
	}
	return list
}
