// Package ingest turns a spreadsheet into rows that say what a person wants.
//
// In come the bytes of an XLSX, XLSM or delimited text file and the options a
// person gave. Out come rows in sheet order, each with its place, the values
// as understood, and every problem found in it, with the cell, the rule that
// was broken and a cure. A bad row is a row with problems beside the good
// ones; only a file that cannot be read to its end is an error.
//
// The package never changes the file, never talks to the network, never
// merges, drops or invents a row, and knows nothing of what will be done with
// the rows.
package ingest
