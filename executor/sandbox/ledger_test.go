package sandbox

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// restart opens a new emulator on the ledger of an old one.
func (b *bench) restart(o Options) {
	b.t.Helper()
	if err := b.srv.Close(); err != nil {
		b.t.Fatal(err)
	}
	o.Now, o.Keys = b.clock.now, map[string]string{testID: testSecret}
	b.srv = newServer(b.t, o)
}

func TestRestartedEmulatorRemembers(t *testing.T) {
	o := Options{Calm: true, AdoptUnknown: true, TaskTime: slowly(), Ledger: filepath.Join(t.TempDir(), "ledger.jsonl"), Backlog: 3}
	b := newBench(t, o)
	done, code := b.submit("tech", "a.com"), b.askCode("b.com")
	b.clock.pass(2 * time.Minute)
	acked := b.detail(done, "TaskDetailNo")
	b.ok("AcknowledgeTaskResult", "TaskDetailNo.1", acked)
	running, stopped := b.submit("admin", "a.com"), b.submit("admin", "c.com")
	b.ok("CancelTask", "TaskNo", stopped)
	used := b.request("QueryDomainByDomainName", "DomainName", "a.com")
	b.do(used)
	b.call("QueryTaskList", "PageNum", "0", "PageSize", "1", "Extra", "1")

	look := func() []string {
		var out []string
		for _, no := range []string{done, code, running, stopped} {
			rep := b.ok("QueryTaskDetailList", "TaskNo", no, "PageNum", "1", "PageSize", "9")
			_, rest, _ := strings.Cut(rep.raw, `"Data"`)
			out = append(out, rest, b.task(no, "TaskStatus"), b.task(no, "TaskCancelStatus"))
		}
		poll := b.ok("PollTaskResult", "PageNum", "1", "PageSize", "100")
		contact := b.ok("QueryContactInfo", "DomainName", "a.com", "ContactType", "tech")
		return append(out, poll.text["TotalItemNum"], contact.text["Address"], contact.text["CreateDate"])
	}
	before := look()
	ledger := b.srv.Ledger()
	b.restart(o)
	if after := b.srv.Ledger(); !reflect.DeepEqual(ledger, after) {
		t.Errorf("ledger before %+v\nafter %+v", ledger, after)
	}
	if after := look(); !reflect.DeepEqual(before, after) {
		t.Errorf("before %q\nafter %q", before, after)
	}
	if w, _ := b.do(used.Clone(t.Context())); codeOf(w.Body.String()) != "SignatureNonceUsed" {
		t.Errorf("the nonce was forgotten: %s", w.Body)
	}
	b.refused("TaskIsBeingProcessed", newContact, update("tech", "a.com")...)
	b.clock.pass(2 * time.Minute)
	if got := b.detail(running, "TaskStatus"); got != "EXECUTE_SUCCESS" {
		t.Errorf("task of the first life: %s", got)
	}
	if no := b.submit("tech", "a.com"); no == done || no == running {
		t.Error("a task number was given twice")
	}
}

func TestLedgerFileGivesTheSameCounters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.jsonl")
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, Ledger: path, Quirks: Quirks{NoBusyCheck: true},
		Faults: []Fault{{Kind: Cut, Count: 1}, {Kind: Error503, Applied: true, Count: 1}}})
	for range 4 {
		b.do(b.request(newContact, update("tech", "a.com", "b.com")...))
		b.clock.pass(100 * time.Millisecond)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	l, err := ReadLedger(f)
	if err != nil || !reflect.DeepEqual(l, b.srv.Ledger()) {
		t.Errorf("%+v\n%+v\n%v", l, b.srv.Ledger(), err)
	}
	if l.LiveDoubles != 4 || len(l.Doubles()) != 2 || l.MaxInWindow("submit", time.Second) != 4 || l.Calls[0].Status != 0 || l.Calls[1].Code != "ServiceUnavailable" {
		t.Errorf("%+v", l)
	}
	info, err := f.Stat()
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// However a ledger file is cut, what is left is a prefix of calls, and the next
// emulator goes on from there.
func TestTornLedgerIsCutAtTheLastWholeLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.jsonl")
	o := Options{Calm: true, AdoptUnknown: true, Ledger: path}
	b := newBench(t, o)
	b.submit("tech", "a.com")
	b.submit("tech", "b.com")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range whole {
		if n%17 != 0 && n < len(whole)-40 && whole[max(0, n-1)] != '\n' && whole[n] != '\n' {
			continue // every cut would say the same
		}
		if err := os.WriteFile(path, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		b.restart(o)
		want := max(0, bytes.Count(whole[:n], []byte("\n"))-1)
		if got := len(b.srv.Ledger().Tasks); got != want {
			t.Fatalf("cut at %d: %d tasks, want %d", n, got, want)
		}
	}
	b.submit("tech", "c.com")
	b.restart(o)
	if got := len(b.srv.Ledger().Tasks); got != 2 {
		t.Errorf("%d tasks after going on from a torn file, want 2", got)
	}
}

func TestLedgerThatCannotBeReadOrWritten(t *testing.T) {
	dir := t.TempDir()
	if _, err := New(Options{Ledger: filepath.Join(dir, "no", "such", "dir")}); err == nil {
		t.Error("missing directory accepted")
	}
	path := filepath.Join(dir, "ledger")
	if err := os.WriteFile(path, []byte("not json\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(Options{Ledger: path}); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("damaged ledger: %v", err)
	}
	if _, err := ReadLedger(strings.NewReader("{}\n[]\n")); err == nil {
		t.Error("damaged ledger read")
	}
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, Ledger: filepath.Join(dir, "other")})
	if err := b.srv.file.f.Close(); err != nil {
		t.Fatal(err)
	}
	b.refused("InternalError", newContact, update("tech", "a.com")...)
	if len(b.srv.Ledger().Tasks) != 0 {
		t.Error("a task that the ledger does not have was accepted")
	}
}

func TestGeneratedKeyIsStableAndAccepted(t *testing.T) {
	id, secret := newServer(t, Options{Seed: 5}).Key()
	again, same := newServer(t, Options{Seed: 5}).Key()
	other, _ := newServer(t, Options{Seed: 6}).Key()
	if id == "" || id != again || secret != same || id == other || !strings.HasPrefix(id, "sandbox-") {
		t.Errorf("%s %s %s", id, again, other)
	}
}
