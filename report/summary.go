package report

import (
	"cmp"
	"slices"
	"strings"

	"domainbatch/executor"
)

// Summary is what the rows of a run add up to.
type Summary struct {
	Total       int
	Rows        map[executor.Result]int // sums to Total
	Tasks       int                     // different task numbers
	Codes       int                     // rows with a transfer code
	CodesByMail int                     // rows whose code the service mails to the registrant
	Causes      []Cause                 // most rows first
}

// Cause is one reason why rows are not done.
type Cause struct {
	Result  executor.Result
	Code    string // error code of the service or rule of the program, "" when none was given
	Rows    int
	Example Example
	Cure    string // what to do about it, English
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
	causes := map[[2]string]*Cause{}
	for _, r := range rows {
		s.Rows[r.Result]++
		for _, no := range r.TaskNos {
			tasks[no] = true
		}
		if r.TransferCode != "" {
			s.Codes++
		}
		if r.CodeByMail {
			s.CodesByMail++
		}
		if hasCause(r.Result) {
			countCause(causes, r)
		}
	}
	s.Tasks = len(tasks)
	for _, c := range causes {
		s.Causes = append(s.Causes, *c)
	}
	slices.SortFunc(s.Causes, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Example.Number, b.Example.Number), cmp.Compare(a.Code, b.Code))
	})
	return s
}

func countCause(causes map[[2]string]*Cause, r executor.RowResult) {
	key := [2]string{string(r.Result), r.Code}
	c := causes[key]
	if c == nil {
		c = &Cause{Result: r.Result, Code: r.Code, Cure: cureFor(r.Result, r.Code)}
		causes[key] = c
	}
	if c.Rows == 0 || r.Number < c.Example.Number {
		c.Example = Example{Number: r.Number, Domain: r.Domain, Comment: r.Comment}
	}
	c.Rows++
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
