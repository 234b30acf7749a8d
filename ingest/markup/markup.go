package markup

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"domainbatch/ingest"
)

// Options are what writing needs to know beside the problems.
type Options struct {
	Lang     string // of headings and comments: "zh", else English
	Password string // of an encrypted workbook; the new one gets the same
	More     int    // WriteProblems: how many problems there are beside those that are given
}

// ErrWorkbook says that a workbook could be read and cannot be written again.
var ErrWorkbook = errors.New("the workbook cannot be written again")

// book is a workbook that is being changed. The first error is kept.
type book struct {
	f     *excelize.File
	words *words
	fills map[styleKey]int // style with the fill of a severity
	texts map[int]int      // style with the number format for text
	err   error
}

type styleKey struct {
	style int
	color string
}

func open(in ingest.Input, opt Options) (b *book, err error) {
	defer func() { // the library may panic on what it does not know
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrWorkbook, r)
		}
	}()
	f, err := excelize.OpenReader(io.NewSectionReader(in.Data, 0, in.Size), excelize.Options{Password: opt.Password})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrWorkbook, err)
	}
	return &book{f: f, words: wordsOf(opt.Lang), fills: map[styleKey]int{}, texts: map[int]int{}}, nil
}

// write saves the workbook and gives back what it took.
func (b *book) write(w io.Writer) error {
	defer b.f.Close()
	if b.err != nil {
		return fmt.Errorf("%w: %w", ErrWorkbook, b.err)
	}
	_, err := b.f.WriteTo(w)
	return err
}

func (b *book) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

// guarded runs a change; a panic of the library becomes an error.
func (b *book) guarded(change func()) {
	defer func() {
		if r := recover(); r != nil {
			b.do(fmt.Errorf("%v", r))
		}
	}()
	change()
}

// restyle gives a cell another style, made from the one it has.
func (b *book) restyle(sheet, cell string, change func(style int) int) {
	if b.err != nil {
		return
	}
	style, err := b.f.GetCellStyle(sheet, cell)
	b.do(err)
	if b.err != nil {
		return
	}
	if next := change(style); next != style {
		b.do(b.f.SetCellStyle(sheet, cell, cell, next))
	}
}

// filled is a style with another colour behind it, and nothing else changed.
func (b *book) filled(style int, color string) int {
	key := styleKey{style, color}
	if made, ok := b.fills[key]; ok {
		return made
	}
	var only excelize.Style
	if color != "" {
		only.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
	}
	plain, err := b.f.NewStyle(&only)
	b.do(err)
	all := b.f.Styles.CellXfs
	if err != nil || style >= len(all.Xf) || plain >= len(all.Xf) {
		return style
	}
	xf, yes := all.Xf[style], true
	xf.FillID, xf.ApplyFill = all.Xf[plain].FillID, &yes
	if xf.FillID == nil {
		none := 0
		xf.FillID = &none
	}
	all.Xf = append(all.Xf, xf)
	all.Count = len(all.Xf)
	b.fills[key] = len(all.Xf) - 1
	return b.fills[key]
}

// asText is a style with the number format for text, and nothing else
// changed.
func (b *book) asText(style int) int {
	if made, ok := b.texts[style]; ok {
		return made
	}
	_, err := b.f.NewStyle(&excelize.Style{}) // reads the styles
	b.do(err)
	all := b.f.Styles.CellXfs
	if err != nil || style >= len(all.Xf) {
		return style
	}
	xf, yes, text := all.Xf[style], true, 49
	if xf.NumFmtID != nil && *xf.NumFmtID == text {
		b.texts[style] = style
		return style
	}
	xf.NumFmtID, xf.ApplyNumberFormat = &text, &yes
	all.Xf = append(all.Xf, xf)
	all.Count = len(all.Xf)
	b.texts[style] = len(all.Xf) - 1
	return b.texts[style]
}

// colorOf is the colour behind a cell, "" when there is none.
func (b *book) colorOf(sheet, cell string) string {
	style, err := b.f.GetCellStyle(sheet, cell)
	b.do(err)
	if err != nil {
		return ""
	}
	s, err := b.f.GetStyle(style)
	b.do(err)
	if err != nil || len(s.Fill.Color) == 0 {
		return ""
	}
	return s.Fill.Color[0]
}
