//go:build unix

package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	filelock "github.com/gofrs/flock"
)

// watched is an import --watch that a test runs, with a service manager that
// listens.
type watched struct {
	home, inbox string
	cmd         *exec.Cmd
	said        *screen

	mu    sync.Mutex
	heard strings.Builder // by the service manager
}

func startWatch(t *testing.T, args ...string) *watched {
	t.Helper()
	home := t.TempDir()
	at := sandboxFor(t, home, "--time-scale", "20")
	w := &watched{home: home, inbox: filepath.Join(home, "inbox"), said: &screen{seen: make(chan struct{})}}
	if err := os.Mkdir(w.inbox, 0o700); err != nil {
		t.Fatal(err)
	}
	manager, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(home, "notify"), Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { manager.Close() })
	go w.listen(manager)
	w.cmd = command(t, home, append([]string{"import", "inbox", "--watch", "--every", "1s", "--stable", "0s"}, args...)...)
	w.cmd.Env = append(w.cmd.Env, "NOTIFY_SOCKET="+filepath.Join(home, "notify"), "WATCHDOG_USEC=200000", "DOMAINBATCH_ENDPOINT="+at.url,
		"DOMAINBATCH_SUBMIT_RATE=20", "DOMAINBATCH_QUERY_RATE=50")
	w.cmd.Stdout, w.cmd.Stderr = w.said, w.said
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.cmd.Process.Kill() })
	return w
}

func (w *watched) listen(manager *net.UnixConn) {
	buffer := make([]byte, 4096)
	for {
		n, err := manager.Read(buffer)
		if err != nil {
			return
		}
		w.mu.Lock()
		w.heard.WriteString(string(buffer[:n]) + "\n\n")
		w.mu.Unlock()
	}
}

func (w *watched) managerHeard() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.heard.String()
}

// drop puts a file into the inbox at once, as a careful program would.
func (w *watched) drop(t *testing.T, name, content string) {
	t.Helper()
	temp := filepath.Join(w.home, name+".new")
	mustWrite(t, temp, content)
	if err := os.Rename(temp, filepath.Join(w.inbox, name)); err != nil {
		t.Fatal(err)
	}
}

func eventually(t *testing.T, what string, true func() bool, said func() string) {
	t.Helper()
	for range 1200 {
		if true() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s: not within a minute\n%s", what, said())
}

func (w *watched) wait(t *testing.T, text string) {
	t.Helper()
	eventually(t, text, func() bool { return strings.Contains(w.said.text(), text) }, w.said.text)
}

func (w *watched) waitHeard(t *testing.T, text string, times int) {
	t.Helper()
	eventually(t, text, func() bool { return strings.Count(w.managerHeard(), text) >= times }, w.managerHeard)
}

// lockFree takes the locks of accounts that nobody holds.
func lockFree(t *testing.T, state string) (unlock func()) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(state, "account-*.lock"))
	if err != nil {
		t.Fatal(err)
	}
	var locks []*filelock.Flock
	for _, path := range paths {
		l := filelock.New(path)
		if mine, err := l.TryLock(); err != nil {
			t.Fatal(err)
		} else if mine {
			locks = append(locks, l)
		}
	}
	if len(locks) == 0 || len(locks) == len(paths) {
		t.Fatalf("%d of %d locks are free", len(locks), len(paths))
	}
	return func() {
		for _, l := range locks {
			l.Unlock()
		}
	}
}

