package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"domainbatch/executor"
	"domainbatch/planner"
	"domainbatch/report"
)

const applyLong = `Do what a file says: show the plan, ask, send the calls, follow the tasks to
their end, and write the results into a copy of the file beside it.

Without a terminal nothing can be asked, so --yes is needed. With --sandbox the
calls go to an emulator inside this process: no account is needed, nothing is
asked, and nothing leaves the machine.

Ctrl-C once: no new call is sent, what is under way is written down, and the
results so far are written. Ctrl-C twice: leave at once. "domainbatch resume"
goes on in both cases.

` + exitHelp

const applyExample = `  domainbatch apply --sandbox portfolio.xlsx
  domainbatch apply portfolio.xlsx
  domainbatch apply portfolio.xlsx -o done.xlsx --yes --wait 1h
  domainbatch apply plan.json                       # exactly that plan
  domainbatch apply plan.xlsx --require-approval    # of it, what is approved
  domainbatch apply portfolio.xlsx --canary 5 --wave 200 --max-failures 1%
  domainbatch apply portfolio.results.xlsx          # only what is not done yet`

type applyFlags struct {
	input   inputFlags
	target  targetFlags
	run     runFlags
	look    lookFlags
	limits  limitFlags
	window  windowFlags
	output  string
	inPlace bool
	force   bool
	yes     bool
	strict  bool
	dryRun  bool
	sandbox bool
	asJSON  bool
	tell    tellFlags

	lockWait    time.Duration
	maxFailures string
	approved    bool // only what is approved in a saved plan
	holdMoved   bool // of a saved plan, leave out what has moved instead of refusing it all
	typed       *pflag.FlagSet
	story       *story // of the file that is done; nil when nobody is told
}

func newApply(p *program, shared *sharedFlags) *cobra.Command {
	f := &applyFlags{}
	cmd := &cobra.Command{
		Use:     "apply FILE",
		Short:   "Do what a file says",
		Long:    applyLong,
		Example: applyExample,
		GroupID: groupJob,
		Args:    args(1, 1, "one file, a saved plan, or - for standard input"),
		RunE: func(cmd *cobra.Command, files []string) error {
			f.typed = cmd.Flags()
			if f.sandbox {
				f.rehearse(cmd.Flags())
			}
			if f.dryRun {
				return p.plan(cmd.Context(), files[0], f.asPlan(), shared)
			}
			return p.apply(cmd.Context(), files[0], f, shared)
		},
	}
	f.registerJob(cmd)
	set := cmd.Flags()
	set.BoolVar(&f.approved, "require-approval", false, "of a saved plan, send only the changes that somebody approved; the others are held")
	set.BoolVar(&f.holdMoved, "hold-moved", false, "of a saved plan, hold the rows whose present state has moved instead of refusing the plan")
	registerOutput(set, &f.output, &f.force)
	set.BoolVar(&f.inPlace, "in-place", false, "replace the file itself, keeping a backup (FILE.bak)")
	set.BoolVarP(&f.yes, "yes", "y", false, "do not ask")
	set.BoolVar(&f.dryRun, "dry-run", false, "only show the plan, as the command plan does")
	set.BoolVar(&f.asJSON, "json", false, "print run and rows as JSON instead of the summary")
	return cmd
}

// registerJob adds the flags that say how a file is done, whoever starts it:
// a person with apply, or a timer with import.
func (f *applyFlags) registerJob(cmd *cobra.Command) {
	set := cmd.Flags()
	f.input.register(set)
	f.target.register(set)
	f.run.register(set)
	f.look.register(set)
	f.limits.register(cmd)
	f.window.register(set)
	registerMaxFailures(set, &f.maxFailures)
	registerLockWait(set, &f.lockWait)
	f.tell.register(set)
	set.BoolVar(&f.strict, "strict", false, "send nothing when any row is invalid or contradicts another")
	set.BoolVar(&f.sandbox, "sandbox", false, "run against an emulator in this process; no account is needed")
}

