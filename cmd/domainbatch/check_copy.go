package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"domainbatch/cmd/internal/collect"
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
	defer collect.Frugally()()
	var said string
	err = to.write(&p.private, func(w io.Writer) (err error) {
		switch {
		case f.input.AcceptFixes:
			var done markup.Fixes
			done, err = markup.WriteFixed(ctx, w, c.bytes(), c.layout, c.problems(false), opt)
			said = t.fixesSaid(done)
			return err
		case c.layout.Format == ingest.CSV:
			if _, err = io.WriteString(w, "\ufeff"); err == nil { // for spreadsheet programs
				err = writeProblemsCSV(w, c)
			}
			said = fmt.Sprintf(t.listed, c.found.all())
		default:
			var done markup.Marked
			done, err = markup.WriteProblems(ctx, w, c.bytes(), c.layout, c.problems(true), opt)
			if said = fmt.Sprintf(t.marked, done.Cells); done.Listed < done.Problems {
				said += fmt.Sprintf(t.unlisted, done.Problems-done.Listed)
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

// errEnough ends going through problems.
var errEnough = errors.New("enough")

// problems goes through all problems, with their long texts cut for people or as
// they are.
func (c *checked) problems(cut bool) iter.Seq2[ingest.Problem, error] {
	return func(yield func(ingest.Problem, error) bool) {
		err := c.each(func(p ingest.Problem) error {
			if cut {
				p = forPeople(p, "")
			}
			if !yield(p, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(ingest.Problem{}, err)
		}
	}
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
