package main

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"domainbatch/planner"
)

const planLong = `Show what apply would do: what it brings about, which calls, for which domains,
in which order, and which rows are left out and why. Nothing is changed.

With credentials (or --sandbox) the service is asked how things stand: what is
already in place is left out, and what cannot be done is held with the reason.
The answers are kept for --refresh-age; --no-refresh asks nothing.

With -o the plan is saved, and "domainbatch apply plan.json" does exactly that,
or ends with 11 when the file, the settings, the account, the program or the
present have moved on. --workbook saves it with a cell for each change to be
approved in, for "domainbatch apply plan.xlsx --require-approval".`

const planExample = `  domainbatch plan portfolio.xlsx
  domainbatch plan portfolio.xlsx -o plan.json && domainbatch apply plan.json
  domainbatch plan portfolio.xlsx --workbook change.plan.xlsx   # for approval
  domainbatch plan portfolio.xlsx --only registrant --only .cn
  domainbatch plan portfolio.xlsx --format markdown > ticket.md
  domainbatch plan portfolio.xlsx --detailed-exitcode   # 2: there are changes`

type planFlags struct {
	input    inputFlags
	target   targetFlags
	output   string
	format   string
	asJSON   bool
	force    bool
	detailed bool
	rates    runFlags
	look     lookFlags
	limits   limitFlags
	workbook string
	sandbox  bool
}

func newPlan(p *program, shared *sharedFlags) *cobra.Command {
	f := &planFlags{}
	cmd := &cobra.Command{
		Use:     "plan FILE",
		Short:   "Show what would be done",
		Long:    planLong,
		Example: planExample,
		GroupID: groupJob,
		Args:    args(1, 1, "one file, or - for standard input"),
		RunE: func(cmd *cobra.Command, files []string) error {
			return p.plan(cmd.Context(), files[0], f, shared)
		},
	}
	set := cmd.Flags()
	f.input.register(set)
	f.target.register(set)
	set.StringVarP(&f.output, "output", "o", "", "save the plan as JSON in `FILE`")
	set.StringVar(&f.format, "format", "text", "what to print: `text|json|markdown`")
	set.BoolVar(&f.asJSON, "json", false, "the same as --format json")
	set.BoolVar(&f.force, "force", false, "overwrite a file that is not a plan")
	set.BoolVar(&f.detailed, "detailed-exitcode", false, "end with 2 when there are changes, 0 when there are none")
	f.look.register(set)
	f.limits.register(cmd)
	set.StringVar(&f.workbook, "workbook", "", "save the plan as a workbook to be approved row by row in `FILE`")
	set.BoolVar(&f.sandbox, "sandbox", false, "plan against an emulator in this process; no account is needed")
	set.Float64Var(&f.rates.SubmitRate, "submit-rate", defaultSubmitRate, "submitting calls a second, for the estimate (`N`)")
	set.Float64Var(&f.rates.QueryRate, "query-rate", defaultQueryRate, "asking calls a second, for the estimate (`N`)")
	return cmd
}

func (p *program) plan(ctx context.Context, name string, f *planFlags, shared *sharedFlags) error {
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	if f.asJSON {
		f.format = "json"
	}
	if f.sandbox {
		f.target.rehearse()
	}
	if err := errors.Join(f.target.validate(), f.look.validate(), f.limits.validate(), oneOf("format", f.format, "text", "json", "markdown")); err != nil {
		return err
	}
	saved, err := f.destination(f.output)
	if err != nil {
		return err
	}
	workbook, err := f.destination(f.workbook)
	if err != nil {
		return err
	}
	in, err := p.openInput(name)
	if err != nil {
		return err
	}
	defer in.Close()
	s, err := p.readSheet(ctx, in, &f.input, f.target)
	if err != nil {
		return err
	}
	if f.sandbox {
		s.anyAccount()
	} else {
		s.ownProfile(f.target.profile())
	}
	plan, err := p.planLooking(ctx, s, f, shared)
	if err != nil {
		return err
	}
	summary := plan.Preview(f.rates.SubmitRate, s.problems)
	plan.Summary = &summary
	if err := p.printPlan(p.stdout, s, plan, f.format, f.rates); err != nil {
		return err
	}
	if s.path != "" {
		plan.Source.File = s.path // it is found again from any folder
	}
	sandbox := ""
	if f.sandbox {
		sandbox = " --sandbox"
	}
	for _, d := range []*destination{saved, workbook} {
		if d == nil {
			continue
		}
		if err := d.write(&p.private, func(w io.Writer) error { return p.encodePlan(w, d == workbook, s, plan, f) }); err != nil {
			return err
		}
		p.console.say("saved in %s; do it with: domainbatch apply %s%s", shownPath(d.path), shellQuote(shownPath(d.path)), sandbox)
	}
	if err := f.limits.hold(plan); err != nil {
		return err
	}
	return ended(planCode(plan.Counts(), f.detailed))
}

// planCode is what plan ends with.
func planCode(c planner.Counts, detailed bool) exitCode {
	switch {
	case unusable(c):
		return exitInput
	case detailed && c.Submits > 0:
		return exitChanges
	}
	return exitDone
}

// unusable says that nothing can be sent because of what is wrong with the
// rows.
func unusable(c planner.Counts) bool {
	return c.Submits == 0 && c.Rows[planner.RowInvalid]+c.Rows[planner.RowHeld] > 0
}

func (p *program) printPlan(w io.Writer, s *sheet, plan *planner.Plan, format string, rates runFlags) error {
	if format == "json" {
		return planner.Encode(w, plan)
	}
	return planner.WriteText(w, plan, planner.TextOptions{
		Problems: s.problems, SubmitRate: rates.SubmitRate, QueryRate: rates.QueryRate,
		Width: p.console.width, Color: !p.console.plain && w == p.stderr, Markdown: format == "markdown", MaxGroups: 20,
	})
}
