package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"domainbatch/ingest"
)

// output is where the results of a run go.
type output struct {
	path    string // absolute; stdoutName is standard output
	inPlace bool   // it is the input itself
	force   bool   // whatever stands there may be overwritten
}

// chooseOutput decides where results go and makes sure, before anything is
// sent, that they can go there.
func (p *program) chooseOutput(s *sheet, f *applyFlags) (*output, error) {
	in, layout := s.inputFile, s.layout
	path, err := absolute(f.output)
	if err != nil {
		return nil, err
	}
	out := &output{path: path, inPlace: f.inPlace, force: f.force}
	switch {
	case f.inPlace && in.path == "":
		return nil, usage("name a file with -o", "--in-place needs a file, not standard input")
	case f.inPlace:
		out.path = in.path
	case path == "" && in.path == "" && layout.Format != ingest.CSV:
		return nil, usage("name a file with -o", "a workbook from standard input needs a name for its results")
	case path == "" && in.path == "":
		out.path = stdoutName
	case path == "":
		out.path = resultsName(in.path)
	case path == in.path:
		return nil, usage("use --in-place, which keeps a backup, or give another name", "-o names the input itself")
	}
	if out.path == stdoutName {
		return out, p.checkStdout(layout, f)
	}
	if err := sameKind(out.path, layout); err != nil {
		return nil, err
	}
	_, err = newDestination(out.path, func(path string) bool {
		return f.force || f.inPlace || isReport(path, reportLike(s.layout.Sheet, s.password))
	})
	return out, err
}

// checkStdout refuses results on standard output where something else is
// printed too, or where a workbook would fill the screen.
func (p *program) checkStdout(layout ingest.Layout, f *applyFlags) error {
	switch {
	case f.asJSON:
		return usage("name a file with -o", "--json and the results cannot both go to standard output")
	case layout.Format != ingest.CSV && isTerminal(p.stdout):
		return usage("name a file with -o", "a workbook cannot be shown on a terminal")
	}
	return nil
}

// sameKind refuses a name that promises another kind of file.
func sameKind(path string, layout ingest.Layout) error {
	ext := strings.ToLower(filepath.Ext(path))
	workbook := ext == ".xlsx" || ext == ".xlsm"
	switch {
	case layout.Format == ingest.CSV && workbook:
		return usage("use a name that ends in .csv", "the input is CSV, so the results are CSV, and %s is no name for that", filepath.Base(path))
	case layout.Format != ingest.CSV && ext != "."+string(layout.Format):
		return usage("use a name that ends in ."+string(layout.Format), "the results are a workbook, and %s is no name for that", filepath.Base(path))
	}
	return nil
}

// isReport reports whether this program wrote a file: it has the result
// columns. how says in which sheet its rows are, and what opens it.
func isReport(path string, how ingest.Options) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	source, err := ingest.Open(context.Background(), ingest.Input{Name: path, Data: file, Size: info.Size()}, how)
	if err != nil {
		return false
	}
	defer source.Close()
	found := map[ingest.ResultColumn]bool{}
	for _, c := range source.Layout().Columns {
		found[c.Result] = true
	}
	return found[ingest.ResultResult] && found[ingest.ResultRunID]
}

// reportLike is how the report on a file is laid out.
func reportLike(sheet, password string) ingest.Options {
	return ingest.Options{Sheet: sheet, Password: password}
}

// freeName is the first name beside path that is free or ours.
func freeName(path string, how ingest.Options) string {
	for range 1000 {
		if !exists(path) || isReport(path, how) {
			return path
		}
		path = resultsName(path)
	}
	return path
}

// writeTo writes results to the file or to standard output.
func (p *program) writeTo(path string, f func(io.Writer) error) error {
	if path == stdoutName {
		if err := f(p.stdout); err != nil {
			return fmt.Errorf("writing the results: %w", err)
		}
		return nil
	}
	return (&destination{path: path}).write(&p.private, f)
}
