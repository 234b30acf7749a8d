// Package template makes the workbook that a person fills in: every column
// with its header, formatted as text before anything is typed, so that postal
// codes and telephone numbers keep their zeros; dropdowns and messages where
// a value is one of a few; named contacts on a sheet of their own; and a
// legend. Filled in and read by package ingest, it has no errors.
package template
