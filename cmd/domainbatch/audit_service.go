package main

import (
	"context"
	"time"

	"domainbatch/executor"
	"domainbatch/executor/alidomain"
	"domainbatch/planner"
)

// serviceDays is how far back the service's log is compared when nobody says.
// How long the service keeps it is not documented.
const serviceDays = 30

// serviceCheck is what the comparison with the service's log shows, as JSON.
// What an entry says was changed is left out: it can hold contact values.
type serviceCheck struct {
	Account string                `json:"account"`
	Since   time.Time             `json:"since"`
	Entries int                   `json:"entries"`
	Looked  int                   `json:"changes"` // of ours that the log should tell of
	Missing []executor.LoggedWish `json:"not_in_log"`
	Foreign []foreignEntry        `json:"not_ours"`
}

type foreignEntry struct {
	Domain    string `json:"domain"`
	Operation string `json:"operation"`
	Result    string `json:"result"`
	At        string `json:"at"` // as the service prints it, UTC+8
	IP        string `json:"ip,omitempty"`
}

func (p *program) checkService(ctx context.Context, f *verifyFlags, shared *sharedFlags) (*serviceCheck, error) {
	f.target.BatchSize = planner.DefaultBatchSize // nothing is sent
	if err := f.target.validate(); err != nil {
		return nil, err
	}
	now := p.now()
	since, err := moment("since", f.since, now.Location(), 0)
	if err != nil {
		return nil, err
	}
	if since.IsZero() {
		since = now.AddDate(0, 0, -serviceDays)
	}
	s, err := p.openSession(ctx, shared.state, whom{target: f.target, run: *f.asking.run(), lockWait: f.asking.lockWait})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	wishes, err := p.loggedWishes(ctx, shared, s.account.key, since)
	if err != nil {
		return nil, err
	}
	var entries []alidomain.LoggedChange
	_, err = p.asking(ctx, s, &f.asking, func(ctx context.Context, deps executor.RefreshDeps, opt executor.RefreshOptions) (sum executor.Refreshed, err error) {
		entries, sum, err = executor.ServiceLog(ctx, deps, s.client, s.account.key, since, now, opt)
		return sum, err
	})
	if err != nil {
		return nil, err
	}
	found := executor.CheckLog(wishes, entries)
	out := &serviceCheck{Account: s.account.shown, Since: since, Entries: found.Entries, Looked: found.Looked,
		Missing: append([]executor.LoggedWish{}, found.Missing...), Foreign: []foreignEntry{}}
	for _, e := range found.Foreign {
		out.Foreign = append(out.Foreign, foreignEntry{printable(e.Domain), printable(e.Operation), printable(e.Result), printable(e.At), printable(e.IP)})
	}
	return out, nil
}

// loggedWishes are the changes of an account that the service accepted since then.
func (p *program) loggedWishes(ctx context.Context, shared *sharedFlags, account string, since time.Time) ([]executor.LoggedWish, error) {
	trail, _, done, err := p.trail(ctx, shared)
	if err != nil {
		return nil, err
	}
	defer done()
	var wishes []executor.LoggedWish
	for e, err := range trail.Entries {
		if err != nil {
			return nil, err
		}
		if e.Run.Account != account || e.TaskNo == "" || e.SubmittedAt.Before(since) {
			continue
		}
		wishes = append(wishes, executor.LoggedWish{RunID: e.Run.ID, Domain: e.Domain, ContactType: string(e.ContactType), TaskNo: e.TaskNo,
			SubmittedAt: e.SubmittedAt, FinishedAt: e.FinishedAt, OK: e.Result == executor.OK && e.ContactType != ""})
	}
	return wishes, nil
}

func (p *program) writeServiceCheck(out *lines, c *serviceCheck) {
	if c == nil {
		return
	}
	out.put("service's log of account %s since %s: %s, compared with %s of ours that succeeded\n", c.Account, p.local(c.Since),
		count(c.Entries, "entry", "entries"), count(c.Looked, "change", "changes"))
	const most = 20
	if len(c.Missing) > 0 {
		out.put("  %s not in the log (it may lag, end early, or not tell of them; or they did not happen): look at the domains\n",
			count(len(c.Missing), "change is", "changes are"))
		for _, w := range c.Missing[:min(most, len(c.Missing))] {
			out.put("    %s %s, run %s, task %s\n", w.Domain, w.ContactType, w.RunID, w.TaskNo)
		}
	}
	if len(c.Foreign) > 0 {
		out.put("  %s not ours (the console, another program, another journal, or a change removed from this one)\n",
			count(len(c.Foreign), "entry is", "entries are"))
		for _, e := range c.Foreign[:min(most, len(c.Foreign))] {
			out.put("    %s %s: %s, %s\n", e.At, e.Domain, e.Operation, e.Result)
		}
	}
	if len(c.Missing) > most || len(c.Foreign) > most {
		out.put("    --json lists all of them\n")
	}
	if len(c.Missing)+len(c.Foreign) == 0 {
		out.put("  they agree\n")
	}
}
