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

// csvMark is a place in a text where a record begins.
type csvMark struct {
	offset int64 // behind the byte order mark
	line   int
}

// csvPiece is how far apart marks are, at least, in bytes.
const csvPiece = 64 << 10

// Bounds of a text, far beyond those of every table of domains.
const (
	maxTextRows  = 5_000_000
	maxTextCells = 100_000_000
)

// errAssumed says that a text which was taken for UTF-8 is none.
var errAssumed = errors.New("the text is not UTF-8")

// verify splits the text to its end: an open quote, a zero byte or a damaged
// character is found before the first row is used. Only where the bytes give
// reason to are the cells looked at one by one.
func (b *csvBook) verify(ctx context.Context, _ string) (facts, error) {
	if b.proven != nil {
		return *b.proven, nil
	}
	v := csvVerifier{book: b, facts: facts{Widths: map[int]int{}}}
	sheet, err := b.begin(ctx, v.look)
	if err != nil {
		return v.facts, err
	}
	defer sheet.close()
	b.marks = nil
	if err := v.run(sheet); err != nil {
		return v.facts, err
	}
	v.flush()
	b.proven = &v.facts
	return v.facts, nil
}

// csvVerifier counts the records of a text.
type csvVerifier struct {
	book  *csvBook
	facts facts
	doubt bool // some cell may have to be refused
	other bool // the text is not in the encoding that was assumed

	width, same int // so many records of this width are not in facts yet
}

// look is shown every byte before a record of it is cut.
func (v *csvVerifier) look(text []byte, last bool) int {
	n := len(text)
	if !last {
		n = wholeRunes(text)
	}
	text = text[:n]
	if v.book.code.enc != nil {
		v.doubt = v.doubt || bytes.IndexByte(text, 0) >= 0 || bytes.Contains(text, []byte(string(utf8.RuneError)))
		return n
	}
	sound := utf8.Valid(text)
	v.other = v.other || !sound && v.book.code.assumed
	v.doubt = v.doubt || !sound || bytes.IndexByte(text, 0) >= 0
	return n
}

func (v *csvVerifier) run(s *csvSheet) error {
	r := s.r
	for {
		if err := s.alive(); err != nil {
			return err
		}
		if v.facts.Records > maxTextRows || v.facts.Cells > maxTextCells {
			return v.tooMuch()
		}
		v.book.mark(r)
		if n, ok := r.plain(); ok && !v.doubt && r.shows() {
			v.count(n)
			r.leave()
			continue
		}
		if skipped, err := r.blanks(); err != nil {
			return err
		} else if skipped {
			continue
		}
		err := r.find()
		switch {
		case v.other:
			return errAssumed
		case err == io.EOF:
			return nil
		case err != nil:
			return s.explain(err)
		}
		if err := v.record(r); err != nil {
			return err
		}
		r.leave()
	}
}

// record counts the record that was found, and judges it where there is doubt.
func (v *csvVerifier) record(r *csvReader) error {
	if r.empty() {
		return nil
	}
	if r.blank() {
		v.facts.Records++ // what looks blank takes its time too
	} else {
		v.count(len(r.spans))
	}
	if v.doubt {
		return v.book.checkRecord(r.record())
	}
	return nil
}

func (v *csvVerifier) count(width int) {
	if width != v.width {
		v.flush()
		v.width = width
	}
	v.facts.Records++
	v.facts.Cells += width
	v.same++
}

func (v *csvVerifier) tooMuch() error {
	if v.facts.Records > maxTextRows {
		return tooMuchText(fmt.Sprintf("the file has more than %d million rows", maxTextRows/1_000_000))
	}
	return tooMuchText(fmt.Sprintf("the file has more than %d million cells", maxTextCells/1_000_000))
}

func (v *csvVerifier) flush() {
	if v.same > 0 {
		v.facts.Widths[v.width] += v.same
		v.same = 0
	}
}

// mark notes now and then where a record begins, so that the text can be read
// from there. Where it had to be decoded, its places are not those of the file.
func (b *csvBook) mark(r *csvReader) {
	if n := len(b.marks); b.code.enc == nil && (n == 0 || r.done-b.marks[n-1].offset >= csvPiece) {
		b.marks = append(b.marks, csvMark{r.done, r.line})
	}
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
		if err := b.checkText(c.Text, rec.Number+int(c.below)); err != nil {
			return err
		}
	}
	return nil
}

func checkZero(text string, line int) error {
	if strings.IndexByte(text, 0) < 0 {
		return nil
	}
	return &FileError{
		Row: line, Rule: "csv.zero", Message: "a NUL byte stands in the text, so this is damaged or no text file",
		Cure: "export it again as CSV UTF-8, or save it as .xlsx",
	}
}

func (b *csvBook) checkText(text string, line int) error {
	if err := checkZero(text, line); err != nil {
		return err
	}
	if b.code.broken > 0 {
		return nil // said, and judged where a lost character is used
	}
	if b.code.enc != nil && strings.ContainsRune(text, utf8.RuneError) || b.code.enc == nil && !utf8.ValidString(text) {
		return &FileError{
			Row: line, Rule: "encoding.damaged", Message: "a character cannot be read as " + b.code.name,
			Cure: "say how the file is written, such as --encoding gb18030",
		}
	}
	return nil
}
