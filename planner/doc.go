// Package planner turns rows into the fewest safe API calls.
//
// In come the rows of a sheet and the settings of a run. Out comes a Plan: data
// that can be shown, saved, compared and handed to the executor. It is made in
// these steps:
//
//  1. Infer the action of every row and set aside rows that are invalid,
//     skipped, done in an earlier run or still owned by one.
//  2. Turn each remaining row into wishes, one per contact type, or one for a
//     transfer code.
//  3. Hold the rows whose wishes for one contact of one domain contradict each
//     other, and merge exact repeats into one change with several rows.
//  4. Group changes that one call can carry (same account, operation, contact
//     type, lock and every contact value or profile) and cut each group into
//     batches: Σ⌈group size / batch size⌉ calls, which is the least possible.
//  5. Order the batches by first appearance in the sheet, transfer codes last,
//     and let each wait for the earlier ones that share a domain with it, so
//     that no domain ever has two tasks at once.
//
// Step 5 costs no calls. The contacts of a domain are written independently
// of each other, so any order of its tasks gives the same end; and as a batch
// waits for earlier batches only, no two can wait for each other.
//
// What holds a row is decided from what all rows ask for, never from which
// comes first, so the same wishes in another order give the same changes.
//
// The package is pure: no files, no clock of its own, no network. It never
// merges wishes that differ in any spelling of what would be sent, and never
// drops a row: every row has exactly one disposition, and a row that is not
// planned says why and what to do.
package planner
