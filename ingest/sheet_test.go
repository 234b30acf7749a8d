package ingest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// domainsOf names the domains of rows with their notes, and proves that the
// raw records come in the same order and number.
func domainsOf(t *testing.T, in Input, l Layout, rows []Row) string {
	t.Helper()
	var names []string
	for _, r := range rows {
		names = append(names, fmt.Sprintf("%d %s %s", r.Number, r.Domain, r.Note))
	}
	n := 0
	for rec, err := range Records(context.Background(), in, l) {
		check(t, err)
		if n >= len(rows) || rec.Number != rows[n].Number {
			t.Fatalf("record %d is of row %d", n, rec.Number)
		}
		n++
	}
	if n != len(rows) {
		t.Fatalf("%d records, %d rows", n, len(rows))
	}
	return strings.Join(names, "; ")
}

func TestHiddenRowsAndColumnsAreReadAndSaidOrLeftOut(t *testing.T) {
	in := workbookOf(t, func(f *excelize.File) {
		check(t, f.SetRowVisible("Domains", 2, false))
		check(t, f.SetColVisible("Domains", "C", false))
	}, sheetOf{"Domains", [][]any{{"domain", "action", "note", "more"}, {"a.com", "skip", "x"}, {"b.com", "skip", "y"}}})
	l, rows := read(t, in, Options{Map: map[string]Field{"more": Ignore}})
	if got := domainsOf(t, in, l, rows); got != "2 a.com x; 3 b.com y" || said(l.Remarks) != "notice sheet.hidden; notice sheet.hidden_columns" {
		t.Errorf("%s: %+v", got, l.Remarks)
	}
	for i, want := range []string{"filtered out: 1; they are read all the same", `"note" (C); they are read`} {
		if !strings.Contains(l.Remarks[i].Message, want) || !strings.Contains(l.Remarks[i].Cure, "--skip-hidden") {
			t.Errorf("%+v", l.Remarks[i])
		}
	}
	l, rows = read(t, in, Options{SkipHidden: true, Map: map[string]Field{"more": Ignore}})
	if got := domainsOf(t, in, l, rows); got != "3 b.com " || !strings.Contains(fmt.Sprint(l.Remarks), "left out") {
		t.Errorf("%s: %+v", got, l.Remarks)
	}
}

func TestHiddenColumnOfDomainsCannotBeLeftOut(t *testing.T) {
	in := workbookOf(t, func(f *excelize.File) { check(t, f.SetColVisible("Domains", "A", false)) },
		sheetOf{"Domains", [][]any{{"domain", "action"}, {"a.com", "skip"}}})
	_, _, err := ReadAll(t.Context(), in, Options{SkipHidden: true})
	var fe *FileError
	if !errors.As(err, &fe) || err.Error() != "book.xlsx: sheet Domains, cell A1: the column of the domains is hidden; show it, or leave out --skip-hidden" {
		t.Error(err)
	}
}

func TestMergedCellsCountForEachRow(t *testing.T) {
	for _, c := range []struct {
		name   string
		rows   [][]any
		merge  []string
		want   string
		remark string
	}{
		{"a value over two rows", [][]any{{"domain", "action", "note"}, {"a.com", "skip", "x"}, {"b.com", "skip"}}, []string{"C2:C3"}, "2 a.com x; 3 b.com x", "filled so: 1"},
		{"a domain with a row for each note", [][]any{{"domain", "action", "note"}, {"a.com", "skip", "x"}, {nil, "skip", "y"}}, []string{"A2:A3"}, "2 a.com x; 3 a.com y", "filled so: 1"},
		{"a whole record over two rows is one", [][]any{{"domain", "action"}, {"a.com", "skip"}, {}, {"b.com", "skip"}}, []string{"A2:A3", "B2:B3"}, "2 a.com ; 4 b.com ", ""},
		{"what is left under a merged cell is not seen", [][]any{{"domain", "action"}, {"a.com", "skip"}, {"old.com", "skip"}, {"b.com", "skip"}}, []string{"A2:A3", "B2:B3"}, "2 a.com ; 4 b.com ", ""},
		{"a header of two rows, all merged", [][]any{{"domain", "action", "note"}, {nil, nil, "(free)"}, {"a.com", "skip", "x"}}, []string{"A1:A2", "B1:B2"}, "3 a.com x", ""},
		{"groups above the header", [][]any{{"domain", "what", nil}, {nil, "action", "note"}, {"a.com", "skip", "x"}}, []string{"A1:A2", "B1:C1"}, "3 a.com x", ""},
		{"beside each other is for the first column", [][]any{{"domain", "action", "note"}, {"a.com", "skip"}}, []string{"B2:C2"}, "2 a.com ", ""},
		{"one range after another", [][]any{{"domain", "action", "note"}, {"a.com", "skip", "x"}, {"b.com", "skip"}, {"c.com", "skip", "y"}, {"d.com", "skip"}}, []string{"C2:C3", "C4:C5"}, "2 a.com x; 3 b.com x; 4 c.com y; 5 d.com y", "filled so: 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := workbookOf(t, func(f *excelize.File) {
				for _, m := range c.merge {
					from, to, _ := strings.Cut(m, ":")
					check(t, f.MergeCell("Domains", from, to))
				}
			}, sheetOf{"Domains", c.rows})
			l, rows := read(t, in, Options{})
			if got := domainsOf(t, in, l, rows); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if got := fmt.Sprint(l.Remarks); !strings.Contains(got, c.remark) {
				t.Errorf("no remark speaks of %q: %s", c.remark, got)
			}
		})
	}
}

