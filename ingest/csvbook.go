package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// csvBook is a delimited text: a book with one sheet that has no name.
type csvBook struct {
	in      Input
	code    textCode
	delim   byte
	sep     bool // the first line is sep=X and no record
	lineEnd string
	top     *headerFound // once it was looked for
	proven  *facts       // of verify, once it has found the text whole
	marks   []csvMark    // of the text that was proven
	spare   []byte       // buffer of a sheet that was closed
}

// MaxSize is the size of the largest file that is read, in bytes.
const MaxSize = 4 << 30

// openCSV finds out how a delimited text is written. Where judge is given, it
// is shown the header as soon as that is found, and what it refuses is read no
// further.
func openCSV(ctx context.Context, in Input, opt Options, names headerNames, judge func(headerFound) error) (*csvBook, error) {
	if in.Size > MaxSize {
		return nil, tooMuchText("the file is larger than 4 GiB")
	}
	code, err := knownEncoding(in, opt.Encoding)
	if err != nil {
		return nil, err
	}
	var b *csvBook
	if code.name != "" {
		if b, err = openCoded(in, code, opt, names); err != nil {
			return nil, err
		}
	}
	if judge != nil {
		g := glancer{ctx, in, opt, names, judge}
		if err := g.refusal(b); err != nil {
			return nil, err
		}
	}
	if b != nil {
		if !code.assumed {
			return b, nil
		}
		if _, err := b.verify(ctx, ""); err != errAssumed {
			return b, err
		}
	}
	if code, err = detectEncoding(ctx, in); err != nil {
		return nil, err
	}
	return openCoded(in, code, opt, names)
}

func tooMuchText(message string) error {
	return &FileError{Rule: "csv.limit", Message: message, Cure: "split it into several files"}
}

// openCoded finds out how the cells of a text are delimited.
func openCoded(in Input, code textCode, opt Options, names headerNames) (_ *csvBook, err error) {
	b := &csvBook{in: in, code: code}
	if unit := code.unit(); (in.Size-int64(code.bom))%unit != 0 {
		return nil, &FileError{
			Rule: "encoding.cut", Message: fmt.Sprintf("the file ends in the middle of a character of UTF-%d, so its end is missing", 8*unit), Cure: "copy or export it again",
		}
	}
	head, err := b.head()
	if err != nil {
		return nil, err
	}
	if i := bytes.IndexByte(head, '\n'); i > 0 && head[i-1] == '\r' {
		b.lineEnd = "\r\n"
	} else {
		b.lineEnd = "\n"
	}
	sep, hasSep := sepLine(head)
	b.sep = hasSep
	switch {
	case opt.Delimiter != "":
		b.delim, err = namedDelimiter(opt.Delimiter)
	case hasSep:
		b.delim = sep
	default:
		b.delim = detectDelimiter(head, names)
	}
	return b, err
}

// headSize is how much of a text is looked at to find out how it is written.
const headSize = 64 << 10

// head is the beginning of the text, decoded, with csvPad zeros behind it. It
// lies in the buffer that is spare, and is gone when that is used.
func (b *csvBook) head() ([]byte, error) {
	buf := b.buffer()
	if len(buf) < headSize+csvPad {
		buf = make([]byte, headSize+csvPad)
	}
	n, err := io.ReadFull(b.code.reader(b.in), buf[:headSize])
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	clear(buf[n : n+csvPad])
	b.spare = buf
	return buf[:n], nil
}

// sepLine reads the line with which Excel is told the delimiter.
func sepLine(head []byte) (byte, bool) {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.Trim(bytes.TrimSuffix(line, []byte("\r")), `"`)
	if len(line) == 5 && strings.EqualFold(string(line[:4]), "sep=") && canDelimit(line[4]) {
		return line[4], true
	}
	return 0, false
}

func canDelimit(c byte) bool { return c < utf8.RuneSelf && strings.IndexByte("\"\r\n\x00", c) < 0 }

func namedDelimiter(said string) (byte, error) {
	switch strings.ToLower(said) {
	case "tab", `\t`, "tsv":
		return '\t', nil
	case "comma":
		return ',', nil
	case "semicolon":
		return ';', nil
	case "pipe", "bar":
		return '|', nil
	}
	if len(said) == 1 && canDelimit(said[0]) {
		return said[0], nil
	}
	return 0, &FileError{
		Rule: "delimiter.name", Message: fmt.Sprintf("%q cannot delimit cells", said),
		Cure: "use one character, or tab, comma, semicolon or pipe",
	}
}

func (b *csvBook) describe(l *Layout) {
	l.Format, l.Encoding, l.BOM = CSV, b.code.name, b.code.bom > 0
	l.Delimiter, l.LineEnd = rune(b.delim), b.lineEnd
	switch {
	case b.code.broken > 0:
		l.Remarks = append(l.Remarks, Problem{
			Severity: Warning, Rule: "encoding.damaged", File: l.File, Row: b.code.line,
			Message: fmt.Sprintf("bytes that are part of no character in the encoding utf-8, as which all else was read: %d, the first in this line", b.code.broken),
			Cure:    "repair these lines, or say how the file is written with --encoding",
		})
	case b.code.guessed:
		l.Remarks = append(l.Remarks, b.encodingRemark(l.File))
	}
}

