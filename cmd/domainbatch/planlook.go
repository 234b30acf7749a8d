package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"domainbatch/planner"
	"domainbatch/planner/planbook"
)

// planLooking plans with the account, its earlier runs and the present when
// there are credentials, and without when there are none: a plan needs no
// account.
func (p *program) planLooking(ctx context.Context, s *sheet, f *planFlags, shared *sharedFlags) (*planner.Plan, error) {
	who := whom{target: f.target, run: f.rates}
	switch {
	case f.sandbox:
		who.rehearsal = newRehearsalID(p.now())
	default:
		account, err := p.findAccount(f.target)
		if err != nil {
			p.log.Info("planning without an account", "why", err)
			return p.planFor(s, f.blueprint("", nil))
		}
		if f.look.none {
			return p.planRemembering(ctx, s, f, account, shared)
		}
	}
	session, err := p.openSession(ctx, shared.state, who)
	if locked(err) {
		p.console.say("note: another domainbatch works for this account, so the present was not looked at")
		account, err := p.findAccount(f.target)
		if err != nil {
			return nil, err
		}
		return p.planRemembering(ctx, s, f, account, shared)
	}
	if err != nil {
		return nil, err
	}
	defer session.Close()
	memory, err := remember(ctx, session.journal, session.account)
	if err != nil {
		return nil, err
	}
	b := f.blueprint(session.account.planned(), memory)
	plan, err := p.planFor(s, b)
	if err != nil || f.look.none {
		return plan, err
	}
	session.rehearsal.own(plan)
	rates := f.rates
	if f.sandbox {
		rates.QueryRate = rehearsalQueryRate // the estimate stays that of a real account
	}
	if b.present, err = p.look(ctx, session, plan, &f.look, rates); err != nil {
		return nil, err
	}
	return p.planFor(s, b)
}

// planRemembering plans with what the journal knows of earlier runs, without
// asking the service.
func (p *program) planRemembering(ctx context.Context, s *sheet, f *planFlags, who *account, shared *sharedFlags) (*planner.Plan, error) {
	j, err := p.readJournal(ctx, shared)
	if err != nil {
		return nil, err
	}
	if j == nil {
		return p.planFor(s, f.blueprint(who.planned(), nil))
	}
	defer j.Close()
	memory, err := remember(ctx, j, who)
	if err != nil {
		return nil, err
	}
	return p.planFor(s, f.blueprint(who.planned(), memory))
}

func (f *planFlags) blueprint(account string, memory *memory) blueprint {
	return blueprint{input: &f.input, target: f.target, limits: &f.limits, account: account, memory: memory}
}

// destination is where a plan is saved; nil for no name.
func (f *planFlags) destination(name string) (*destination, error) {
	if name == "" {
		return nil, nil
	}
	return newDestination(name, func(path string) bool { return f.force || isPlan(path) })
}

// encodePlan writes a plan as JSON or as a workbook.
func (p *program) encodePlan(w io.Writer, workbook bool, s *sheet, plan *planner.Plan, f *planFlags) error {
	if !workbook {
		return planner.Encode(w, plan)
	}
	var text bytes.Buffer
	if err := planner.WriteText(&text, plan, planner.TextOptions{Problems: s.problems, SubmitRate: f.rates.SubmitRate, QueryRate: f.rates.QueryRate, MaxGroups: 20}); err != nil {
		return err
	}
	return planbook.Write(w, plan, planbook.Options{Summary: text.String()})
}

// isPlan reports whether a file is a plan that this program wrote.
func isPlan(path string) bool {
	if isPlanBook(path) {
		return true
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return false
	}
	_, err = planner.Decode(bytes.NewReader(content))
	return err == nil || errors.Is(err, planner.ErrVersion) || errors.Is(err, planner.ErrDigest)
}

// isPlanBook reports whether a file is a workbook with a plan in it.
func isPlanBook(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	info, err := file.Stat()
	return err == nil && info.Mode().IsRegular() && planbook.IsPlan(file, info.Size())
}