func TestMergedCellsAreBounded(t *testing.T) {
	var merged strings.Builder
	for range 6 {
		merged.WriteString(`<mergeCell ref="A2:A1048576"/>`)
	}
	p := plainParts(plainCells + `<row r="1048576"/>`)
	in := p.with(sheetPart1, strings.Replace(p[sheetPart1], "</worksheet>", "<mergeCells>"+merged.String()+"</mergeCells></worksheet>", 1)).input()
	_, _, err := ReadAll(t.Context(), in, Options{})
	if err == nil || !strings.Contains(err.Error(), "sheet Domains: the merged cells cover more than 4 million rows") {
		t.Error(err)
	}
}

func TestShortRecordsAreAnnounced(t *testing.T) {
	for in, want := range map[string]string{
		"domain,action,note\na.com,skip\nb.com,skip,\n":               "records with fewer cells than the header: 1;",
		"our domains\n\ndomain,action,note\na.com,skip\nb.com\n\n,\n": "records with fewer cells than the header: 2;",
		"domain,action,\na.com,skip\n":                                "",
		"domain,action,note\na.com,skip,x,\n":                         "",
	} {
		l, _ := read(t, text("a.csv", in), Options{})
		if got := fmt.Sprint(l.Remarks); !strings.Contains(got, want) || want == "" && strings.Contains(got, "fewer") {
			t.Errorf("%q: %s", in, got)
		}
	}
}

func TestCellsFarOutAreAnnouncedAndNotRead(t *testing.T) {
	in := plainParts(plainCells + `<row r="3"><c r="A3" t="str"><v>a.com</v></c><c r="B3" t="str"><v>skip</v></c><c r="XFD3" t="str"><v>x</v></c></row>`).input()
	l, rows := read(t, in, Options{})
	if got := domainsOf(t, in, l, rows); got != "2 example.com ; 3 a.com " || said(l.Remarks) != "warning sheet.far" || said(rows[1].Problems) != "" {
		t.Errorf("%s: %+v %+v", got, l.Remarks, rows)
	}
}

func TestOtherSheetsAndPicturesNeedNotBeWhole(t *testing.T) {
	rels := strings.Replace(plainParts("")["xl/_rels/workbook.xml.rels"], "</Rel", `<Relationship Id="rId8" Type="x/worksheet" Target="worksheets/sheet2.xml"/></Rel`, 1)
	book := strings.Replace(plainParts("")["xl/workbook.xml"], "<sheets>", `<sheets><sheet name="Notes" sheetId="8" r:id="rId8"/>`, 1)
	p := plainParts(plainCells).with("xl/_rels/workbook.xml.rels", rels).with("xl/workbook.xml", book)
	in := p.with("xl/media/picture.bmp", strings.Repeat("x", 20<<20)).
		with("xl/worksheets/sheet2.xml", `<worksheet><sheetData><row><c t="str"><v>x</v></c></row>`+strings.Repeat("<row/>", 40)).input()
	l, rows := read(t, in, Options{})
	if got := domainsOf(t, in, l, rows); got != "2 example.com " {
		t.Error(got)
	}
}

func TestExtensionsOfTheWorkbookAreNotTakenForItself(t *testing.T) {
	book := strings.NewReplacer("<sheets>", `<workbookPr date1904="1"/><sheets>`, "</workbook>",
		`<extLst><ext><x15:workbookPr chartTrackingRefBase="1"/><x15:sheet name="no"/></ext></extLst></workbook>`).Replace(plainParts("")["xl/workbook.xml"])
	in := plainParts(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="str"><v>note</v></c></row><row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" s="2"><v>43951</v></c></row>`).
		with("xl/workbook.xml", book).input()
	l, rows := read(t, in, Options{DefaultAction: ActionTransferCode})
	if got := domainsOf(t, in, l, rows); got != "2 example.com 5/1/2024" || len(l.Sheets) != 1 {
		t.Error(got, l.Sheets)
	}
}
