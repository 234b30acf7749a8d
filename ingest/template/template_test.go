package template

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"domainbatch/ingest"
)

func everyOptions(t *testing.T, f func(t *testing.T, opt Options)) {
	for _, lang := range []string{"en", "zh"} {
		for _, site := range []string{"cn", "intl"} {
			t.Run(lang+" "+site, func(t *testing.T) { f(t, Options{Lang: lang, Site: site}) })
		}
	}
}

func written(t *testing.T, opt Options) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, opt); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func opened(t *testing.T, content []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func read(t *testing.T, content []byte, site string) (ingest.Layout, []ingest.Row) {
	t.Helper()
	in := ingest.Input{Name: "template.xlsx", Data: bytes.NewReader(content), Size: int64(len(content))}
	layout, rows, err := ingest.ReadAll(t.Context(), in, ingest.Options{Site: site})
	if err != nil {
		t.Fatal(err)
	}
	return layout, rows
}

// complain fails for every problem that a person would be bothered with, but
// for those of some rules.
func complain(t *testing.T, layout ingest.Layout, rows []ingest.Row, but ...string) {
	t.Helper()
	problems := slices.Clone(layout.Remarks)
	for _, r := range rows {
		problems = append(problems, r.Problems...)
	}
	for _, p := range problems {
		if p.Severity > ingest.Notice && !slices.Contains(but, p.Rule) {
			t.Errorf("%s: %s %s: %s", p.Place(), p.Severity, p.Rule, p.Message)
		}
	}
}

func TestEveryHeaderIsUnderstood(t *testing.T) {
	everyOptions(t, func(t *testing.T, opt Options) {
		layout, rows := read(t, written(t, opt), opt.Site)
		complain(t, layout, rows)
		if len(rows) != 0 || layout.Sheet != sheetRows {
			t.Errorf("%d rows in an empty template, sheet %s", len(rows), layout.Sheet)
		}
		var got, want []ingest.Field
		for _, c := range layout.Columns {
			got = append(got, c.Field)
		}
		for _, c := range (&book{opt: opt}).columns() {
			want = append(want, c.field)
		}
		if !slices.Equal(got, want) {
			t.Errorf("understood as %v, want %v", got, want)
		}
	})
}

func TestExamplesPass(t *testing.T) {
	everyOptions(t, func(t *testing.T, opt Options) {
		opt.Example = true
		layout, rows := read(t, written(t, opt), opt.Site)
		complain(t, layout, rows)
		if len(rows) != 6 || rows[0].Contact.PostalCode != "010010" || rows[1].Contact.Email == "" || rows[3].ProfileID == 0 ||
			rows[4].Action != ingest.ActionTransferCode || rows[5].Action != ingest.ActionSkip {
			t.Errorf("the examples are read as %+v", rows)
		}
	})
}

// fill types a row of the examples of the legend, with some cells changed.
func fill(t *testing.T, f *excelize.File, b *book, sheet string, row int, columns []column, changed map[ingest.Field]string) {
	t.Helper()
	for i, c := range columns {
		v, ok := changed[c.field]
		if !ok {
			v = b.about(sheet, c.field).example
		}
		if v != "" {
			if err := f.SetCellStr(sheet, fmt.Sprintf("%s%d", columnName(i+1), row), v); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestFilledInWithTheExamplesOfTheLegendItPasses(t *testing.T) {
	everyOptions(t, func(t *testing.T, opt Options) {
		words, err := opt.words()
		if err != nil {
			t.Fatal(err)
		}
		b := &book{opt: opt, words: words}
		f := opened(t, written(t, opt))
		none := map[ingest.Field]string{ingest.FieldProfileID: "", ingest.FieldContactRef: "", ingest.FieldTransferLock: ""}
		fill(t, f, b, sheetRows, 2, b.columns(), none)
		fill(t, f, b, sheetRows, 3, b.columns(), map[ingest.Field]string{ingest.FieldProfileID: "", ingest.FieldTransferLock: ""})
		fill(t, f, b, sheetContacts, 2, b.contactColumns(), nil)
		var out bytes.Buffer
		if _, err := f.WriteTo(&out); err != nil {
			t.Fatal(err)
		}
		layout, rows := read(t, out.Bytes(), opt.Site)
		complain(t, layout, rows)
		if len(rows) != 2 || rows[0].Contact != rows[1].Contact || rows[0].Contact.Telephone != "57188888888" {
			t.Errorf("read as %+v", rows)
		}
	})
}

// Every word that a dropdown offers is understood.
func TestDropdownsOfferWhatIsUnderstood(t *testing.T) {
	everyOptions(t, func(t *testing.T, opt Options) {
		words, _ := opt.words()
		b := &book{opt: opt, words: words}
		columns := b.columns()
		f := opened(t, written(t, opt))
		lists, err := f.GetCols(sheetLists)
		if err != nil {
			t.Fatal(err)
		}
		fields := []ingest.Field{
			ingest.FieldAction, ingest.FieldContactType, ingest.FieldTransferLock, ingest.FieldRegistrantType, ingest.FieldPriority, ingest.FieldCountry,
		}
		if len(lists) != len(fields) || len(lists[5]) < 490 {
			t.Fatalf("%d lists", len(lists))
		}
		row := 1
		for i, values := range lists {
			for _, v := range values {
				if fields[i] == ingest.FieldCountry && opt.Site == "intl" {
					continue // the same list as for the other site
				}
				if v == "" {
					continue // below a short list
				}
				row++
				cells := map[ingest.Field]string{
					ingest.FieldAction: words.actions[0], ingest.FieldProfileID: "", ingest.FieldContactRef: "",
					ingest.FieldContactType: words.contactTypes[4], ingest.FieldPostalCode: "310024", ingest.FieldTransferLock: "",
				}
				cells[fields[i]] = v
				if v == words.actions[1] {
					cells = map[ingest.Field]string{ingest.FieldAction: v, ingest.FieldContactRef: "", ingest.FieldTransferLock: ""}
					for _, c := range columns {
						if isContactValue(c.field) {
							cells[c.field] = ""
						}
					}
				}
				fill(t, f, b, sheetRows, row, columns, cells)
			}
		}
		var out bytes.Buffer
		if _, err := f.WriteTo(&out); err != nil {
			t.Fatal(err)
		}
		layout, rows := read(t, out.Bytes(), opt.Site)
		complain(t, layout, rows, "tel_area.country", "postal_code.country", "postal_code.zero") // of the one Chinese contact in all countries
		if len(rows) != row-1 {
			t.Errorf("%d rows, want %d", len(rows), row-1)
		}
	})
}

func TestCellsAreTextBeforeAnythingIsTyped(t *testing.T) {
	everyOptions(t, func(t *testing.T, opt Options) {
		f := opened(t, written(t, opt))
		for sheet, n := range map[string]int{sheetRows: len((&book{opt: opt}).columns()), sheetContacts: len((&book{opt: opt}).contactColumns())} {
			for col := 1; col <= n; col++ {
				id, err := f.GetColStyle(sheet, columnName(col))
				if err != nil {
					t.Fatal(err)
				}
				style, err := f.GetStyle(id)
				if err != nil || style.NumFmt != textFormat {
					t.Errorf("%s, column %s: format %v, %v", sheet, columnName(col), style, err)
				}
			}
		}
	})
}

func TestEveryColumnHasItsMessageWithinTheLimits(t *testing.T) {
	everyOptions(t, func(t *testing.T, opt Options) {
		f := opened(t, written(t, opt))
		b := &book{opt: opt}
		for sheet, columns := range map[string][]column{sheetRows: b.columns(), sheetContacts: b.contactColumns()} {
			all, err := f.GetDataValidations(sheet)
			if err != nil || len(all) != len(columns) {
				t.Fatalf("%s: %d validations, %v", sheet, len(all), err)
			}
			for _, v := range all {
				if v.Prompt == nil || *v.Prompt == "" || units(*v.Prompt) > maxPrompt || units(*v.PromptTitle) > maxPromptTitle {
					t.Errorf("%s %s: prompt %v", sheet, v.Sqref, v.Prompt)
				}
				if v.Error != nil && (units(*v.Error) > maxPrompt || units(*v.ErrorTitle) > maxPromptTitle) {
					t.Errorf("%s %s: alert %q", sheet, v.Sqref, *v.Error)
				}
				if v.Type != "" && v.Error == nil || strings.Contains(v.Formula1, "CELL") || len(v.Formula1) > 255 {
					t.Errorf("%s %s: type %s, formula %s", sheet, v.Sqref, v.Type, v.Formula1)
				}
			}
			comments, err := f.GetComments(sheet)
			if err != nil || len(comments) != len(columns) {
				t.Errorf("%s: %d comments, %v", sheet, len(comments), err)
			}
		}
	})
}

func TestListsAreHiddenFromPeople(t *testing.T) {
	f := opened(t, written(t, Options{}))
	if visible, err := f.GetSheetVisible(sheetLists); err != nil || visible {
		t.Errorf("visible: %v, %v", visible, err)
	}
	for _, s := range f.WorkBook.Sheets.Sheet {
		if s.Name == sheetLists && s.State != "veryHidden" {
			t.Errorf("the lists are %q", s.State)
		}
	}
}

func TestEqualOptionsGiveEqualBytes(t *testing.T) {
	a := written(t, Options{Example: true})
	if !bytes.Equal(a, written(t, Options{Example: true})) {
		t.Error("two templates differ")
	}
}

func TestUnknownOptionsAreRefused(t *testing.T) {
	for _, opt := range []Options{{Lang: "fr"}, {Site: "mars"}} {
		if err := Write(&bytes.Buffer{}, opt); err == nil || !strings.Contains(err.Error(), "choose") {
			t.Errorf("%+v: %v", opt, err)
		}
	}
}
