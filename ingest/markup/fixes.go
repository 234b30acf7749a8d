package markup

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"sort"
	"strconv"
	"strings"

	"domainbatch/ingest"
	"domainbatch/ingest/ooxml"
)

// Fixes are what was done and what could not be.
type Fixes struct {
	Cells    int      // that were changed
	Formulas []string // cells left alone because they hold a formula, as in "Domains!D5"
}

// fixes are the new texts of the cells of one sheet, or of a delimited text.
// Millions of them lie close together: one text after the other, and where each
// belongs.
type fixes struct {
	at    []uint64 // places of the cells
	which []uint32 // number of the text of each
	texts []byte
	ends  []uint32          // of the texts
	known map[string]uint32 // numbers of texts that came before: most come again and again
}

// Len, Less and Swap put the cells in order.
func (f *fixes) Len() int           { return len(f.at) }
func (f *fixes) Less(i, j int) bool { return f.at[i] < f.at[j] }
func (f *fixes) Swap(i, j int) {
	f.at[i], f.at[j] = f.at[j], f.at[i]
	f.which[i], f.which[j] = f.which[j], f.which[i]
}

// maxKnown bounds the texts that are looked for again.
const maxKnown = 10_000

func (f *fixes) add(column, row int, text string) {
	n, known := f.known[text]
	if !known {
		n = uint32(len(f.ends))
		f.texts = append(f.texts, text...)
		f.ends = append(f.ends, uint32(len(f.texts)))
		if len(f.known) < maxKnown {
			f.known[strings.Clone(text)] = n
		}
	}
	f.at, f.which = append(f.at, placeOf(column, row)), append(f.which, n)
}

// settle puts the cells in order and leaves each with its last text.
func (f *fixes) settle() {
	if !sort.IsSorted(f) {
		sort.Stable(f)
	}
	kept := 0
	for i := range f.at {
		if i+1 == len(f.at) || f.at[i+1] != f.at[i] {
			f.at[kept], f.which[kept] = f.at[i], f.which[i]
			kept++
		}
	}
	f.at, f.which, f.known = f.at[:kept], f.which[:kept], nil
}

func (f *fixes) text(i int) string {
	n, from := f.which[i], uint32(0)
	if n > 0 {
		from = f.ends[n-1]
	}
	return string(f.texts[from:f.ends[n]])
}

func (f *fixes) column(i int) int { return int(f.at[i] & 0xFFFF) }

func (f *fixes) row(i int) int { return int(f.at[i] >> 16) }

// cells are the changes of a workbook's sheet.
func (f *fixes) cells(yield func(ooxml.CellChange) bool) {
	for i := range f.at {
		if !yield(ooxml.CellChange{Column: f.column(i), Row: f.row(i), Dress: ooxml.Dressing{AsText: true}, Write: true, Text: f.text(i)}) {
			return
		}
	}
}

// applied are the fixes that reading applied to the cells of the file, by sheet;
// "" is that of a delimited text.
func applied(file string, problems iter.Seq2[ingest.Problem, error]) (map[string]*fixes, error) {
	sheets := map[string]*fixes{}
	for p, err := range problems {
		if err != nil {
			return nil, err
		}
		if !p.Applied || p.File != file || p.Cell == "" {
			continue
		}
		column, row, ok := ooxml.ParseCell(p.Cell)
		if p.Sheet == "" {
			column, row = textColumn(p.Cell), p.Row
			ok = column >= 0 && column < ooxml.MaxColumns
		}
		if !ok {
			continue
		}
		f := sheets[p.Sheet]
		if f == nil {
			f = &fixes{known: map[string]uint32{}}
			sheets[p.Sheet] = f
		}
		f.add(column, row, p.Proposed)
	}
	for _, f := range sheets {
		f.settle()
	}
	return sheets, nil
}

// textColumn is the 0-based column of "line 17, column 4", -1 when it is none.
func textColumn(cell string) int {
	_, number, _ := strings.Cut(cell, ", column ")
	n, err := strconv.Atoi(number)
	if err != nil {
		return -1
	}
	return n - 1
}

// WriteFixed writes a file again with the fixes that reading applied to it,
// and nothing else changed: a workbook as a workbook, where fixed cells become
// text and every byte that is not about them stays; a delimited text with its
// delimiter and line ends, in UTF-8 with a byte order mark. Errors: ErrWorkbook.
func WriteFixed(ctx context.Context, w io.Writer, in ingest.Input, layout ingest.Layout, problems iter.Seq2[ingest.Problem, error], opt Options) (Fixes, error) {
	sheets, err := applied(layout.File, problems)
	if err != nil {
		return Fixes{}, err
	}
	if layout.Format == ingest.CSV {
		f := sheets[""]
		if f == nil {
			f = &fixes{}
		}
		return fixText(ctx, w, in, layout, f)
	}
	b, err := open(in, opt)
	if err != nil {
		return Fixes{}, err
	}
	var done Fixes
	for _, sheet := range b.SheetNames() {
		f := sheets[sheet]
		if f == nil {
			continue
		}
		r, err := b.Retouch(ctx, sheet, &ooxml.Retouch{Cells: f.cells})
		if err != nil {
			return done, fmt.Errorf("%w: %w", ErrWorkbook, err)
		}
		done.Cells += r.Cells
		for _, cell := range r.Formulas {
			done.Formulas = append(done.Formulas, sheet+"!"+cell)
		}
	}
	return done, b.save(w)
}

// bom makes spreadsheet programs read a text as UTF-8.
const bom = "\ufeff"

func fixText(ctx context.Context, w io.Writer, in ingest.Input, layout ingest.Layout, f *fixes) (Fixes, error) {
	out := bufio.NewWriter(w)
	out.WriteString(bom)
	done, next := Fixes{}, 0
	for record, err := range ingest.Lines(ctx, in, layout) {
		if err != nil {
			return done, err
		}
		for next < len(f.at) && f.row(next) == record.Number {
			for len(record.Cells) <= f.column(next) { // a short record, of which a blank cell is filled
				record.Cells = append(record.Cells, "")
			}
			record.Cells[f.column(next)] = f.text(next)
			done.Cells++
			next++
		}
		for col, text := range record.Cells {
			if col > 0 {
				out.WriteRune(layout.Delimiter)
			}
			out.WriteString(quoted(ingest.GuardFormula(text), layout.Delimiter))
		}
		out.WriteString(layout.LineEnd)
	}
	if next != len(f.at) {
		return done, fmt.Errorf("writing fixes into %s: %d of %d cells found; was the file changed in the meantime?", in.Name, done.Cells, len(f.at))
	}
	return done, out.Flush()
}

// quoted puts quotes round what would be taken apart, and round outer blanks,
// which some programs trim.
func quoted(s string, delimiter rune) string {
	if !strings.ContainsAny(s, "\"\r\n") && !strings.ContainsRune(s, delimiter) && strings.TrimSpace(s) == s {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}
