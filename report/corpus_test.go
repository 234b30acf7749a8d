package report

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"domainbatch/executor"
	"domainbatch/ingest"
	"domainbatch/ingest/ooxml"
)

// corpus is where the workbooks made by other programs are.
const corpus = "../ingest/testdata/corpus/files"

// fewest is how many workbooks of the corpus must have been tried: a corpus
// that is not there proves nothing.
const fewest = 100

// sheetOf names the sheet of rows where a workbook leaves the choice open.
var sheetOf = map[string]string{"opx-two-candidates.xlsx": "B"}

// foreign is a workbook of the corpus with results written into it.
type foreign struct {
	name          string
	before, after []byte
	layout        ingest.Layout
	rows          []ingest.Row
	given         []executor.RowResult
}

// foreigners writes results into every workbook that can be read.
func foreigners(t *testing.T) []foreign {
	t.Helper()
	var names []string
	for _, pattern := range []string{corpus + "/*.xlsx", corpus + "/*.xlsm", "testdata/books/*.xlsx", "testdata/books/*.xlsm"} {
		found, err := filepath.Glob(pattern)
		must(t, err)
		names = append(names, found...)
	}
	var list []foreign
	for _, name := range names {
		data, err := os.ReadFile(name)
		must(t, err)
		f := foreign{name: filepath.Base(name), before: data}
		opt := ingest.Options{Sheet: sheetOf[f.name], DefaultAction: ingest.ActionTransferCode}
		f.layout, f.rows, err = ingest.ReadAll(context.Background(), input(data), opt)
		var refused *ingest.FileError
		if errors.As(err, &refused) {
			continue // the corpus holds what must be refused too
		}
		must(t, err)
		f.given = answers(f.rows)
		var b bytes.Buffer
		err = WriteWorkbook(context.Background(), &b, Source{Input: input(data), Layout: f.layout}, someRun(), f.given, someOptions())
		if errors.Is(err, ooxml.ErrEncoding) {
			continue // Check says so before anything is sent
		}
		if err != nil {
			t.Errorf("%s can be read, but no results can be written into it: %v", f.name, err)
			continue
		}
		f.after = b.Bytes()
		list = append(list, f)
	}
	if len(list) < fewest {
		t.Fatalf("%d workbooks tried, want at least %d", len(list), fewest)
	}
	return list
}

func TestWorkbooksOfOtherProgramsKeepEveryPart(t *testing.T) {
	for _, f := range foreigners(t) {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			f.checkParts(t)
			f.checkRead(t)
			f.checkCells(t)
		})
	}
}

