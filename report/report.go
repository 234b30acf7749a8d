package report

import (
	"context"
	"fmt"
	"io"
	"time"

	"domainbatch/executor"
	"domainbatch/ingest"
	"domainbatch/planner"
)

// Run is what is said about the run as a whole.
type Run struct {
	ID          string
	Account     string // credential profile or account key; never a secret
	Site        string // "cn" or "intl"
	Started     time.Time
	Finished    time.Time // zero while rows are still open
	Tool        string    // program and version
	InputName   string    // file name without its folder, "-" for standard input
	InputDigest string    // SHA-256, hex
	Calls       map[string]int
	Submits     int           // submit calls sent
	Rate        float64       // settled submit rate, calls a second
	Elapsed     time.Duration // working time; not the time between two sessions
	Next        string        // what to type next, "" if nothing
	Stop        executor.Stop // the limit that keeps rows from being sent, "" if none
	Opens       time.Time     // when executor.StopWindow ends
	WithCodes   bool          // some row asked for a transfer code
	Plan        *planner.Plan // what was wanted and what was found before, if known
}

// Source is the input that results are written into.
type Source struct {
	Input    ingest.Input
	Layout   ingest.Layout
	Problems []ingest.Problem // of its cells, if known: they get notes, and proposals for them a sheet
}

// Options shape how a report reads.
type Options struct {
	Lang     string         // "en" (also "") or "zh": sheet names, headings, explanations
	Location *time.Location // zone of the times in workbooks and CSV files; nil is UTC
	Now      time.Time      // when the report is made; zero leaves the line out
}

// location is the zone in which times are written.
func (o Options) location() *time.Location {
	if o.Location == nil {
		return time.UTC
	}
	return o.Location
}

// Write writes src again with the results in it: a workbook for a workbook,
// a CSV file for a CSV file.
func Write(ctx context.Context, w io.Writer, src Source, run Run, rows []executor.RowResult, opt Options) error {
	if src.Layout.Format == ingest.CSV {
		return WriteCSV(ctx, w, src, run, rows, opt)
	}
	return WriteWorkbook(ctx, w, src, run, rows, opt)
}

// byNumber finds the results by sheet row or CSV line. Two results for one
// place mean that the caller mixed two inputs.
func byNumber(rows []executor.RowResult) (map[int]int, error) {
	at := make(map[int]int, len(rows))
	for i, r := range rows {
		if j, twice := at[r.Number]; twice {
			return nil, fmt.Errorf("row %d has two results: %s and %s", r.Number, rows[j].Result, r.Result)
		}
		at[r.Number] = i
	}
	return at, nil
}
