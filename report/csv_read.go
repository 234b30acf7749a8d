package report

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"domainbatch/ingest"
)

// recordSeq is every record of a CSV file, title lines and blank lines too.
type recordSeq = iter.Seq2[ingest.Record, error]

// csvRecords reads a CSV input as ingest understood it, but leaves nothing
// out: what stands above the header is written again as well. Guards that an
// earlier report put before formulas are taken away.
func csvRecords(ctx context.Context, src Source) recordSeq {
	return func(yield func(ingest.Record, error) bool) {
		text, err := decoded(src)
		if err != nil {
			yield(ingest.Record{}, err)
			return
		}
		r := &csvReader{r: bufio.NewReaderSize(text, 1<<16), comma: src.Layout.Delimiter, line: 1}
		for n := 0; ; n++ {
			if n%1024 == 0 && ctx.Err() != nil {
				yield(ingest.Record{}, ctx.Err())
				return
			}
			record, err := r.read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				err = fmt.Errorf("reading %s again, line %d: %w", src.Input.Name, r.line, err)
			}
			if !yield(record, err) || err != nil {
				return
			}
		}
	}
}

// decoded is the input as UTF-8 without a byte order mark.
func decoded(src Source) (io.Reader, error) {
	raw := io.NewSectionReader(src.Input.Data, 0, src.Input.Size)
	enc, err := encodingOf(src.Layout.Encoding)
	if err != nil {
		return nil, fmt.Errorf("reading %s again: %w", src.Input.Name, err)
	}
	return transform.NewReader(raw, unicode.BOMOverride(enc.NewDecoder())), nil
}

func encodingOf(name string) (encoding.Encoding, error) {
	switch name {
	case "", "utf-8":
		return encoding.Nop, nil
	case "gb18030":
		return simplifiedchinese.GB18030, nil
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		return nil, fmt.Errorf("unknown encoding %q", name)
	}
	return enc, nil
}

// csvReader takes records apart. It is forgiving in the ways spreadsheet
// programs are: a quote inside an unquoted cell is a character, and what
// follows a closing quote belongs to the cell.
type csvReader struct {
	r     *bufio.Reader
	comma rune
	line  int // of the next character
}

func (c *csvReader) read() (ingest.Record, error) {
	record := ingest.Record{Number: c.line}
	if _, err := c.r.Peek(1); err != nil {
		return record, err
	}
	for {
		cell, last, err := c.cell()
		if err != nil {
			return record, err
		}
		record.Cells = append(record.Cells, unguard(cell))
		if last {
			return record, nil
		}
	}
}

// cell reads up to the next delimiter or, which makes it the last, the end
// of the record.
func (c *csvReader) cell() (cell string, last bool, err error) {
	var b []byte
	quoted, start := false, true
	for {
		r, err := c.next()
		switch {
		case errors.Is(err, io.EOF):
			return string(b), true, nil
		case err != nil:
			return "", false, err
		case r == '"' && start:
			quoted = true
		case r == '"' && quoted:
			if p, _ := c.r.Peek(1); len(p) == 1 && p[0] == '"' {
				c.r.ReadByte()
				b = append(b, '"')
			} else {
				quoted = false
			}
		case quoted:
			b = utf8.AppendRune(b, r)
		case r == c.comma:
			return string(b), false, nil
		case r == '\n':
			return string(b), true, nil
		case r == '\r' && c.endsLine():
			return string(b), true, nil
		default:
			b = utf8.AppendRune(b, r)
		}
		start = false
	}
}

// endsLine decides what a CR outside quotes is: with the LF that follows it,
// or alone, the end of the record.
func (c *csvReader) endsLine() bool {
	if p, _ := c.r.Peek(1); len(p) == 1 && p[0] == '\n' {
		c.r.ReadByte()
	}
	c.line++
	return true
}

func (c *csvReader) next() (rune, error) {
	r, _, err := c.r.ReadRune()
	if r == '\n' {
		c.line++
	}
	return r, err
}
