package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"domainbatch/executor/vault"
	"domainbatch/ingest"
)

// keepInput copies the input into the state folder, so that a report can be
// written later from the very bytes that were planned, whatever became of the
// file since. The copy is encrypted with the vault's key: the results of an
// earlier run can be an input, and they hold transfer codes.
func (s *session) keepInput(p *program, in *inputFile) error {
	if err := s.state.sub("inputs"); err != nil {
		return err
	}
	kept := &destination{path: s.state.input(in.digest)}
	if exists(kept.path) {
		return nil
	}
	key, err := vault.Open(s.state.vault())
	if err != nil {
		return err
	}
	err = kept.write(&p.private, func(w io.Writer) error {
		sealed, err := key.Write(w)
		if err != nil {
			return err
		}
		if _, err := io.Copy(sealed, io.NewSectionReader(in.file, 0, in.size)); err != nil {
			return err
		}
		return sealed.Close()
	})
	if err != nil {
		return fmt.Errorf("keeping a copy of %s: %w", in.name, err)
	}
	return nil
}

// keptFile is the private copy of a run's input.
type keptFile struct {
	ingest.Input
	*os.File
	password string
}

// keptInput opens the private copy of a run's input and reads its layout. Both
// are to be closed, the file last.
func (p *program) keptInput(ctx context.Context, state *stateDir, o *outcome) (*ingest.Source, *keptFile, error) {
	name := o.record.InputName
	file, err := os.Open(state.input(o.stored.InputDigest))
	if err != nil {
		return nil, nil, fmt.Errorf("opening the kept copy of %s: %w", name, err)
	}
	data, size, err := state.plainInput(file)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("opening the kept copy of %s: %w", name, err), file.Close())
	}
	opt, err := o.record.Input.layoutOptions(o.record.Target)
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	in := ingest.Input{Name: name, Data: data, Size: size}
	read, err := ingest.Open(ctx, in, opt)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("reading the kept copy of %s: %w", name, err), file.Close())
	}
	return read, &keptFile{in, file, opt.Password}, nil
}

// plainInput reads a kept copy as it was before it was encrypted. Copies that
// earlier versions made are plain.
func (s *stateDir) plainInput(file *os.File) (io.ReaderAt, int64, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, 0, err
	}
	if !isSealed(file.Name()) {
		return file, info.Size(), nil
	}
	key, err := vault.OpenExisting(s.vault())
	if err != nil {
		return nil, 0, err
	}
	plain, size, err := key.ReaderAt(file, info.Size())
	if errors.Is(err, vault.ErrOtherKey) {
		return nil, 0, fail(exitInternal, "put the vault.key that belongs to the journal at "+shownPath(s.vault()), "the copy of the input is sealed with another key than %s", shownPath(s.vault())).because(err)
	}
	return plain, size, err
}