func registerOutput(set *pflag.FlagSet, output *string, force *bool) {
	set.StringVarP(output, "output", "o", "", "write the results to `FILE` (default FILE.results.xlsx beside the input; - is stdout)")
	set.BoolVar(force, "force", false, "overwrite a file that was not written by domainbatch")
}

// rehearse sets what differs in a rehearsal, unless the person chose.
func (f *applyFlags) rehearse(set *pflag.FlagSet) {
	choose(set, "submit-rate", &f.run.SubmitRate, rehearsalSubmitRate)
	choose(set, "query-rate", &f.run.QueryRate, rehearsalQueryRate)
	choose(set, "wait", &f.run.Wait, rehearsalWait)
	f.yes = true
	f.target.rehearse()
}

func choose[T any](set *pflag.FlagSet, flag string, value *T, otherwise T) {
	if !saidNow(set, flag) {
		*value = otherwise
	}
}

func (f *applyFlags) asPlan() *planFlags {
	format := "text"
	if f.asJSON {
		format = "json"
	}
	return &planFlags{input: f.input, target: f.target, rates: f.run, look: f.look, limits: f.limits, sandbox: f.sandbox, format: format}
}

// apply does what a file says, and tells those who want to hear of it.
func (p *program) apply(ctx context.Context, name string, f *applyFlags, shared *sharedFlags) error {
	a := about{command: "apply", file: name, target: f.target, lang: f.run.Lang, rehearsal: f.sandbox}
	return p.telling(&f.tell, a, func(s *story) error {
		f.story = s
		return p.applyFile(ctx, name, f, shared)
	})
}

func (p *program) applyFile(ctx context.Context, name string, f *applyFlags, shared *sharedFlags) error {
	planning, cancel := p.interrupts.context(ctx)
	defer cancel()
	if err := errors.Join(f.validate(), f.window.begin(p)); err != nil {
		return err
	}
	saved, name, err := p.savedPlan(name, f)
	if err != nil {
		return err
	}
	in, err := p.openInput(name)
	if err != nil {
		return err
	}
	defer in.Close()
	s, err := p.readSheet(planning, in, &f.input, f.target)
	if err != nil {
		return err
	}
	if f.sandbox {
		s.anyAccount()
	} else {
		s.ownProfile(f.target.profile())
	}
	out, err := p.chooseOutput(s, f)
	if err != nil {
		return err
	}
	remarks, err := s.takesResults(planning)
	for _, remark := range remarks {
		p.console.say("note: in the results, %s", remark)
	}
	if err != nil {
		return fail(exitInput, "save the file anew in Excel as .xlsx, or give it as CSV", "results could not be written back: %v", err).because(err)
	}
	if err := f.window.await(planning, p); err != nil {
		return err
	}
	who := whom{target: f.target, run: f.run, lockWait: f.lockWait}
	if f.sandbox {
		who.rehearsal = newRehearsalID(p.now())
	}
	session, err := p.openSession(planning, shared.state, who)
	if err != nil {
		return err
	}
	defer session.Close()
	session.heardBy(f.story)
	if twin, err := p.unfinishedTwin(planning, session, s, f, saved); err != nil || twin != nil {
		return p.goOn(ctx, session, twin, out, f, err)
	}
	if err := f.window.closed(p.now()); err != nil {
		return err
	}
	plan, err := p.settledPlan(planning, s, f, session, saved)
	if err != nil {
		return err
	}
	f.story.planned(plan)
	p.planned = plan
	if done, err := p.nothingToDo(s, plan, f); done {
		return err
	}
	if err := f.limits.hold(plan); err != nil {
		return err
	}
	if !f.yes {
		if err := p.approve(planning, plan, session.account); err != nil {
			return err
		}
	}
	return p.begin(ctx, session, s, plan, out, f, saved)
}

func (f *applyFlags) validate() error {
	if err := f.target.validate(); err != nil {
		return err
	}
	if err := errors.Join(f.run.validate(), f.look.validate(), f.limits.validate(), checkMaxFailures(f.maxFailures)); err != nil {
		return err
	}
	if f.inPlace && f.output != "" {
		return usage("choose one", "--in-place and -o exclude each other")
	}
	return nil
}

