package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"domainbatch/executor/journal"
	"domainbatch/executor/sandbox"
)

// witness stands in front of the emulator. It sees each request before it can
// take effect and looks whether the journal promised it, answers for a gateway
// that is away, and kills the client at instants that only the other end knows.
type witness struct {
	emulator *sandbox.Server
	server   *httptest.Server
	journal  string // path of the client's journal
	away     float64
	slow     time.Duration // before an answer to a submit leaves

	mu         sync.Mutex
	underWay   int
	lastEnd    time.Time
	dice       *rand.Rand
	violations []string
	turnedAway int
	submits    int // of the present session
	first      chan struct{}
	kill       func(submit int, handled bool) // nil: nobody is to be killed from here
}

func newWitness(t *testing.T, opt sandbox.Options, seed uint64) *witness {
	t.Helper()
	emulator, err := sandbox.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	w := &witness{emulator: emulator, dice: rand.New(rand.NewPCG(seed, 3)), first: make(chan struct{})}
	w.server = httptest.NewServer(w)
	t.Cleanup(w.close)
	return w
}

// close ends the service and lets go of all that it knows. It may be called
// again.
func (w *witness) close() {
	if w.emulator == nil {
		return
	}
	w.emulator.Close()
	w.server.CloseClientConnections()
	w.server.Close() // returns when no request is under way
	w.emulator, w.violations = nil, nil
}

// session begins a new process of the client; the channel is closed at its
// first request.
func (w *witness) session(kill func(submit int, handled bool)) (first <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.submits, w.kill, w.first = 0, kill, make(chan struct{})
	return w.first
}

// ServeHTTP implements http.Handler.
func (w *witness) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	arrived := time.Now()
	submit := strings.HasPrefix(r.Header.Get("x-acs-action"), "Save")
	n, away, kill := w.arrive(submit)
	defer w.leave()
	if submit {
		w.checkPromise(r.Header.Get("x-acs-signature-nonce"), arrived)
		if kill != nil {
			kill(n, false)
		}
	}
	if away {
		rw.Header().Set("Content-Type", "application/json")
		rw.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprint(rw, `{"RequestId":"0","Code":"ServiceUnavailable","Message":"The request has failed due to a temporary failure of the server."}`)
		return
	}
	w.emulator.ServeHTTP(rw, r) // a short answer leaves when the handler returns
	if submit {
		w.dawdle(r)
	}
	if submit && kill != nil {
		kill(n, true)
	}
}

func (w *witness) arrive(submit bool) (n int, away bool, kill func(int, bool)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case <-w.first:
	default:
		close(w.first)
	}
	w.underWay++
	if submit {
		w.submits++
	}
	if away = w.dice.Float64() < w.away; away {
		w.turnedAway++
	}
	return w.submits, away, w.kill
}

// swapJournal lets another client be watched, and returns who was.
func (w *witness) swapJournal(path string) (old string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	old, w.journal = w.journal, path
	return old
}

func (w *witness) setSlow(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.slow = d
}

func (w *witness) setAway(p float64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.away = p
}

func (w *witness) dawdle(r *http.Request) {
	w.mu.Lock()
	d := w.slow
	w.mu.Unlock()
	if d == 0 {
		return
	}
	select {
	case <-time.After(d):
	case <-r.Context().Done():
	}
}

func (w *witness) leave() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.underWay--
	w.lastEnd = time.Now()
}

// settled waits until nothing is under way: what a process sent before it died
// may take its time to arrive.
func (w *witness) settled() {
	since := time.Now()
	for deadline := since.Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		w.mu.Lock()
		last := w.lastEnd
		if w.underWay > 0 {
			last = time.Now()
		}
		w.mu.Unlock()
		if last.Before(since) {
			last = since
		}
		if time.Since(last) > 300*time.Millisecond {
			return
		}
	}
}

// accepted is the number of tasks when all that was sent has arrived.
func (w *witness) accepted() int {
	w.settled()
	return len(w.emulator.Ledger().Tasks)
}

// checkPromise wants the history in the journal to say that a request was
// intended before it arrived. It reads the file by itself, without the program's
// own code.
func (w *witness) checkPromise(nonce string, arrived time.Time) {
	w.mu.Lock()
	path := w.journal
	w.mu.Unlock()
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: "mode=ro&_busy_timeout=5000"}).String())
	if err != nil {
		w.violate("%v", err)
		return
	}
	defer db.Close()
	intended := 0
	err = db.QueryRow(`SELECT count(*) FROM event WHERE kind = 'intent' AND detail LIKE ? AND at <= ?`,
		"%"+nonce+"%", arrived.UTC().Add(time.Millisecond).Format("2006-01-02T15:04:05.000Z")).Scan(&intended)
	switch {
	case err != nil:
		w.violate("the journal could not be read when a submit arrived: %v", err)
	case intended != 1:
		w.violate("a submit arrived that the journal does not promise (nonce %s)", nonce)
	}
}

