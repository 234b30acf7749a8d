package main

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"domainbatch/executor"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
	"domainbatch/ingest/template"
	"domainbatch/planner"
)

const undoLong = `Write a workbook that restores what was there before a run, the newest one when
none is named. It is an ordinary input: look at it, then plan and apply it.

Each contact value has three columns: what was there and goes back, what the run
set, and what is there now. Where nothing differs the last two are folded. The
service is asked anew. A row whose contact somebody else has changed since says
skip, with a note that names what moved: look at it and decide by hand.

What was there is known of runs that looked at the present (not --no-refresh).
Transfer codes cannot be taken back, and no call empties a field that was empty
before. A change of the registrant back is a change of the registrant: it can
lock the domain again. Nothing is sent.`

const undoExample = `  domainbatch undo 20261122-063700-k3f9 -o undo.xlsx
  domainbatch plan undo.xlsx
  domainbatch apply undo.xlsx`

type undoFlags struct {
	output string
	force  bool
	lang   string
	asking askingFlags
}

func newUndo(p *program, shared *sharedFlags) *cobra.Command {
	f := &undoFlags{}
	cmd := &cobra.Command{
		Use:     "undo [RUN]",
		Short:   "Write a workbook that takes a run back",
		Long:    undoLong,
		Example: undoExample,
		GroupID: groupRuns,
		Args:    args(0, 1, "at most one run"),
		RunE: func(cmd *cobra.Command, runs []string) error {
			return p.undo(cmd.Context(), first(runs), f, cmd.Flags(), shared)
		},
	}
	registerRowsFile(cmd, &f.output, &f.force, "undo.xlsx")
	registerLang(cmd.Flags(), &f.lang)
	f.asking.register(cmd.Flags(), 0)
	return cmd
}

func (p *program) undo(ctx context.Context, runID string, f *undoFlags, typed *pflag.FlagSet, shared *sharedFlags) error {
	lang, err := p.language(f.lang)
	if err = errors.Join(f.asking.validate(), err); err != nil {
		return err
	}
	out, err := newRowsFile(f.output, "undo.xlsx", f.force)
	if err != nil {
		return err
	}
	run, record, err := p.runToUndo(ctx, runID, shared)
	if err != nil {
		return err
	}
	who := whom{target: record.Target, run: f.asking.run().over(record.Run, typed), rehearsal: record.Rehearsal, lockWait: f.asking.lockWait}
	f.asking.queryRate, f.asking.rate = who.run.QueryRate, who.run.Rate
	session, err := p.openSession(ctx, shared.state, who)
	if err != nil {
		return err
	}
	defer session.Close()
	if err := belongsTo(run, record, session.account); err != nil {
		return err
	}
	changes, err := executor.ChangeResults(ctx, session.journal, run.ID)
	if err != nil {
		return err
	}
	var back []executor.Return
	sum, err := p.asking(ctx, session, &f.asking, func(ctx context.Context, deps executor.RefreshDeps, opt executor.RefreshOptions) (sum executor.Refreshed, err error) {
		back, sum, err = executor.WayBack(ctx, deps, run.ID, opt)
		return sum, err
	})
	if err != nil {
		return askedInVain(err, sum, f.asking.age)
	}
	tally := tallyBack(back, changes)
	p.console.say("run %s, %s", run.ID, tally.all())
	for _, line := range tally.lines() {
		p.console.say("  %s", line)
	}
	if len(back) == 0 {
		p.console.say("nothing was written: there is nothing to take back")
		return nil
	}
	opt := template.FillOptions{Lang: lang, Site: record.Target.dialect(), Beside: true, Lead: undoLead(lang, run)}
	if err := out.write(p, opt, undoRows(back, lang)); err != nil {
		return err
	}
	switch {
	case record.Rehearsal != "":
		p.console.say("note: the run was a rehearsal, so the emulator made these contacts up; use the file with --sandbox only, never for a real account")
	case tally.verdicts[planner.BackRestore] > 0:
		out.then(p, record.Target, "look at it")
	}
	return ended(tally.code())
}

// runToUndo finds a run in the journal: the one that is named, or the newest of
// the account whose credentials are set.
func (p *program) runToUndo(ctx context.Context, runID string, shared *sharedFlags) (journal.Run, *runRecord, error) {
	j, err := p.readJournal(ctx, shared)
	if err != nil {
		return journal.Run{}, nil, err
	}
	if j == nil {
		return journal.Run{}, nil, noRunToUndo(runID)
	}
	defer j.Close()
	run, err := findRun(ctx, j, runID, p.canWorkOn)
	if err != nil {
		return run, nil, err
	}
	if run.ID == "" {
		return run, nil, noRunToUndo("")
	}
	record, err := recordOf(run)
	return run, record, err
}

func noRunToUndo(runID string) error {
	if runID != "" {
		return noSuchRun(runID)
	}
	return usage("see the runs with: domainbatch status", "there is no run of this account to take back")
}

// backTally counts what becomes of the changes of a run.
type backTally struct {
	contacts int // changes that may go back
	codes    int // transfer codes that were handed out
	verdicts map[planner.BackVerdict]int
}

func tallyBack(back []executor.Return, changes []executor.ChangeResult) backTally {
	t := backTally{contacts: len(back), verdicts: map[planner.BackVerdict]int{}}
	for _, b := range back {
		t.verdicts[b.Verdict]++
	}
	for _, c := range changes {
		if c.ContactType == "" && c.Result == executor.OK {
			t.codes++
		}
	}
	return t
}

func (t backTally) all() string {
	return count(t.contacts, "contact was changed", "contacts were changed")
}

func (t backTally) lines() []string {
	var out []string
	for _, x := range []struct {
		verdict   planner.BackVerdict
		one, many string
	}{
		{planner.BackRestore, "goes back to what was there", "go back to what was there"},
		{planner.BackNothing, "is as it was already", "are as they were already"},
		{planner.BackMoved, "is held: somebody else has changed it since", "are held: somebody else has changed them since"},
		{planner.BackUnknown, "is held: what was there, or is there now, is not known", "are held: what was there, or is there now, is not known"},
		{planner.BackGone, "is held: the domain is not in the account any more", "are held: the domains are not in the account any more"},
		{planner.BackHidden, "is held: the service masks a value that would go back", "are held: the service masks a value that would go back"},
		{planner.BackStuck, "is held: no call empties a field", "are held: no call empties a field"},
		{planner.BackPending, "is not over yet; resume the run first", "are not over yet; resume the run first"},
	} {
		if n := t.verdicts[x.verdict]; n > 0 {
			out = append(out, count(n, x.one, x.many))
		}
	}
	if t.codes > 0 {
		out = append(out, count(t.codes, "transfer code cannot be taken back: whoever has it can use it", "transfer codes cannot be taken back: whoever has them can use them"))
	}
	return out
}

// code is what undo ends with: held rows are told as those of a run are.
func (t backTally) code() exitCode {
	switch {
	case t.verdicts[planner.BackPending] > 0:
		return exitPending
	case t.contacts > t.verdicts[planner.BackRestore]+t.verdicts[planner.BackNothing]:
		return exitRows
	}
	return exitDone
}

// marksOf says which values of a row to look at.
func marksOf(w planner.WayBack) map[ingest.Field]template.Mark {
	marks := map[ingest.Field]template.Mark{}
	for _, f := range w.Fields {
		marks[f] = template.Changes
	}
	for _, f := range slices.Concat(w.Stuck, w.Moved, maskedFields(w.Was)) {
		marks[f] = template.Doubts
	}
	return marks
}
