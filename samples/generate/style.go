package main

import "github.com/xuri/excelize/v2"

// styles are the cell styles of the workbook, by number.
type styles struct {
	title, subtitle            int
	headOwn, headWhat, headWho int
	headChinese                int
	cell, number, date         int
	link, wrap, amber          int
	label                      int
}

const (
	font = "Calibri"
	line = "D0D7DE"
)

func newStyles(f *excelize.File) (s styles, err error) {
	head := func(fill string) *excelize.Style {
		return &excelize.Style{
			Font:      &excelize.Font{Family: font, Size: 11, Bold: true, Color: "FFFFFF"},
			Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}},
			Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
			Border:    borders("FFFFFF"),
		}
	}
	cell := func(change func(*excelize.Style)) *excelize.Style {
		x := &excelize.Style{
			Font: &excelize.Font{Family: font, Size: 11}, Alignment: &excelize.Alignment{Vertical: "center"},
			Border: borders(line), NumFmt: 49, // text, so that a postal code keeps its zeros
		}
		change(x)
		return x
	}
	date := "yyyy-mm-dd"
	for _, x := range []struct {
		id *int
		st *excelize.Style
	}{
		{&s.title, &excelize.Style{Font: &excelize.Font{Family: font, Size: 16, Bold: true, Color: "1F3A5F"}, Alignment: &excelize.Alignment{Vertical: "center"}}},
		{&s.subtitle, &excelize.Style{Font: &excelize.Font{Family: font, Size: 10, Italic: true, Color: "57606A"}}},
		{&s.headOwn, head("57606A")},
		{&s.headWhat, head("1F3A5F")},
		{&s.headWho, head("2E7D6B")},
		{&s.headChinese, head("B5651D")},
		{&s.cell, cell(func(*excelize.Style) {})},
		{&s.number, cell(func(x *excelize.Style) { x.NumFmt = 0 })},
		{&s.date, cell(func(x *excelize.Style) { x.NumFmt, x.CustomNumFmt, x.Alignment.Horizontal = 0, &date, "center" })},
		{&s.link, cell(func(x *excelize.Style) { x.Font.Color, x.Font.Underline = "0563C1", "single" })},
		{&s.wrap, &excelize.Style{Font: &excelize.Font{Family: font, Size: 11}, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
		{&s.label, &excelize.Style{Font: &excelize.Font{Family: font, Size: 11, Bold: true, Color: "1F3A5F"}, Alignment: &excelize.Alignment{Vertical: "top"}}},
		{&s.amber, cell(func(x *excelize.Style) {
			x.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFF4CE"}}
			x.Font.Italic = true
		})},
	} {
		if *x.id, err = f.NewStyle(x.st); err != nil {
			return s, err
		}
	}
	return s, nil
}

func borders(color string) []excelize.Border {
	var out []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		out = append(out, excelize.Border{Type: side, Color: color, Style: 1})
	}
	return out
}
