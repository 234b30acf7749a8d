package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"domainbatch/executor"
	"domainbatch/report"
)

// work carries a run as far as it goes, writes the results whatever came of
// it, and says how it ended.
func (p *program) work(ctx context.Context, s *session, runID string, record *runRecord, out *output, asJSON bool) error {
	p.runMark.is(runID)
	s.story.begins(runID, record)
	p.worked = runID
	tally, failed := p.carryOut(ctx, s, runID, record)
	p.noteSession(ctx, s.journal, runID, s.identity(ctx), tally)
	o, err := p.conclude(ctx, s, runID, record, tally)
	if err != nil {
		return errors.Join(failed, err)
	}
	written, err := p.writeResults(ctx, s.state, o, out)
	if err != nil {
		p.console.say("the results could not be written: %v", err)
		failed = errors.Join(failed, fail(exitInternal, "domainbatch report "+runID+" -o FILE", "the run is in the journal, its results are in no file yet").because(err))
	} else if written != stdoutName {
		p.log.Info("results written", "run", runID, "file", written)
		o.files = append(o.files, shownPath(written))
	}
	if err == nil {
		var codes string
		if codes, err = p.writeCodes(written, o); err != nil {
			failed = errors.Join(failed, fail(exitInternal, "domainbatch report "+runID+" -o FILE", "the transfer codes are in the journal, and in no file yet: %v", err).because(err))
		} else if codes != "" {
			o.files = append(o.files, shownPath(codes))
		}
	}
	if err == nil && !o.stored.FinishedAt.IsZero() {
		reach("before-reported")
		if err := s.state.noteReported(runID); err != nil {
			failed = errors.Join(failed, err)
		}
	}
	o.code = codeOf(tally.End, wantedRows(o.rows))
	if o.cancelled && o.code == exitRows {
		o.code = exitDone // not done is what was asked for
	}
	p.log.Info("a session ended", "end", string(tally.End), "exit", int(o.code))
	o.next = nextStep(o)
	s.story.concludes(o)
	if failed != nil {
		o.next = "" // the failure has a next step of its own
	}
	err = p.tell(o, asJSON, out.path == stdoutName)
	if o.code == exitInterrupted && !asJSON {
		err = nil // a summary that a closed terminal does not take is nobody's loss
	}
	if err != nil || failed != nil {
		return errors.Join(failed, err) // the failure has an exit code of its own
	}
	return ended(o.code)
}

// carryOut runs the executor with the person's two steps of stopping and a
// view of the progress.
func (p *program) carryOut(ctx context.Context, s *session, runID string, record *runRecord) (executor.Tally, error) {
	p.log.Info("working on a run", "run", runID, "site", record.Target.Site, "host", s.client.Host(), "account", record.Account)
	drain := make(chan struct{})
	opt := executorOptions(record, drain)
	opt.Fresh = s.fresh
	if err := p.tellMoved(ctx, s, runID, opt); err != nil {
		return executor.Tally{RunID: runID, End: executor.EndFatal}, err
	}
	forget := p.interrupts.whenStopped(func() {
		p.console.say("stopping: no new call is sent, what is under way is written down; Ctrl-C again leaves at once")
		close(drain)
	})
	defer forget()
	view := newProgress(p.console, p.now)
	defer view.close()
	api := watchedAPI(s.client)
	return executor.Run(ctx, executor.Deps{
		Journal: s.journal, API: api, Clock: p, Quota: s.quota, Canceller: api, Account: s.client, Vault: s.vault, Log: p.log, Progress: func(s executor.Snapshot) { p.pulse.beat(); view.show(s) },
		Home: s.home,
	}, runID, opt)
}

// executorOptions are the settings of a run as the executor takes them.
func executorOptions(record *runRecord, drain <-chan struct{}) executor.Options {
	opt := executor.Options{
		Workers: record.Run.Workers, SubmitRate: record.Run.SubmitRate, QueryRate: record.Run.QueryRate,
		TotalRate: record.Run.Rate, Wait: record.Run.Wait, NoReplay: record.Run.NoReplay, Drain: drain,
	}
	opt.Waves = record.Gate.Waves
	opt.FailuresAllowed, opt.Canary = record.Gate.allowed()
	record.window.shape(&opt)
	if record.Rehearsal != "" {
		// The emulator is near, quick, and lists a task at once.
		opt.FirstPoll, opt.SlowestPoll = 500*time.Millisecond, 2*time.Second
		opt.Settle, opt.ListLag = 200*time.Millisecond, time.Second
	}
	return hastened(opt)
}

// conclude gathers what is to be said about a run after a session.
func (p *program) conclude(ctx context.Context, s *session, runID string, record *runRecord, tally executor.Tally) (*outcome, error) {
	run, err := s.journal.Run(ctx, runID)
	if err != nil {
		return nil, fmt.Errorf("reading run %s: %w", runID, err)
	}
	run.InputPath = nowAt(run.InputPath)
	rows, err := executor.RowResultsAfter(ctx, s.journal, s.vault, tally)
	if err != nil {
		return nil, fmt.Errorf("reading the results of run %s: %w", runID, err)
	}
	cancelled, err := executor.IsCancelled(ctx, s.journal, runID)
	if err != nil {
		return nil, fmt.Errorf("reading the results of run %s: %w", runID, err)
	}
	o := &outcome{cancelled: cancelled, rows: rows, tally: tally, end: tally.End, record: record, stored: run}
	o.run = reportRun(run, record)
	if o.codes, err = sealedCodes(ctx, s.journal, runID, s.envelope); err != nil {
		return nil, err
	}
	if err := p.know(ctx, s.journal, o); err != nil {
		return nil, err
	}
	o.run.Submits = tally.Submits
	stoppedBy(&o.run, tally)
	return o, nil
}

// tell prints the summary, or the JSON that stands for it.
func (p *program) tell(o *outcome, asJSON, stdoutTaken bool) error {
	o.run.Next = o.next
	switch {
	case asJSON:
		return report.WriteJSON(p.stdout, o.run, o.rows)
	case stdoutTaken:
		return p.writeSummary(p.console, o)
	}
	return p.writeSummary(p.stdout, o)
}