func (b *csvBook) encodingRemark(file string) Problem {
	p := Problem{
		Severity: Notice, Rule: "encoding.detected", File: file,
		Message: "the text was read as " + b.code.name,
		Cure:    "if characters look wrong, name the encoding with --encoding",
	}
	if b.code.name == "windows-1252" {
		p.Severity = Warning
		p.Message = "the encoding is not known; the text was read as windows-1252"
	}
	return p
}

func (b *csvBook) sheets() []sheetInfo { return []sheetInfo{{}} }

func (b *csvBook) close() error { return nil }

func (b *csvBook) open(ctx context.Context, _ string) (rawSheet, error) { return b.begin(ctx, nil) }

// pieces are between the marks that verify made.
func (b *csvBook) pieces(string) int { return len(b.marks) }

func (b *csvBook) piece(ctx context.Context, _ string, index int, used rawSheet) (rawSheet, error) {
	mark := b.marks[index]
	from := int64(b.code.bom) + mark.offset
	to := b.in.Size
	if index+1 < len(b.marks) {
		to = int64(b.code.bom) + b.marks[index+1].offset
	}
	text := io.NewSectionReader(b.in.Data, from, to-from)
	s, again := used.(*csvSheet)
	if !again {
		s = &csvSheet{ctx: ctx, r: newCSVReader(nil, b.delim)}
		s.r.buf = make([]byte, csvPiece+8<<10)
	}
	s.r.restart(text, mark.line)
	return s, nil
}

// begin opens the text behind a line sep=; look is shown every byte of it.
func (b *csvBook) begin(ctx context.Context, look func([]byte, bool) int) (*csvSheet, error) {
	return b.beginWith(ctx, b.code.reader(b.in), look)
}

func (b *csvBook) beginWith(ctx context.Context, text io.Reader, look func([]byte, bool) int) (*csvSheet, error) {
	s := &csvSheet{ctx: ctx, book: b, r: newCSVReader(text, b.delim)}
	s.r.buf, s.r.look = b.buffer(), look
	if b.sep {
		if _, err := s.read(); err != nil && err != io.EOF {
			return nil, err
		}
	}
	return s, nil
}

// buffer is one that a sheet left when it was closed, or a new one, in which
// a short text has room at once.
func (b *csvBook) buffer() []byte {
	buf := b.spare
	if b.spare = nil; buf == nil {
		buf = make([]byte, min(csvBuffer, b.in.Size+512))
	}
	return buf
}

// csvSheet streams the records of a text and explains its errors.
type csvSheet struct {
	ctx   context.Context
	book  *csvBook // that gets the buffer back; nil for a piece
	r     *csvReader
	count int
	bare  int // records that were or may have been blank lines
}

// maxBlank is how many blank lines of a text are given, which is more than
// anybody looks at.
const maxBlank = maxBlankAbove + headerSearch

// close makes everything invalid that the sheet gave a view of.
func (s *csvSheet) close() error {
	if s.book != nil {
		s.book.spare, s.book = s.r.buf, nil
	}
	return nil
}

func (s *csvSheet) next() (rawRecord, error) {
	var rec rawRecord
	err := s.view(&rec)
	return rec.own(), err
}

// view skips empty lines, and blank ones where there are too many of them, and
// takes away guarding apostrophes.
func (s *csvSheet) view(rec *rawRecord) (err error) {
	for {
		if err := s.alive(); err != nil {
			return err
		}
		if s.r.blankly() {
			if skipped, err := s.skip(); err != nil {
				return err
			} else if skipped {
				continue
			}
		}
		if count, ok := s.r.plain(); ok {
			if s.r.cut(count, rec) {
				unguardCells(rec.Cells)
			}
			s.r.leave()
			return nil
		}
		if *rec, err = s.r.careful(); err != nil {
			return s.explain(err)
		}
		if len(rec.Cells) > 0 {
			unguardCells(rec.Cells)
			return nil
		}
	}
}

// skip goes over blank lines, if nobody looks at those that stand here.
func (s *csvSheet) skip() (bool, error) {
	if s.bare++; s.book != nil && s.bare <= maxBlank {
		return false, nil
	}
	return s.r.blanks()
}

func unguardCells(cells []rawCell) {
	for i := range cells {
		if c := &cells[i]; c.Text != "" && c.Text[0] == '\'' {
			c.Text = unguardFormula(c.Text)
		}
	}
}

func (s *csvSheet) read() (rawRecord, error) {
	if err := s.alive(); err != nil {
		return rawRecord{}, err
	}
	rec, err := s.r.next()
	return rec, s.explain(err)
}

// alive looks now and then whether somebody has given up.
func (s *csvSheet) alive() error {
	if s.count++; s.count%1024 == 0 {
		return s.ctx.Err()
	}
	return nil
}

func (s *csvSheet) explain(err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	var open errOpenQuote
	switch {
	case errors.As(err, &open):
		err = &FileError{
			Row: open.line, Rule: "csv.quote", Message: "the quote that opens a cell in this line is never closed", Err: err,
			Cure: "close it, or double it if it is part of the text",
		}
	case errors.Is(err, errLongRecord):
		err = &FileError{
			Row: s.r.line, Rule: "csv.long", Message: "the line is longer than 4 MiB, so this is no table", Err: err,
			Cure: "check the file, or save it as .xlsx",
		}
	case errors.Is(err, errWideRecord):
		err = &FileError{
			Row: s.r.line, Rule: "csv.wide", Message: "the line has more than 16384 cells, so this is no table", Err: err,
			Cure: "check the file and its delimiter, or name that with --delimiter",
		}
	}
	return err
}
