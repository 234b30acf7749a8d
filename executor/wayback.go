package executor

import (
	"context"
	"fmt"

	"domainbatch/ingest"
	"domainbatch/planner"
)

// Return is one change of a run on its way back.
type Return struct {
	Change ChangeResult
	planner.WayBack
}

// WayBack holds every contact that a run has changed against the present, and
// says which of them can be taken back and how: what was there, what the run
// set, what is there now. Changes that failed or were not sent are not among
// them, nor are transfer codes. Nothing is changed; writing WayBack.Was for
// each Return whose verdict is planner.BackRestore is an ordinary run.
// Contacts are asked for as Refresh does it; errors are as there, and
// journal.ErrNotFound for a run that does not exist.
func WayBack(ctx context.Context, deps RefreshDeps, runID string, opt RefreshOptions) ([]Return, Refreshed, error) {
	changes, err := ChangeResults(ctx, deps.Journal, runID)
	if err != nil {
		return nil, Refreshed{}, err
	}
	run, err := deps.Journal.Run(ctx, runID)
	if err != nil {
		return nil, Refreshed{}, fmt.Errorf("the way back of run %s: %w", runID, err)
	}
	questions := returnsOf(changes)
	present, report, err := lookAt(ctx, deps, run.Account, opt, questions.look)
	if err != nil {
		return nil, report, err
	}
	var out []Return
	for _, c := range changes {
		switch {
		case c.ContactType == "":
		case c.Result == OK:
			out = append(out, Return{c, planner.Back(c.Before, c.wished(present), present.Domain(c.Domain), c.ContactType)})
		case c.Result == Pending || c.Result == Unknown:
			out = append(out, Return{c, planner.WayBack{Verdict: planner.BackPending}})
		}
	}
	return out, report, nil
}

// wished is the contact that a change wrote; a profile is taken to be what it
// was.
func (c ChangeResult) wished(present *planner.Present) *ingest.Contact {
	if c.Wanted != nil {
		return c.Wanted
	}
	if p := present.Profile(c.ProfileID); p.Exists == planner.Yes && p.Contact.HasFields() {
		return &p.Contact
	}
	return nil
}

// returns are the questions whose answers the way back needs.
type returns struct {
	domains  []string
	contacts []planner.ContactNeed
	profiles []int64
}

func returnsOf(changes []ChangeResult) returns {
	var q returns
	domains, profiles := map[string]bool{}, map[int64]bool{}
	for _, c := range changes {
		if c.ContactType == "" || c.Result != OK || c.Before == nil {
			continue
		}
		q.contacts = append(q.contacts, planner.ContactNeed{Domain: c.Domain, Type: c.ContactType})
		if !domains[c.Domain] {
			domains[c.Domain] = true
			q.domains = append(q.domains, c.Domain)
		}
		if c.ProfileID != 0 && !profiles[c.ProfileID] {
			profiles[c.ProfileID] = true
			q.profiles = append(q.profiles, c.ProfileID)
		}
	}
	return q
}

// look asks. Each domain's registrant type is needed too: a call that writes a
// contact has to give it.
func (q returns) look(ctx context.Context, r *refresher) error {
	r.grow(len(q.contacts))
	if err := r.profiles(ctx, q.profiles); err != nil {
		return err
	}
	typed := make(map[string]bool, len(q.domains))
	for _, name := range q.domains {
		typed[planner.Key(name)] = true
	}
	if err := r.basics(ctx, q.domains, typed, r.unknownContacts(q.contacts)); err != nil {
		return err
	}
	return r.contacts(ctx, q.contacts)
}
