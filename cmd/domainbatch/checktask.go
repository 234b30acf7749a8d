package main

import (
	"context"
	"errors"
	"time"

	"domainbatch/executor"
	"domainbatch/executor/journal"
)

// checkTask has the service confirm that a task can be the answer to a batch,
// as a person says. There is no way round it: a task that the service does not
// show cannot be followed either.
func (p *program) checkTask(ctx context.Context, d *deciding, batchID, taskNo string) error {
	err := p.askAboutTask(ctx, d, batchID, taskNo)
	switch {
	case err == nil:
		p.console.say("the service shows exactly these domains under task %s", printable(taskNo))
		return nil
	case errors.Is(err, executor.ErrNoSuchTask):
		return usage("check the number; when the service has forgotten the task, take --skip with a --note",
			"the service shows no task %s", printable(taskNo)).because(err)
	case errors.Is(err, executor.ErrOtherTask), errors.Is(err, journal.ErrTaskTaken), errors.Is(err, context.Canceled):
		return err
	}
	f := explain(err)
	if f.code == exitUnavailable {
		f.hint = "try it again later"
	}
	return fail(f.code, f.hint, "the service has to be asked about task %s: %s", printable(taskNo), f.message).because(err)
}

// askAboutTask reads the task with the credentials of the run's account.
func (p *program) askAboutTask(ctx context.Context, d *deciding, batchID, taskNo string) error {
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	ctx, late := context.WithTimeout(ctx, 2*time.Minute) // a person waits
	defer late()
	record, err := recordOf(d.run)
	if err != nil {
		return err
	}
	s := &session{state: d.state}
	defer s.Close()
	who := whom{target: record.Target, run: record.Run, rehearsal: record.Rehearsal}
	if err := s.findAccount(p, &who); err != nil {
		return err
	}
	if err := belongsTo(d.run, record, s.account); err != nil {
		return err
	}
	if s.vault, s.envelope, err = openVault(d.state, record.Run.CodesRecipient); err != nil {
		return err
	}
	if s.client, err = p.newClient(s.account, who); err != nil {
		return err
	}
	s.closers = append(s.closers, closeFunc(s.client.Close))
	return executor.ConfirmTask(ctx, executor.Deps{Journal: d.journal, API: watchedAPI(s.client), Vault: s.vault, Log: p.log},
		d.run.ID, batchID, taskNo, executorOptions(record, nil))
}