// nothingToDo ends a run before it begins: nothing can be sent, nothing needs
// to be, or --strict forbids it.
func (p *program) nothingToDo(s *sheet, plan *planner.Plan, f *applyFlags) (bool, error) {
	counts := plan.Counts()
	bad := counts.Rows[planner.RowInvalid] + counts.Rows[planner.RowHeld]
	settled := counts.Rows[planner.RowUnchanged] > 0 // what was to be done is done, apart from those rows
	strict := f.strict && bad > 0
	if counts.Submits > 0 && !strict {
		return false, nil
	}
	if f.asJSON {
		run := report.Run{Tool: toolString(), InputName: filepath.Base(s.name), InputDigest: s.digest, Site: f.target.Site}
		if err := report.WriteJSON(p.stdout, run, rowsOfPlan(plan)); err != nil {
			return true, err
		}
	}
	check := "domainbatch check " + shellQuote(s.name)
	switch {
	case strict:
		return true, fail(exitInput, "see them with: "+check, "%s cannot be used, and --strict is set; nothing was sent", count(bad, "row", "rows"))
	case bad > 0 && settled:
		return true, fail(exitRows, "see them with: "+check, "nothing to send: %s; nothing was written", describeRows(counts))
	case bad > 0:
		return true, fail(exitInput, "see them with: "+check, "nothing to send: %s; nothing was written", describeRows(counts))
	case !f.asJSON:
		_, err := fmt.Fprintf(p.stdout, "nothing to do: %s; nothing was sent\n", describeRows(counts))
		return true, err
	}
	return true, nil
}

// rowsOfPlan is the result of every row of a plan that was not begun.
func rowsOfPlan(plan *planner.Plan) []executor.RowResult {
	rows := make([]executor.RowResult, 0, len(plan.Rows))
	for _, r := range plan.Rows {
		rows = append(rows, executor.NotPlanned(r))
	}
	return rows
}

// begin writes the run into the journal and works on it.
func (p *program) begin(ctx context.Context, session *session, s *sheet, plan *planner.Plan, out *output, f *applyFlags, saved *planner.Plan) error {
	if err := session.keepInput(p, s.inputFile); err != nil {
		return err
	}
	input, err := f.input.remembered()
	if err != nil {
		return err
	}
	record := &runRecord{
		Input: input, InputName: s.name, Target: f.target, Run: f.run, Account: session.account.shown,
		InPlace: f.inPlace, Force: f.force, Codes: asksForCodes(plan), Who: p.person(), RAM: session.identity(ctx), Unattended: f.yes,
	}
	record.Gate = gateRecord{
		Waves: f.limits.Canary+f.limits.Wave > 0, Canary: f.limits.Canary > 0, First: f.limits.Canary,
		MaxFailures: f.maxFailures, Changes: plan.Counts().Sent, Between: f.window.remembered(),
	}
	record.window = f.window
	if record.Base, err = p.digestWithoutOwners(ctx, session, s, f, saved); err != nil {
		return err
	}
	if session.rehearsal != nil {
		record.Rehearsal = session.rehearsal.id
	}
	settings, err := record.encode()
	if err != nil {
		return err
	}
	if err := p.tellMovedBefore(ctx, session); err != nil {
		return err
	}
	runID, created, err := executor.Start(ctx, session.journal, plan, executor.RunInfo{
		Account: session.account.key, Site: f.target.Site, InputPath: s.path, OutputPath: out.path, Settings: settings, Home: session.home, Now: p.now(),
	})
	if err != nil {
		return err
	}
	if session.fresh = created; !created {
		p.console.say("this is run %s, which was not finished; going on with it", runID)
	}
	return p.work(ctx, session, runID, record, out, f.asJSON)
}

func asksForCodes(plan *planner.Plan) bool {
	for _, b := range plan.Batches {
		if b.Operation == planner.TransferCode {
			return true
		}
	}
	return false
}

// absolute resolves a path typed by a person; "" stays "".
func absolute(path string) (string, error) {
	if path == "" || path == stdoutName {
		return path, nil
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("resolving %s: %w", path, err)
	}
	return abs, nil
}

const stdoutName = "-"
