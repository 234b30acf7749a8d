package ingest

import (
	"errors"
	"io"
	"strings"
)

// maxRecord bounds one CSV record in bytes. Beyond it a quote was left open
// or the file is not delimited text.
const maxRecord = 16 << 20

// csvReader splits UTF-8 text into records and knows the line of every cell.
//
// A cell that begins with a quote ends at the next lone quote and may hold
// delimiters and line ends; a doubled quote stands for one. Anywhere else a
// quote is an ordinary character. Text after a closing quote belongs to the
// cell, as spreadsheet programs read it, and is reported as stray. CR, LF
// and CRLF each end a line.
type csvReader struct {
	src   io.Reader
	delim byte
	buf   []byte // unread bytes are buf[pos:end]
	pos   int
	end   int
	eof   bool
	line  int // 1-based line of buf[pos]
	cells []rawCell
	spans []span
}

// span is a cell inside the bytes of its record.
type span struct {
	from, to int
	line     int  // counted from the first line of the record
	doubled  bool // holds doubled quotes
	stray    bool // text follows the closing quote; from is then the opening quote
	quoted   bool
}

func newCSVReader(src io.Reader, delim byte) *csvReader {
	return &csvReader{src: src, delim: delim, buf: make([]byte, 64<<10), line: 1}
}

// errOpenQuote says that a quoted cell never ends; line is where it opened.
type errOpenQuote struct{ line int }

func (errOpenQuote) Error() string { return "a quoted cell never ends" }

var errLongRecord = errors.New("record too long")

// next returns the next record; an empty line is a record without cells.
func (r *csvReader) next() (rawRecord, error) {
	for {
		n, lines, state := r.split(r.buf[r.pos:r.end])
		if state == splitDone {
			rec := r.record(r.buf[r.pos : r.pos+n])
			r.pos += n
			r.line += lines
			return rec, nil
		}
		if r.eof {
			if r.pos == r.end {
				return rawRecord{}, io.EOF
			}
			return rawRecord{Number: r.line}, errOpenQuote{r.line + r.spans[len(r.spans)-1].line}
		}
		if r.end-r.pos >= maxRecord {
			if state == splitInQuote {
				return rawRecord{Number: r.line}, errOpenQuote{r.line + r.spans[len(r.spans)-1].line}
			}
			return rawRecord{Number: r.line}, errLongRecord
		}
		if err := r.fill(); err != nil {
			return rawRecord{Number: r.line}, err
		}
	}
}

// fill reads more bytes behind the record that has begun.
func (r *csvReader) fill() error {
	if r.pos > 0 {
		r.end = copy(r.buf, r.buf[r.pos:r.end])
		r.pos = 0
	}
	if r.end == len(r.buf) {
		r.buf = append(r.buf, make([]byte, len(r.buf))...)
	}
	for range 100 {
		n, err := r.src.Read(r.buf[r.end:])
		r.end += n
		if err == io.EOF {
			r.eof = true
			return nil
		}
		if err != nil || n > 0 {
			return err
		}
	}
	return io.ErrNoProgress
}

type splitState uint8

const (
	splitDone    splitState = iota
	splitMore               // the record does not end here
	splitInQuote            // it does not end here and a quote is open
)

// split finds the first record of b: its length with the line end, the lines
// it covers, and its cells in r.spans.
func (r *csvReader) split(b []byte) (n, lines int, state splitState) {
	r.spans = r.spans[:0]
	if len(b) == 0 {
		return 0, 0, splitMore
	}
	i := 0
	for {
		s := span{from: i, line: lines}
		if i < len(b) && b[i] == '"' {
			s.quoted = true
			i++
			s.from = i
			closed := false
			for i < len(b) {
				c := b[i]
				if c == '"' {
					if i+1 < len(b) && b[i+1] == '"' {
						s.doubled = true
						i += 2
						continue
					}
					if i+1 == len(b) && !r.eof {
						return 0, 0, splitMore // the quote may be one of a pair
					}
					closed = true
					break
				}
				if c == '\n' || c == '\r' && (i+1 >= len(b) || b[i+1] != '\n') {
					lines++
				}
				i++
			}
			if !closed {
				r.spans = append(r.spans, s)
				return 0, 0, splitInQuote
			}
			s.to = i
			i++
		}
		stray := i
		for i < len(b) && b[i] != r.delim && b[i] != '\n' && b[i] != '\r' {
			i++
		}
		switch {
		case !s.quoted:
			s.to = i
		case i > stray:
			s.stray, s.to = true, i
			s.from--
		}
		r.spans = append(r.spans, s)
		if i == len(b) {
			if r.eof {
				return i, lines, splitDone
			}
			return 0, 0, splitMore
		}
		if b[i] == r.delim {
			i++
			continue
		}
		if b[i] == '\n' {
			return i + 1, lines + 1, splitDone
		}
		if i+1 == len(b) && !r.eof {
			return 0, 0, splitMore // CR may be half of CRLF
		}
		if i+1 < len(b) && b[i+1] == '\n' {
			return i + 2, lines + 1, splitDone
		}
		return i + 1, lines + 1, splitDone
	}
}

// record makes cells of the spans of one record.
func (r *csvReader) record(b []byte) rawRecord {
	rec := rawRecord{Number: r.line}
	r.cells = r.cells[:0]
	if len(r.spans) == 1 && !r.spans[0].quoted && r.spans[0].from == r.spans[0].to {
		return rec
	}
	text := string(b)
	for i, s := range r.spans {
		cell := rawCell{Text: text[s.from:s.to], Line: r.line + s.line}
		switch {
		case s.stray:
			cell.Text = joinStray(cell.Text)
			if rec.Stray == 0 {
				rec.Stray = i + 1
			}
		case s.doubled:
			cell.Text = strings.ReplaceAll(cell.Text, `""`, `"`)
		}
		r.cells = append(r.cells, cell)
	}
	rec.Cells = r.cells
	return rec
}

// joinStray reads a cell such as "abc"def as spreadsheet programs do: the
// quoted part unquoted, the rest as it stands.
func joinStray(cell string) string {
	inner := cell[1:]
	for i := 0; i < len(inner); i++ {
		if inner[i] != '"' {
			continue
		}
		if i+1 < len(inner) && inner[i+1] == '"' {
			i++
			continue
		}
		return strings.ReplaceAll(inner[:i], `""`, `"`) + inner[i+1:]
	}
	return cell
}
