package notify

import (
	_ "embed"
	"encoding/json"
	"time"
)

// Version is that of the JSON of a Summary. Members may be added to it; what
// is there keeps its name and its meaning.
const Version = 1

// Schema is the JSON Schema of a Summary.
//
//go:embed summary.schema.json
var Schema []byte

// Summary is what is told about the start or the end of a session.
type Summary struct {
	Version int     `json:"version"`
	ID      string  `json:"id"` // of this message: the same in each attempt to deliver it
	Event   Event   `json:"event"`
	Also    []Event `json:"also,omitempty"` // what else it is about, as in a failure that leaves unknown rows
	Sample  bool    `json:"sample,omitempty"`

	Tool      string `json:"tool"`
	Command   string `json:"command"` // apply, resume, import, notify
	Session   string `json:"session"` // the same at start and end
	Run       string `json:"run,omitempty"`
	File      string `json:"file,omitempty"` // base name of the input
	Site      string `json:"site,omitempty"`
	Account   string `json:"account,omitempty"` // profile, or the key's id with its middle left out
	Rehearsal bool   `json:"rehearsal,omitempty"`

	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished,omitzero"`
	Seconds  float64   `json:"seconds,omitempty"`
	Exit     *int      `json:"exit,omitempty"`       // only at the end
	Reason   string    `json:"reason,omitempty"`     // what the exit code means
	Code     string    `json:"error_code,omitempty"` // of the service, when it ended the session

	Rows      map[string]int `json:"rows,omitempty"`  // by result
	Calls     map[string]int `json:"calls,omitempty"` // of this session, by operation
	Throttled int            `json:"throttled,omitempty"`
	Rate      float64        `json:"submit_rate,omitempty"` // settled, calls a second

	PendingTasks  int        `json:"pending_tasks,omitempty"`
	OldestPending *time.Time `json:"oldest_pending,omitempty"` // when it was sent
	PendingAge    float64    `json:"oldest_pending_seconds,omitempty"`
	UnknownRows   int        `json:"unknown_rows,omitempty"`
	FollowUps     []FollowUp `json:"follow_ups,omitempty"`

	Next string `json:"next,omitempty"` // what to type
}

// FollowUp is a number of things of one kind that a person has to see to.
type FollowUp struct {
	Kind  string     `json:"kind"` // unknown, mail, mailbox, mailed-code, task
	Count int        `json:"count"`
	Until *time.Time `json:"until,omitempty"` // the first deadline, as far as it is known
}

// JSON is a summary as it is sent to webhooks and commands.
func (s *Summary) JSON() ([]byte, error) { return json.Marshal(s) }

// Total is the number of rows.
func (s *Summary) Total() int {
	n := 0
	for _, rows := range s.Rows {
		n += rows
	}
	return n
}