func (w *witness) violate(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.violations = append(w.violations, fmt.Sprintf(format, args...))
}

// look shows every batch of every run in the journal. Nobody else in this
// process may have it open: opening a journal opens and closes its files, and a
// process that closes a file loses all its locks on it.
func (w *witness) look(each func(journal.Batch)) error {
	w.settled()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	j, err := journal.Open(ctx, w.journal, journal.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer j.Close()
	runs, err := j.Runs(ctx, "")
	if err != nil {
		return err
	}
	for _, run := range runs {
		batches, err := j.Batches(ctx, run.ID)
		if err != nil {
			return err
		}
		for _, b := range batches {
			each(b)
		}
	}
	return nil
}

// checkAgainst compares journal, ledger and results, which three different
// hands have written. results has the words of each domain's rows; expected
// what a domain ends with when nothing stays unknown.
func (w *witness) checkAgainst(results map[string][]resultRow, expected map[string]string) (problems []string, unknown int) {
	problem := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	w.mu.Lock()
	problems = append(problems, w.violations...)
	w.mu.Unlock()
	ledger := w.emulator.Ledger()
	for target, times := range ledger.Accepted() {
		if times != 1 {
			problem("doubled: %s (%s) was accepted %d times", target.Domain, target.Kind, times)
		}
	}
	if d := ledger.Doubles(); len(d) > 0 || ledger.LiveDoubles > 0 {
		problem("doubled: %v, %d of them live", d, ledger.LiveDoubles)
	}
	for _, c := range ledger.Calls {
		if strings.HasPrefix(c.Operation, "Acknowledge") { // P9: it would hide results from everybody else
			problem("%s was called at %v", c.Operation, c.At)
		}
	}
	taskOf := map[string]string{} // by domain
	domains := map[string]string{}
	for _, task := range ledger.Tasks {
		domains[task.TaskNo] = strings.Join(task.Domains, " ")
		for _, d := range task.Domains {
			taskOf[d] = task.TaskNo
		}
	}
	owned := map[string]bool{}
	err := w.look(func(b journal.Batch) {
		if b.TaskNo == "" {
			return
		}
		owned[b.TaskNo] = true
		var names []string
		for _, c := range b.Changes {
			names = append(names, c.Domain)
		}
		if have := strings.Join(names, " "); domains[b.TaskNo] != have {
			problem("batch %s has task %s of %q, the service has %q for it", b.ID, b.TaskNo, have, domains[b.TaskNo])
		}
	})
	if err != nil {
		problem("the journal cannot be read at the end: %v", err)
	}
	for domain, want := range expected {
		rows := results[domain]
		if len(rows) != 1 {
			problem("%s has %d rows in the results", domain, len(rows))
			continue
		}
		row := rows[0]
		_, accepted := taskOf[domain]
		switch {
		case row.result == "UNKNOWN" && accepted:
			problem("%s is UNKNOWN although the service has it as task %s: %s", domain, taskOf[domain], row.comment)
		case row.result == "UNKNOWN":
			unknown++
		case row.result != want:
			problem("%s ended as %s, want %s: %s", domain, row.result, want, row.comment)
		case row.result == "OK" && !accepted:
			problem("lost: %s is OK and the service knows nothing of it", domain)
		case row.result == "OK" && row.taskNo != taskOf[domain]:
			problem("%s is OK by task %s, the service did it by %s", domain, row.taskNo, taskOf[domain])
		}
	}
	for _, task := range ledger.Tasks {
		if !owned[task.TaskNo] {
			problem("lost: task %s of %v has no owner in the journal", task.TaskNo, task.Domains)
		}
	}
	return problems, unknown
}

// checkKinds wants the service to have accepted for each domain what was asked
// for it, and nothing else.
func (w *witness) checkKinds(kinds map[string]string) (problems []string) {
	if kinds == nil {
		return nil
	}
	for target := range w.emulator.Ledger().Accepted() {
		if want := kinds[target.Domain]; target.Kind != want {
			problems = append(problems, fmt.Sprintf("%s: %s was accepted, asked for was %q", target.Domain, target.Kind, want))
		}
	}
	return problems
}

// stateJournal is where the program keeps its journal below a home.
func stateJournal(home string) string {
	return filepath.Join(home, ".local", "state", "domainbatch", "journal.db")
}
