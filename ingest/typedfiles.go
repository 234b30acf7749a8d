package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/gocarina/gocsv"
)

// contactRecord is one record of a file of contacts.
type contactRecord struct {
	Ref            string `csv:"contact_ref"`
	RegistrantType string `csv:"registrant_type"`
	Name           string `csv:"name"`
	Organization   string `csv:"organization"`
	Country        string `csv:"country"`
	Province       string `csv:"province"`
	City           string `csv:"city"`
	Address        string `csv:"address"`
	PostalCode     string `csv:"postal_code"`
	Email          string `csv:"email"`
	TelArea        string `csv:"tel_area"`
	Telephone      string `csv:"telephone"`
	TelExt         string `csv:"tel_ext"`
	ZhName         string `csv:"zh_name"`
	ZhOrganization string `csv:"zh_organization"`
	ZhProvince     string `csv:"zh_province"`
	ZhCity         string `csv:"zh_city"`
	ZhAddress      string `csv:"zh_address"`
}

func (r contactRecord) contact() Contact {
	return Contact{
		RegistrantType: r.RegistrantType, Name: r.Name, Organization: r.Organization, Country: r.Country,
		Province: r.Province, City: r.City, Address: r.Address, PostalCode: r.PostalCode, Email: r.Email,
		TelArea: r.TelArea, Telephone: r.Telephone, TelExt: r.TelExt, ZhName: r.ZhName,
		ZhOrganization: r.ZhOrganization, ZhProvince: r.ZhProvince, ZhCity: r.ZhCity, ZhAddress: r.ZhAddress,
	}
}

// typedFile is a CSV file of fixed columns, read whole: header and records
// as gocsv wants them, and the line of each.
type typedFile struct {
	in      Input
	header  []string // as typed
	columns map[string]int
	rows    [][]string
	lines   []int
	at      int
}

// Read and ReadAll make it a gocsv.CSVReader. gocsv itself only maps records
// to structs: it knows neither encodings nor lines, and drops a column with
// a mistyped header without a word.
func (t *typedFile) Read() ([]string, error) {
	if t.at >= len(t.rows) {
		return nil, io.EOF
	}
	t.at++
	return t.rows[t.at-1], nil
}

// ReadAll gives the records that are left.
func (t *typedFile) ReadAll() ([][]string, error) {
	rest := t.rows[t.at:]
	t.at = len(t.rows)
	return rest, nil
}

// readTyped reads a CSV file whose first record is its header; column names
// a header, or refuses it with what was probably meant.
func readTyped(in Input, column func(header string) (string, error)) (*typedFile, error) {
	kind, err := sniff(in)
	if err != nil {
		return nil, named(err, in.Name)
	}
	if kind != kindDelimited {
		return nil, &FileError{File: in.Name, Rule: "file.format", Message: "this is a workbook, a CSV file is needed here", Cure: "save the sheet as CSV UTF-8"}
	}
	ctx := context.Background()
	b, err := openCSV(ctx, in, Options{})
	if err != nil {
		return nil, named(err, in.Name)
	}
	if _, err := b.verify(ctx, ""); err != nil {
		return nil, named(err, in.Name)
	}
	sheet, err := b.open(ctx, "")
	if err != nil {
		return nil, named(err, in.Name)
	}
	t := &typedFile{in: in, columns: map[string]int{}}
	return t, named(t.fill(sheet, column), in.Name)
}

func (t *typedFile) fill(sheet rawSheet, column func(string) (string, error)) error {
	for {
		rec, err := sheet.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if rec.blank() {
			continue
		}
		if t.header == nil {
			if err := t.readHeader(rec, column); err != nil {
				return err
			}
			continue
		}
		for i := len(t.header); i < len(rec.Cells); i++ {
			if !isBlank(rec.Cells[i].Text) {
				return &FileError{
					Row: rec.Number, Rule: "row.long", Message: fmt.Sprintf("%d cells, the header has %d", len(rec.Cells), len(t.header)),
					Cure: "put a value that holds the delimiter in double quotes",
				}
			}
		}
		cells := make([]string, len(t.header))
		copy(cells, texts(rec.Cells))
		t.rows = append(t.rows, cells)
		t.lines = append(t.lines, rec.Number)
	}
}

