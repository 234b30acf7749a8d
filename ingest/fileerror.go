package ingest

import (
	"errors"
	"fmt"
	"strings"
)

// FileError says that a file cannot be used as a whole: it is something
// else, is damaged, or has no column of domains. Nothing of it is used then.
type FileError struct {
	File    string
	Sheet   string // "" for CSV and for trouble with the file itself
	Row     int    // 1-based sheet row or CSV line; 0 when no row is to blame
	Cell    string // "D17", or "" when no cell is to blame
	Rule    string // stable machine name, such as "file.encrypted"
	Message string // what is wrong, one clause, no final stop
	Cure    string // what to type or do next
	Err     error  // cause, may be nil

	chinese bool // Message and Cure are
}

// Error is one line: place, what is wrong, what to do.
func (e *FileError) Error() string {
	if e.chinese {
		return e.errorInChinese()
	}
	var b strings.Builder
	b.WriteString(e.File)
	switch {
	case e.Sheet != "" && e.Cell != "":
		fmt.Fprintf(&b, ": sheet %s, cell %s", e.Sheet, e.Cell)
	case e.Sheet != "" && e.Row > 0:
		fmt.Fprintf(&b, ": sheet %s, row %d", e.Sheet, e.Row)
	case e.Sheet != "":
		fmt.Fprintf(&b, ": sheet %s", e.Sheet)
	case e.Cell != "":
		b.WriteString(": " + e.Cell)
	case e.Row > 0:
		fmt.Fprintf(&b, ": line %d", e.Row)
	}
	b.WriteString(": " + e.Message)
	if e.Cure != "" {
		b.WriteString("; " + e.Cure)
	}
	return b.String()
}

// Unwrap is the cause.
func (e *FileError) Unwrap() error { return e.Err }

// named completes a FileError made by a reader that does not know the name
// of its file; any other error passes as it is.
func named(err error, file string) error {
	var fe *FileError
	if errors.As(err, &fe) && fe.File == "" {
		fe.File = file
	}
	return err
}
