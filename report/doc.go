// Package report writes the results of a run into the person's own workbook
// or text file, and renders a run for machines.
//
// In come the input file, its ingest.Layout and one executor.RowResult per
// row. Out goes a whole new file; the input is never touched. The package
// decides nothing: it talks to no network and to no journal.
//
// Transfer codes are written into the results workbook or CSV file, where the
// person who asked for them looks, and are masked everywhere else.
package report
