package ingest

import (
	"errors"
	"io"
	"strings"
)

// Bounds of one CSV record, in bytes and in cells, of which a sheet cannot
// have more either. Beyond them a quote was left open or the file is not
// delimited text.
const (
	maxRecord      = 4 << 20
	maxRecordCells = maxSheetColumn
)

// Sizes of the buffers of a csvReader.
const (
	csvBuffer = 128 << 10
	csvPad    = 64 // zeros behind the bytes, so that so many can be read at any of them
)

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
	line  int                           // 1-based line of buf[pos]
	done  int64                         // bytes before buf[pos]
	look  func(b []byte, last bool) int // when set, is shown every byte once, as the use of chunks
	seen  int                           // buf[:seen] was shown
	marks csvMarks

	spans []span // cells of the record at pos
	size  int    // of the record, with its line end
	shown int    // of a plain line, without it
	lines int    // that it covers
	cells []rawCell
}

func newCSVReader(src io.Reader, delim byte) *csvReader {
	return &csvReader{src: src, delim: delim, buf: make([]byte, 4<<10), line: 1}
}

// restart reads another text, which begins in the given line.
func (r *csvReader) restart(src io.Reader, line int) {
	*r = csvReader{src: src, delim: r.delim, buf: r.buf, spans: r.spans, cells: r.cells, line: line}
}

// errOpenQuote says that a quoted cell never ends; line is where it opened.
type errOpenQuote struct{ line int }

func (errOpenQuote) Error() string { return "a quoted cell never ends" }

var (
	errLongRecord = errors.New("record too long")
	errWideRecord = errors.New("record with too many cells")
)

// next returns the next record; an empty line is a record without cells. Its
// text is that of the buffer, and valid until the next call.
func (r *csvReader) next() (rawRecord, error) {
	if count, ok := r.plain(); ok {
		var rec rawRecord
		r.cut(count, &rec)
		r.leave()
		return rec, nil
	}
	return r.careful()
}

// careful is next without the short way for plain lines.
func (r *csvReader) careful() (rawRecord, error) {
	if err := r.find(); err != nil {
		return rawRecord{Number: r.line}, err
	}
	rec := r.record()
	r.leave()
	return rec, nil
}

// find splits the record at pos, for which it reads on as needed. The record
// stays there until leave.
func (r *csvReader) find() error {
	for {
		state := r.split()
		switch {
		case state == splitDone:
			return nil
		case state == splitWide:
			return errWideRecord
		case r.eof && r.pos == r.end:
			return io.EOF
		case r.eof || state == splitInQuote && r.end-r.pos >= maxRecord:
			return errOpenQuote{r.line + int(r.spans[len(r.spans)-1].line)}
		case r.end-r.pos >= maxRecord:
			return errLongRecord
		}
		if err := r.fill(); err != nil {
			return err
		}
	}
}

// leave goes on behind the record that was found.
func (r *csvReader) leave() {
	r.pos += r.size
	r.done += int64(r.size)
	r.line += r.lines
}

// fill reads more bytes behind the record that has begun.
func (r *csvReader) fill() error {
	r.seen -= r.pos
	r.end = copy(r.buf, r.buf[r.pos:r.end])
	r.pos = 0
	r.marks.forget()
	if r.end > len(r.buf)/2 || len(r.buf) < csvBuffer && r.end > 0 {
		r.buf = append(r.buf, make([]byte, max(csvBuffer, len(r.buf)))...)
	}
	for idle := 0; !r.eof && r.end < len(r.buf)-csvPad; idle++ {
		n, err := r.src.Read(r.buf[r.end : len(r.buf)-csvPad])
		if r.end += n; n > 0 {
			idle = 0
		}
		switch {
		case err == io.EOF:
			r.eof = true
		case err != nil:
			return err
		case idle == 100:
			return io.ErrNoProgress
		}
	}
	clear(r.buf[r.end : r.end+csvPad])
	if r.look != nil {
		r.seen += r.look(r.buf[r.seen:r.end], r.eof)
	}
	return nil
}

// empty reports whether the record that was found is an empty line.
func (r *csvReader) empty() bool {
	return len(r.spans) == 1 && r.spans[0].how&spanQuoted == 0 && r.spans[0].from == r.spans[0].to
}

// blank reports whether no cell of the record that was found shows anything.
func (r *csvReader) blank() bool {
	for i := range r.spans {
		s := &r.spans[i]
		if s.to > s.from && (r.buf[s.from] > ' ' && r.buf[s.from] < 0x7f || !isBlank(string(r.buf[s.from:s.to]))) {
			return s.how&spanStray != 0 && r.record().blank()
		}
	}
	return true
}

// record makes cells of the record that was found.
func (r *csvReader) record() rawRecord {
	rec := rawRecord{Number: r.line, view: true}
	if r.empty() {
		return rec
	}
	r.room(len(r.spans))
	rec.Cells = r.cells[:len(r.spans)] // kind and raw value are never set
	text, pos := r.text(r.size), uint32(r.pos)
	for i := range rec.Cells {
		s, c := &r.spans[i], &rec.Cells[i]
		c.Text, c.below = text[s.from-pos:s.to-pos], s.line
		switch {
		case s.how <= spanQuoted:
		case s.how&spanStray != 0:
			c.Text = joinStray(c.Text)
			if rec.Stray == 0 {
				rec.Stray = i + 1
			}
		case s.how&spanDoubled != 0:
			c.Text = undouble(c.Text)
		}
	}
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
		return undouble(inner[:i]) + inner[i+1:]
	}
	return cell
}

// undouble gives a text in which every quote is one of a pair, with one quote
// for each pair.
func undouble(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		for s = s[i:]; s != "" && s[0] == '"'; s = s[min(2, len(s)):] {
			b.WriteByte('"')
		}
	}
}
