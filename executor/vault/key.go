package vault

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"
)

// Open opens the vault whose key file is at path and makes both, the directory
// with mode 0700 and the file with mode 0600, when the file does not exist.
// Where sealed values exist already, use OpenExisting: a new key opens none of
// them.
func Open(path string) (*Vault, error) {
	v, err := OpenExisting(path)
	if !errors.Is(err, ErrNoKey) {
		return v, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("vault: making the directory of the key file: %w", err)
	}
	if err := checkDir(filepath.Dir(path)); err != nil {
		return nil, err
	}
	if err := create(path); err != nil {
		return nil, fmt.Errorf("vault: making key file %s: %w", path, err)
	}
	return OpenExisting(path)
}

// OpenExisting opens the vault whose key file is at path; ErrNoKey when there is
// none.
func OpenExisting(path string) (*Vault, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s does not exist; transfer codes sealed with it cannot be read until it is back in its place", ErrNoKey, path)
	}
	if err != nil {
		return nil, fmt.Errorf("vault: looking at the key file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: %s is a link or no file; put the file itself there", ErrUnsafe, path)
	}
	if err := checkDir(filepath.Dir(path)); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDONLY|noFollow, 0)
	if err != nil {
		return nil, fmt.Errorf("vault: opening the key file: %w", err)
	}
	defer f.Close()
	if err := checkFile(f); err != nil {
		return nil, err
	}
	id, err := readKey(f)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrBadKey, path, err)
	}
	return newVault(path, id), nil
}

// readKey reads the one identity of a key file. Errors do not quote the file.
func readKey(r io.Reader) (*age.X25519Identity, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxSize))
	if err != nil {
		return nil, err
	}
	var key *age.X25519Identity
	for n, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if key != nil {
			return nil, fmt.Errorf("line %d: a second key", n+1)
		}
		if key, err = age.ParseX25519Identity(line); err != nil {
			return nil, fmt.Errorf("line %d is not an age X25519 key", n+1)
		}
	}
	if key == nil {
		return nil, errors.New("it holds no key")
	}
	return key, nil
}

// create writes a new key under a name of its own and links it to path once it
// is durable: no reader ever sees half a key, and of two processes at it one
// wins and the other uses the winner's.
func create(path string) error {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".new-key-") // O_EXCL, 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = fmt.Fprintf(f, "# seals transfer codes in the journal beside it; without it they cannot be read\n# created: %s\n# public key: %s\n%s\n",
		time.Now().UTC().Format(time.RFC3339), id.Recipient(), id)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := os.Remove(f.Name()); err != nil {
		return err
	}
	return syncDir(dir)
}
