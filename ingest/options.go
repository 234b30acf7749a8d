package ingest

import "io"

// Input is one file as bytes. Reading starts at any place and may happen
// more than once, so that a pipe is read into memory by the caller first.
type Input struct {
	Name string // what problems and errors show; nothing is opened by this name
	Data io.ReaderAt
	Size int64
}

// Options are what a person said about a file. The zero value reads a file
// that says everything itself, for the China site.
type Options struct {
	Site      string // "cn" or "intl"; "" is "cn". Rules differ: see Open
	Sheet     string // XLSX: sheet of rows; "" chooses
	Encoding  string // CSV: "utf-8", "gb18030", "big5", ...; "" detects
	Delimiter string // CSV: one character, or "tab", "comma", "semicolon", "pipe"; "" detects
	HeaderRow int    // 1-based sheet row or CSV line of the header; 0 finds it
	Password  string // of an encrypted workbook

	SkipHidden bool // XLSX: leave out hidden rows and columns, which are read otherwise

	Map           map[string]Field   // header as typed → field, before any alias; Ignore carries the column through
	Contacts      map[string]Contact // named contacts that contact_ref can name; a sheet Contacts of the file goes before
	AllowMissing  []Field            // contact fields that a contact update may lack
	AcceptFixes   bool               // apply what is proposed, say so in a Notice
	DefaultAction Action             // of rows that do not say what they want
}

// Ignore is the value of Options.Map that carries a column through untouched
// although its header is known.
const Ignore Field = "-"

func (o Options) international() bool { return o.Site == "intl" }

func (o Options) mayLack(f Field) bool {
	for _, a := range o.AllowMissing {
		if a == f {
			return true
		}
	}
	return false
}
