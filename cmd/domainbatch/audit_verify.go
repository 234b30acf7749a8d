package main

import (
	"context"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/executor/journal"
)

const auditVerifyLong = `Prove that the history in the journal is what was written into it.

Every event holds a SHA-256 of the event before it and of itself, and, when it
made or moved something, of what it made or moved: runs with their inputs and who
started them, calls with their domains, request ids and task numbers, answers,
decisions of people, codes that were shown. An event that was removed, altered,
exchanged or put in is named, and so is a run, a call or an answer that is not as
its last event left it.

What the chain alone cannot show: that the last events are gone together with what
they did, and that somebody who can write to the journal has linked all of it
anew. For that keep the head that is printed, HASH@COUNT, where the owner of the
journal cannot change it (a ticket, a mail, another machine), and give it later
with --expect: it proves that the history still begins with exactly those events.
Events of a journal that is older than the chain were linked when it was brought
up to date; what happened to them before that is not covered.

--service compares with the service's own log of changes (QueryChangeLogList): a
change that succeeded and is not in the log, and entries that no change of ours
explains. Neither is a proof. The log may lag, end early or leave out kinds of
changes, and what others do in the console is in it too. Look at those domains.

The command ends with 0 when everything fits, 4 when the history is broken or a
head is not in it, else 10 when the service's log lacks successful changes.
Nothing is changed, and nothing is sent.`

const auditVerifyExample = `  domainbatch audit verify
  domainbatch audit verify --expect 9b2f…e1@1234
  domainbatch audit verify --service --since 2026-01-01 --json`

type verifyFlags struct {
	expect  []string
	asJSON  bool
	service bool
	since   string
	target  targetFlags
	asking  askingFlags
}

func newAuditVerify(p *program, shared *sharedFlags) *cobra.Command {
	f := &verifyFlags{}
	cmd := &cobra.Command{
		Use:     "verify",
		Short:   "Prove that nothing was removed or altered in the history",
		Long:    auditVerifyLong,
		Example: auditVerifyExample,
		Args:    args(0, 0, "no file"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.auditVerify(cmd.Context(), f, shared)
		},
	}
	set := cmd.Flags()
	set.StringSliceVar(&f.expect, "expect", nil, "`HEADS` that were noted before, HASH@COUNT: they must still be in the chain")
	set.BoolVar(&f.asJSON, "json", false, "print JSON")
	set.BoolVar(&f.service, "service", false, "compare with the service's own log of changes")
	set.StringVar(&f.since, "since", "", "with --service: from this `DAY` on (default: the last 30 days)")
	f.target.registerPlace(set)
	set.Float64Var(&f.asking.queryRate, "query-rate", defaultQueryRate, "most asking calls a second (`N`)")
	set.Float64Var(&f.asking.rate, "rate", 0, "most calls a second, all together (`N`, 0: no further limit)")
	registerLockWait(set, &f.asking.lockWait)
	return cmd
}

// verified is what audit verify prints as JSON.
type verified struct {
	Whole        bool          `json:"whole"`
	Head         string        `json:"head"`
	Events       int64         `json:"events"`
	Runs         int64         `json:"runs"`
	Calls        int64         `json:"calls"`
	Changes      int64         `json:"changes"`
	Pruned       int64         `json:"pruned_runs,omitempty"`
	Backfilled   int64         `json:"linked_later,omitempty"`
	BackfilledAt *time.Time    `json:"linked_at,omitempty"`
	Expected     []string      `json:"expected,omitempty"`
	Breaks       []brokenLink  `json:"breaks"`
	More         int           `json:"more_breaks,omitempty"`
	Service      *serviceCheck `json:"service,omitempty"`
	ExitCode     exitCode      `json:"exit_code"`
}

type brokenLink struct {
	Damage journal.Damage `json:"damage"`
	Event  int64          `json:"event,omitempty"`
	At     *time.Time     `json:"at,omitempty"`
	Run    string         `json:"run,omitempty"`
	Call   string         `json:"call,omitempty"`
	What   string         `json:"what"`
}

func (p *program) auditVerify(ctx context.Context, f *verifyFlags, shared *sharedFlags) error {
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	heads, err := readHeads(f.expect)
	if err != nil {
		return err
	}
	state, err := p.existingStateDir(shared.state)
	if err != nil {
		return err
	}
	if state == nil {
		return usage("name its folder with --state DIR", "there is no journal to verify")
	}
	verdict, err := p.verifyJournal(ctx, state, heads)
	if err != nil {
		return err
	}
	out := describeVerdict(verdict, f.expect)
	if f.service {
		if out.Service, err = p.checkService(ctx, f, shared); err != nil {
			return err
		}
	}
	out.ExitCode = out.code()
	if f.asJSON {
		err = writeJSON(p.stdout, out)
	} else {
		err = p.writeVerdict(out)
	}
	if err != nil {
		return err
	}
	return ended(out.ExitCode)
}

