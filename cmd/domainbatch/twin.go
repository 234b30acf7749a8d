package main

import (
	"context"

	"domainbatch/executor"
	"domainbatch/executor/journal"
)

// unfinishedTwin finds the run that was started with the same plan and is not
// over, or whose results were never written:
// applying a file again goes on with it instead of starting another run, which
// would ask for the finished part a second time. It returns nil when there is
// none.
func (p *program) unfinishedTwin(ctx context.Context, s *session, rows *sheet, f *applyFlags) (*journal.Run, error) {
	runs, err := s.journal.Runs(ctx, s.account.key)
	if err != nil {
		return nil, err
	}
	digest := ""
	for _, run := range runs {
		if !s.state.owes(run) {
			continue
		}
		if digest == "" {
			if digest, err = p.digestWithoutOwners(ctx, s, rows, f); err != nil {
				return nil, err
			}
		}
		plan, stored, err := executor.Load(ctx, s.journal, run.ID)
		if err != nil {
			return nil, err
		}
		if plan.Digest == digest {
			return &stored, nil
		}
	}
	return nil, nil
}

// digestWithoutOwners is the digest of the plan as if no run were under way.
func (p *program) digestWithoutOwners(ctx context.Context, s *session, rows *sheet, f *applyFlags) (string, error) {
	memory, err := remember(ctx, s.journal, s.account)
	if err != nil {
		return "", err
	}
	memory.owners = nil
	plan, err := p.planFor(rows, &f.input, f.target, s.account.planned(), memory)
	if err != nil {
		return "", err
	}
	return plan.Digest, nil
}

// goOn works on an unfinished run as the flags of this apply say.
func (p *program) goOn(ctx context.Context, s *session, run *journal.Run, out *output, f *applyFlags, err error) error {
	if err != nil {
		return err
	}
	record, err := recordOf(*run)
	if err != nil {
		return err
	}
	p.console.say("this is run %s, which is not finished; going on with it", run.ID)
	record.Run, record.InPlace, record.Force = f.run, f.inPlace, f.force
	return p.work(ctx, s, run.ID, record, out, f.asJSON)
}
