package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"domainbatch/cmd/internal/inbox"
	"domainbatch/executor"
	"domainbatch/executor/journal"
	"domainbatch/planner"
)

// Rows whose domain another run has under way are held, and need nobody: when
// that run is over, a job that has no other rows left to do is done once more,
// from its results, so that only those rows are looked at. Until then it stays
// in working, with the names of the runs in a file.

// waitsName is that file: one run a line.
const waitsName = "waiting.txt"

// waitsOf are the runs that rows wait for; none when a row is not done for any
// other reason, because then a person has to see to it.
func waitsOf(ctx context.Context, j journal.Journal, account string, rows []executor.RowResult) ([]string, error) {
	waiting := waitingDomains(rows)
	if len(waiting) == 0 {
		return nil, nil
	}
	owners, err := j.Owners(ctx, account)
	if err != nil {
		return nil, err
	}
	var runs []string
	for owned, run := range owners {
		domain, _, _ := strings.Cut(owned, "\x00")
		if waiting[domain] && !slices.Contains(runs, run) {
			runs = append(runs, run)
		}
	}
	slices.Sort(runs)
	return runs, nil
}

// waitingDomains are the domains of rows that wait for another run, when no other
// row is left to do.
func waitingDomains(rows []executor.RowResult) map[string]bool {
	waiting := map[string]bool{}
	for _, r := range rows {
		switch {
		case r.Result == executor.Held && r.Code == planner.CodeRunning:
			waiting[r.Domain] = true
		case r.Result == executor.OK, r.Result == executor.Unchanged, r.Result == executor.Skipped, planner.LeftOut(r.Code):
		default:
			return nil
		}
	}
	return waiting
}

// waitsOfPlan is the same for a file of which nothing could be begun.
func (im *importer) waitsOfPlan(ctx context.Context, did *deed, at *stand) error {
	if did.plan == nil || at.code != exitInput && at.code != exitRows {
		return nil
	}
	j, err := im.readRuns(ctx)
	if err != nil || j == nil {
		return err
	}
	defer j.Close()
	rows := rowsOfPlan(did.plan)
	at.rows = executor.CountResults(rows)
	at.waits, err = waitsOf(ctx, j, im.account, rows)
	return err
}

// notesWaits keeps what a job waits for beside its file, or forgets it. A job
// that waits has not failed.
func (b *dropbox) notesWaits(folder string, at *stand) error {
	name := filepath.Join(folder, waitsName)
	if len(at.waits) == 0 {
		if err := b.root.Remove(name); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	at.code, at.moving = exitPending, true
	file, err := b.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.WriteString(file, strings.Join(at.waits, "\n")+"\n")
	return errors.Join(err, file.Close())
}

// waitsFor are the runs that a job waits for.
func (b *dropbox) waitsFor(folder string) []string {
	content, err := b.root.ReadFile(filepath.Join(folder, waitsName))
	if err != nil {
		return nil
	}
	return strings.Fields(string(content))
}

// redo does a job once more whose rows waited for runs that are over by now.
func (im *importer) redo(ctx context.Context, b *dropbox, job openJob) error {
	if job.run == nil {
		return im.doJob(ctx, b, job.name)
	}
	record, err := recordOf(*job.run)
	if err != nil {
		return err
	}
	line := &importLine{File: filepath.Base(record.InputName)}
	path := nowAt(job.run.OutputPath)
	did := im.apply(ctx, path, resultsName(path))
	line.heard(did)
	at, err := im.after(ctx, did, line)
	if err != nil {
		return err
	}
	return im.settle(ctx, b, inbox.Working, job.name, line, at)
}