// verifyJournal verifies the journal of a state folder, beside whoever writes it.
func (p *program) verifyJournal(ctx context.Context, state *stateDir, heads []journal.Head) (journal.Verdict, error) {
	j, err := p.readJournalIn(ctx, state)
	if err != nil {
		return journal.Verdict{}, err
	}
	if j == nil {
		return journal.Verdict{}, usage("name its folder with --state DIR", "there is no journal to verify: nothing was written into it yet")
	}
	defer j.Close()
	file, ok := j.(interface {
		Verify(ctx context.Context, expect ...journal.Head) (journal.Verdict, error)
	})
	if !ok {
		return journal.Verdict{}, fail(exitInternal, "", "this journal cannot be verified")
	}
	return file.Verify(ctx, heads...)
}

// readHeads reads heads as they are printed.
func readHeads(texts []string) ([]journal.Head, error) {
	var heads []journal.Head
	for _, text := range texts {
		hash, number, ok := strings.Cut(strings.TrimSpace(text), "@")
		hash = strings.ToLower(hash)
		n, err := strconv.ParseInt(number, 10, 64)
		if raw, bad := hex.DecodeString(hash); !ok || bad != nil || len(raw) != 32 || err != nil || n < 0 {
			return nil, usage("give it as audit verify prints it: 64 hexadecimal digits, @, and the number of events", "--expect cannot be %q", text)
		}
		heads = append(heads, journal.Head{Count: n, Hash: hash})
	}
	return heads, nil
}

func describeVerdict(v journal.Verdict, expected []string) *verified {
	out := &verified{Whole: v.Whole(), Head: v.Head.String(), Events: v.Head.Count, Runs: v.Runs, Calls: v.Batches, Changes: v.Changes,
		Pruned: v.Pruned, Backfilled: v.Backfilled, Expected: expected, Breaks: []brokenLink{}, More: v.More}
	if v.Backfilled > 0 {
		out.BackfilledAt = &v.BackfilledAt
	}
	for _, b := range v.Breaks {
		link := brokenLink{Damage: b.Damage, Event: b.Event, Run: b.RunID, Call: b.BatchID, What: b.What}
		if at := b.At; !at.IsZero() {
			link.At = &at
		}
		out.Breaks = append(out.Breaks, link)
	}
	return out
}

func (v *verified) code() exitCode {
	switch {
	case !v.Whole:
		return exitRows
	case v.Service != nil && len(v.Service.Missing) > 0:
		return exitUnknown
	}
	return exitDone
}

func (p *program) writeVerdict(v *verified) error {
	out := &lines{w: p.stdout}
	what := count(int(v.Events), "event", "events") + " of " + count(int(v.Runs), "run", "runs") + ", " +
		count(int(v.Calls), "call", "calls") + ", " + count(int(v.Changes), "change", "changes")
	if v.Whole {
		out.put("whole: %s\n", what)
		out.put("head   %s\n", v.Head)
	} else {
		out.put("BROKEN: %s\n", what)
	}
	if len(v.Expected) > 0 && v.Whole {
		out.put("kept   %s still in the chain\n", count(len(v.Expected), "head is", "heads are"))
	}
	const most = 20
	for _, b := range v.Breaks[:min(most, len(v.Breaks))] {
		out.put("  %s%s\n", p.breakAt(b), b.What)
	}
	if more := len(v.Breaks) - most + v.More; len(v.Breaks) > most {
		out.put("  and %d more; --json lists them\n", more)
	}
	if v.Backfilled > 0 {
		out.put("note: %s linked when the journal was brought up to date on %s; what happened to them before is not covered\n",
			count(int(v.Backfilled), "event was", "events were"), p.local(*v.BackfilledAt))
	}
	if v.Pruned > 0 {
		out.put("note: %s pruned: their history is whole, their details are gone\n", count(int(v.Pruned), "run was", "runs were"))
	}
	p.writeServiceCheck(out, v.Service)
	switch {
	case !v.Whole:
		out.put("next: keep the file as it is, prune nothing, and verify a backup: domainbatch audit verify --state FOLDER\n")
	case len(v.Expected) == 0:
		out.put("next: keep the head elsewhere; later: domainbatch audit verify --expect %s\n", v.Head)
	}
	return out.err
}

// breakAt says where a break is.
func (p *program) breakAt(b brokenLink) string {
	var parts []string
	if b.Event != 0 {
		parts = append(parts, "event "+strconv.FormatInt(b.Event, 10))
	}
	if b.At != nil {
		parts = append(parts, p.local(*b.At))
	}
	if b.Run != "" {
		parts = append(parts, "run "+b.Run)
	}
	if b.Call != "" {
		parts = append(parts, "call "+b.Call)
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", ") + ": "
}
