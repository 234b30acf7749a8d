package report

import (
	"strings"

	"domainbatch/executor"
)

// Summary is what the rows of a run add up to.
type Summary struct {
	Total       int
	Rows        map[executor.Result]int // sums to Total
	Tasks       int                     // different task numbers
	Codes       int                     // rows with a transfer code
	CodesSealed int                     // rows whose code is sealed for the owner of another key
	CodesByMail int                     // rows whose code the service mails to the registrant
	Causes      []Cause                 // most rows first
}

// Cause is one reason why rows are not done: the same result and code, and
// comments that say the same but for what is particular to their rows.
type Cause struct {
	Result  executor.Result
	Code    string // error code of the service or rule of the program, "" when none was given
	Message string // what the comments have in common, with gaps; "" when it is too many things
	Rows    int
	Example Example
	Cure    string // what to do about it, English
	Fixes   int    // cells of these rows for which the sheet Fixes has a value; only where it is known
}

// key tells causes apart.
func (c Cause) key() causeKey { return causeKey{c.Result, c.Code, c.Message} }

type causeKey struct {
	result        executor.Result
	code, message string
}

// Example is the first row that a cause hit.
type Example struct {
	Number  int // sheet row or CSV line
	Domain  string
	Comment string
}

// result is the row again, as far as its comment needs it.
func (e Example) result(c Cause) executor.RowResult {
	return executor.RowResult{Number: e.Number, Domain: e.Domain, Result: c.Result, Code: c.Code, Comment: e.Comment}
}

// Summarize counts rows by result and by cause.
func Summarize(rows []executor.RowResult) Summary {
	s := Summary{Total: len(rows), Rows: map[executor.Result]int{}}
	tasks := map[string]bool{}
	causes := newClusters()
	for i := range rows {
		r := &rows[i]
		s.Rows[r.Result]++
		for _, no := range r.TaskNos {
			tasks[no] = true
		}
		if r.TransferCode != "" {
			s.Codes++
		}
		if r.CodeFor != "" {
			s.CodesSealed++
		}
		if r.CodeByMail {
			s.CodesByMail++
		}
		if hasCause(r.Result) {
			causes.count(r)
		}
	}
	s.Tasks = len(tasks)
	s.Causes = causes.list()
	return s
}

// hasCause tells results that need an explanation from those that are fine
// or only take time.
func hasCause(r executor.Result) bool {
	switch r {
	case executor.Failed, executor.Invalid, executor.Held, executor.NotSent, executor.Unknown, executor.Cancelled:
		return true
	}
	return false
}

// worthAnotherRun tells rows that a person may mend and feed back. UNKNOWN is
// not among them: sending it again could do the change twice.
func worthAnotherRun(r executor.Result) bool {
	return hasCause(r) && r != executor.Unknown
}

// masked stands where a transfer code may not be shown. It does not tell the
// length of the code.
const masked = "****"

// task is what the rows say about one task of the service.
type task struct {
	No        string
	RequestID string
	Rows      int
	Domain    string // of the first row
	Results   map[executor.Result]int
	times     span
}

// collectTasks lists the tasks in the order in which rows name them.
func collectTasks(rows []executor.RowResult) []task {
	var list []task
	at := map[string]int{}
	for _, r := range rows {
		for k, no := range r.TaskNos {
			j, known := at[no]
			if !known {
				j = len(list)
				at[no] = j
				list = append(list, task{No: no, Domain: r.Domain, Results: map[executor.Result]int{}})
			}
			t := &list[j]
			t.Rows++
			t.Results[r.Result]++
			t.times.include(r.SubmittedAt, r.FinishedAt)
			if t.RequestID == "" && len(r.RequestIDs) == len(r.TaskNos) {
				t.RequestID = r.RequestIDs[k]
			}
		}
	}
	return list
}

// joined is how several numbers stand in one cell.
func joined(values []string) string { return strings.Join(values, ", ") }
