package ingest

import (
	"archive/zip"
	"bufio"
	"errors"
	"io"

	"github.com/klauspost/compress/flate"
)

// inflater is the decompressor of a zip; the one of the standard library
// takes more than twice the time.
func inflater(r io.Reader) io.ReadCloser { return flate.NewReader(bufio.NewReaderSize(r, 64<<10)) }

// partReader unpacks one part. A part that is not as long as the zip says,
// or that breaks its checksum, ends in an error.
type partReader struct {
	io.ReadCloser
	file  *zip.File
	count uint64
}

// unpack opens a part as it is stored.
func (p *parts) unpack(name string) (*partReader, error) {
	f, ok := p.byName[partKey(name)]
	if !ok {
		return nil, errNoPart
	}
	if err := p.allow(f); err != nil {
		return nil, err
	}
	r, err := f.Open()
	if err != nil {
		if errors.Is(err, zip.ErrAlgorithm) {
			return nil, damaged("the part "+f.Name+" is packed in a way that no spreadsheet program writes", err)
		}
		return nil, damaged("the part "+f.Name+" cannot be unpacked", err)
	}
	return &partReader{ReadCloser: r, file: f}, nil
}

func (r *partReader) Read(b []byte) (int, error) {
	n, err := r.ReadCloser.Read(b)
	r.count += uint64(n)
	size := r.file.UncompressedSize64
	switch {
	case r.count > size, err == io.EOF && r.count != size:
		return n, damaged("the part "+r.file.Name+" is not as long as the file says", nil)
	case err != nil && err != io.EOF:
		return n, damaged("the part "+r.file.Name+" is damaged or cut off", err)
	}
	return n, err
}

// stream opens a part that may be long: it is unpacked ahead of its reader.
func (p *parts) stream(name string) (*blockReader, error) {
	r, err := p.open(name)
	if err != nil {
		return nil, err
	}
	return newBlockReader(r, p.byName[partKey(name)].UncompressedSize64), nil
}
