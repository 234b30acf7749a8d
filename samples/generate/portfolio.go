package main

import (
	"bytes"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"
)

const (
	sheetDomains  = "Domains"
	sheetContacts = "Contacts"
	sheetReadMe   = "Read me"
	headerRow     = 4 // a title, a line below it and a blank row come first
)

// column is a column of the sheet Domains.
type column struct {
	header string
	width  float64
	head   func(styles) int
	value  func(row) any // nil leaves the cell empty
}

func headOwn(s styles) int     { return s.headOwn }
func headWhat(s styles) int    { return s.headWhat }
func headWho(s styles) int     { return s.headWho }
func headChinese(s styles) int { return s.headChinese }

// text leaves a cell empty rather than writing an empty text into it.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func columns() []column {
	own := func(i int) func(row) any { return func(r row) any { return text(r.own.cells()[i]) } }
	return []column{
		{"Domain Name", 38, headWhat, func(r row) any { return text(r.domain) }},
		{"Owner dept", 15, headOwn, func(r row) any { return text(r.dept) }},
		{"Renewal", 12, headOwn, nil}, // written apart, as a date
		{"Action", 16, headWhat, func(r row) any { return text(r.action) }},
		{"Contact Type", 14, headWhat, func(r row) any { return text(r.types) }},
		{"Contact Ref", 15, headWhat, func(r row) any { return text(r.ref) }},
		{"Profile ID", 11, headWhat, func(r row) any {
			if r.profile == 0 {
				return nil
			}
			return r.profile
		}},
		{"Transfer Lock", 10, headWhat, func(r row) any { return text(r.lock) }},
		{"Registrant Type", 12, headWho, own(0)},
		{"Name", 17, headWho, own(1)},
		{"Organization", 40, headWho, own(2)},
		{"Country", 10, headWho, func(r row) any {
			if r.countryName {
				return "China"
			}
			return text(r.own.country)
		}},
		{"Province", 14, headWho, own(4)},
		{"City", 16, headWho, own(5)},
		{"Address", 40, headWho, own(6)},
		{"Postal Code", 13, headWho, own(7)},
		{"Email", 33, headWho, own(8)},
		{"Tel Area", 9, headWho, own(9)},
		{"Telephone", 15, headWho, func(r row) any {
			if n, err := strconv.ParseInt(r.own.phone, 10, 64); err == nil && r.phoneAsNumber {
				return n
			}
			return text(r.own.phone)
		}},
		{"Tel Ext", 8, headWho, own(11)},
		{"Zh Name", 10, headChinese, own(12)},
		{"Zh Organization", 28, headChinese, own(13)},
		{"Zh Province", 10, headChinese, own(14)},
		{"Zh City", 10, headChinese, own(15)},
		{"Zh Address", 30, headChinese, own(16)},
		{"Notes", 34, headOwn, func(r row) any { return text(r.note) }},
	}
}

// portfolio is the workbook as an office would make it.
func portfolio() ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	s, err := newStyles(f)
	if err != nil {
		return nil, err
	}
	w := book{f: f, s: s}
	w.do(f.SetSheetName("Sheet1", sheetDomains))
	w.domains(portfolioRows())
	w.contacts()
	w.readMe()
	f.SetActiveSheet(0)
	when := "2026-11-18T08:30:00Z"
	w.do(f.SetDocProps(&excelize.DocProperties{
		Title: "Domain portfolio", Creator: "Group IT", LastModifiedBy: "Group IT", Created: when, Modified: when,
	}))
	if w.err != nil {
		return nil, w.err
	}
	var out bytes.Buffer
	if _, err := f.WriteTo(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// book keeps the first error.
type book struct {
	f   *excelize.File
	s   styles
	err error
}

func (w *book) do(err error) {
	if w.err == nil {
		w.err = err
	}
}

func at(col, row int) string {
	name, _ := excelize.CoordinatesToCellName(col, row)
	return name
}

func (w *book) set(sheet string, col, row int, v any, style int) {
	if v != nil {
		w.do(w.f.SetCellValue(sheet, at(col, row), v))
	}
	w.do(w.f.SetCellStyle(sheet, at(col, row), at(col, row), style))
}

// setPlain formats a cell by what it holds.
func (w *book) setPlain(sheet string, col, row int, v any) {
	style := w.s.cell
	if _, is := v.(int64); is {
		style = w.s.number
	}
	w.set(sheet, col, row, v, style)
}

func (w *book) domains(rows []row) {
	const sheet = sheetDomains
	cols := columns()
	last := headerRow + len(rows)
	w.set(sheet, 1, 1, "Northwind Group: domain portfolio, clean-up of contacts Q4", w.s.title)
	w.set(sheet, 1, 2, "Prepared by Group IT, 18 November 2026. One row for each thing to do; contacts are named in the sheet Contacts.", w.s.subtitle)
	w.do(w.f.SetRowHeight(sheet, 1, 26))
	w.do(w.f.SetRowHeight(sheet, headerRow, 32))
	renewal := time.Date(2027, 1, 14, 0, 0, 0, 0, time.UTC)
	for i, c := range cols {
		name, _ := excelize.ColumnNumberToName(i + 1)
		w.do(w.f.SetColWidth(sheet, name, name, c.width))
		w.set(sheet, i+1, headerRow, c.header, c.head(w.s))
		for j, r := range rows {
			switch at := headerRow + 1 + j; {
			case c.value == nil:
				w.set(sheet, i+1, at, renewal.AddDate(0, 0, j*37%330), w.s.date)
			case c.header == "Notes" && r.note != "":
				w.set(sheet, i+1, at, r.note, w.s.amber)
			default:
				w.setPlain(sheet, i+1, at, c.value(r))
			}
		}
	}
	w.furnish(sheet, at(1, headerRow)+":"+at(len(cols), last), last)
}

// furnish adds what makes a sheet of rows pleasant to work with.
func (w *book) furnish(sheet, table string, last int) {
	w.do(w.f.AutoFilter(sheet, table, nil))
	w.do(w.f.SetPanes(sheet, &excelize.Panes{
		Freeze: true, XSplit: 1, YSplit: headerRow, TopLeftCell: at(2, headerRow+1), ActivePane: "bottomRight",
		Selection: []excelize.Selection{{SQRef: at(2, headerRow+1), ActiveCell: at(2, headerRow+1), Pane: "bottomRight"}},
	}))
	actions := excelize.NewDataValidation(true)
	actions.Sqref = at(4, headerRow+1) + ":" + at(4, last)
	w.do(actions.SetDropList([]string{"update-contact", "update-profile", "transfer-code", "skip"}))
	w.do(w.f.AddDataValidation(sheet, actions))
	locks := excelize.NewDataValidation(true)
	locks.Sqref = at(8, headerRow+1) + ":" + at(8, last)
	w.do(locks.SetDropList([]string{"yes", "no"}))
	w.do(w.f.AddDataValidation(sheet, locks))
	landscape, a3, wide, tall := "landscape", 8, 1, 0
	w.do(w.f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a3, FitToWidth: &wide, FitToHeight: &tall}))
	fit := true
	w.do(w.f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
	w.do(w.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: sheet + "!$4:$4", Scope: sheet}))
}
