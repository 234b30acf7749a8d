package main

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"domainbatch/executor/journal"
)

const resumeLong = `Go on with a run that was interrupted, killed, or left with tasks still running
at the service. Without a name it is the newest run that is not finished. Input,
settings and the place of the results are remembered; nothing that was sent is
sent again.`

const resumeExample = `  domainbatch resume
  domainbatch resume 20261122-063700-k3f9
  domainbatch resume --wait 8h
  domainbatch resume --max-failures 20      # after 20 failures have been looked at`

type resumeFlags struct {
	run         runFlags
	window      windowFlags
	lockWait    time.Duration
	maxFailures string
	output      string
	force       bool
	asJSON      bool
	tell        tellFlags
}

func newResume(p *program, shared *sharedFlags) *cobra.Command {
	f := &resumeFlags{}
	cmd := &cobra.Command{
		Use:     "resume [RUN]",
		Short:   "Go on with a run",
		Long:    resumeLong,
		Example: resumeExample,
		GroupID: groupRuns,
		Args:    args(0, 1, "at most one run"),
		RunE: func(cmd *cobra.Command, runs []string) error {
			a := about{command: "resume", lang: f.run.Lang}
			return p.telling(&f.tell, a, func(s *story) error {
				return p.resume(cmd.Context(), first(runs), f, cmd.Flags(), shared, s)
			})
		},
	}
	f.run.register(cmd.Flags())
	f.window.register(cmd.Flags())
	registerMaxFailures(cmd.Flags(), &f.maxFailures)
	registerOutput(cmd.Flags(), &f.output, &f.force)
	registerLockWait(cmd.Flags(), &f.lockWait)
	f.tell.register(cmd.Flags())
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print run and rows as JSON instead of the summary")
	return cmd
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

func (p *program) resume(ctx context.Context, runID string, f *resumeFlags, typed *pflag.FlagSet, shared *sharedFlags, heard *story) error {
	if err := errors.Join(f.run.validate(), checkMaxFailures(f.maxFailures)); err != nil {
		return err
	}
	run, record, err := p.unfinished(ctx, runID, shared)
	if err != nil || run.ID == "" {
		return err
	}
	record.Run = f.run.over(record.Run, typed)
	take(typed, "max-failures", &record.Gate.MaxFailures, f.maxFailures)
	heard.isAbout(run.ID, record)
	f.window.over(record.Gate.Between, typed)
	if err := f.window.begin(p); err != nil {
		return err
	}
	record.window = f.window
	out, err := p.rememberedOutput(f, run, record)
	if err != nil {
		return err
	}
	session, err := p.openSession(ctx, shared.state, whom{target: record.Target, run: record.Run, rehearsal: record.Rehearsal, lockWait: f.lockWait})
	if err != nil {
		return err
	}
	defer session.Close()
	session.heardBy(heard)
	if err := belongsTo(run, record, session.account); err != nil {
		return err
	}
	if run, err = session.journal.Run(ctx, run.ID); err != nil { // whoever had the lock may have come to its end
		return err
	}
	if !session.state.owes(run) {
		p.console.say("run %s was finished meanwhile; its results are in %s", run.ID, shownPath(nowAt(run.OutputPath)))
		return nil
	}
	p.console.say("resuming run %s of %s", run.ID, record.InputName)
	return p.work(ctx, session, run.ID, record, out, f.asJSON)
}

func belongsTo(run journal.Run, record *runRecord, who *account) error {
	if who.key == run.Account {
		return nil
	}
	return fail(exitCredentials, "use the credentials of "+record.Account+", the account it was started with",
		"run %s belongs to another account than %s", run.ID, who.shown)
}

// unfinished finds the run to resume. When there is nothing to resume it says
// so and returns no run.
func (p *program) unfinished(ctx context.Context, runID string, shared *sharedFlags) (journal.Run, *runRecord, error) {
	none := journal.Run{}
	j, err := p.readJournal(ctx, shared)
	if err != nil {
		return none, nil, err
	}
	if j == nil {
		return none, nil, p.nothingToResume(runID)
	}
	defer j.Close()
	state, err := p.existingStateDir(shared.state)
	if err != nil {
		return none, nil, err
	}
	run, err := findRun(ctx, j, runID, func(r journal.Run) bool { return state.owes(r) && p.canWorkOn(r) })
	if err == nil && run.ID == "" {
		// Nothing for the present credentials: say what is missing for the newest.
		run, err = findRun(ctx, j, runID, state.owes)
	}
	if err != nil {
		return none, nil, err
	}
	if run.ID == "" {
		return none, nil, p.nothingToResume("")
	}
	record, err := recordOf(run)
	if err == nil && !state.owes(run) {
		p.console.say("run %s is finished; its results are in %s", run.ID, shownPath(nowAt(run.OutputPath)))
		return none, nil, nil
	}
	return run, record, err
}

// canWorkOn says whether a run belongs to the account whose credentials are
// set now, or needs none.
func (p *program) canWorkOn(run journal.Run) bool {
	record, err := recordOf(run)
	if err != nil {
		return false
	}
	if record.Rehearsal != "" {
		return true
	}
	who, err := p.findAccount(record.Target)
	return err == nil && who.key == run.Account
}

func (p *program) nothingToResume(runID string) error {
	if runID != "" {
		return noSuchRun(runID)
	}
	p.console.say("nothing to resume: no run is unfinished")
	return nil
}

func noSuchRun(runID string) error {
	return usage("see the runs with: domainbatch status", "there is no run %s", runID)
}

// readJournal opens the journal beside whoever writes it; nil when there is
// none yet.
func (p *program) readJournal(ctx context.Context, shared *sharedFlags) (journal.Journal, error) {
	state, err := p.existingStateDir(shared.state)
	if err != nil || state == nil {
		return nil, err
	}
	return p.readJournalIn(ctx, state)
}

// readJournalIn is readJournal for a state folder that is known; nil also when
// a process died before it had made the journal. A journal of an older program is
// brought up to date first.
func (p *program) readJournalIn(ctx context.Context, state *stateDir) (journal.Journal, error) {
	j, err := journal.Open(ctx, state.journal(), journal.Options{ReadOnly: true, Log: p.log})
	if errors.Is(err, journal.ErrOlder) {
		old, err := journal.Open(ctx, state.journal(), journal.Options{Log: p.log})
		if err != nil {
			return nil, err
		}
		if err := old.Close(); err != nil {
			return nil, err
		}
		return p.readJournalIn(ctx, state)
	}
	if err != nil {
		if errors.Is(err, journal.ErrEmpty) {
			err = nil
		}
		return nil, err
	}
	return j, nil
}

// findRun is the run of that name, or the newest that is wanted; the zero Run
// when there is none.
func findRun(ctx context.Context, j journal.Journal, runID string, wanted func(journal.Run) bool) (journal.Run, error) {
	if runID != "" {
		run, err := j.Run(ctx, runID)
		if errors.Is(err, journal.ErrNotFound) {
			return run, noSuchRun(runID)
		}
		return run, err
	}
	runs, err := j.Runs(ctx, "")
	if err != nil {
		return journal.Run{}, err
	}
	for _, run := range runs {
		if wanted(run) {
			return run, nil
		}
	}
	return journal.Run{}, nil
}

// rememberedOutput is where the results of a resumed run go: where they went
// before, unless the person says otherwise.
func (p *program) rememberedOutput(f *resumeFlags, run journal.Run, record *runRecord) (*output, error) {
	out := &output{path: nowAt(run.OutputPath), inPlace: record.InPlace, force: record.Force}
	if f.output != "" {
		path, err := absolute(f.output)
		if err != nil {
			return nil, err
		}
		out = &output{path: path, force: f.force}
	}
	if out.path == stdoutName || out.path == "" {
		out.path = stdoutName
		return out, nil
	}
	password, err := record.Input.password()
	if err != nil {
		return nil, err
	}
	_, err = newDestination(out.path, func(path string) bool {
		// Something else in the remembered place is left alone later.
		return f.output == "" || f.force || isReport(path, reportLike(record.Input.Sheet, password))
	})
	return out, err
}

// over lays the flags that were typed over the remembered ones.
func (f runFlags) over(remembered runFlags, typed *pflag.FlagSet) runFlags {
	take(typed, "rate", &remembered.Rate, f.Rate)
	take(typed, "submit-rate", &remembered.SubmitRate, f.SubmitRate)
	take(typed, "query-rate", &remembered.QueryRate, f.QueryRate)
	take(typed, "wait", &remembered.Wait, f.Wait)
	take(typed, "lang", &remembered.Lang, f.Lang)
	take(typed, "client-ip", &remembered.ClientIP, f.ClientIP)
	take(typed, "params", &remembered.Params, f.Params)
	take(typed, "no-replay", &remembered.NoReplay, f.NoReplay)
	take(typed, "workers", &remembered.Workers, f.Workers)
	take(typed, "codes-recipient", &remembered.CodesRecipient, f.CodesRecipient)
	return remembered
}

func take[T any](set *pflag.FlagSet, flag string, to *T, value T) {
	if set.Changed(flag) {
		*to = value
	}
}
