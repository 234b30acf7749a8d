// Package audit answers what an auditor asks of many runs: who changed what, when,
// from which file, what was there before, and what came of it.
//
// It is given the changes of every run as a sequence that can be walked twice:
// once to count, once to write. What it keeps in between are counters for each
// day, a bit for each change, and a few megabytes to sort in: changes are taken
// together by domain, and failures held against later successes, by a sort that
// goes to a temporary file where memory ends. The changes themselves pass through.
//
// Contact values are shown, they are what an audit is for. Transfer codes never
// are: their mark stands for them.
package audit
