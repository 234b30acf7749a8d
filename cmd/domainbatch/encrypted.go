package main

import (
	"bytes"
	"io"

	"domainbatch/ingest"
	"domainbatch/report"
)

// compoundFile is how an encrypted workbook begins: it is no zip archive, but
// holds one.
var compoundFile = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}

// opened is a source that a report can be written into. An encrypted workbook
// is decrypted in memory, and its results are encrypted with the same
// password: what was locked does not lie open beside itself.
type opened struct {
	report.Source
	password string // "" when the workbook is not encrypted
}

// unlock decrypts the workbook of a source when it is encrypted. The caller
// has read it with the same password before.
func unlock(source report.Source, password string) (opened, error) {
	head := make([]byte, len(compoundFile))
	if _, err := source.Input.Data.ReadAt(head, 0); err != nil || !bytes.Equal(head, compoundFile) {
		return opened{Source: source}, nil
	}
	plain, err := ingest.Unlock(source.Input, password)
	if err != nil {
		return opened{}, err
	}
	source.Input = plain
	return opened{Source: source, password: password}, nil
}

// lock returns a writer for the report: it passes it on as it is, or keeps it
// back and passes it on encrypted when finish is called.
func (o opened) lock(w io.Writer) (inner io.Writer, finish func() error) {
	if o.password == "" {
		return w, func() error { return nil }
	}
	var plain bytes.Buffer
	return &plain, func() error {
		sealed, err := ingest.Encrypt(plain.Bytes(), o.password)
		if err != nil {
			return err
		}
		_, err = w.Write(sealed)
		return err
	}
}

// like is how the report on the source is laid out.
func (o opened) like() ingest.Options { return reportLike(o.Layout.Sheet, o.password) }
