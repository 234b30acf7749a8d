package ingest

import (
	"context"
	"io"
	"iter"
)

// Source is an open file whose layout is understood. It is not safe for use
// by several goroutines at once.
type Source struct {
	ctx         context.Context
	in          Input
	opt         Options
	names       headerNames
	book        book
	layout      Layout
	addressBook addressBook
	sum         *digesting
}

// Record is one data record as a person sees it, before anything is understood.
type Record struct {
	Number int      // as Row.Number
	Cells  []string // by column index; as long as the wider of header and record
}

// Open recognises a file by its bytes, reads the sheet of rows once to its
// end to know that it is whole, and understands its header. On the China
// site a contact update needs a registrant type; on the international site
// the Chinese fields and the registrant type are not used, which a Warning
// says. Trouble with the file as a whole is a *FileError.
func Open(ctx context.Context, in Input, opt Options) (*Source, error) {
	s := &Source{ctx: ctx, in: in, opt: opt, names: newHeaderNames(opt.Map), layout: Layout{File: in.Name}}
	if err := s.open(); err != nil {
		s.Close()
		return nil, named(err, in.Name)
	}
	return s, nil
}

func (s *Source) open() error {
	format, err := sniff(s.in)
	if err != nil {
		return err
	}
	s.sum = startDigest(s.ctx, s.in)
	return s.understand(format)
}

func (s *Source) understand(format fileKind) (err error) {
	if s.book, err = openBook(s.ctx, s.in, format, s.opt, s.names, s.judgeHeader); err != nil {
		return err
	}
	s.book.describe(&s.layout)
	header, err := s.chooseSheet()
	if err != nil {
		return err
	}
	if err := s.understandHeader(header); err != nil {
		return err
	}
	return s.readLibrary()
}

// openBook opens a file; judge is that of openCSV.
func openBook(ctx context.Context, in Input, kind fileKind, opt Options, names headerNames, judge func(headerFound) error) (book, error) {
	if kind == kindDelimited {
		b, err := openCSV(ctx, in, opt, names, judge)
		if err != nil {
			return nil, err // not a nil pointer inside an interface
		}
		return b, nil
	}
	b, err := openXLSX(ctx, in, kind, opt)
	if err != nil {
		return nil, err
	}
	return b, nil
}

// Layout is how the file was understood. It waits for the digest, which is
// computed beside the reading; where that fails, the rows end in the error.
func (s *Source) Layout() Layout {
	s.layout.Digest, _ = s.sum.wait()
	return s.layout
}

// Close ends all reading of the file, and gives back what Open took, such as
// unpacked parts on disk.
func (s *Source) Close() error {
	s.sum.stop()
	if s.book == nil {
		return nil
	}
	return s.book.close()
}

// Records yields the raw record of every row that Rows yields, in the same
// order.
func (s *Source) Records() iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for rec, err := range s.records() {
			if err != nil {
				yield(Record{}, err)
				return
			}
			rec = rec.own()
			cells := make([]string, max(len(rec.Cells), len(s.layout.Columns)))
			for i, c := range rec.Cells {
				if cells[i] = c.Text; i < len(s.layout.Columns) && s.layout.Columns[i].Result != "" {
					cells[i] = c.typed()
				}
			}
			if !yield(Record{Number: rec.Number, Cells: cells}, nil) {
				return
			}
		}
	}
}

// records yields the records that are rows. Their text may be valid until the
// next one only.
func (s *Source) records() iter.Seq2[rawRecord, error] {
	return func(yield func(rawRecord, error) bool) {
		sheet, err := s.book.open(s.ctx, s.layout.Sheet)
		if err != nil {
			yield(rawRecord{}, named(err, s.in.Name))
			return
		}
		defer sheet.close()
		sheet = withMerged(sheet, s.layout.Merged)
		next := viewOf(sheet)
		top := s.layout.headerEnd()
		var rec rawRecord
		for {
			err := next(&rec)
			if err == io.EOF {
				if err = s.ended(); err == nil {
					return
				}
			}
			if err != nil {
				yield(rawRecord{}, named(err, s.in.Name))
				return
			}
			if s.isRow(&rec, top) && !yield(rec, nil) {
				return
			}
		}
	}
}

// isRow reports whether a record stands below the header and holds something
// in a cell that is no result of an earlier run.
func (s *Source) isRow(rec *rawRecord, top int) bool {
	if rec.Number <= top || s.layout.Skipped && rec.Hidden {
		return false
	}
	s.layout.withoutTotals(rec)
	for i := range rec.Cells {
		if i < len(s.layout.Columns) && s.layout.Columns[i].Result != "" {
			continue
		}
		if c := &rec.Cells[i]; c.Kind != kindText || !isBlank(c.Text) {
			return true
		}
	}
	return false
}

// ReadAll reads a file into memory.
func ReadAll(ctx context.Context, in Input, opt Options) (Layout, []Row, error) {
	s, err := Open(ctx, in, opt)
	if err != nil {
		return Layout{}, nil, err
	}
	defer s.Close()
	var rows []Row
	for row, err := range s.Rows() {
		if err != nil {
			return s.Layout(), nil, err
		}
		rows = append(rows, row)
	}
	return s.Layout(), rows, nil
}

// Records yields the raw records of a file whose layout is known from an
// earlier reading, in the order and number of its rows. An encrypted
// workbook needs Source.Records.
func Records(ctx context.Context, in Input, layout Layout) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		kind, err := sniff(in)
		if err != nil {
			yield(Record{}, named(err, in.Name))
			return
		}
		opt := Options{Sheet: layout.Sheet, Encoding: layout.Encoding}
		if layout.Delimiter != 0 {
			opt.Delimiter = string(layout.Delimiter)
		}
		b, err := openBook(ctx, in, kind, opt, newHeaderNames(nil), nil)
		if err != nil {
			yield(Record{}, named(err, in.Name))
			return
		}
		defer b.close()
		s := &Source{ctx: ctx, in: in, book: b, layout: layout}
		for rec, err := range s.Records() {
			if !yield(rec, err) || err != nil {
				return
			}
		}
	}
}
