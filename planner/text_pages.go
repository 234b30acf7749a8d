package planner

import (
	"bufio"
	"strings"

	"golang.org/x/text/width"
)

// plainPage writes for a terminal. Errors stay in the buffered writer until
// it is flushed.
type plainPage struct {
	w     *bufio.Writer
	width int
	color bool
}

const (
	ansiReset  = "\x1b[0m"
	ansiBold   = "\x1b[1m"
	ansiYellow = "\x1b[1;33m"
	ansiRed    = "\x1b[1;31m"
)

func (p *plainPage) title(s string) { p.styled(s, ansiBold) }

func (p *plainPage) heading(s string, st style) {
	p.w.WriteByte('\n')
	p.styled(s, [...]string{ansiBold, ansiYellow, ansiRed}[st])
}

// styled writes the reset before the line ends, so that a coloured background
// never runs into the next line.
func (p *plainPage) styled(s, code string) {
	for _, line := range p.wrapped("", "", s) {
		if p.color {
			line = code + line + ansiReset
		}
		p.w.WriteString(line + "\n")
	}
}

func (p *plainPage) line(s string) { p.wrap("  ", "  ", s) }

func (p *plainPage) item(s, below string) {
	p.wrap("  - ", "    ", s)
	if below != "" {
		p.wrap("    ", "    ", below)
	}
}

// leastNote is the width below which the last column of a table goes under
// the others.
const leastNote = 24

func (p *plainPage) table(rows [][]string) {
	var first, second int
	for _, r := range rows {
		first, second = max(first, cells(r[0])), max(second, cells(r[1]))
	}
	for _, r := range rows {
		head := "  " + r[0] + strings.Repeat(" ", first-cells(r[0])+2) + strings.Repeat(" ", second-cells(r[1])) + r[1]
		if p.width > 0 && p.width-cells(head) < leastNote {
			p.w.WriteString(head + "\n")
			p.wrap("    ", "    ", r[2])
			continue
		}
		p.wrap(head+"  ", strings.Repeat(" ", cells(head)+2), r[2])
	}
}

func (p *plainPage) wrap(first, other, s string) {
	for _, line := range p.wrapped(first, other, s) {
		p.w.WriteString(line + "\n")
	}
}

// wrapped puts words in lines no wider than the page, the first after one
// indent, the others after another. A word that is too long stands alone.
func (p *plainPage) wrapped(first, other, s string) []string {
	var lines []string
	line, empty := first, true
	for _, word := range strings.Fields(printable(s)) {
		switch {
		case empty:
			line += word
		case p.width > 0 && cells(line)+1+cells(word) > p.width:
			lines = append(lines, line)
			line = other + word
		default:
			line += " " + word
		}
		empty = false
	}
	return append(lines, strings.TrimRight(line, " "))
}

// cells is how many columns a terminal gives to a text: two for each wide
// letter of East Asia.
func cells(s string) int {
	n := 0
	for _, r := range s {
		n++
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n++
		}
	}
	return n
}

// markdownPage writes for a ticket.
type markdownPage struct {
	w      *bufio.Writer
	inList bool
}

func (p *markdownPage) title(s string) { p.w.WriteString("# " + escape(s) + "\n") }

func (p *markdownPage) heading(s string, st style) {
	p.inList = false
	mark := [...]string{"", "⚠️ ", "❌ "}[st]
	p.w.WriteString("\n## " + mark + escape(s) + "\n")
}

func (p *markdownPage) line(s string) {
	p.inList = false
	p.w.WriteString("\n" + escape(s) + "\n")
}

func (p *markdownPage) item(s, below string) {
	if !p.inList {
		p.w.WriteByte('\n')
		p.inList = true
	}
	p.w.WriteString("- " + escape(s) + "\n")
	if below != "" {
		p.w.WriteString("  <br>" + escape(below) + "\n")
	}
}

func (p *markdownPage) table(rows [][]string) {
	p.inList = false
	p.w.WriteString("\n| | | |\n|---|---:|---|\n")
	for _, r := range rows {
		p.w.WriteString("| " + escape(r[0]) + " | " + escape(r[1]) + " | " + escape(r[2]) + " |\n")
	}
}

var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "|", `\|`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "#", `\#`, "@", "&#64;", "~", `\~`,
)

// escape keeps a value from being read as markup, as a mention of somebody,
// or as a link.
func escape(s string) string { return markdownEscapes.Replace(printable(s)) }
