package markup

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"domainbatch/ingest"
	"domainbatch/ingest/ooxml"
)

// Options are what writing needs to know beside the problems.
type Options struct {
	Lang     string // of headings and comments: "zh", else English
	Password string // of an encrypted workbook; the new one gets the same
}

// ErrWorkbook says that a workbook could be read and cannot be written again.
var ErrWorkbook = errors.New("the workbook cannot be written again")

// book is a workbook that is being changed. Nothing is written before save.
type book struct {
	*ooxml.Workbook
	password string // "" when it is not encrypted
}

// compoundFile is how an encrypted workbook begins: it is no zip archive, but
// holds one.
var compoundFile = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}

// open opens a workbook. An encrypted one is decrypted in memory.
func open(in ingest.Input, opt Options) (*book, error) {
	password := ""
	head := make([]byte, len(compoundFile))
	if _, err := in.Data.ReadAt(head, 0); err == nil && bytes.Equal(head, compoundFile) {
		plain, err := ingest.Unlock(in, opt.Password)
		if err != nil {
			return nil, err
		}
		in, password = plain, opt.Password
	}
	w, err := ooxml.Open(in.Data, in.Size)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrWorkbook, err)
	}
	return &book{w, password}, nil
}

// save writes the workbook, encrypted when it was.
func (b *book) save(w io.Writer) error {
	if b.password == "" {
		return b.Save(w)
	}
	var plain bytes.Buffer
	if err := b.Save(&plain); err != nil {
		return err
	}
	sealed, err := ingest.Encrypt(plain.Bytes(), b.password)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrWorkbook, err)
	}
	_, err = w.Write(sealed)
	return err
}
