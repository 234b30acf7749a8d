package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"domainbatch/planner"
)

const planLong = `Show what apply would do: which calls, for which domains, in which order, and
which rows are left out and why. Nothing is sent.

With -o the plan is saved, and "domainbatch apply plan.json" does exactly that,
or ends with 11 when the file, the settings or the journal have moved on.`

const planExample = `  domainbatch plan portfolio.xlsx
  domainbatch plan portfolio.xlsx -o plan.json && domainbatch apply plan.json
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
	if err := errors.Join(f.target.validate(), oneOf("format", f.format, "text", "json", "markdown")); err != nil {
		return err
	}
	var destination *destination
	if f.output != "" {
		var err error
		if destination, err = newDestination(f.output, func(path string) bool { return f.force || isPlan(path) }); err != nil {
			return err
		}
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
	s.ownProfile(f.target.Profile)
	plan, err := p.planOffline(ctx, s, f, shared)
	if err != nil {
		return err
	}
	if err := p.printPlan(p.stdout, s, plan, f.format, f.rates); err != nil {
		return err
	}
	if destination != nil {
		if s.path != "" {
			plan.Source.File = s.path // it is found again from any folder
		}
		if err := destination.write(&p.private, func(w io.Writer) error { return planner.Encode(w, plan) }); err != nil {
			return err
		}
		p.console.say("saved in %s; do it with: domainbatch apply %s", f.output, shellQuote(f.output))
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

// planOffline plans with the account and its earlier runs when there are
// credentials, and without when there are none: a plan needs no account.
func (p *program) planOffline(ctx context.Context, s *sheet, f *planFlags, shared *sharedFlags) (*planner.Plan, error) {
	who, err := p.findAccount(f.target)
	if err != nil {
		p.log.Info("planning without an account", "why", err)
		return p.planFor(s, &f.input, f.target, "", nil)
	}
	j, err := p.readJournal(ctx, shared)
	if err != nil {
		return nil, err
	}
	if j == nil {
		return p.planFor(s, &f.input, f.target, who.planned(), nil)
	}
	defer j.Close()
	memory, err := remember(ctx, j, who)
	if err != nil {
		return nil, err
	}
	return p.planFor(s, &f.input, f.target, who.planned(), memory)
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

// isPlan reports whether a file is a plan that this program wrote.
func isPlan(path string) bool {
	content, err := os.ReadFile(path)
	if err != nil {
		return false
	}
	_, err = planner.Decode(bytes.NewReader(content))
	return err == nil || errors.Is(err, planner.ErrVersion) || errors.Is(err, planner.ErrDigest)
}
