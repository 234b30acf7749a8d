package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"domainbatch/executor/journal"
	"domainbatch/executor/sandbox"
)

// haste is the test build's life in fast motion; hurried is an emulator that
// lives at the same speed. A signature is taken for four seconds in place of
// fifteen minutes, on both ends.
const haste = "signature-life=4s,skew=1s,list-lag=400ms,settle=150ms,first-poll=100ms,slowest-poll=400ms,timeout=2s"

func hurried(seed uint64, faults ...sandbox.Fault) sandbox.Options {
	return sandbox.Options{
		Seed: int64(seed), AdoptUnknown: true, Calm: true, SignatureLife: 4 * time.Second, ListLag: 200 * time.Millisecond,
		TaskTime: sandbox.TaskTime{WaitMin: 10 * time.Millisecond, WaitMax: 80 * time.Millisecond, ExecuteMin: 20 * time.Millisecond, ExecuteMax: 250 * time.Millisecond},
		Quota:    map[string]sandbox.Quota{}, Faults: faults,
	}
}

// trouble is what befalls the calls of a job, beside the kills.
func trouble() []sandbox.Fault {
	fault := func(op string, kind sandbox.Kind, applied bool, p float64) sandbox.Fault {
		return sandbox.Fault{Operation: op, Kind: kind, Applied: applied, Probability: p}
	}
	late := fault("submit", sandbox.Late, false, 0.02)
	late.Delay = sandbox.Delay(2500 * time.Millisecond) // past the client's patience, within the life of the signature
	return []sandbox.Fault{
		fault("submit", sandbox.Cut, false, 0.04), fault("submit", sandbox.Cut, true, 0.05), fault("submit", sandbox.CutBody, false, 0.02),
		fault("submit", sandbox.Error500, true, 0.03), fault("submit", sandbox.NetworkIO, true, 0.02), fault("submit", sandbox.Empty200, true, 0.02),
		fault("submit", sandbox.HTML502, false, 0.02), fault("submit", sandbox.Throttle, false, 0.01), late,
		fault("query", sandbox.Cut, false, 0.02), fault("query", sandbox.Error503, false, 0.02), fault("QueryTaskDetailList", sandbox.Vanish, false, 0.03),
	}
}

// often is trouble of the kinds that lead to each durable step, so often that a
// process comes to each of them a few times.
func often() []sandbox.Fault {
	return []sandbox.Fault{
		{Operation: "submit", Kind: sandbox.Throttle, Skip: 2, Count: 1}, // each halves the rate
		{Operation: "submit", Kind: sandbox.Code, Code: "Busy", Probability: 0.07},
		{Operation: "submit", Kind: sandbox.Cut, Probability: 0.07},
		{Operation: "submit", Kind: sandbox.Cut, Applied: true, Probability: 0.09},
		{Operation: "query", Kind: sandbox.Error503, Probability: 0.02},
	}
}

// job is one file on its way through many processes.
type job struct {
	binary, home string
	witness      *witness
	args         []string // of apply
	env          []string
	expected     map[string]string // domain → result
	kinds        map[string]string // domain → what is asked for it, as the ledger calls it; nil: not compared
	seed         uint64
	dice         *rand.Rand
	kills        int
	slow         int // processes that did not end in time
	sessions     int
	said         string // by the latest process
	code         int    // of the latest process that was not killed
}

