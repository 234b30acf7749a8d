package main

import (
	"context"
	"slices"
	"strings"

	"domainbatch/planner"
)

func (f *applyFlags) blueprint(account string, memory *memory) blueprint {
	return blueprint{input: &f.input, target: f.target, limits: &f.limits, account: account, memory: memory}
}

// settledPlan makes the plan that is going to be carried out, and shows it.
func (p *program) settledPlan(ctx context.Context, s *sheet, f *applyFlags, session *session, saved *planner.Plan) (*planner.Plan, error) {
	memory, err := remember(ctx, session.journal, session.account)
	if err != nil {
		return nil, err
	}
	b := f.blueprint(session.account.planned(), memory)
	plan, err := p.planFor(s, b)
	if err != nil {
		return nil, err
	}
	session.rehearsal.own(plan)
	switch {
	case saved != nil:
		plan, err = p.savedStill(ctx, s, f, session, saved, plan, b)
	case !f.look.none:
		if b.present, err = p.look(ctx, session, plan, &f.look, f.run); err == nil {
			plan, err = p.planFor(s, b)
		}
	}
	if err != nil {
		return nil, err
	}
	return plan, p.printPlan(p.console, s, plan, "text", f.run)
}

// savedStill is the saved plan, when it still fits: its file, the settings,
// the account, the program, and the present if it was made against one. fresh
// is what the file gives now, without a look.
func (p *program) savedStill(ctx context.Context, s *sheet, f *applyFlags, session *session, saved, fresh *planner.Plan, b blueprint) (plan *planner.Plan, err error) {
	if saved.Tool != toolString() {
		return nil, fail(exitStale, makeAnew(saved), "the plan was made by another version (%s) than this one (%s)", saved.Tool, toolString())
	}
	switch {
	case saved.Standing == nil:
		p.console.say("note: the plan was made without looking at the present, so it is applied without")
		plan, err = p.blindStill(s, session, saved, fresh, b)
	default:
		plan, err = p.seenStill(ctx, s, f, session, saved, fresh, b)
	}
	if err != nil || !f.approved {
		return plan, err
	}
	approved := approvedOf(saved, plan)
	if len(approved) == 0 {
		return nil, fail(exitStale, "write yes into the Approve cells of the changes that may be sent, and apply the plan again", "nobody approved any change of the plan; nothing was sent")
	}
	return plan.HoldUnapproved(approved), nil
}

// blindStill judges a plan that was made without a look: the same file must
// give the very same plan.
func (p *program) blindStill(s *sheet, session *session, saved, fresh *planner.Plan, b blueprint) (*planner.Plan, error) {
	same := fresh
	if saved.Settings.Account == "" {
		// Planned without an account: it fits any, if all else is equal.
		var err error
		b.account = ""
		if same, err = p.planFor(s, b); err != nil {
			return nil, err
		}
	}
	return fresh, stillFits(saved, same, session.account)
}

// seenStill judges a plan that was made against the present: what it sends
// must be what the file asks for, and stand where it stood.
func (p *program) seenStill(ctx context.Context, s *sheet, f *applyFlags, session *session, saved, fresh *planner.Plan, b blueprint) (*planner.Plan, error) {
	switch {
	case saved.Source.Digest != fresh.Source.Digest:
		return nil, fail(exitStale, makeAnew(saved), "the plan is out of date: %s has changed since", saved.Source.File)
	case saved.Settings.Account != fresh.Settings.Account:
		return nil, fail(exitStale, "use the credentials it was made with, or "+makeAnew(saved), "the plan was made for another account than %s", session.account.shown)
	case !asksForAll(saved, fresh):
		return nil, fail(exitStale, "give the same flags as for the plan, or "+makeAnew(saved), "the plan is out of date: with these flags the same file asks for something else")
	case f.look.none:
		return nil, usage("leave out --no-refresh, or make a plan with it", "the plan was made against the present, and must be held against it")
	}
	look := f.look
	if !saidNow(f.typed, "refresh-age") {
		look.age = 0 // what has moved since the plan was made is what is asked for
	}
	var err error
	if b.present, err = p.look(ctx, session, saved, &look, f.run); err != nil {
		return nil, err
	}
	now, err := p.planFor(s, b)
	if err != nil {
		return nil, err
	}
	moves := planner.Moved(saved, now)
	switch {
	case len(moves) == 0:
		return saved, nil
	case f.holdMoved:
		p.console.say("held, because the present is not what the plan was made against: %s", describeMoves(moves))
		return saved.HoldMoved(moves), nil
	}
	return nil, fail(exitStale, makeAnew(saved)+"; or send the others with --hold-moved",
		"the plan is out of date: %s; nothing was sent", describeMoves(moves))
}

// asksForAll says whether a file asks for everything that a saved plan sends,
// rows aside that are not planned any more.
func asksForAll(saved, fresh *planner.Plan) bool {
	ids := map[string]bool{}
	for i := range fresh.Batches {
		for _, c := range fresh.Batches[i].Changes {
			ids[c.ID] = true
		}
	}
	planned := map[int]bool{}
	for _, r := range fresh.Rows {
		planned[r.Record] = r.Disposition == planner.RowPlanned
	}
	for i := range saved.Batches {
		for _, c := range saved.Batches[i].Changes {
			still, known := planned[c.Records[0]]
			if !known || still && !ids[c.ID] {
				return false
			}
		}
	}
	return true
}

// approvedOf are the approved changes of a saved plan as the plan that is
// carried out names them: one that was planned without an account has other
// ids, and is else the very same.
func approvedOf(saved, plan *planner.Plan) map[string]bool {
	approved := saved.Approved()
	if saved.Settings.Account == plan.Settings.Account {
		return approved
	}
	out := map[string]bool{}
	for i := range saved.Batches {
		for j, c := range saved.Batches[i].Changes {
			if approved[c.ID] {
				out[plan.Batches[i].Changes[j].ID] = true
			}
		}
	}
	return out
}

func makeAnew(saved *planner.Plan) string {
	return "make it anew with: domainbatch plan " + shellQuote(saved.Source.File) + " -o plan.json"
}

// settingsMoved refuses flags that say something else than a saved plan.
func (f *applyFlags) settingsMoved(saved *planner.Plan) error {
	set := saved.Settings
	moved := f.limits.differ(f.typed, set)
	for flag, same := range map[string]bool{
		"site": f.target.Site == set.Site, "batch-size": f.target.BatchSize == set.BatchSize, "action": f.input.Action == string(set.DefaultAction),
		"sheet": f.input.Sheet == saved.Source.Sheet,
	} {
		if saidNow(f.typed, flag) && !same {
			moved = append(moved, flag)
		}
	}
	if len(moved) == 0 {
		return nil
	}
	slices.Sort(moved)
	return fail(exitStale, "leave the flags out, or "+makeAnew(saved), "the plan was made with another --%s", strings.Join(moved, ", --"))
}

// notAPlan is what --require-approval and --hold-moved say to a file of rows.
func (f *applyFlags) notAPlan() error {
	for flag, given := range map[string]bool{"require-approval": f.approved, "hold-moved": f.holdMoved} {
		if given {
			return usage("make one with: domainbatch plan FILE --workbook change.plan.xlsx", "--%s is for a saved plan, and this file is none", flag)
		}
	}
	return nil
}
