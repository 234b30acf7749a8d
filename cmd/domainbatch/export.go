package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/executor"
	"domainbatch/ingest"
	"domainbatch/ingest/template"
	"domainbatch/planner"
)

const exportLong = `Write the contacts of the account, as they are now, into a workbook that can be
edited and applied: one row for each contact of each domain. It is the honest way
to begin a bulk edit: change cells, then plan shows exactly those, and apply sends
nothing else.

With --domains it is the domains of a file: a sheet with a column of domains, or a
.txt file with one name a line. A value that the service masks, and one that it
does not have though a change needs it, is marked, and its row says skip until it
is filled in.

One call is made for each contact, so a thousand domains take about a quarter of
an hour at the standard rate; --contact-type asks for fewer. What was answered is
kept for --refresh-age: interrupted, the same command goes on where it was.`

const exportExample = `  domainbatch export -o contacts.xlsx
  domainbatch export --contact-type registrant --domains portfolio.xlsx -o owners.xlsx
  domainbatch export --refresh-age 0 -o contacts.csv   # ask everything anew`

type exportFlags struct {
	target  targetFlags
	asking  askingFlags
	output  string
	force   bool
	domains string
	types   []string
	lang    string
}

func newExport(p *program, shared *sharedFlags) *cobra.Command {
	f := &exportFlags{}
	cmd := &cobra.Command{
		Use:     "export",
		Short:   "Write the present contacts as a workbook to edit",
		Long:    exportLong,
		Example: exportExample,
		GroupID: groupJob,
		Args:    args(0, 0, "no argument"),
		RunE:    func(cmd *cobra.Command, _ []string) error { return p.export(cmd.Context(), f, shared) },
	}
	set := cmd.Flags()
	f.target.registerPlace(set)
	f.asking.register(set, executor.DefaultRefreshAge)
	registerRowsFile(cmd, &f.output, &f.force, "contacts.xlsx")
	registerLang(set, &f.lang)
	set.StringVar(&f.domains, "domains", "", "only the domains of `FILE`: a sheet, or a .txt file with one name a line (default: all of the account)")
	set.StringSliceVar(&f.types, "contact-type", nil, "only these contacts: `TYPES` of registrant, admin, tech, billing (default: all four)")
	cmd.MarkFlagFilename("domains", "xlsx", "xlsm", "csv", "tsv", "txt")
	cmd.RegisterFlagCompletionFunc("contact-type", cobra.FixedCompletions([]string{"registrant", "admin", "tech", "billing"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (f *exportFlags) contactTypes() ([]ingest.ContactType, error) {
	if len(f.types) == 0 {
		return ingest.ContactTypes(), nil
	}
	var out []ingest.ContactType
	for _, t := range ingest.ContactTypes() {
		if slices.Contains(f.types, string(t)) {
			out = append(out, t)
		}
	}
	for _, t := range f.types {
		if err := oneOf("contact-type", t, "registrant", "admin", "tech", "billing"); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (p *program) export(ctx context.Context, f *exportFlags, shared *sharedFlags) error {
	f.target.BatchSize = planner.DefaultBatchSize // nothing is sent
	lang, langErr := p.language(f.lang)
	types, typesErr := f.contactTypes()
	if err := errors.Join(f.target.validate(), f.asking.validate(), langErr, typesErr); err != nil {
		return err
	}
	out, err := newRowsFile(f.output, "contacts.xlsx", f.force)
	if err != nil {
		return err
	}
	var names []string
	if f.domains != "" {
		reading, cancel := p.interrupts.context(ctx)
		names, err = p.domainsOf(reading, f.domains, f.target)
		cancel()
		if err != nil {
			return err
		}
	}
	session, err := p.openSession(ctx, shared.state, whom{target: f.target, run: *f.asking.run(), lockWait: f.asking.lockWait})
	if err != nil {
		return err
	}
	defer session.Close()
	if f.domains == "" {
		if names, err = p.inventory(ctx, session, f); err != nil {
			return err
		}
	}
	if len(names) == 0 {
		p.console.say("nothing was written: there is no domain in the account")
		return nil
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(planner.Key(a), planner.Key(b)) })
	e := &exportation{lang: lang, site: f.target.dialect(), names: names, types: types}
	if err := p.askContacts(ctx, session, f, e); err != nil {
		return err
	}
	rows := e.rows()
	p.console.say("exported %s of %s", count(e.told, "contact", "contacts"), count(len(names), "domain", "domains"))
	for _, line := range e.notes() {
		p.console.say("note: %s", line)
	}
	opt := template.FillOptions{Lang: lang, Site: e.site, Lead: exportLead(lang, p.now().UTC().Format("2006-01-02 15:04 UTC"))}
	if err := out.write(p, opt, rows); err != nil {
		return err
	}
	out.then(p, f.target, "change cells")
	return ended(e.code())
}

// inventory lists the domains of the account.
func (p *program) inventory(ctx context.Context, s *session, f *exportFlags) (names []string, err error) {
	sum, err := p.asking(ctx, s, &f.asking, func(ctx context.Context, deps executor.RefreshDeps, opt executor.RefreshOptions) (sum executor.Refreshed, err error) {
		names, _, sum, err = executor.Inventory(ctx, deps, s.account.key, opt)
		return sum, err
	})
	if err != nil {
		return nil, askedInVain(err, sum, f.asking.age)
	}
	return names, nil
}

// askContacts asks for the contacts. The list of domains, which tells their
// registrant types, was read a moment ago when it is an export of them all.
func (p *program) askContacts(ctx context.Context, s *session, f *exportFlags, e *exportation) error {
	var needs []planner.ContactNeed
	for _, name := range e.names {
		for _, t := range e.types {
			needs = append(needs, planner.ContactNeed{Domain: name, Type: t})
		}
	}
	began := p.now()
	p.console.say("asking for %s of %s, %s at most at %.3g calls a second", count(len(needs), "contact", "contacts"), count(len(e.names), "domain", "domains"),
		briefly(time.Duration(float64(len(needs))/f.asking.queryRate*float64(time.Second))), f.asking.queryRate)
	sum, err := p.asking(ctx, s, &f.asking, func(ctx context.Context, deps executor.RefreshDeps, opt executor.RefreshOptions) (sum executor.Refreshed, err error) {
		e.present, sum, err = executor.ContactsOf(ctx, deps, s.account.key, needs, opt)
		return sum, err
	})
	if err != nil {
		return askedInVain(err, sum, f.asking.age)
	}
	if n, oldest := e.olderThan(began); n > 0 {
		p.console.say("note: %s asked for before, up to %s ago; --refresh-age 0 asks anew", count(n, "contact was", "contacts were"), briefly(began.Sub(oldest)))
	}
	return nil
}
