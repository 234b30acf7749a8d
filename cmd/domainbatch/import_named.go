package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"domainbatch/cmd/internal/inbox"
	"domainbatch/executor"
	"domainbatch/executor/journal"
)

// doNamed does a file that stays where it is. What waits for another run has no
// folder to wait in: the next import of the file does it, from the results beside
// it, so that only what is not done is looked at.
func (im *importer) doNamed(ctx context.Context, b *dropbox, name string, earlier *journal.Run) error {
	line := &importLine{File: name}
	path := b.path(name)
	if earlier != nil {
		latest, err := im.latestOf(ctx, earlier)
		if err != nil {
			return err
		}
		waited, open, err := im.onlyWaited(ctx, latest)
		if err != nil {
			return err
		}
		if !waited || len(open) > 0 {
			return im.repeat(ctx, line, latest, func(at stand) error { return im.endNamed(ctx, b, line, at) })
		}
		if results := nowAt(latest.OutputPath); im.isAsWritten(b, results) {
			path = results
		}
	}
	output := ""
	if path != b.path(name) {
		output = resultsName(path)
	}
	did := im.apply(ctx, path, output)
	line.heard(did)
	at, err := im.after(ctx, did, line)
	if err != nil {
		return err
	}
	return im.endNamed(ctx, b, line, at)
}

// namedFile is a file that stays, as it was when it was told how it stands.
type namedFile struct {
	look  inbox.Look
	waits []string // runs that its rows wait for
}

// standsStill reports whether nothing has changed about a file that stays since it
// was told how it stands: a watch does not say that again and again.
func (im *importer) standsStill(ctx context.Context, b *dropbox, l inbox.Look) (bool, error) {
	was, told := im.named[b]
	if !told || !was.look.Same(l) || len(was.waits) == 0 {
		return told && was.look.Same(l), nil
	}
	runs, err := im.runs(ctx)
	return slices.ContainsFunc(runs, func(r journal.Run) bool { return slices.Contains(was.waits, r.ID) && im.state.owes(r) }), err
}

// endNamed tells how a named file stands. One whose rows wait has not failed.
func (im *importer) endNamed(ctx context.Context, b *dropbox, line *importLine, at stand) error {
	if delete(im.named, b); line.Run != "" || len(at.waits) > 0 || inbox.PlaceFor(int(at.code), at.moving) != inbox.Working {
		im.named[b] = namedFile{waits: at.waits} // else it has yet to be begun
	}
	if len(at.waits) > 0 {
		at.code, at.moving = exitPending, true
		line.Message = "the rows that are not done wait for run " + strings.Join(at.waits, ", ")
		line.Next = "import it again when that run is over"
	}
	return im.end(ctx, line, at)
}

// latestOf follows a run to the one that has gone on from its results, and so on.
func (im *importer) latestOf(ctx context.Context, run *journal.Run) (*journal.Run, error) {
	runs, err := im.runs(ctx)
	if err != nil {
		return nil, err
	}
	for {
		i := slices.IndexFunc(runs, func(r journal.Run) bool {
			return run.OutputPath != "" && r.InputPath == run.OutputPath && r.CreatedAt.After(run.CreatedAt)
		})
		if i < 0 {
			return run, nil
		}
		run = &runs[i]
	}
}

// onlyWaited reports whether all that is not done of a run that is over had to
// wait for other runs, and which of these are still open.
func (im *importer) onlyWaited(ctx context.Context, run *journal.Run) (waited bool, open []string, err error) {
	if im.state.owes(*run) || !run.PrunedAt.IsZero() {
		return false, nil, nil
	}
	j, err := im.readRuns(ctx)
	if err != nil || j == nil {
		return false, nil, err
	}
	defer j.Close()
	rows, err := executor.RowResults(ctx, j, nil, run.ID)
	if err != nil {
		return false, nil, err
	}
	if len(waitingDomains(rows)) == 0 {
		return false, nil, nil
	}
	open, err = waitsOf(ctx, j, run.Account, rows)
	return true, open, err
}

// isAsWritten reports whether a file beside a named one holds results as this
// program wrote them: what a person has edited is taken only when it is named.
func (im *importer) isAsWritten(b *dropbox, path string) bool {
	if path == "" || filepath.Dir(path) != b.dir {
		return false
	}
	digest, err := b.digest(filepath.Base(path))
	return err == nil && im.state.wroteContent(digest)
}
