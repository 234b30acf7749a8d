package main

import (
	"context"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"domainbatch/cmd/internal/inbox"
	"domainbatch/executor"
	"domainbatch/executor/journal"
)

// summaryName is the file of a job with what was said of it.
const summaryName = "summary.txt"

// settle tells how a job stands and moves it where that belongs.
func (im *importer) settle(ctx context.Context, b *dropbox, from inbox.Place, job string, line *importLine, at stand) error {
	if err := b.notesWaits(filepath.Join(string(from), job), &at); err != nil {
		return err
	}
	to := inbox.PlaceFor(int(at.code), at.moving)
	line.place(b, to, job)
	if len(at.waits) > 0 {
		line.Message, line.Next = "the rows that are not done wait for run "+strings.Join(at.waits, ", "), ""
	}
	if at.code == exitRows && line.Run != "" && line.Next == "" {
		line.Next = "correct the rows that are not done in the results there, and drop that file into " + shownPath(b.dir)
	}
	if line.said != "" {
		line.moves(b.path(string(from), job), b.path(string(to), job))
		note := &destination{path: b.path(string(from), job, summaryName)}
		if err := note.write(&im.private, func(w io.Writer) error { _, err := io.WriteString(w, line.said); return err }); err != nil {
			im.console.say("note: %v", err)
		}
	}
	if err := b.move(from, job, to); err != nil {
		line.place(b, from, job)
		line.Message = strings.TrimSpace(line.Message + "; " + err.Error())
		at.code = exitInternal
	}
	if from == to && from == inbox.Held && line.said == "" {
		line.Message = "still waits for somebody to decide"
	}
	return im.end(ctx, line, at)
}

// end tells how a file stands, and counts its code.
func (im *importer) end(ctx context.Context, line *importLine, at stand) error {
	line.Code = int(at.code)
	line.Outcome = inbox.PlaceFor(line.Code, at.moving)
	line.Rows = at.rows
	if line.Next == "" {
		line.Next = at.next
	}
	im.codes = append(im.codes, line.Code)
	im.ended = im.ended || inbox.StopsAll(line.Code)
	return im.print(line)
}

// stand is how a run stands, or a job without one.
type stand struct {
	code   exitCode
	moving bool     // it goes on without a person
	early  bool     // and there is nothing to ask yet
	waits  []string // runs that have the domains of all its rows that are not done
	rows   map[executor.Result]int
	next   string
	vague  bool // of rows without a change nothing is known any more
}

// standing reads how a run stands from the journal.
func (im *importer) standing(ctx context.Context, run journal.Run, record *runRecord) (at stand, err error) {
	j, err := im.readRuns(ctx)
	if j == nil || err != nil {
		return at, err
	}
	defer j.Close()
	if run, err = j.Run(ctx, run.ID); err != nil {
		return at, err
	}
	if !run.PrunedAt.IsZero() {
		return standingOfPruned(ctx, j, run)
	}
	rows, err := executor.RowResults(ctx, j, nil, run.ID)
	if err != nil {
		return at, err
	}
	at.rows = executor.CountResults(rows)
	if !im.state.owes(run) {
		at.code = codeOf(executor.EndDone, wantedRows(rows))
		cancelled, err := executor.IsCancelled(ctx, j, run.ID)
		if cancelled && at.code == exitRows {
			at.code = exitDone
		}
		if err == nil && at.code == exitRows {
			at.waits, err = waitsOf(ctx, j, run.Account, rows)
		}
		return at, err
	}
	return at, im.whatIsOpen(ctx, j, run, record, &at)
}

// standingOfPruned reads how a run had ended that was pruned: every row, or where
// that was not noted yet, those with a change.
func standingOfPruned(ctx context.Context, j journal.Journal, run journal.Run) (at stand, err error) {
	var known bool
	if at.rows, known, err = executor.PrunedRows(ctx, j, run.ID); err != nil {
		return at, err
	}
	if !known {
		rows, err := changedRows(ctx, j, run)
		if err != nil {
			return at, err
		}
		at.rows, at.vague = executor.CountResults(rows), true
	}
	at.code = codeOf(executor.EndDone, at.rows)
	if cancelled, err := executor.IsCancelled(ctx, j, run.ID); err != nil {
		return at, err
	} else if cancelled && at.code == exitRows {
		at.code = exitDone
	}
	return at, nil
}

// changedRows are the results of those rows of a pruned run that had a change, as
// far as how it ended depends on them.
func changedRows(ctx context.Context, j journal.Journal, run journal.Run) ([]executor.RowResult, error) {
	kept, err := j.Kept(ctx, run.ID)
	if err != nil {
		return nil, err
	}
	byRow := map[string]executor.RowResult{}
	for _, k := range kept {
		for row := range strings.SplitSeq(k.Rows, ",") {
			if was, known := byRow[row]; !known || was.Result == executor.OK {
				byRow[row] = executor.RowResult{Result: executor.Result(k.Result), Code: k.Code, RunID: run.ID}
			}
		}
	}
	return slices.Collect(maps.Values(byRow)), nil
}

// whatIsOpen finds out whether a run that is not over can go on by itself.
func (im *importer) whatIsOpen(ctx context.Context, j journal.Journal, run journal.Run, record *runRecord, at *stand) error {
	counts, err := j.Counts(ctx, run.ID)
	if err != nil {
		return err
	}
	latest, err := latestTally(ctx, j, run.ID)
	if err != nil {
		return err
	}
	active := counts[journal.Intent] + counts[journal.Ambiguous] + counts[journal.Submitted]
	newLimit := im.f.typed.Changed("max-failures") && im.f.job.maxFailures != record.Gate.MaxFailures
	limited := latest.End == executor.EndLimit && active == 0 && counts[journal.Planned] > 0 && !newLimit
	open := active + counts[journal.Planned]
	switch at.code = exitPending; {
	case !limited && (open > 0 || counts[journal.Unknown] == 0):
		at.moving = true // if only that its results are to be written
		at.early, err = im.tooEarly(ctx, j, run)
	case counts[journal.Unknown] > 0:
		at.code, at.next = exitUnknown, "look up the unknown rows in the console, then: domainbatch resolve "+run.ID
	default:
		at.code, at.next = exitLimit, "look at the rows that failed; to send the others all the same: domainbatch resume "+run.ID+" --max-failures N"
	}
	return err
}
