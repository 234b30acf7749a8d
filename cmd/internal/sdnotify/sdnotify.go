// Package sdnotify tells systemd how a service stands, as sd_notify(3) describes
// it: one datagram of NAME=VALUE lines to the socket that NOTIFY_SOCKET names.
package sdnotify

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
)

// The messages that this program has for a service manager.
const (
	Ready    = "READY=1"
	Stopping = "STOPPING=1"
	Alive    = "WATCHDOG=1"
)

// Socket is where a service manager listens. A nil Socket is nobody, and takes
// every message.
type Socket struct{ conn *net.UnixConn }

// Open connects to the socket that the environment names; nil when it names
// none, which is so whenever no service manager asked for messages. A name that
// begins with @ is one of the abstract namespace (Linux).
func Open(getenv func(string) string) (*Socket, error) {
	name := getenv("NOTIFY_SOCKET")
	switch {
	case name == "":
		return nil, nil
	case name[0] != '/' && name[0] != '@':
		return nil, fmt.Errorf("NOTIFY_SOCKET is %q: only sockets of this machine are served", name)
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		return nil, fmt.Errorf("NOTIFY_SOCKET: %w", err)
	}
	return &Socket{conn: conn}, nil
}

// Send sends one message of several lines.
func (s *Socket) Send(lines ...string) error {
	if s == nil {
		return nil
	}
	_, err := s.conn.Write([]byte(strings.Join(lines, "\n")))
	return err
}

// Reloading says that the configuration is being read again; Ready says when
// that is over. The time keeps two reloads apart.
func (s *Socket) Reloading() error {
	lines := []string{"RELOADING=1"}
	if at, ok := monotonic(); ok {
		lines = append(lines, "MONOTONIC_USEC="+strconv.FormatInt(at.Microseconds(), 10))
	}
	return s.Send(lines...)
}

// Status is one line for people who ask how the service stands.
func Status(text string) string {
	return "STATUS=" + strings.ReplaceAll(text, "\n", " ")
}

// Close closes the socket.
func (s *Socket) Close() error {
	if s == nil {
		return nil
	}
	return s.conn.Close()
}

// Watchdog is how often at most the service manager wants to hear that the
// process is alive, before it kills it; 0 when it does not ask this process.
func Watchdog(getenv func(string) string, pid int) (time.Duration, error) {
	text := getenv("WATCHDOG_USEC")
	if text == "" {
		return 0, nil
	}
	usec, err := strconv.ParseInt(text, 10, 64)
	if err != nil || usec <= 0 {
		return 0, errors.New("WATCHDOG_USEC is no number of microseconds")
	}
	if of := getenv("WATCHDOG_PID"); of != "" && of != strconv.Itoa(pid) {
		return 0, nil
	}
	return time.Duration(usec) * time.Microsecond, nil
}