// newJob lays out a home with a file of some thirty calls: contacts in shared
// calls, profiles and codes by themselves, and domains that fail. With refusals
// two of the shared calls are refused because of one domain. A refusal that
// nobody hears, because it came to a process that had just died, has used up the
// nonce, so it stays unknown by the rules; nothing else may.
func newJob(t *testing.T, binary string, seed uint64, refusals bool, faults ...sandbox.Fault) *job {
	t.Helper()
	j := &job{
		binary: binary, home: t.TempDir(), expected: map[string]string{}, kinds: map[string]string{},
		seed: seed, dice: rand.New(rand.NewPCG(seed, 7)),
	}
	j.witness = newWitness(t, hurried(seed, faults...), seed)
	j.witness.journal = stateJournal(j.home)
	var b strings.Builder
	b.WriteString("domain,action,contact_type,profile_id,registrant_type,name,organization,country,province,city,address,postal_code,email,tel_area,telephone\n")
	for i := range 48 {
		name, want := fmt.Sprintf("proof-%03d", i), "OK"
		switch i {
		case 3, 20:
			if refusals {
				name, want = name+"-absent", "FAILED"
			}
		case 7, 13:
			name, want = name+"-fail", "FAILED"
		}
		domain := name + ".com"
		j.expected[domain] = want
		switch i % 4 {
		case 0, 3:
			j.kinds[domain] = "tech"
			fmt.Fprintf(&b, "%s,update-contact,tech,,individual,Li Si,Li Si %d,CN,zhe jiang,hang zhou shi,1 hao,310024,owner@example.com,86,13800000000\n", domain, i/16)
		case 1:
			j.kinds[domain] = "admin"
			fmt.Fprintf(&b, "%s,update-profile,admin,%d,,,,,,,,,,,\n", domain, 1000+i)
		default:
			j.kinds[domain] = "transfer-code"
			fmt.Fprintf(&b, "%s,transfer-code,,,,,,,,,,,,,\n", domain)
		}
	}
	mustWrite(t, filepath.Join(j.home, "rows.csv"), b.String())
	id, secret := j.witness.emulator.Key()
	j.env = []string{
		"HOME=" + j.home, "TZ=UTC", "NO_PROXY=*", "PATH=" + os.Getenv("PATH"), "TMPDIR=" + j.home, "DOMAINBATCH_NO_REFRESH=true", "DOMAINBATCH_HASTE=" + haste,
		"ALIBABA_CLOUD_ACCESS_KEY_ID=" + id, "ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + secret,
	}
	j.args = []string{"apply", "--yes", "--endpoint", j.witness.server.URL, "--batch-size", "4", "--submit-rate", "60", "--query-rate", "150", "--wait", "8s", "rows.csv"}
	return j
}

// begun reports whether a run is in the journal.
func (j *job) begun() bool {
	_, err := os.Stat(stateJournal(j.home))
	return err == nil
}

// reported reports whether the run is over and its results are written, so that
// applying the file again would be a new wish.
func (j *job) reported() bool {
	marks, _ := filepath.Glob(filepath.Join(filepath.Dir(stateJournal(j.home)), "written", "*.final")) // the pattern is a good one
	return len(marks) > 0
}

// process is the next process for the job: apply again and resume are the same
// to a run that is under way.
func (j *job) process(extra ...string) *exec.Cmd {
	args := j.args
	none := strings.Contains(j.said, "nothing to resume") // it was killed before there was a run
	if j.begun() && !none && (j.reported() || j.dice.IntN(3) > 0) {
		args = []string{"resume"}
	}
	return j.command(extra, args...)
}

func (j *job) command(env []string, args ...string) *exec.Cmd {
	cmd := exec.Command(j.binary, args...)
	cmd.Dir = j.home
	cmd.WaitDelay = 5 * time.Second // for a child that would keep its output open
	cmd.Env = append(j.env[:len(j.env):len(j.env)], env...)
	return cmd
}

// errSlow says that a process was killed because it had not ended within a
// minute. Every wait of a job is bounded by a few seconds, so either the machine
// is loaded or the program waits for something that does not come; the job goes
// on with another process.
var errSlow = errors.New("a process did not end within a minute")

// ending is how a process ended.
type ending struct {
	killed bool
	code   int
	output string
}

// run lets a process go until it ends or dies. deadly may kill it.
func (j *job) run(cmd *exec.Cmd, deadly func(die func(), first <-chan struct{}, gone <-chan struct{})) (ending, error) {
	j.sessions++
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	var process atomic.Pointer[os.Process]
	die := func() {
		if p := process.Load(); p != nil {
			p.Kill()
		}
	}
	gone := make(chan struct{})
	first := j.witness.session(nil)
	if err := cmd.Start(); err != nil {
		return ending{}, err
	}
	process.Store(cmd.Process)
	stuck := time.AfterFunc(60*time.Second, die)
	var watching sync.WaitGroup
	if deadly != nil {
		watching.Go(func() { deadly(die, first, gone) })
	}
	err := cmd.Wait()
	close(gone)
	watching.Wait()
	late := !stuck.Stop()
	e := ending{output: out.String(), code: cmd.ProcessState.ExitCode()}
	j.said = e.output
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		e.killed = status.Signal() == syscall.SIGKILL
	}
	switch {
	case late:
		j.slow++
		return e, fmt.Errorf("%w:\n%s", errSlow, tail(e.output))
	case e.killed:
		j.kills++
		return e, j.wholeOrNone()
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return e, err
	}
	if j.code = e.code; j.code == int(exitInternal) {
		return e, fmt.Errorf("%v failed:\n%s", cmd.Args[1:], tail(e.output))
	}
	return e, nil
}

