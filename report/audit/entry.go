package audit

import (
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"domainbatch/executor"
	"domainbatch/planner"
)

// Run is what the entries of one run have in common.
type Run struct {
	ID       string
	Started  time.Time
	Who      string // user of the operating system that started it, "" when not known
	RAM      string // ARN of the RAM user or role that signed, "" when not known
	Identity string // credential profile or masked access key id
	Account  string // account key of the journal
	Site     string
	File     string // as typed, "-" for standard input
	Digest   string // SHA-256 of the file, hex
	Sheet    string
}

// Entry is one change, tried or done.
type Entry struct {
	Run *Run
	executor.AuditedChange
	CodeMark string // of the transfer code, "" when there is none
}

// At is when the change got where it is: its end, else its acceptance, else the
// begin of its run.
func (e *Entry) At() time.Time {
	switch {
	case !e.FinishedAt.IsZero():
		return e.FinishedAt
	case !e.SubmittedAt.IsZero():
		return e.SubmittedAt
	}
	return e.Run.Started
}

// Act is something that a person decided or saw, apart from the changes.
type Act struct {
	At     time.Time
	Who    string
	RunID  string
	Kind   string // of the journal's event
	Batch  string
	Detail string
}

// Trail is what is audited. Both sequences can be walked again and again, older
// runs first.
type Trail struct {
	Entries iter.Seq2[Entry, error]
	Acts    iter.Seq2[Act, error]
}

// Filter chooses entries. Zero fields choose all.
type Filter struct {
	Since, Until time.Time // Until is excluded
	Domains      []string
	Accounts     []string // as Run.Identity or Run.Account says
	ContactTypes []string // "transfer-code" for those
	Results      []executor.Result
}

// Wants reports whether an entry is chosen.
func (f *Filter) Wants(e *Entry) bool {
	kind := string(e.ContactType)
	if kind == "" {
		kind = planner.KindTransferCode
	}
	return f.within(e.At()) && anyFold(f.Domains, e.Domain) && anyFold(f.ContactTypes, kind) &&
		(len(f.Accounts) == 0 || anyFold(f.Accounts, e.Run.Identity) || anyFold(f.Accounts, e.Run.Account)) &&
		(len(f.Results) == 0 || slices.Contains(f.Results, e.Result))
}

func (f *Filter) within(at time.Time) bool {
	return !at.Before(f.Since) && (f.Until.IsZero() || at.Before(f.Until))
}

func anyFold(list []string, text string) bool {
	return len(list) == 0 || slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, text) })
}

func rowNumbers(rows []int) string {
	texts := make([]string, len(rows))
	for i, n := range rows {
		texts[i] = strconv.Itoa(n)
	}
	return strings.Join(texts, " ")
}
