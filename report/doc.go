// Package report writes the results of a run into the person's own workbook
// or text file, and renders a run for machines.
//
// In come the input file, its ingest.Layout and one executor.RowResult per
// row. Out goes a whole new file; the input is never touched. The package
// decides nothing: it talks to no network and to no journal.
package report
