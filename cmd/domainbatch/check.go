package main

import (
	"context"

	"github.com/spf13/cobra"
)

const checkLong = `Read a file and say everything that is wrong or doubtful about it, with the
cell, the rule and the cure. Nothing is sent, your file stays as it is, and no
account is needed.

With -o the problems go into a copy of the workbook, too: each cell in question
has a colour and a comment, and a sheet lists them all. For a CSV file the copy
is a CSV list of the problems. With -o and --accept-fixes the copy is the
corrected file instead: only cells for which a repair is proposed are changed.

--format csv has the columns severity, rule, file, sheet, row, cell, column,
field, value, message, cure, proposed, fixable, applied; --format json has the
same as keys of its findings. --lang, or the language of the machine, decides
about messages and cures, never about keys and rules.

Ends with 0 when every row can be used, with 3 when some row cannot.`

const checkExample = `  domainbatch check portfolio.xlsx
  domainbatch check portfolio.xlsx -o problems.xlsx
  domainbatch check portfolio.xlsx -o fixed.xlsx --accept-fixes
  domainbatch check portfolio.xlsx --explain --sheet 2026 --map 'Owner mail=email'
  domainbatch check portfolio.csv --format csv > problems.csv`

type checkFlags struct {
	input   inputFlags
	target  targetFlags
	output  string
	format  string
	lang    string
	asJSON  bool
	all     bool
	explain bool
	force   bool
}

func newCheck(p *program) *cobra.Command {
	f := &checkFlags{}
	cmd := &cobra.Command{
		Use:     "check FILE",
		Short:   "Say what is wrong with a file",
		Long:    checkLong,
		Example: checkExample,
		GroupID: groupJob,
		Args:    args(1, 1, "one file, or - for standard input"),
		RunE: func(cmd *cobra.Command, files []string) error {
			lang, err := p.language(f.lang)
			if err != nil {
				return err
			}
			return inLanguage(p.check(cmd.Context(), files[0], f, lang), lang)
		},
	}
	set := cmd.Flags()
	f.input.register(set)
	f.target.register(set)
	registerLang(set, &f.lang)
	set.StringVarP(&f.output, "output", "o", "", "write a copy of the file with its problems marked to `FILE`; with --accept-fixes, the corrected file")
	set.StringVar(&f.format, "format", "text", "what to print: `text|json|csv`")
	set.BoolVar(&f.asJSON, "json", false, "the same as --format json")
	set.BoolVar(&f.all, "all", false, "list every problem, not only the first ten of each sort")
	set.BoolVar(&f.explain, "explain", false, "say how each column was understood, with three values of it")
	set.BoolVar(&f.force, "force", false, "overwrite the file named with -o")
	return cmd
}

func (f *checkFlags) validate() error {
	if f.asJSON {
		f.format = "json"
	}
	if err := oneOf("format", f.format, "text", "json", "csv"); err != nil {
		return err
	}
	if f.explain && f.format == "csv" {
		return usage("use --format json, which has everything", "--explain has no place in --format csv")
	}
	return f.target.validate()
}

func (p *program) check(ctx context.Context, name string, f *checkFlags, lang string) error {
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	if err := f.validate(); err != nil {
		return err
	}
	in, err := p.openInput(name)
	if err != nil {
		return err
	}
	defer in.Close()
	c, err := p.checked(ctx, in, f, lang)
	if err != nil {
		return err
	}
	defer c.source.Close()
	copied, err := p.copyDestination(c, f)
	if err != nil {
		return err
	}
	if err := p.printCheck(c, f); err != nil {
		return err
	}
	if err := p.writeCopy(ctx, c, f, copied); err != nil {
		return err
	}
	if c.found.errors > 0 {
		return ended(exitInput)
	}
	return nil
}

func (p *program) printCheck(c *checked, f *checkFlags) error {
	switch f.format {
	case "json":
		return writeCheckJSON(p.stdout, c)
	case "csv":
		return writeProblemsCSV(p.stdout, c)
	}
	return writeCheckText(p.stdout, c, f)
}
