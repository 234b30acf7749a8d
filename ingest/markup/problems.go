package markup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"domainbatch/ingest"
	"domainbatch/ingest/ooxml"
)

// Limits of a marked workbook: programs become slow beyond them. Every cell
// gets its colour all the same.
const (
	maxListed = 50000
	maxLinks  = 10000
	// Texts are kept for more cells than get a comment, because some have one of
	// the person's.
	maxTexts = 2 * ooxml.MaxNotes
)

// author marks the comments of ours, so that the next check takes them away.
const author = "domainbatch check"

// colors are behind the marked cells, as spreadsheet programs colour what is
// bad, neutral and worth knowing.
var colors = map[ingest.Severity]ooxml.RGB{ingest.Error: "FFC7CE", ingest.Warning: "FFEB9C", ingest.Notice: "DDEBF7"}

// Marked is how much of a workbook was marked.
type Marked struct {
	Problems int
	Listed   int // of them, in the list
	Cells    int // with a colour
	Comments int // with a comment: not where a person has one, and at most 2,000 a sheet
}

// WriteProblems writes a workbook again with its problems: at each cell a
// colour and a comment, and all of them, up to 50,000, in a list on a sheet of
// their own. A problem of a row without a cell is marked at the row's domain.
// Marks of an earlier check are taken away; whatever is not marked stays as it
// is, to the byte. The texts of the problems, which are gone through twice, are
// written as they are. What is kept of a problem is eight bytes. Errors:
// ErrWorkbook.
func WriteProblems(ctx context.Context, w io.Writer, in ingest.Input, layout ingest.Layout, problems iter.Seq2[ingest.Problem, error], opt Options) (Marked, error) {
	b, err := open(in, opt)
	if err != nil {
		return Marked{}, err
	}
	words := wordsOf(opt.Lang)
	m := newMarks(layout, words)
	for p, err := range problems {
		if err != nil {
			return Marked{}, err
		}
		m.add(&p)
	}
	done := Marked{Problems: m.count, Listed: min(m.count, maxListed)}
	for _, sheet := range b.SheetNames() {
		marked, err := b.mark(ctx, sheet, m.sheets[sheet])
		if m.sheets[sheet] == nil && errors.Is(err, ooxml.ErrNoSheet) {
			continue // a sheet of another kind, such as a chart
		}
		if err != nil {
			return done, fmt.Errorf("%w: %w", ErrWorkbook, err)
		}
		done.Cells += marked.Cells
		done.Comments += marked.Notes
	}
	b.list(layout, problems, m.count, words)
	return done, b.save(w)
}

// mark marks a sheet, or takes away what an earlier check has marked there.
func (b *book) mark(ctx context.Context, sheet string, m *marksOfSheet) (ooxml.Retouched, error) {
	r := &ooxml.Retouch{By: ooxml.Signature{Author: author, Known: looksOurs}}
	for _, c := range colors {
		r.Marks = append(r.Marks, c)
	}
	if m != nil {
		m.settle()
		r.Cells, r.Notes = m.cells, m.notes()
	}
	return b.Retouch(ctx, sheet, r)
}

// looksOurs recognises a comment of ours after a program that does not keep
// authors saved the workbook.
func looksOurs(text string) bool {
	for _, w := range []*words{&english, &chinese} {
		for _, severity := range w.severity {
			if strings.HasPrefix(text, severity+": ") {
				return true
			}
		}
	}
	return false
}

// marks are the cells to be marked, by sheet.
type marks struct {
	layout ingest.Layout
	words  *words
	domain int // column, -1 when there is none
	sheets map[string]*marksOfSheet
	texts  int // cells with a text
	count  int // problems
}

// marksOfSheet holds a place and how bad it is there in eight bytes.
type marksOfSheet struct {
	places []uint64 // row, column, severity
	texts  map[uint64][]string
	order  []uint64 // of the texts: places without severity
}

func newMarks(layout ingest.Layout, words *words) *marks {
	m := &marks{layout: layout, words: words, domain: -1, sheets: map[string]*marksOfSheet{}}
	if i := slices.IndexFunc(layout.Columns, func(c ingest.Column) bool { return c.Field == ingest.FieldDomain }); i >= 0 {
		m.domain = layout.Columns[i].Index
	}
	return m
}

const severityBits = 8

func placeOf(column, row int) uint64 { return uint64(row)<<16 | uint64(column) }

func (m *marks) add(p *ingest.Problem) {
	m.count++
	if p.File != m.layout.File || p.Sheet == "" || p.Row == 0 {
		return
	}
	column, row, ok := ooxml.ParseCell(p.Cell)
	if p.Cell == "" {
		column, row, ok = m.domain, p.Row, p.Sheet == m.layout.Sheet && p.Row > m.layout.HeaderRow && m.domain >= 0
	}
	if !ok {
		return
	}
	s := m.sheets[p.Sheet]
	if s == nil {
		s = &marksOfSheet{texts: map[uint64][]string{}}
		m.sheets[p.Sheet] = s
	}
	place := placeOf(column, row)
	s.places = append(s.places, place<<severityBits|uint64(p.Severity))
	lines, known := s.texts[place]
	if !known {
		if m.texts == maxTexts {
			return
		}
		m.texts++
		s.order = append(s.order, place)
	}
	s.texts[place] = append(lines, m.words.say(p)...)
}

// say is a problem as a comment tells it.
func (w *words) say(p *ingest.Problem) []string {
	lines := []string{w.severity[p.Severity] + ": " + p.Message}
	if p.Cure != "" {
		lines = append(lines, w.cure+p.Cure)
	}
	if p.Proposed != "" && !strings.Contains(p.Cure, p.Proposed) {
		lines = append(lines, w.proposed+p.Proposed)
	}
	return lines
}

// settle puts the places in order and leaves each with its worst.
func (s *marksOfSheet) settle() {
	slices.Sort(s.places)
	kept := s.places[:0]
	for i, p := range s.places {
		if i+1 == len(s.places) || s.places[i+1]>>severityBits != p>>severityBits {
			kept = append(kept, p)
		}
	}
	s.places = kept
}

func (s *marksOfSheet) cells(yield func(ooxml.CellChange) bool) {
	for _, p := range s.places {
		place := p >> severityBits
		dress := ooxml.Dressing{Fill: colors[ingest.Severity(p&(1<<severityBits-1))]}
		if !yield(ooxml.CellChange{Column: int(place & 0xFFFF), Row: int(place >> 16), Dress: dress}) {
			return
		}
	}
}

func (s *marksOfSheet) notes() []ooxml.Note {
	list := make([]ooxml.Note, len(s.order))
	for i, place := range s.order {
		list[i] = ooxml.Note{Column: int(place & 0xFFFF), Row: int(place >> 16), Text: strings.Join(s.texts[place], "\n")}
	}
	return list
}
