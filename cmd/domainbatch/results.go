package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"domainbatch/cmd/internal/collect"
	"domainbatch/executor"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
	"domainbatch/report"
)

// reportRun is what a report says about a run as a whole, as far as the
// journal knows.
func reportRun(run journal.Run, record *runRecord) report.Run {
	name := filepath.Base(record.InputName)
	if run.InputPath == "" {
		name = "-"
	}
	return report.Run{
		ID: run.ID, Account: record.Account, Site: run.Site, Started: run.CreatedAt, Finished: run.FinishedAt,
		Tool: toolString(), InputName: name, InputDigest: run.InputDigest, WithCodes: record.Codes,
	}
}

// writeResults writes the report of a run where it was asked to go and returns
// the name it went by. When the input, or what stands at the output's name, is
// not what it was, nothing is overwritten: the results go beside it.
func (p *program) writeResults(ctx context.Context, state *stateDir, o *outcome, out *output) (string, error) {
	source, closeSource, err := p.keptSource(ctx, state, o)
	if err != nil {
		return "", err
	}
	defer closeSource()
	path := out.path
	changed := o.stored.InputPath != "" && !sameContent(o.stored.InputPath, o.stored.InputDigest)
	switch {
	case path == stdoutName:
	case out.inPlace && changed && !state.wrote(o.stored.ID, o.stored.InputPath):
		path = freeName(resultsName(o.stored.InputPath), source.like())
		p.console.say("%s has changed since the run began, so it is left alone; the results are written beside it", shownPath(o.stored.InputPath))
	case out.inPlace && !changed:
		backup, err := backUp(&p.private, path)
		if err != nil {
			return "", err
		}
		p.console.say("the file as it was is in %s", shownPath(backup))
	case out.inPlace:
	default:
		if changed {
			p.console.say("%s has changed since the run began; the results are written into a copy of it as it was", shownPath(o.stored.InputPath))
		}
		if !out.force {
			path = freeName(path, source.like())
		}
	}
	return path, p.writeReport(ctx, state, path, source, o)
}

// writeReport writes the results into a copy of the input. What it will be is
// noted before it is put in place, so that a process that is killed in between
// is not taken for a person who has edited the file.
func (p *program) writeReport(ctx context.Context, state *stateDir, path string, source opened, o *outcome) error {
	defer collect.Frugally()() // the rows of the run are in memory, and little else is worth keeping
	hash := sha256.New()
	return p.writeTo(path, func(w io.Writer) error {
		inner, finish := source.lock(io.MultiWriter(w, hash))
		if err := report.Write(ctx, inner, source.Source, o.run, o.rows, p.reportOptions(o.record)); err != nil {
			return err
		}
		if err := finish(); err != nil || path == stdoutName {
			return err
		}
		return state.noteWritten(o.stored.ID, hex.EncodeToString(hash.Sum(nil)))
	})
}

// reportOptions are how the reports of a run read: in the language that its
// messages were asked for in, else in that of this machine.
func (p *program) reportOptions(record *runRecord) report.Options {
	lang, err := p.language(record.Run.Lang)
	if err != nil {
		lang = "en" // was checked when it was given
	}
	return report.Options{Lang: lang, Location: p.now().Location(), Now: p.now()}
}

// know adds what the journal knows about a run as a whole.
func (p *program) know(ctx context.Context, j journal.Journal, o *outcome) error {
	plan, _, err := executor.Load(ctx, j, o.stored.ID)
	if err != nil {
		return err
	}
	batches, err := j.Batches(ctx, o.stored.ID)
	if err != nil {
		return fmt.Errorf("reading run %s: %w", o.stored.ID, err)
	}
	o.run.Plan = plan
	for _, b := range batches {
		o.run.Submits += b.Attempts
	}
	return addSessions(ctx, j, &o.run)
}

// keptSource opens the private copy of a run's input, laid out as it was then.
func (p *program) keptSource(ctx context.Context, state *stateDir, o *outcome) (_ opened, closeSource func() error, err error) {
	read, file, err := p.keptInput(ctx, state, o)
	if err != nil {
		return opened{}, nil, err
	}
	defer func() {
		if err != nil {
			file.Close()
		}
	}()
	problems, err := problemsAgain(read, o.rows)
	if err != nil {
		return opened{}, nil, errors.Join(fmt.Errorf("reading the kept copy of %s: %w", o.record.InputName, err), read.Close())
	}
	source, err := unlock(report.Source{Input: file.Input, Layout: read.Layout(), Problems: problems}, file.password)
	return source, file.Close, errors.Join(err, read.Close())
}

// problemsAgain are the problems of the rows that were found invalid in the
// run. Reading stops behind the last of them.
func problemsAgain(source *ingest.Source, rows []executor.RowResult) ([]ingest.Problem, error) {
	invalid := map[int]bool{}
	for _, r := range rows {
		if r.Result == executor.Invalid && !r.Carried {
			invalid[r.Number] = true
		}
	}
	var problems []ingest.Problem
	if len(invalid) == 0 {
		return nil, nil
	}
	for row, err := range source.Rows() {
		if err != nil {
			return nil, err
		}
		if invalid[row.Number] {
			problems = append(problems, row.Problems...)
			delete(invalid, row.Number)
		}
		if len(invalid) == 0 {
			break
		}
	}
	return problems, nil
}

// sameContent reports whether a file has the given digest.
func sameContent(path, digest string) bool {
	is, err := digestOf(path)
	return err == nil && is == digest
}

// digestOf is the SHA-256 of a file, in hex.
func digestOf(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// noteWritten remembers the digest of a report of a run, one a line, so that a
// file replaced in place is recognised when the run is resumed.
func (s *stateDir) noteWritten(runID, digest string) error {
	if err := s.sub("written"); err != nil {
		return err
	}
	file, err := os.OpenFile(s.written(runID), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString("\n" + digest + "\n") // whatever a crash left of the line before
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// wrote reports whether a file is a report of the run as this program wrote it.
func (s *stateDir) wrote(runID, path string) bool {
	content, err := os.ReadFile(s.written(runID))
	if err != nil {
		return false
	}
	digest, err := digestOf(path)
	return err == nil && slices.Contains(strings.Fields(string(content)), digest)
}

func (s *stateDir) written(runID string) string { return filepath.Join(s.path, "written", runID) }

// noteReported remembers that the results of a finished run are where they
// belong. A run that was killed between its end and its report lacks the mark.
func (s *stateDir) noteReported(runID string) error {
	if err := s.sub("written"); err != nil {
		return err
	}
	return os.WriteFile(s.reportedMark(runID), nil, 0o600)
}

func (s *stateDir) reportedMark(runID string) string {
	return filepath.Join(s.path, "written", runID+".final")
}

// owes reports whether a run is not over for its person: it is not finished, or
// its results were never written.
func (s *stateDir) owes(run journal.Run) bool {
	return run.PrunedAt.IsZero() && (run.FinishedAt.IsZero() || !exists(s.reportedMark(run.ID)))
}

// shownPath is a path as a person would type it: relative when it lies below
// the working folder.
func shownPath(path string) string {
	wd, err := os.Getwd()
	if err != nil {
		return path
	}
	rel, err := filepath.Rel(wd, path)
	if err != nil || strings.HasPrefix(rel, "..") {
		return path
	}
	return rel
}
