package audit

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"iter"
	"math"

	"domainbatch/ingest/ooxml"
)

// Scratch is room for what does not fit into memory: a private file that is gone
// when it is closed. It is written from its beginning to its end and then read.
type Scratch interface {
	io.Writer
	io.ReaderAt
	io.Closer
}

// memory is a Scratch for callers that have no files.
type memory struct{ bytes.Buffer }

func (m *memory) ReadAt(p []byte, at int64) (int, error) {
	return bytes.NewReader(m.Bytes()).ReadAt(p, at)
}

func (m *memory) Close() error { return nil }

func newMemory() (Scratch, error) { return &memory{}, nil }

// log is a list of byte strings in a Scratch, which is opened for the first.
type log struct {
	open func() (Scratch, error)
	file Scratch
	out  *bufio.Writer
	size int64
}

func (l *log) put(record []byte) error {
	if l.file == nil {
		file, err := l.open()
		if err != nil {
			return err
		}
		l.file, l.out = file, bufio.NewWriterSize(file, 64<<10)
	}
	var head [binary.MaxVarintLen64]byte
	n := binary.PutUvarint(head[:], uint64(len(record)))
	l.size += int64(n + len(record))
	if _, err := l.out.Write(head[:n]); err != nil {
		return err
	}
	_, err := l.out.Write(record)
	return err
}

// section opens the records between two sizes that the log had.
func (l *log) section(from, to int64) (*logReader, error) {
	if l.file == nil {
		return &logReader{in: bufio.NewReader(bytes.NewReader(nil))}, nil
	}
	if err := l.out.Flush(); err != nil {
		return nil, err
	}
	return &logReader{in: bufio.NewReaderSize(io.NewSectionReader(l.file, from, to-from), 32<<10)}, nil
}

func (l *log) close() error {
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}

type logReader struct {
	in  *bufio.Reader
	buf []byte
}

// next gives the next record, io.EOF behind the last. It is valid until the next
// call.
func (r *logReader) next() ([]byte, error) {
	n, err := binary.ReadUvarint(r.in)
	if err != nil {
		return nil, err
	}
	if uint64(cap(r.buf)) < n {
		r.buf = make([]byte, n)
	}
	r.buf = r.buf[:n]
	if _, err := io.ReadFull(r.in, r.buf); err != nil {
		return nil, err
	}
	return r.buf, nil
}

// rowLog keeps rows of a sheet for later.
type rowLog struct {
	log
	rows int
	buf  []byte
}

func (l *rowLog) put(row ooxml.Row) error {
	l.rows++
	buf := binary.LittleEndian.AppendUint64(l.buf[:0], math.Float64bits(row.Height))
	for _, v := range row.Cells {
		buf = append(buf, byte(v.Kind))
		buf = binary.AppendUvarint(buf, uint64(v.Style))
		buf = binary.LittleEndian.AppendUint64(buf, math.Float64bits(v.Number))
		buf = binary.AppendUvarint(buf, uint64(len(v.Text)))
		buf = append(buf, v.Text...)
	}
	l.buf = buf
	return l.log.put(buf)
}

// all goes through the rows. Each is valid until the next.
func (l *rowLog) all(yield func(ooxml.Row, error) bool) {
	r, err := l.section(0, l.size)
	var row ooxml.Row
	for err == nil {
		var record []byte
		if record, err = r.next(); err != nil {
			break
		}
		if row, err = unpackRow(record, row.Cells[:0]); err == nil && !yield(row, nil) {
			return
		}
	}
	if err != io.EOF {
		yield(ooxml.Row{}, err)
	}
}

var _ iter.Seq2[ooxml.Row, error] = (*rowLog)(nil).all

var errScratch = errors.New("what was put aside in a temporary file came back damaged")

func unpackRow(b []byte, cells []ooxml.Value) (ooxml.Row, error) {
	if len(b) < 8 {
		return ooxml.Row{}, errScratch
	}
	row := ooxml.Row{Height: math.Float64frombits(binary.LittleEndian.Uint64(b))}
	b = b[8:]
	for len(b) > 0 {
		v := ooxml.Value{Kind: ooxml.ValueKind(b[0])}
		style, n := binary.Uvarint(b[1:])
		if n <= 0 || len(b) < 1+n+8 {
			return row, errScratch
		}
		v.Style = int(style)
		b = b[1+n:]
		v.Number = math.Float64frombits(binary.LittleEndian.Uint64(b))
		size, n := binary.Uvarint(b[8:])
		if n <= 0 || uint64(len(b)-8-n) < size {
			return row, errScratch
		}
		b = b[8+n:]
		v.Text = string(b[:size])
		b = b[size:]
		cells = append(cells, v)
	}
	row.Cells = cells
	return row, nil
}