// A watch takes what comes, reads its configuration again when it is told to,
// keeps the old one when the new one cannot be used, and ends with 0.
func TestAWatchTakesWhatComes(t *testing.T) {
	proof(t)
	hearHangups()
	w := startWatch(t)
	w.waitHeard(t, "READY=1\nSTATUS=watching inbox", 1)
	w.waitHeard(t, "WATCHDOG=1", 3)
	w.drop(t, "one.csv", "domain,action\none-example.com,transfer-code\n")
	w.wait(t, "one.csv: done (1 OK)")

	config := filepath.Join(w.home, ".config", "domainbatch", "config.yaml")
	if err := os.MkdirAll(filepath.Dir(config), 0o700); err != nil {
		t.Fatal(err)
	}
	mustWrite(t, config, "max-changes: \"1\"\n")
	w.cmd.Process.Signal(syscall.SIGHUP)
	w.wait(t, "the configuration was read again; changed: max-changes")
	w.waitHeard(t, "RELOADING=1", 1)
	w.waitHeard(t, "READY=1", 2)
	w.drop(t, "two.csv", "domain,action\ntwo-example.com,transfer-code\nthree-example.com,transfer-code\n")
	w.wait(t, "two.csv: held: 2 changes, more than --max-changes 1 allows")

	mustWrite(t, config, "max-chnges: 1\n")
	w.cmd.Process.Signal(syscall.SIGHUP)
	w.wait(t, "the configuration cannot be used, so nothing changes")
	w.waitHeard(t, "READY=1", 3)
	w.drop(t, "four.csv", "domain,action\nfour-example.com,transfer-code\n")
	w.wait(t, "four.csv: done (1 OK)")

	// A hangup while a person works for the account ends nothing.
	unlock := lockFree(t, filepath.Dir(stateJournal(w.home)))
	mustWrite(t, config, "max-changes: \"2\"\n")
	w.cmd.Process.Signal(syscall.SIGHUP)
	w.waitHeard(t, "READY=1", 4)
	eventually(t, "the new limit", func() bool { return strings.Count(w.said.text(), "was read again; changed: max-changes") == 2 }, w.said.text)
	unlock()
	w.drop(t, "five.csv", "domain,action\nfive-example.com,transfer-code\n")
	w.wait(t, "five.csv: done (1 OK)")

	// One look in between changes nothing, and nothing is said.
	before := w.said.text()
	time.Sleep(1500 * time.Millisecond)
	if now := w.said.text(); now != before {
		t.Errorf("it said of nothing: %s", strings.TrimPrefix(now, before))
	}
	// Nobody else imports for the account.
	if err := os.Remove(config); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	other := command(t, w.home, "import", "inbox")
	other.Env = w.cmd.Env
	if out, err := other.CombinedOutput(); exitOf(err) != int(exitLocked) || time.Since(began) > 5*time.Second {
		t.Errorf("a second import ended with %v after %s: %s", err, time.Since(began), out)
	}
	w.cmd.Process.Signal(syscall.SIGTERM)
	if err := w.cmd.Wait(); err != nil {
		t.Errorf("it ended with %v\n%s", err, w.said.text())
	}
	w.waitHeard(t, "STOPPING=1", 1)
	ledger, err := readLedger(filepath.Join(w.home, "sandbox.ledger"))
	if err != nil || ledger.Count("submit") != 3 {
		t.Errorf("%d submits, want 3: %v", ledger.Count("submit"), err)
	}
}

// A watch of a file that was named says how it stands once, and again when the
// file has changed: who listens is not told every time that nothing has.
func TestAWatchOfANamedFileSaysThingsOnce(t *testing.T) {
	proof(t)
	hearHangups()
	home := t.TempDir()
	at := sandboxFor(t, home, "--time-scale", "20")
	living := filepath.Join(home, "living.csv")
	mustWrite(t, living, "domain,action\none-example.com,transfer-code\n")
	w := &watched{home: home, said: &screen{seen: make(chan struct{})}}
	w.cmd = command(t, home, "import", "living.csv", "--watch", "--every", "1s", "--stable", "0s", "--wait", "1m", "--notify-on", "all", "--on-end", `sh -c 'echo "$DOMAINBATCH_EVENT" >> told.txt'`)
	w.cmd.Env = append(w.cmd.Env, "DOMAINBATCH_ENDPOINT="+at.url, "DOMAINBATCH_SUBMIT_RATE=20", "DOMAINBATCH_QUERY_RATE=50")
	w.cmd.Stdout, w.cmd.Stderr = w.said, w.said
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.cmd.Process.Kill() })
	w.wait(t, "living.csv: done (1 OK), run")
	time.Sleep(4 * time.Second) // some looks
	mustWrite(t, living, "domain,action\ntwo-example.com,transfer-code\n")
	eventually(t, "the changed file", func() bool { return strings.Count(w.said.text(), "living.csv: done (1 OK), run") == 2 }, w.said.text)
	if said := w.said.text(); strings.Count(said, "living.csv: ") != 2 {
		t.Errorf("it said\n%s", said)
	}
	eventually(t, "who listens", func() bool { return len(strings.Fields(mustRead(t, filepath.Join(home, "told.txt")))) == 2 }, w.said.text)

	// What could not be begun is tried again.
	unlock := lockFree(t, filepath.Dir(stateJournal(home)))
	mustWrite(t, living, "domain,action\nthree-example.com,transfer-code\n")
	w.wait(t, "works on this account")
	unlock()
	eventually(t, "the file that was locked out", func() bool { return strings.Count(w.said.text(), "living.csv: done (1 OK), run") == 3 }, w.said.text)
	w.cmd.Process.Signal(syscall.SIGTERM)
	if err := w.cmd.Wait(); err != nil {
		t.Errorf("it ended with %v\n%s", err, w.said.text())
	}
}
