package main

import (
	"context"

	"domainbatch/executor/journal"
	"domainbatch/planner"
)

// unfinishedTwin finds the run that was started with the same plan and is not
// over, or whose results were never written:
// applying a file again goes on with it instead of starting another run, which
// would ask for the finished part a second time. It returns nil when there is
// none.
//
// What was known of the present when it was started does not count: by now a
// part of it is in place. saved is the plan that was given in place of a file.
func (p *program) unfinishedTwin(ctx context.Context, s *session, rows *sheet, f *applyFlags, saved *planner.Plan) (*journal.Run, error) {
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
			if digest, err = p.digestWithoutOwners(ctx, s, rows, f, saved); err != nil {
				return nil, err
			}
		}
		record, err := recordOf(run)
		if err != nil {
			return nil, err
		}
		if record.Base == digest {
			return &run, nil
		}
	}
	return nil, nil
}

// digestWithoutOwners is the digest of the plan as if no run were under way
// and nobody had looked at the present; of a saved plan, that of what is
// approved of it.
func (p *program) digestWithoutOwners(ctx context.Context, s *session, rows *sheet, f *applyFlags, saved *planner.Plan) (string, error) {
	if saved != nil {
		if f.approved {
			saved = saved.HoldUnapproved(saved.Approved())
		}
		return saved.Digest, nil
	}
	memory, err := remember(ctx, s.journal, s.account)
	if err != nil {
		return "", err
	}
	memory.owners = nil
	plan, err := p.planFor(rows, f.blueprint(s.account.planned(), memory))
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
	record.Gate.MaxFailures = f.maxFailures
	record.window = f.window
	return p.work(ctx, s, run.ID, record, out, f.asJSON)
}
