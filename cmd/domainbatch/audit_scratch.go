package main

import (
	"os"

	"domainbatch/report/audit"
)

// scratchFile is a private temporary file that is gone when it is closed, and
// when the program ends before.
type scratchFile struct {
	*os.File
	keep *privateFiles
}

// Close closes and removes the file.
func (f scratchFile) Close() error {
	err := f.File.Close()
	f.keep.remove(f.Name())
	return err
}

// scratchIn opens private temporary files in a folder.
func (p *program) scratchIn(dir string) func() (audit.Scratch, error) {
	sweep(dir)
	return func() (audit.Scratch, error) {
		file, err := newTemporary(dir)
		if err != nil {
			return nil, err
		}
		p.private.add(file.Name())
		return scratchFile{file, &p.private}, nil
	}
}
