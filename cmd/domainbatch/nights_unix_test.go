//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"domainbatch/executor/sandbox"
	"domainbatch/report/metrics"
	"domainbatch/report/notify"
)

// nights is a machine on which an import is started every night: an inbox, a
// service, those who are told, and a clock that goes a day further each night.
// The service and the program live at the same shifted time.
type nights struct {
	t           *testing.T
	home, inbox string
	binary      string
	emulator    *sandbox.Server
	service     *httptest.Server
	ears        *httptest.Server
	ahead       atomic.Int64 // of the machine's clock
	night       int
	what        string
	output      string // of the latest process

	mu       sync.Mutex
	away     bool
	throttle int           // submits that are still to be throttled
	stall    chan struct{} // not nil: submits wait for it
	stalled  int
	told     []string // by the webhook: event, file, exit code
	beats    []string // of the heartbeat: how it ended
	bodies   bytes.Buffer

	sent, asked int // calls until the night before
	jobs        []string
}

func newNights(t *testing.T) *nights {
	t.Helper()
	n := &nights{t: t, home: t.TempDir(), binary: builtWith(t, "failpoint")}
	n.inbox = filepath.Join(n.home, "inbox")
	if err := os.Mkdir(n.inbox, 0o700); err != nil {
		t.Fatal(err)
	}
	opt := hurried(7)
	opt.Now = n.now
	opt.SignatureLife = 0 // that of the service: a night is longer
	opt.TaskTime.Slow = 60 * time.Hour
	var err error
	if n.emulator, err = sandbox.New(opt); err != nil {
		t.Fatal(err)
	}
	n.service = httptest.NewServer(http.HandlerFunc(n.serve))
	n.ears = httptest.NewServer(http.HandlerFunc(n.hear))
	t.Cleanup(func() {
		n.service.CloseClientConnections()
		n.service.Close()
		n.ears.Close()
		n.emulator.Close()
	})
	n.configure("max-changes: \"10\"")
	return n
}

// now is the time of the night.
func (n *nights) now() time.Time { return time.Now().Add(time.Duration(n.ahead.Load())) }

// configure writes the configuration file: what every night needs, and more.
func (n *nights) configure(more string) {
	n.t.Helper()
	path := filepath.Join(n.home, ".config", "domainbatch", "config.yaml")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		n.t.Fatal(err)
	}
	mustWrite(n.t, path, fmt.Sprintf(`endpoint: %s
submit-rate: 50
query-rate: 200
wait: 1m
import:
  stable: 0s
notify: webhook=%s/hook
heartbeat: %s/beat
metrics-file: %s
%s
`, n.service.URL, n.ears.URL, n.ears.URL, filepath.Join(n.home, "domainbatch.prom"), more))
}

// serve is the service: away, throttling, slow, or well.
func (n *nights) serve(w http.ResponseWriter, r *http.Request) {
	submit := strings.HasPrefix(r.Header.Get("x-acs-action"), "Save")
	n.mu.Lock()
	away, throttled, stall := n.away, submit && n.throttle > 0, n.stall
	if throttled {
		n.throttle--
	}
	if submit && stall != nil {
		n.stalled++
	}
	n.mu.Unlock()
	refuse := func(status int, code string) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Date", n.now().UTC().Format(http.TimeFormat)) // clients go by it
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"RequestId":"0","Code":%q,"Message":"Not now."}`, code)
	}
	switch {
	case away:
		refuse(http.StatusServiceUnavailable, "ServiceUnavailable")
	case throttled:
		refuse(http.StatusBadRequest, "Throttling.User")
	case submit && stall != nil:
		select {
		case <-stall:
			n.emulator.ServeHTTP(w, r)
		case <-r.Context().Done(): // whoever asked is dead
		}
	default:
		n.emulator.ServeHTTP(w, r)
	}
}

// hear takes down what the webhook and the heartbeat are told.
func (n *nights) hear(_ http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.bodies.Write(body)
	if rest, ok := strings.CutPrefix(r.URL.Path, "/beat"); ok {
		if rest != "/start" {
			n.beats = append(n.beats, strings.TrimPrefix(rest, "/"))
		}
		return
	}
	var s notify.Summary
	if err != nil || json.Unmarshal(body, &s) != nil || s.Exit == nil {
		n.told = append(n.told, fmt.Sprintf("not understood: %q", body))
		return
	}
	n.told = append(n.told, strings.TrimSpace(fmt.Sprintf("%s %d %s", s.Event, *s.Exit, s.File)))
}

func (n *nights) command(env []string, args ...string) *exec.Cmd {
	cmd := exec.Command(n.binary, args...)
	cmd.Dir = n.home
	id, secret := n.emulator.Key()
	cmd.Env = append([]string{
		"HOME=" + n.home, "TZ=UTC", "NO_PROXY=*", "PATH=" + os.Getenv("PATH"), "TMPDIR=" + n.home,
		"DOMAINBATCH_HASTE=list-lag=400ms,settle=150ms,first-poll=100ms,slowest-poll=400ms,timeout=10s,patience=200ms", "DOMAINBATCH_CLOCK=" + time.Duration(n.ahead.Load()).String(),
		"ALIBABA_CLOUD_ACCESS_KEY_ID=" + id, "ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + secret,
	}, env...)
	return cmd
}

// falls begins the next night.
func (n *nights) falls(what string) {
	n.night++
	n.what = what
	n.ahead.Store(int64(n.night) * int64(24*time.Hour))
}

// drop puts a file into the inbox.
func (n *nights) drop(name, content string) {
	n.t.Helper()
	mustWrite(n.t, filepath.Join(n.inbox, name), content)
}

// imports starts the import of the night and wants an exit code.
func (n *nights) imports(want exitCode, args ...string) {
	n.t.Helper()
	n.runs(want, nil, append([]string{"import", "inbox"}, args...)...)
}

func (n *nights) runs(want exitCode, env []string, args ...string) {
	n.t.Helper()
	out, err := n.command(env, args...).CombinedOutput()
	n.output = string(out)
	if got := exitOf(err); got != int(want) {
		n.t.Fatalf("night %d, %s: %v ended with %d, want %d\n%s", n.night, n.what, args, got, want, tail(n.output))
	}
	if want != exitLocked && n.metric(metrics.LastExit, "") != float64(want) {
		n.t.Errorf("night %d, %s: the metrics say it ended with %g, want %d", n.night, n.what, n.metric(metrics.LastExit, ""), want)
	}
}

// dies starts the import of the night, which is killed at a point.
func (n *nights) dies(point string) {
	n.t.Helper()
	cmd := n.command([]string{"DOMAINBATCH_FAILPOINT=" + point + ":kill"}, "import", "inbox")
	out, _ := cmd.CombinedOutput()
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
		n.t.Fatalf("night %d, %s: it did not die at %s\n%s", n.night, n.what, point, tail(string(out)))
	}
}

func (n *nights) setAway(away bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.away = away
}

// stalls keeps submits waiting until they are released.
func (n *nights) stalls() (release func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	stall := make(chan struct{})
	n.stall, n.stalled = stall, 0
	return func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.stall = nil
		close(stall)
	}
}

func (n *nights) hasStalled() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.stalled > 0
}
