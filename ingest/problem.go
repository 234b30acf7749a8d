package ingest

import "fmt"

// Severity says what a problem does to its row.
type Severity int

// Notice is said and changes nothing, Warning is doubtful and goes on, Error
// keeps the row from being used.
const (
	Notice Severity = iota
	Warning
	Error
)

func (s Severity) String() string {
	switch s {
	case Notice:
		return "notice"
	case Warning:
		return "warning"
	default:
		return "error"
	}
}

// Problem is one thing wrong or doubtful about one cell, one row (Column and
// Cell empty) or the whole file (Row 0).
type Problem struct {
	Severity Severity
	Rule     string // stable machine name, such as "email.syntax"
	File     string
	Sheet    string // empty for CSV
	Row      int    // 1-based sheet row or CSV line; 0 for the whole file
	Column   string // header as typed
	Cell     string // "D17"; for CSV "line 17, column 4"
	Field    Field  // canonical field, "" when none
	Value    string // the cell as typed
	Message  string // what is wrong, one clause, no final stop
	Cure     string // what to type or do next
	Proposed string // a value that would pass, "" when none is known
	Fixable  bool   // Options.AcceptFixes would use Proposed
	Applied  bool   // Proposed was used in place of Value: Options.AcceptFixes was set
}

// Place is where a person finds the problem.
func (p Problem) Place() string {
	switch {
	case p.Row == 0:
		return p.File
	case p.Sheet == "" && p.Cell != "":
		return fmt.Sprintf("%s: %s", p.File, p.Cell)
	case p.Cell != "":
		return fmt.Sprintf("%s: sheet %s, cell %s", p.File, p.Sheet, p.Cell)
	case p.Sheet != "":
		return fmt.Sprintf("%s: sheet %s, row %d", p.File, p.Sheet, p.Row)
	default:
		return fmt.Sprintf("%s: line %d", p.File, p.Row)
	}
}
