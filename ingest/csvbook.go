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
}

// openCSV finds out how a delimited text is written.
func openCSV(ctx context.Context, in Input, opt Options) (*csvBook, error) {
	code, err := chooseEncoding(ctx, in, opt.Encoding)
	if err != nil {
		return nil, err
	}
	b := &csvBook{in: in, code: code}
	if strings.HasPrefix(code.name, "utf-16") && (in.Size-int64(code.bom))%2 != 0 {
		return nil, &FileError{
			Rule: "encoding.cut", Message: "the file ends in the middle of a character of UTF-16, so its end is missing", Cure: "copy or export it again",
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
		b.delim = detectDelimiter(head, opt.Map)
	}
	return b, err
}

// head is the beginning of the text, decoded.
func (b *csvBook) head() ([]byte, error) {
	head := make([]byte, 64<<10)
	n, err := io.ReadFull(b.code.reader(b.in), head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	return head[:n], nil
}

// sepLine reads the line with which Excel is told the delimiter.
func sepLine(head []byte) (byte, bool) {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.Trim(bytes.TrimSuffix(line, []byte("\r")), `"`)
	if len(line) == 5 && strings.EqualFold(string(line[:4]), "sep=") && line[4] < utf8.RuneSelf {
		return line[4], true
	}
	return 0, false
}

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
	if len(said) == 1 && !strings.ContainsAny(said, "\"\r\n\x00") && said[0] < utf8.RuneSelf {
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

// begin opens the text behind a line sep=; look is shown every byte of it.
func (b *csvBook) begin(ctx context.Context, look func([]byte, bool) int) (*csvSheet, error) {
	s := &csvSheet{ctx: ctx, r: newCSVReader(b.code.reader(b.in), b.delim)}
	s.r.look = look
	if b.sep {
		if _, err := s.read(); err != nil && err != io.EOF {
			return nil, err
		}
	}
	return s, nil
}

// verify splits the text to its end: an open quote, a zero byte or a damaged
// character is found before the first row is used. Only where the bytes give
// reason to are the cells looked at one by one.
func (b *csvBook) verify(ctx context.Context, _ string) (facts, error) {
	f := facts{Widths: map[int]int{}}
	doubt := false
	sheet, err := b.begin(ctx, func(text []byte, last bool) int {
		n := len(text)
		if !last {
			n = wholeRunes(text)
		}
		doubt = doubt || b.doubtful(text[:n])
		return n
	})
	if err != nil {
		return f, err
	}
	r := sheet.r
	for {
		if err := sheet.alive(); err != nil {
			return f, err
		}
		if n := r.width(); n > 0 && !doubt {
			f.Records++
			f.Widths[n]++
			r.leave()
			continue
		}
		if err := r.find(); err == io.EOF {
			return f, nil
		} else if err != nil {
			return f, sheet.explain(err)
		}
		if !r.empty() {
			f.Records++
			if !r.blank() {
				f.Widths[len(r.spans)]++
			}
			if doubt {
				if err := b.checkRecord(r.record()); err != nil {
					return f, err
				}
			}
		}
		r.leave()
	}
}

// doubtful reports whether some cell of a text may be refused by checkText.
func (b *csvBook) doubtful(text []byte) bool {
	if bytes.IndexByte(text, 0) >= 0 {
		return true
	}
	if b.code.enc != nil {
		return bytes.Contains(text, []byte(string(utf8.RuneError)))
	}
	return !utf8.Valid(text)
}

// wholeRunes is the length of a text without a character that is cut at its end.
func wholeRunes(text []byte) int {
	for n := len(text) - 1; n >= 0 && n >= len(text)-utf8.UTFMax; n-- {
		if utf8.RuneStart(text[n]) {
			if utf8.FullRune(text[n:]) {
				break
			}
			return n
		}
	}
	return len(text)
}

func (b *csvBook) checkRecord(rec rawRecord) error {
	for _, c := range rec.Cells {
		if err := b.checkText(c); err != nil {
			return err
		}
	}
	return nil
}

func (b *csvBook) checkText(c rawCell) error {
	if strings.IndexByte(c.Text, 0) >= 0 {
		return &FileError{
			Row: c.Line, Rule: "csv.zero", Message: "a NUL byte stands in the text, so this is damaged or no text file",
			Cure: "export it again as CSV UTF-8, or save it as .xlsx",
		}
	}
	if b.code.broken > 0 {
		return nil // said, and judged where a lost character is used
	}
	if b.code.enc != nil && strings.ContainsRune(c.Text, utf8.RuneError) || b.code.enc == nil && !utf8.ValidString(c.Text) {
		return &FileError{
			Row: c.Line, Rule: "encoding.damaged", Message: "a character cannot be read as " + b.code.name,
			Cure: "say how the file is written, such as --encoding gb18030",
		}
	}
	return nil
}

// csvSheet streams the records of a text and explains its errors.
type csvSheet struct {
	ctx   context.Context
	r     *csvReader
	count int
}

func (s *csvSheet) close() error { return nil }

// next skips empty lines and takes away guarding apostrophes.
func (s *csvSheet) next() (rawRecord, error) {
	for {
		rec, err := s.read()
		if err != nil {
			return rec, err
		}
		if len(rec.Cells) == 0 {
			continue
		}
		for i := range rec.Cells {
			if c := &rec.Cells[i]; c.Text != "" && c.Text[0] == '\'' {
				c.Text = unguardFormula(c.Text)
			}
		}
		return rec, nil
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
			Row: s.r.line, Rule: "csv.long", Message: "the line is longer than 16 MiB, so this is no table", Err: err,
			Cure: "check the file, or save it as .xlsx",
		}
	}
	return err
}