// finish lets the job come to its end undisturbed and compares everything.
func (j *job) finish() (unknown int, problems []string) {
	for attempt := 0; !j.reported(); attempt++ {
		if _, err := j.run(j.process(), nil); err != nil && (!errors.Is(err, errSlow) || j.slow > 3) {
			return 0, []string{err.Error()}
		}
		if attempt == 10 {
			return 0, []string{"it came to no end in ten processes:\n" + tail(j.said)}
		}
		if j.code != int(exitUnknown) {
			continue
		}
		if open, err := j.underWay(); err != nil {
			return 0, []string{err.Error()}
		} else if !open {
			break // a run that waits for a person stays open
		}
	}
	results, err := readResults(filepath.Join(j.home, "rows.results.csv"))
	if err != nil {
		return 0, []string{fmt.Sprintf("no results: %v\n%s", err, tail(j.said))}
	}
	problems, unknown = j.check(results)
	want := int(exitRows) // some rows are meant to fail
	if unknown > 0 {
		want = int(exitUnknown)
	}
	if j.code != want && j.code != 0 { // 0: killed after its last word, and nothing was left to resume
		problems = append(problems, fmt.Sprintf("ended with code %d, want %d\n%s", j.code, want, tail(j.said)))
	}
	return unknown, problems
}

func (j *job) check(results map[string][]resultRow) (problems []string, unknown int) {
	problems, unknown = j.witness.checkAgainst(results, j.expected)
	problems = append(problems, j.witness.checkKinds(j.kinds)...)
	if left, err := filepath.Glob(filepath.Join(j.home, ".domainbatch-*.tmp")); err != nil || len(left) > 0 {
		problems = append(problems, fmt.Sprintf("files without a name are left behind: %v, %v", left, err))
	}
	rows := 0
	for _, r := range results {
		rows += len(r)
	}
	if rows != len(j.expected) {
		problems = append(problems, fmt.Sprintf("%d rows in the results, want %d", rows, len(j.expected)))
	}
	return problems, unknown
}

// wholeOrNone wants the results of a killed process to be the whole old ones,
// the whole new ones, or not there.
func (j *job) wholeOrNone() error {
	results, err := readResults(filepath.Join(j.home, "rows.results.csv"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil || len(results) != len(j.expected) {
		return fmt.Errorf("a killed process left results of %d domains: %v", len(results), err)
	}
	return nil
}

type resultRow struct{ result, comment, taskNo, code string }

// readResults reads a CSV report by domain.
func readResults(path string) (map[string][]resultRow, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	records, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff")))).ReadAll()
	if err != nil || len(records) == 0 {
		return nil, fmt.Errorf("%d records: %w", len(records), err)
	}
	at := map[string]int{}
	for i, header := range records[0] {
		at[header] = i
	}
	results := map[string][]resultRow{}
	for _, r := range records[1:] {
		d := r[at["domain"]]
		results[d] = append(results[d], resultRow{r[at["Result"]], r[at["Result Comment"]], r[at["Task No"]], r[at["Transfer Code"]]})
	}
	return results, nil
}

// underWay reports whether the program itself has something left to do.
func (j *job) underWay() (open bool, err error) {
	err = j.witness.look(func(b journal.Batch) { open = open || !b.State.Final() })
	return open, err
}

// doubts lists what stayed unknown, with what the service knows about it.
func (j *job) doubts() string {
	var b strings.Builder
	ledger := j.witness.emulator.Ledger()
	err := j.witness.look(func(batch journal.Batch) {
		if batch.State != journal.Unknown {
			return
		}
		at := "never"
		for _, task := range ledger.Tasks {
			if task.Domains[0] == batch.Changes[0].Domain {
				at = task.At.UTC().Format("05.000")
			}
		}
		fmt.Fprintf(&b, "unknown: %s of %d, %s, stamp %s, accepted %s\n", batch.Changes[0].Domain, len(batch.Changes), batch.Code, batch.Stamp.Format("05.000"), at)
	})
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(b.String())
}
