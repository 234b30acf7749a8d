//go:build unix

package sdnotify

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

// manager listens as systemd does.
func manager(t *testing.T, name string) *net.UnixConn {
	t.Helper()
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func next(t *testing.T, conn *net.UnixConn) string {
	t.Helper()
	conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	buffer := make([]byte, 4096)
	n, err := conn.Read(buffer)
	if err != nil {
		t.Fatal(err)
	}
	return string(buffer[:n])
}

func TestTheManagerHearsEveryMessage(t *testing.T) {
	places := []string{filepath.Join(t.TempDir(), "notify")}
	if runtime.GOOS == "linux" {
		places = append(places, fmt.Sprintf("@domainbatch-test-%d", os.Getpid()))
	}
	for _, place := range places {
		conn := manager(t, place)
		s, err := Open(env("NOTIFY_SOCKET", place))
		if err != nil {
			t.Fatal(err)
		}
		for _, lines := range [][]string{{Ready, Status("watching\ninbox")}, {Alive}, {Stopping}} {
			if err := s.Send(lines...); err != nil {
				t.Fatal(err)
			}
			if got, want := next(t, conn), strings.Join(lines, "\n"); got != want {
				t.Errorf("%s heard %q, want %q", place, got, want)
			}
		}
		if err := s.Reloading(); err != nil {
			t.Fatal(err)
		}
		if got := next(t, conn); !strings.HasPrefix(got, "RELOADING=1") || runtime.GOOS == "linux" && !strings.Contains(got, "\nMONOTONIC_USEC=") {
			t.Errorf("%s heard %q", place, got)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestNobodyListensUnlessTheEnvironmentSaysSo(t *testing.T) {
	s, err := Open(env())
	if s != nil || err != nil {
		t.Fatalf("%v, %v", s, err)
	}
	if s.Send(Ready) != nil || s.Reloading() != nil || s.Close() != nil {
		t.Error("nobody refuses a message")
	}
	for _, name := range []string{"vsock:2:1234", "relative", filepath.Join(t.TempDir(), "nowhere")} {
		if s, err := Open(env("NOTIFY_SOCKET", name)); err == nil {
			t.Errorf("%s: %v, want an error", name, s)
		}
	}
}

func TestTheWatchdogIsHeardByTheProcessItNames(t *testing.T) {
	for _, x := range []struct {
		env  []string
		want time.Duration
		bad  bool
	}{
		{nil, 0, false},
		{[]string{"WATCHDOG_USEC", "30000000"}, 30 * time.Second, false},
		{[]string{"WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "42"}, 30 * time.Second, false},
		{[]string{"WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "43"}, 0, false},
		{[]string{"WATCHDOG_USEC", "soon"}, 0, true},
		{[]string{"WATCHDOG_USEC", "-1"}, 0, true},
	} {
		got, err := Watchdog(env(x.env...), 42)
		if got != x.want || (err != nil) != x.bad {
			t.Errorf("%v: %s, %v", x.env, got, err)
		}
	}
}