func (t *typedFile) readHeader(rec rawRecord, column func(string) (string, error)) error {
	names := make([]string, len(rec.Cells))
	for i, c := range rec.Cells {
		header := trim(c.Text)
		t.header = append(t.header, header)
		if header == "" {
			continue
		}
		name, err := column(header)
		if err != nil {
			return &FileError{Row: rec.Number, Rule: "header.unknown", Message: fmt.Sprintf("the header %q is not known here", header), Cure: err.Error()}
		}
		if first, twice := t.columns[name]; twice && name != "" {
			return &FileError{
				Row: rec.Number, Rule: "header.twice", Message: fmt.Sprintf("the headers %q and %q both mean %s", t.header[first], header, name), Cure: "keep one",
			}
		}
		names[i] = name
		t.columns[name] = i
	}
	t.rows, t.lines = append(t.rows, names), append(t.lines, rec.Number)
	return nil
}

func (t *typedFile) need(name, shown string) error {
	if _, ok := t.columns[name]; ok {
		return nil
	}
	return &FileError{
		File: t.in.Name, Rule: "header.missing", Message: "there is no column " + shown, Cure: "the headers are " + quotedList(t.header),
	}
}

// ReadContacts reads a library of named contacts: a CSV file with a column
// ref and the contact columns. What is wrong with a value is a problem with
// its place; a contact with an error stays in the result, and rows that name
// it are told so. A file that cannot be read is a *FileError.
func ReadContacts(in Input) (map[string]Contact, []Problem, error) {
	t, err := readTyped(in, contactColumn)
	if err != nil {
		return nil, nil, err
	}
	if err := t.need(string(FieldContactRef), "ref"); err != nil {
		return nil, nil, err
	}
	var records []contactRecord
	if err := gocsv.UnmarshalCSV(t, &records); err != nil {
		return nil, nil, &FileError{File: in.Name, Rule: "csv.record", Message: "the file cannot be read", Cure: "export it again as CSV UTF-8", Err: err}
	}
	contacts := map[string]Contact{}
	seen := map[string]int{}
	var problems []Problem
	for i, r := range records {
		line := t.lines[i+1]
		ref := trim(r.Ref)
		if ref == "" {
			problems = append(problems, t.problem(i+1, FieldContactRef, finding{Severity: Error, Rule: "contacts.ref", Message: "a contact without a name", Cure: "fill the cell"}))
			continue
		}
		if first, twice := seen[foldWord(ref)]; twice {
			problems = append(problems, t.problem(i+1, FieldContactRef, finding{
				Severity: Error, Rule: "contacts.twice", Message: fmt.Sprintf("a contact in line %d has the same name", first), Cure: "rename one of them",
			}))
			continue
		}
		seen[foldWord(ref)] = line
		contact, found := judgeContact(r.contact(), nil, Options{})
		contacts[ref] = contact
		for _, f := range found {
			problems = append(problems, t.problem(i+1, f.field, f.finding))
		}
	}
	return contacts, problems, nil
}

// contactColumn names the columns of a file of contacts; a column of the
// rows that is no contact value is carried along unused.
func contactColumn(header string) (string, error) {
	f, ok := ParseField(header)
	switch {
	case ok && (f == FieldContactRef || isContactField(f)):
		return string(f), nil
	case ok:
		return "", nil
	}
	if near := suggestField(header); near != "" {
		return "", fmt.Errorf("did you mean %s?", near)
	}
	return "", errors.New("use ref and the contact columns, such as name, organization and email")
}

func (t *typedFile) problem(row int, f Field, x finding) Problem {
	col := t.columns[string(f)]
	return Problem{
		Severity: x.Severity, Rule: x.Rule, File: t.in.Name, Row: t.lines[row], Column: t.header[col], Field: f,
		Cell: fmt.Sprintf("line %d, column %d", t.lines[row], col+1), Value: t.rows[row][col],
		Message: x.Message, Cure: x.Cure, Proposed: x.Proposed,
	}
}

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
