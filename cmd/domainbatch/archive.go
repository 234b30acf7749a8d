package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A backup is a tar archive, packed with gzip: a manifest, the journal, and what
// stands beside it in the state folder. The manifest comes first.
const (
	manifestName  = "manifest.json"
	backupVersion = 1
)

type manifest struct {
	Version    int       `json:"version"`
	Tool       string    `json:"tool"`
	At         time.Time `json:"at"`
	Head       string    `json:"head"`
	Runs       int64     `json:"runs"`
	Unfinished int       `json:"unfinished"`
	Key        bool      `json:"key"` // with the key that opens sealed transfer codes
}

// backedUp are the files of the state folder that belong into a backup beside the
// journal: kept inputs, what is known of results that were written, and the
// ledgers of rehearsals. Nothing else is ever taken out of a backup.
var backedUp = regexp.MustCompile(`^(inputs/[0-9a-f]{64}|written/[A-Za-z0-9][A-Za-z0-9._-]{0,127}|sandbox/[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.ledger)$`)

const keyName = "vault.key"

// filesToBackUp lists them, as their names stand in the archive.
func (s *stateDir) filesToBackUp() ([]string, error) {
	var names []string
	for _, folder := range []string{"inputs", "written", "sandbox"} {
		entries, err := os.ReadDir(filepath.Join(s.path, folder))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		for _, e := range entries {
			if name := folder + "/" + e.Name(); e.Type().IsRegular() && backedUp.MatchString(name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names, nil
}

// packBackup writes an archive. journal is the copy of the journal.
func (s *stateDir) packBackup(w io.Writer, m manifest, journal string, names []string) error {
	z := gzip.NewWriter(w)
	t := tar.NewWriter(z)
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	err = t.WriteHeader(&tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(text)), ModTime: m.At, Format: tar.FormatPAX})
	if err == nil {
		_, err = t.Write(text)
	}
	if err == nil {
		err = packFile(t, journal, journalName)
	}
	for _, name := range names {
		if err == nil {
			err = packFile(t, filepath.Join(s.path, filepath.FromSlash(name)), name)
		}
	}
	if err == nil && m.Key {
		err = packFile(t, s.vault(), keyName)
	}
	if err == nil {
		err = t.Close()
	}
	if err == nil {
		err = z.Close()
	}
	return err
}

// packFile adds a file. One that was removed since it was listed is left out.
func packFile(t *tar.Writer, path, name string) error {
	f, err := openPlain(path)
	if errors.Is(err, os.ErrNotExist) && name != journalName {
		return nil
	}
	if err != nil {
		return fmt.Errorf("backing up %s: %w", name, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil {
		err = t.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime().Truncate(time.Second), Format: tar.FormatPAX})
	}
	if err == nil {
		_, err = io.CopyN(t, f, info.Size())
	}
	if err != nil {
		return fmt.Errorf("backing up %s: %w", name, err)
	}
	return nil
}

// readBackup walks through an archive to its end. use gets each file; what is no
// part of a backup is an error.
func readBackup(ctx context.Context, path string, use func(name string, size int64, content io.Reader) error) (m manifest, err error) {
	wrong := func(why string) error {
		return usage("give a file that domainbatch backup wrote", "%s is no backup, or is damaged: %s", path, why)
	}
	file, err := os.Open(path)
	if err != nil {
		return m, usage("give a file that domainbatch backup wrote", "cannot open %s: %v", path, cause(err)).because(err)
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		return m, wrong(err.Error())
	}
	t := tar.NewReader(z)
	seen := map[string]bool{}
	for ctx.Err() == nil {
		h, err := t.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return m, wrong(err.Error())
		}
		first := len(seen) == 0
		if seen[h.Name] || h.Typeflag != tar.TypeReg || first != (h.Name == manifestName) {
			return m, wrong("there is something in it that does not belong there")
		}
		seen[h.Name] = true
		switch {
		case first:
			err = json.NewDecoder(io.LimitReader(t, 1<<20)).Decode(&m)
			if err == nil && m.Version > backupVersion {
				return m, fail(exitInternal, "use the newer domainbatch", "%s was written by a newer program (%s)", path, m.Tool)
			}
			if err != nil || m.Version < 1 {
				return m, wrong("its manifest cannot be read")
			}
		case h.Name == journalName, h.Name == keyName, backedUp.MatchString(h.Name) && !strings.Contains(h.Name, ".."):
			if err := use(h.Name, h.Size, t); err != nil {
				return m, err
			}
		default:
			return m, wrong("there is something in it that does not belong there")
		}
	}
	if err := ctx.Err(); err != nil {
		return m, err
	}
	if !seen[journalName] {
		return m, wrong("there is no journal in it")
	}
	if _, err := io.Copy(io.Discard, z); err != nil { // to the checksum at its end
		return m, wrong(err.Error())
	}
	return m, nil
}
