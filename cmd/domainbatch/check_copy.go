package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"domainbatch/ingest"
	"domainbatch/ingest/markup"
)

// copyDestination is where the copy of the file goes, nil when none is wanted.
// It is tested before anything is printed.
func (p *program) copyDestination(c *checked, f *checkFlags) (*destination, error) {
	if f.output == "" {
		return nil, nil
	}
	path, err := absolute(f.output)
	if err != nil {
		return nil, err
	}
	if path == c.path {
		return nil, usage("give another name with -o", "-o names the input itself, which stays as it is")
	}
	if err := sameKind(path, c.layout); err != nil {
		return nil, err
	}
	if exists(path) && !f.force {
		return nil, usage("give another name with -o, or overwrite it with --force", "%s exists", f.output)
	}
	return newDestination(path, func(string) bool { return true })
}

// writeCopy writes the file again, with its problems or with its fixes.
func (p *program) writeCopy(ctx context.Context, c *checked, f *checkFlags, to *destination) error {
	if to == nil {
		return nil
	}
	password, err := f.input.password()
	if err != nil {
		return err
	}
	opt := markup.Options{Lang: c.lang, Password: password}
	t := textsIn(c.lang)
	var said string
	err = to.write(&p.private, func(w io.Writer) (err error) {
		switch {
		case f.input.AcceptFixes:
			var done markup.Fixes
			applied, err := c.those(func(p *ingest.Problem) bool { return p.Applied })
			if err != nil {
				return err
			}
			done, err = markup.WriteFixed(ctx, w, c.bytes(), c.layout, applied, opt)
			said = t.fixesSaid(done)
			return err
		case c.layout.Format == ingest.CSV:
			if _, err = io.WriteString(w, "\ufeff"); err == nil { // for spreadsheet programs
				err = writeProblemsCSV(w, c)
			}
			said = fmt.Sprintf(t.listed, c.found.all())
		default:
			var done markup.Marked
			all, err := c.marked()
			if err != nil {
				return err
			}
			opt.More = c.found.all() - len(all)
			done, err = markup.WriteProblems(w, c.bytes(), c.layout, all, opt)
			if said = fmt.Sprintf(t.marked, done.Cells); opt.More > 0 {
				said += fmt.Sprintf(t.unmarked, opt.More)
			}
			return err
		}
		return err
	})
	if errors.Is(err, markup.ErrWorkbook) {
		return fail(exitInput, "save the file anew in a spreadsheet program as .xlsx, or use --format csv", "%v", err).because(err)
	}
	if err != nil {
		return err
	}
	p.console.say("%s", fmt.Sprintf(t.written, f.output, said))
	return nil
}

// maxMarked is how many problems go into a copy of a workbook, which stands in
// memory as a whole.
const maxMarked = 100_000

// errEnough ends going through problems.
var errEnough = errors.New("enough")

// marked lists the problems for a copy, the first ones where there are many.
func (c *checked) marked() ([]ingest.Problem, error) {
	var all []ingest.Problem
	err := c.each(func(p ingest.Problem) error {
		if len(all) == maxMarked {
			return errEnough
		}
		all = append(all, forPeople(p, ""))
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return all, err
}

func (t *checkTexts) fixesSaid(done markup.Fixes) string {
	said := fmt.Sprintf(t.fixed, done.Cells)
	if len(done.Formulas) == 0 {
		return said
	}
	shown := slices.Clone(done.Formulas[:min(len(done.Formulas), 5)])
	if len(shown) < len(done.Formulas) {
		shown = append(shown, "…")
	}
	return said + fmt.Sprintf(t.formulas, strings.Join(shown, ", "))
}
