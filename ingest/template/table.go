package template

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"domainbatch/ingest"
)

const (
	lastRow   = 1048576 // of any sheet
	filterRow = 5000    // the last one that the filter buttons look at
)

// makeTable lays out a sheet that is filled in; pages is how many pages wide
// it is printed.
func (b *book) makeTable(sheet string, columns []column, pages int) {
	last := columnName(len(columns))
	for i, c := range columns {
		name := columnName(i + 1)
		b.do(b.f.SetColWidth(sheet, name, name, c.width))
		// Whole columns are text, so that cells are it before anything is typed.
		b.do(b.f.SetColStyle(sheet, name, b.look.entry))
	}
	for i, c := range columns {
		b.text(sheet, i+1, 1, b.heading(sheet, c), b.look.head[c.need])
		if c.beside != "" {
			continue
		}
		b.explainHeader(sheet, i+1, c)
		b.validate(sheet, columnName(i+1), c)
	}
	b.do(b.f.SetRowHeight(sheet, 1, 34))
	b.do(b.f.AutoFilter(sheet, fmt.Sprintf("A1:%s%d", last, filterRow), nil))
	b.do(b.f.SetPanes(sheet, &excelize.Panes{
		Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight",
		Selection: []excelize.Selection{{SQRef: "A2", ActiveCell: "A2", Pane: "bottomLeft"}, {SQRef: "B2", ActiveCell: "B2", Pane: "bottomRight"}},
	}))
	b.printing(sheet, pages)
	b.do(b.f.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("%s!$A:$A,%s!$1:$1", sheet, sheet), Scope: sheet,
	}))
}

func (b *book) printing(sheet string, pages int) {
	landscape, a4, fit, tall, order := "landscape", 9, true, 0, "overThenDown"
	b.do(b.f.SetPageLayout(sheet, &excelize.PageLayoutOptions{
		Orientation: &landscape, Size: &a4, FitToWidth: &pages, FitToHeight: &tall, PageOrder: &order,
	}))
	b.do(b.f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
	side, top := 0.4, 0.5
	b.do(b.f.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top}))
	b.do(b.f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&L&A&R&P / &N"}))
}

// heading is what stands above a column, also above one beside another.
func (b *book) heading(sheet string, c column) string {
	if c.beside != "" {
		return ingest.BesideHeader(b.header(sheet, c.field), c.beside, b.opt.Lang)
	}
	return b.header(sheet, c.field)
}

// header is what stands above a column. The name of a contact has another
// header where it is given than where it is used.
func (b *book) header(sheet string, f ingest.Field) string {
	if sheet == sheetContacts && f == ingest.FieldContactRef {
		return b.words.ref.header
	}
	return b.words.fields[f].header
}

func (b *book) about(sheet string, f ingest.Field) about {
	if sheet == sheetContacts && f == ingest.FieldContactRef {
		return b.words.ref
	}
	return b.words.fields[f]
}

// explainHeader puts a comment at a header.
func (b *book) explainHeader(sheet string, col int, c column) {
	a := b.about(sheet, c.field)
	text := strings.Join([]string{a.means, a.write, b.words.needed(a)}, "\n")
	b.do(b.f.AddComment(sheet, excelize.Comment{
		Cell: columnName(col) + "1", Author: "domainbatch", Width: 300, Height: 130,
		Paragraph: []excelize.RichTextRun{
			{Text: a.header + "\n", Font: &excelize.Font{Bold: true, Size: 10, Family: b.words.font}},
			{Text: text, Font: &excelize.Font{Size: 10, Family: b.words.font}},
		},
	}))
}

// validate gives the cells of a column their message, their dropdown and
// their alert.
func (b *book) validate(sheet, col string, c column) {
	a := b.about(sheet, c.field)
	v := excelize.NewDataValidation(true)
	v.SetSqref(fmt.Sprintf("%s2:%s%d", col, col, lastRow))
	v.SetInput(a.header, a.prompt(b.words))
	switch source := b.lists[c.list]; {
	case c.list == listContacts && sheet == sheetContacts: // the names themselves
	case source != "":
		v.SetSqrefDropList(source)
		style, text := excelize.DataValidationErrorStyleStop, b.words.choose
		if c.open {
			style, text = excelize.DataValidationErrorStyleWarning, b.words.doubt
		}
		v.SetError(style, a.header, text+a.write)
	case c.formula != "":
		formula := inXML.Replace(strings.ReplaceAll(c.formula, "CELL", col+"2")) // excelize writes it as it is
		b.do(v.SetRange(formula, "", excelize.DataValidationTypeCustom, excelize.DataValidationOperatorBetween))
		v.SetError(excelize.DataValidationErrorStyleWarning, a.header, b.words.doubt+a.write)
	case c.most > 0:
		b.do(v.SetRange(0, c.most, excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorBetween))
		v.SetError(excelize.DataValidationErrorStyleStop, a.header, fmt.Sprintf(b.words.long, c.most))
	}
	b.do(b.f.AddDataValidation(sheet, v))
}

var inXML = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// markMissing colours what a row needs and does not have, from the moment
// that it has a domain.
func (b *book) markMissing() {
	columns := b.rowColumns()
	at := func(f ingest.Field) string { return "$" + columnName(place(columns, f)) + "2" }
	first, last := columnName(place(columns, ingest.FieldName)), columnName(place(columns, ingest.FieldTelExt))
	action, ref, profile := at(ingest.FieldAction), at(ingest.FieldContactRef), at(ingest.FieldProfileID)
	own := fmt.Sprintf(`OR(%s="%s",COUNTA($%s2:$%s2)>0)`, action, b.words.actions[0], first, last)
	idle := fmt.Sprintf(`OR(%s="%s",%s="%s")`, action, b.words.actions[2], action, b.words.actions[3])
	for i, c := range columns {
		col := columnName(i + 1)
		var when string
		switch {
		case c.need == ofAContact:
			when = fmt.Sprintf(`AND($A2<>"",%s2="",NOT(%s),%s="",%s="",%s)`, col, idle, ref, profile, own)
		case c.field == ingest.FieldContactType:
			when = fmt.Sprintf(`AND($A2<>"",%s2="",NOT(%s),OR(%s<>"",%s<>"",%s<>"",%s))`, col, idle, ref, profile, action, own)
		case c.field == ingest.FieldProfileID:
			when = fmt.Sprintf(`AND($A2<>"",%s2="",%s="%s")`, col, action, b.words.actions[1])
		case c.need == always:
			when = fmt.Sprintf(`AND(%s2="",COUNTA($B2:$%s2)>0)`, col, columnName(len(columns)))
		default:
			continue
		}
		b.do(b.f.SetConditionalFormat(sheetRows, fmt.Sprintf("%s2:%s%d", col, col, filterRow), []excelize.ConditionalFormatOptions{
			{Type: "formula", Criteria: when, Format: &b.look.missing},
		}))
	}
}