// checkParts compares part by part. Parts that hold something about results
// may differ; they must still be sound XML.
func (f *foreign) checkParts(t *testing.T) {
	old, now := parts(t, f.before), parts(t, f.after)
	mayChange := mayChange(t, old, f.layout.Sheet)
	for name, text := range old {
		kept, there := now[name]
		switch {
		case !there:
			t.Errorf("part %s is gone", name)
		case kept != text && onlyAdded[strings.ToLower(path.Ext(name))] && !contains(kept, text):
			t.Errorf("something that stood in part %s is gone", name)
		case kept != text && !mayChange[strings.ToLower(strings.ReplaceAll(name, `\`, "/"))]:
			t.Errorf("part %s has changed", name)
		}
	}
	for name, text := range now {
		if old[name] != text && (strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels") || strings.HasSuffix(name, ".vml")) {
			wellFormed(t, name, text)
		}
	}
}

// onlyAdded are the kinds of parts that get something at one place and lose
// nothing.
var onlyAdded = map[string]bool{".vml": true}

// contains reports whether a text is another one with something put in at one
// place.
func contains(text, other string) bool {
	n := 0
	for n < len(other) && n < len(text) && text[n] == other[n] {
		n++
	}
	return len(text) >= len(other) && strings.HasSuffix(text, other[n:])
}

// mayChange lists the parts that speak of the sheet of rows, of the list of
// sheets or of cell styles.
func mayChange(t *testing.T, all map[string]string, sheet string) map[string]bool {
	t.Helper()
	book := single(t, all, "_rels/.rels", "", "officeDocument")
	may := map[string]bool{"[content_types].xml": true, book: true, relsOf(book): true}
	for _, kind := range []string{"styles", "calcChain"} {
		for _, part := range related(all, book, kind) {
			may[part] = true
		}
	}
	target := sheetPart(t, all, book, sheet)
	may[target] = true
	may[relsOf(target)] = true
	for _, kind := range []string{"table", "comments", "vmlDrawing"} {
		for _, part := range related(all, target, kind) {
			may[part] = true
		}
	}
	return may
}

var (
	relationTag = regexp.MustCompile(`<(?:\w+:)?Relationship\s[^>]*>`)
	sheetTag    = regexp.MustCompile(`<(?:\w+:)?sheet\s[^>]*>`)
)

func attributeOf(tag, name string) string {
	m := regexp.MustCompile(`[\s:]` + name + `\s*=\s*(?:"([^"]*)"|'([^']*)')`).FindStringSubmatch(tag)
	if m == nil {
		return ""
	}
	return m[1] + m[2]
}

func relsOf(part string) string {
	return strings.ToLower(path.Dir(part) + "/_rels/" + path.Base(part) + ".rels")
}

// related lists the parts that a part is related to in one way, by names in
// lower case.
func related(all map[string]string, part, kind string) []string {
	return relatedIn(all, relsOf(part), path.Dir(part), kind, "")
}

func relatedIn(all map[string]string, rels, dir, kind, id string) []string {
	var list []string
	for name, text := range all {
		if strings.ToLower(strings.ReplaceAll(name, `\`, "/")) != rels {
			continue
		}
		for _, tag := range relationTag.FindAllString(text, -1) {
			if !strings.HasSuffix(attributeOf(tag, "Type"), "/"+kind) || id != "" && attributeOf(tag, "Id") != id {
				continue
			}
			target := strings.ReplaceAll(strings.ReplaceAll(attributeOf(tag, "Target"), `\`, "/"), "%20", " ")
			if !strings.HasPrefix(target, "/") {
				target = path.Join(dir, target)
			}
			list = append(list, strings.ToLower(strings.TrimPrefix(target, "/")))
		}
	}
	return list
}

func single(t *testing.T, all map[string]string, rels, dir, kind string) string {
	t.Helper()
	list := relatedIn(all, rels, dir, kind, "")
	if len(list) != 1 {
		t.Fatalf("%d parts are the %s", len(list), kind)
	}
	return list[0]
}

func sheetPart(t *testing.T, all map[string]string, book, sheet string) string {
	t.Helper()
	for name, text := range all {
		if strings.ToLower(strings.ReplaceAll(name, `\`, "/")) != book {
			continue
		}
		for _, tag := range sheetTag.FindAllString(text, -1) {
			var named struct {
				Name string `xml:"name,attr"`
			}
			closed := strings.TrimSuffix(strings.TrimSuffix(tag, ">"), "/") + "/>"
			if err := xml.Unmarshal([]byte(closed), &named); err != nil || named.Name != sheet {
				continue
			}
			for _, part := range relatedIn(all, relsOf(book), path.Dir(book), "worksheet", attributeOf(tag, "id")) {
				return part
			}
		}
	}
	t.Fatalf("no part is the sheet %s", sheet)
	return ""
}

// wellFormed wants XML whose prefixes are all declared, which the decoder of
// the standard library does not ask for.
func wellFormed(t *testing.T, name, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Errorf("part %s is no XML: %v", name, err)
			return
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, n := range append([]xml.Attr{{Name: start.Name}}, start.Attr...) {
			if space := n.Name.Space; space != "" && space != "xmlns" && !strings.Contains(space, ":") {
				t.Errorf("part %s: nobody declares the prefix of %s:%s", name, space, n.Name.Local)
			}
		}
	}
}

// checkRead reads the results as the next run would.
func (f *foreign) checkRead(t *testing.T) {
	opt := ingest.Options{Sheet: sheetOf[f.name], DefaultAction: ingest.ActionTransferCode}
	layout, rows, err := ingest.ReadAll(context.Background(), input(f.after), opt)
	if err != nil {
		t.Errorf("the results cannot be read again: %v", err)
		return
	}
	if layout.Sheet != f.layout.Sheet || layout.HeaderRow != f.layout.HeaderRow || len(rows) != len(f.rows) {
		t.Fatalf("sheet %s, header in row %d, %d rows; it was %s, %d, %d",
			layout.Sheet, layout.HeaderRow, len(rows), f.layout.Sheet, f.layout.HeaderRow, len(f.rows))
	}
	for i, row := range rows {
		want := f.rows[i]
		if got, want := fmt.Sprint(row.Domain, row.Action, row.Contact), fmt.Sprint(want.Domain, want.Action, want.Contact); got != want {
			t.Errorf("row %d reads %s, it was %s", row.Number, got, want)
		}
		if row.Previous.Result != string(f.given[i].Result) {
			t.Errorf("row %d has the result %q, want %s", row.Number, row.Previous.Result, f.given[i].Result)
		}
	}
}

// checkCells compares value, formula and style of every cell that was there,
// as an independent program sees them.
func (f *foreign) checkCells(t *testing.T) {
	was, err := excelize.OpenReader(bytes.NewReader(f.before))
	if err != nil {
		t.Logf("excelize cannot open the workbook as it was: %v", err)
		return
	}
	defer was.Close()
	is, err := excelize.OpenReader(bytes.NewReader(f.after))
	if err != nil {
		t.Errorf("excelize cannot open it any more: %v", err)
		return
	}
	defer is.Close()
	for _, sheet := range was.GetSheetList() {
		compareSheets(t, was, is, sheet, f.ours(sheet))
	}
	for what, get := range map[string]func(*excelize.File) any{
		"sheets":       func(f *excelize.File) any { return f.GetSheetList()[:was.SheetCount] },
		"active sheet": func(f *excelize.File) any { return f.GetActiveSheetIndex() },
	} {
		if a, b := fmt.Sprint(get(was)), fmt.Sprint(get(is)); a != b {
			t.Errorf("%s: was %s, is %s", what, a, b)
		}
	}
}

// ours are the columns of the sheet that hold results.
func (f *foreign) ours(sheet string) map[int]bool {
	list := map[int]bool{}
	if sheet != f.layout.Sheet {
		return list
	}
	for _, c := range f.layout.Columns {
		if c.Result != "" {
			list[c.Index] = true
		}
	}
	return list
}

func compareSheets(t *testing.T, was, is *excelize.File, sheet string, skip map[int]bool) {
	t.Helper()
	rows, err := was.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		return // a chart sheet, or one that the library cannot read
	}
	for i, row := range rows {
		for k := range row {
			if skip[k] {
				continue
			}
			cell := cellAt(k, i+1)
			if a, b := described(was, sheet, cell), described(is, sheet, cell); a != b {
				t.Errorf("cell %s!%s: was %s, is %s", sheet, cell, a, b)
			}
		}
	}
	compareNotes(t, was, is, sheet)
	for what, get := range map[string]func(*excelize.File) (any, error){
		"merged cells": func(f *excelize.File) (any, error) { return f.GetMergeCells(sheet) },
		"validations":  func(f *excelize.File) (any, error) { v, err := f.GetDataValidations(sheet); return len(v), err },
		"panes":        func(f *excelize.File) (any, error) { return f.GetPanes(sheet) },
		"pictures":     func(f *excelize.File) (any, error) { return f.GetPictureCells(sheet) },
		"visible":      func(f *excelize.File) (any, error) { return f.GetSheetVisible(sheet) },
	} {
		a, errA := get(was)
		b, errB := get(is)
		if errA == nil && (errB != nil || inWords(t, a) != inWords(t, b)) {
			t.Errorf("sheet %s, %s: was %s, is %s (%v)", sheet, what, inWords(t, a), inWords(t, b), errB)
		}
	}
}

// compareNotes wants every note where it was; ours may be beside them.
func compareNotes(t *testing.T, was, is *excelize.File, sheet string) {
	t.Helper()
	old, err := was.GetComments(sheet)
	if err != nil {
		return
	}
	now, err := is.GetComments(sheet)
	must(t, err)
	for _, note := range old {
		found := false
		for _, other := range now {
			found = found || inWords(t, note) == inWords(t, other)
		}
		if !found {
			t.Errorf("sheet %s: the note %s is gone", sheet, inWords(t, note))
		}
	}
	cells := map[string]bool{}
	for _, note := range now {
		if cells[note.Cell] {
			t.Errorf("sheet %s: two notes on %s", sheet, note.Cell)
		}
		cells[note.Cell] = true
	}
}

func inWords(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	must(t, err)
	return string(text)
}

func described(f *excelize.File, sheet, cell string) string {
	value, _ := f.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
	formula, _ := f.GetCellFormula(sheet, cell)
	id, _ := f.GetCellStyle(sheet, cell)
	linked, link, _ := f.GetCellHyperLink(sheet, cell)
	return fmt.Sprintf("%q =%q style %d link %t %q", value, formula, id, linked, link)
}
