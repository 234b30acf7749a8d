package main

import "github.com/xuri/excelize/v2"

var contactHeaders = []string{
	"Registrant Type", "Name", "Organization", "Country", "Province", "City", "Address", "Postal Code", "Email", "Tel Area", "Telephone", "Tel Ext",
	"Zh Name", "Zh Organization", "Zh Province", "Zh City", "Zh Address",
}

// contacts is the sheet that contact_ref looks into.
func (w *book) contacts() {
	const sheet = sheetContacts
	w.add(sheet)
	widths := []float64{16, 36, 18, 20, 40, 9, 16, 16, 44, 12, 34, 9, 14, 8, 12, 28, 12, 10, 32}
	for i, h := range append([]string{"Contact Ref", "Used for"}, contactHeaders...) {
		style := w.s.headWho
		switch {
		case i == 1:
			style = w.s.headOwn
		case i > 13:
			style = w.s.headChinese
		}
		name, _ := excelize.ColumnNumberToName(i + 1)
		w.do(w.f.SetColWidth(sheet, name, name, widths[i]))
		w.set(sheet, i+1, 1, h, style)
	}
	w.do(w.f.SetRowHeight(sheet, 1, 22))
	for j, n := range group {
		for i, v := range append([]string{n.ref, n.use}, n.cells()...) {
			style := w.s.cell
			if v == n.email {
				style = w.s.link
				w.do(w.f.SetCellHyperLink(sheet, at(i+1, j+2), "mailto:"+v, "External"))
			}
			w.set(sheet, i+1, j+2, text(v), style)
		}
	}
	w.do(w.f.SetPanes(sheet, &excelize.Panes{
		Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight",
		Selection: []excelize.Selection{{SQRef: "B2", ActiveCell: "B2", Pane: "bottomRight"}},
	}))
	landscape, fit := "landscape", true
	w.do(w.f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &landscape}))
	w.do(w.f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
}

// readMe is for the people who fill in the sheet.
func (w *book) readMe() {
	const sheet = sheetReadMe
	w.add(sheet)
	w.do(w.f.SetColWidth(sheet, "A", "A", 20))
	w.do(w.f.SetColWidth(sheet, "B", "B", 96))
	w.set(sheet, 1, 1, "How to fill in this workbook", w.s.title)
	w.do(w.f.SetRowHeight(sheet, 1, 26))
	for i, r := range [][2]string{
		{"One row", "is one thing to do for one domain. The same domain may stand in several rows, as long as they do not contradict each other."},
		{"Action", "may stay empty: a contact means update-contact, a profile id means update-profile. Type transfer-code to ask for the code, skip to leave a row out."},
		{"Contact Type", "registrant, admin, tech, billing, several separated by commas, or all."},
		{"Contact Ref", "names a row of the sheet Contacts. Cells typed in the row itself go before it."},
		{"Transfer Lock", "only for a change of the registrant: yes locks the domain against transfers for 60 days, no does not."},
		{"Grey columns", "are ours. Nobody else reads them, and they come back unchanged."},
		{"Invented", "Every name in this workbook is invented. In the sandbox, domains that end in -fail, -absent and -busy behave accordingly."},
	} {
		w.set(sheet, 1, i+3, r[0], w.s.label)
		w.set(sheet, 2, i+3, r[1], w.s.wrap)
		w.do(w.f.SetRowHeight(sheet, i+3, 36)) // two lines
	}
	fit := true
	w.do(w.f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
}

func (w *book) add(sheet string) {
	_, err := w.f.NewSheet(sheet)
	w.do(err)
}
