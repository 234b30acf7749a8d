package ingest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gocarina/gocsv"
)

// mappingRecord is one record of a mapping file.
type mappingRecord struct {
	Header string `csv:"header"`
	Field  string `csv:"field"`
}

// ReadMapping reads a mapping file: a CSV file with the columns header and
// field, for Options.Map. The field "-" carries a column through untouched.
func ReadMapping(in Input) (map[string]Field, error) {
	t, err := readTyped(in, func(header string) (string, error) {
		switch name := foldHeader(header); name {
		case "header", "field":
			return name, nil
		}
		return "", errors.New("a mapping file has the columns header and field")
	})
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"header", "field"} {
		if err := t.need(name, name); err != nil {
			return nil, err
		}
	}
	var records []mappingRecord
	if err := gocsv.UnmarshalCSV(t, &records); err != nil {
		return nil, &FileError{File: in.Name, Rule: "csv.record", Message: "the file cannot be read", Cure: "export it again as CSV UTF-8", Err: err}
	}
	m := map[string]Field{}
	for i, r := range records {
		header := strings.TrimSpace(r.Header)
		f, ok := ParseField(r.Field)
		switch _, twice := m[header]; {
		case header == "":
			err = t.recordError(i+1, "no header in this line", "name the header of the sheet")
		case !ok:
			cure := "use a field such as domain, email or telephone, or - to leave the column alone"
			if near := suggestField(r.Field); near != "" {
				cure = "did you mean " + near + "?"
			}
			err = t.recordError(i+1, fmt.Sprintf("%q is no field", r.Field), cure)
		case twice:
			err = t.recordError(i+1, fmt.Sprintf("the header %q is mapped twice", header), "keep one")
		}
		if err != nil {
			return nil, err
		}
		m[header] = f
	}
	return m, nil
}

func (t *typedFile) recordError(row int, message, cure string) error {
	return &FileError{File: t.in.Name, Row: t.lines[row], Rule: "map.record", Message: message, Cure: cure}
}
