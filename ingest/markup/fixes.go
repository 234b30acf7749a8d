package markup

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"domainbatch/ingest"
)

// Fixes are what was done and what could not be.
type Fixes struct {
	Cells    int      // that were changed
	Formulas []string // cells left alone because they hold a formula, as in "Domains!D5"
}

// fix is the new text of one cell.
type fix struct {
	sheet, cell string // of a workbook
	line, col   int    // of a delimited text: where the record begins, 0-based cell
	value       string
}

// applied are the fixes that reading applied to the cells of the file, the
// last one of each cell, in the order of the file.
func applied(file string, problems []ingest.Problem) []fix {
	var out []fix
	at := map[[2]string]int{}
	for _, p := range problems {
		if !p.Applied || p.File != file || p.Cell == "" {
			continue
		}
		f := fix{sheet: p.Sheet, cell: p.Cell, line: p.Row, value: p.Proposed}
		if p.Sheet == "" {
			f.col = textColumn(p.Cell)
		}
		key := [2]string{p.Sheet, p.Cell}
		if i, again := at[key]; again {
			out[i] = f
			continue
		}
		at[key] = len(out)
		out = append(out, f)
	}
	return out
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
// text; a delimited text with its delimiter and line ends, in UTF-8 with a
// byte order mark. Errors: ErrWorkbook.
func WriteFixed(ctx context.Context, w io.Writer, in ingest.Input, layout ingest.Layout, problems []ingest.Problem, opt Options) (Fixes, error) {
	fixes := applied(layout.File, problems)
	if layout.Format == ingest.CSV {
		return fixText(ctx, w, in, layout, fixes)
	}
	b, err := open(in, opt)
	if err != nil {
		return Fixes{}, err
	}
	var done Fixes
	b.guarded(func() {
		for _, f := range fixes {
			formula, err := b.f.GetCellFormula(f.sheet, f.cell)
			b.do(err)
			if formula != "" {
				done.Formulas = append(done.Formulas, f.sheet+"!"+f.cell)
				continue
			}
			b.do(b.f.SetCellStr(f.sheet, f.cell, f.value))
			b.restyle(f.sheet, f.cell, b.asText)
			done.Cells++
		}
	})
	return done, b.write(w)
}

// bom makes spreadsheet programs read a text as UTF-8.
const bom = "\ufeff"

func fixText(ctx context.Context, w io.Writer, in ingest.Input, layout ingest.Layout, fixes []fix) (Fixes, error) {
	values := map[[2]int]string{}
	width := map[int]int{} // how many cells a record needs for its fixes
	for _, f := range fixes {
		values[[2]int{f.line, f.col}] = f.value
		width[f.line] = max(width[f.line], f.col+1)
	}
	out := bufio.NewWriter(w)
	out.WriteString(bom)
	done := Fixes{}
	for record, err := range ingest.Lines(ctx, in, layout) {
		if err != nil {
			return done, err
		}
		for len(record.Cells) < width[record.Number] { // a short record, of which a blank cell is filled
			record.Cells = append(record.Cells, "")
		}
		for col, text := range record.Cells {
			if value, ok := values[[2]int{record.Number, col}]; ok {
				text = value
				done.Cells++
			}
			if col > 0 {
				out.WriteRune(layout.Delimiter)
			}
			out.WriteString(quoted(ingest.GuardFormula(text), layout.Delimiter))
		}
		out.WriteString(layout.LineEnd)
	}
	if done.Cells != len(values) {
		return done, fmt.Errorf("writing fixes into %s: %d of %d cells found; was the file changed in the meantime?", in.Name, done.Cells, len(values))
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
