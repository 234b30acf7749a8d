package template

import (
	"unicode/utf16"

	"domainbatch/ingest"
)

// words are all texts of a workbook in one language. What is offered in a
// dropdown is a spelling that reading understands.
type words struct {
	font, locale, title string

	fields map[ingest.Field]about
	ref    about // the name of a contact, where it is given

	actions         []string // update-contact, update-profile, transfer-code, skip
	contactTypes    []string // what is offered; several types at once, too
	locks           []string
	registrantTypes []string
	priorities      []string

	choose, doubt string // before what is to be written, in alerts
	long          string // with the greatest length
	required      string // before when a column is required

	legend legendWords

	rows     []map[ingest.Field]string // examples
	contacts []map[ingest.Field]string
}

// about explains one column.
type about struct {
	header  string
	means   string
	write   string // which values there are
	when    string // when it has to be filled in
	example string
}

type legendWords struct {
	title   string
	lead    []string
	heads   [5]string
	ofRows  string // heading of the columns of the sheet of rows
	ofNames string // and of that of contacts
	colors  map[need]string
	missing string
}

// The limits of an input message, in UTF-16 units as Excel counts.
const (
	maxPromptTitle = 32
	maxPrompt      = 255
)

func units(s string) int { return len(utf16.Encode([]rune(s))) }

// prompt is what is shown beside a cell that is selected.
func (a about) prompt(w *words) string {
	full := a.means + "\n" + a.write + "\n" + w.needed(a)
	if units(full) <= maxPrompt {
		return full
	}
	return a.means + "\n" + a.write
}

func (w *words) needed(a about) string { return w.required + a.when }
