// Package planner turns rows into the fewest safe API calls.
//
// In come the rows of a sheet and the settings of a run. Out comes a Plan: data
// that can be shown, saved, compared and handed to the executor. It is made in
// these steps:
//
//  1. Infer the action of every row and set aside rows that are invalid,
//     skipped, done in an earlier run or still owned by one.
//  2. Turn each remaining row into changes, one per contact type.
//  3. Merge exact repeats into one change with several rows, and hold the rows
//     whose wishes for one contact of one domain contradict each other.
//  4. Group changes that one call can carry (same account, operation, contact
//     type, lock and every contact value or profile) and cut each group into
//     batches: Σ⌈group size / batch size⌉ calls, which is the least possible.
//  5. Order the batches so that no domain ever has two tasks at once: contact
//     changes in sheet order, transfer codes last.
//
// The package is pure: no files, no clock of its own, no network. It never
// merges wishes that differ in any spelling, and never drops a row.
package planner
