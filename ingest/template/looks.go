package template

import "github.com/xuri/excelize/v2"

// looks are the cell styles of the workbook, by number.
type looks struct {
	head    map[need]int
	entry   int // a cell that is filled in: text
	missing int // conditional: has to be filled in and is not
	title   int
	lead    int
	legend  int // a cell of the legend
	name    int // a name in the legend
	legHead int
	heading int
}

const (
	navy  = "1F3A5F"
	teal  = "2E7D6B"
	grey  = "57606A"
	line  = "D0D7DE"
	amber = "FFF4CE"
)

// headColor says by colour when a column has to be filled in.
var headColor = map[need]string{always: navy, ofAContact: teal, ofSomeAction: teal, optional: grey}

// textFormat is the number format "@".
const textFormat = 49

func newLooks(f *excelize.File, font string) (looks, error) {
	l := looks{head: map[need]int{}}
	var err error
	add := func(s *excelize.Style) (id int) {
		if err == nil {
			id, err = f.NewStyle(s)
		}
		return id
	}
	wrap := &excelize.Alignment{Vertical: "top", WrapText: true}
	for _, n := range []need{always, ofAContact, ofSomeAction, optional} {
		l.head[n] = add(header(font, headColor[n]))
	}
	l.entry = add(&excelize.Style{Font: &excelize.Font{Family: font, Size: 11}, NumFmt: textFormat, Alignment: &excelize.Alignment{Vertical: "center"}})
	l.title = add(&excelize.Style{Font: &excelize.Font{Family: font, Size: 16, Bold: true, Color: navy}, Alignment: &excelize.Alignment{Vertical: "center"}})
	l.lead = add(&excelize.Style{Font: &excelize.Font{Family: font, Size: 11}, Alignment: wrap})
	l.legend = add(&excelize.Style{Font: &excelize.Font{Family: font, Size: 10}, Alignment: wrap, Border: lines(line), NumFmt: textFormat})
	l.name = add(&excelize.Style{Font: &excelize.Font{Family: font, Size: 10, Bold: true, Color: navy}, Alignment: wrap, Border: lines(line)})
	l.heading = add(&excelize.Style{Font: &excelize.Font{Family: font, Size: 12, Bold: true, Color: navy}})
	l.legHead = add(header(font, navy))
	if err == nil {
		l.missing, err = f.NewConditionalStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{amber}}})
	}
	return l, err
}

func header(font, color string) *excelize.Style {
	return &excelize.Style{
		Font:      &excelize.Font{Family: font, Size: 11, Bold: true, Color: "FFFFFF"},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
		Border:    lines("FFFFFF"), NumFmt: textFormat,
	}
}

func lines(color string) []excelize.Border {
	var out []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		out = append(out, excelize.Border{Type: side, Color: color, Style: 1})
	}
	return out
}
