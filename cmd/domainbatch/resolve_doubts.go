package main

import (
	"context"
	"io"
	"strings"
	"time"

	"domainbatch/executor"
	"domainbatch/executor/journal"
)

// showDoubts lists what waits for a decision. Exit code 10 says that something
// does.
func (p *program) showDoubts(ctx context.Context, runID string, f *resolveFlags, shared *sharedFlags) error {
	j, err := p.readJournal(ctx, shared)
	if err != nil {
		return err
	}
	if j == nil {
		return noSuchRun(runID)
	}
	defer j.Close()
	run, err := findRun(ctx, j, runID, nil)
	if err != nil {
		return err
	}
	doubts, err := executor.Doubtful(ctx, j, run.ID)
	if err == nil && len(f.batches) > 0 {
		doubts, err = namedDoubts(doubts, runID, f.batches)
	}
	if err != nil {
		return err
	}
	if f.asJSON {
		if err := writeJSON(p.stdout, doubtRecords(doubts)); err != nil {
			return err
		}
	} else if err := p.writeDoubts(p.stdout, runID, doubts); err != nil {
		return err
	}
	if len(doubts) > 0 {
		return ended(exitUnknown)
	}
	return nil
}

func (p *program) writeDoubts(w io.Writer, runID string, doubts []executor.Doubt) error {
	out := &lines{w: w}
	if len(doubts) == 0 {
		out.put("run %s: nothing to decide\n", runID)
		return out.err
	}
	undecided := 0
	for _, d := range doubts {
		p.putDoubt(out, d)
		if d.Batch.State == journal.Unknown {
			undecided++
		}
	}
	if undecided == 0 {
		out.put("next: domainbatch resume %s\n", runID)
		return out.err
	}
	out.put("Look at the task list in the console, then say for each batch what became of it:\n")
	out.put("  domainbatch resolve %s BATCH --sent TASKNO   it was accepted, as that task\n", runID)
	out.put("  domainbatch resolve %s BATCH --not-sent      it was not accepted; resume sends it again\n", runID)
	out.put("  domainbatch resolve %s BATCH --skip          leave it\n", runID)
	if n := len(executor.Found(doubts)); n > 0 {
		out.put("  domainbatch resolve %s --found               the tasks of %s are ours: the journal was put back from a copy\n", runID, count(n, "call", "calls"))
	}
	return out.err
}

// mostDomains is how many domains of a batch are listed for a person.
const mostDomains = 12

func (p *program) putDoubt(out *lines, d executor.Doubt) {
	b := d.Batch
	out.put("%s, %s of %s:\n", b.ID, b.Changes[0].Kind, count(len(b.Changes), "domain", "domains"))
	for _, c := range b.Changes[:min(mostDomains, len(b.Changes))] {
		out.put("    %s\n", c.Domain)
	}
	if more := len(b.Changes) - mostDomains; more > 0 {
		out.put("    and %d more; --json lists them\n", more)
	}
	if b.Code != executor.CodeUnknownTask { // else it is not for this journal to say when
		out.put("  sent     %s or just after, %s\n", exactly(b.Stamp), count(b.Attempts, "attempt", "attempts"))
	}
	if b.Code != "" || b.Message != "" {
		out.put("  answer   %s\n", strings.TrimSpace(b.Code+" "+b.Message))
	}
	if b.Arrived {
		out.put("  arrived  yes: the service refused its nonce as used\n")
	}
	if b.State != journal.Unknown {
		out.put("  verdict  none yet; \"domainbatch resume\" goes on looking\n\n")
		return
	}
	e := d.Evidence
	out.put("  verdict  %s\n", e.Verdict)
	if len(e.Tasks) > 0 {
		out.put("  tasks    %s\n", strings.Join(e.Tasks, ", "))
	}
	if !e.ReadAt.IsZero() {
		out.put("  looked   at %s, at tasks created from %s to %s; %s in the list%s\n",
			exactly(e.ReadAt), exactly(e.From), exactly(e.To), count(e.Listed, "task", "tasks"), canaryNote(e.Canary))
	}
	out.put("\n")
}

func canaryNote(seen bool) string {
	if seen {
		return ", among them one that is known to be there"
	}
	return ""
}

func exactly(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// doubtRecord is a doubt as --json prints it.
type doubtRecord struct {
	Batch     string             `json:"batch"`
	State     journal.BatchState `json:"state"`
	Kind      string             `json:"kind"`
	Domains   []string           `json:"domains"`
	Sent      time.Time          `json:"sent"`
	Attempts  int                `json:"attempts"`
	Arrived   bool               `json:"arrived"`
	Code      string             `json:"code,omitempty"`
	Message   string             `json:"message,omitempty"`
	Verdict   string             `json:"verdict,omitempty"`
	Tasks     []string           `json:"tasks,omitempty"`
	Listed    int                `json:"listed,omitempty"`
	From      *time.Time         `json:"from,omitempty"`
	To        *time.Time         `json:"to,omitempty"`
	ReadAt    *time.Time         `json:"read_at,omitempty"`
	Canary    bool               `json:"canary,omitempty"`
	History   []doubtEvent       `json:"history"`
	RequestID string             `json:"request_id,omitempty"`
}

type doubtEvent struct {
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"`
	Kind   string    `json:"kind"`
	Code   string    `json:"code,omitempty"`
	Detail string    `json:"detail,omitempty"`
}

func doubtRecords(doubts []executor.Doubt) []doubtRecord {
	records := make([]doubtRecord, 0, len(doubts))
	for _, d := range doubts {
		b, e := d.Batch, d.Evidence
		r := doubtRecord{
			Batch: b.ID, State: b.State, Kind: b.Changes[0].Kind, Sent: b.Stamp, Attempts: b.Attempts, Arrived: b.Arrived,
			Code: b.Code, Message: b.Message, Verdict: e.Verdict, Tasks: e.Tasks, Listed: e.Listed, Canary: e.Canary, RequestID: b.RequestID,
		}
		if !e.ReadAt.IsZero() {
			r.From, r.To, r.ReadAt = &e.From, &e.To, &e.ReadAt
		}
		for _, c := range b.Changes {
			r.Domains = append(r.Domains, c.Domain)
		}
		for _, h := range d.History {
			r.History = append(r.History, doubtEvent{h.At, h.Actor, h.Kind, h.Code, h.Detail})
		}
		records = append(records, r)
	}
	return records
}
