package notify

import (
	"context"
	"net/http"
	"strconv"
)

// Heartbeat tells a dead man's switch that a job began and how it ended, in
// the manner of healthchecks.io: URL/start, URL for success, URL/CODE for a
// failure with that exit code, each with the session as rid and a short body.
// Whoever watches notices when nothing comes at all.
type Heartbeat struct {
	how    HTTP
	to     *Address
	client *http.Client
	lang   string
}

// NewHeartbeat makes a heartbeat.
func NewHeartbeat(to *Address, lang string, how HTTP) *Heartbeat {
	return &Heartbeat{how, to, how.client(to), lang}
}

// Send implements Sender. Pending counts as success: tasks that run for days
// are a normal end, and the next session goes on with them.
func (h *Heartbeat) Send(ctx context.Context, s *Summary) error {
	element := ""
	switch {
	case s.Event == Start:
		element = "start"
	case s.Exit != nil && !s.Succeeded():
		element = strconv.Itoa(*s.Exit)
	}
	body := []byte(s.Text(h.lang))
	header := http.Header{"Content-Type": {"text/plain; charset=utf-8"}}
	_, err := h.how.post(ctx, h.client, h.to.with(element, "rid", s.Session), body, header)
	return err
}

// exitPending is the exit code of a session whose tasks still run.
const exitPending = 9

// Succeeded says whether the job did what it is there for: all is done, or
// what is left is for the service to finish.
func (s *Summary) Succeeded() bool {
	return s.Exit != nil && (*s.Exit == 0 || *s.Exit == exitPending)
}
