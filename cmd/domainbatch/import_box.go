package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"domainbatch/cmd/internal/inbox"
)

// dropbox is a folder that files are taken from: an inbox, or the folder of
// files that were named and stay where they are.
type dropbox struct {
	dir    string // absolute
	root   *os.Root
	named  string // the one file to look at; "" in an inbox
	memory inbox.Memory
}

// openInbox opens a folder and makes its four folders. Whoever can write to it
// decides what is sent, so not everybody may.
func openInbox(dir string) (*dropbox, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, cannotRead(dir, err)
	}
	b := &dropbox{dir: dir, root: root}
	if err := b.prepare(); err != nil {
		root.Close()
		return nil, err
	}
	return b, nil
}

func (b *dropbox) prepare() error {
	info, err := b.root.Stat(".")
	if err != nil {
		return cannotRead(b.dir, err)
	}
	if everybodyMayWrite(info) {
		return usage("chmod o-w "+shellQuote(b.dir), "everybody may write to %s, and so decide what is sent", b.dir)
	}
	for _, place := range inbox.Places() {
		err := b.root.Mkdir(string(place), 0o700)
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return usage("let the user that runs the import write to the folder", "cannot create %s: %v", b.path(string(place)), cause(err)).because(err)
		}
		info, err := b.root.Lstat(string(place))
		if err != nil || !info.IsDir() {
			return usage("rename what has that name", "%s is not a folder", b.path(string(place)))
		}
	}
	return nil
}

// openBeside opens the folder of a file that was named.
func openBeside(path string) (*dropbox, error) {
	dir := filepath.Dir(path)
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, cannotRead(path, err)
	}
	return &dropbox{dir: dir, root: root, named: filepath.Base(path)}, nil
}

// stays says that files are not moved from here.
func (b *dropbox) stays() bool { return b.named != "" }

func (b *dropbox) path(elements ...string) string {
	return filepath.Join(append([]string{b.dir}, elements...)...)
}

// names lists what is in a folder of the box, "." for the box itself.
func (b *dropbox) names(folder string) (map[string]bool, error) {
	f, err := b.root.Open(folder)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	list, err := f.Readdirnames(-1)
	if err != nil {
		return nil, err
	}
	names := make(map[string]bool, len(list))
	for _, n := range list {
		names[n] = true
	}
	return names, nil
}

// isFolder says that a name in the box is that of a folder, and no link.
func (b *dropbox) isFolder(name string) bool {
	info, err := b.root.Lstat(name)
	return err == nil && info.IsDir()
}

// left is a file that is not taken this time, and why.
type left struct {
	name, why string
	look      inbox.Look // none when it was not looked at closer
	passes    bool       // the reason can pass without a change to the file
}

// look finds the files that may be taken once they are whole.
func (b *dropbox) look() (looks []inbox.Look, leave []left, err error) {
	names, err := b.names(".")
	if err != nil {
		return nil, nil, cannotRead(b.dir, err)
	}
	for name := range names {
		kind := inbox.KindOf(name)
		wanted := kind == inbox.Sheet || kind == inbox.Results
		if b.stays() {
			wanted = name == b.named
		}
		if !wanted {
			continue
		}
		info, err := b.root.Lstat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist): // gone meanwhile
		case err != nil:
			leave = append(leave, left{name: name, why: fmt.Sprintf("it cannot be looked at: %v", cause(err))})
		case info.IsDir() && !b.stays():
		case !info.Mode().IsRegular():
			leave = append(leave, left{name: name, why: "it is a link or a device, and only regular files are taken"})
		case inbox.OpenedBy(name, names) != "":
			leave = append(leave, left{name: name, why: "somebody has it open (" + inbox.OpenedBy(name, names) + " is there)"})
		case inbox.FetchedAs(name, names) != "":
			leave = append(leave, left{name: name, why: "it is still being fetched (" + inbox.FetchedAs(name, names) + " is there)"})
		default:
			looks = append(looks, inbox.Look{Name: name, Size: info.Size(), ModTime: info.ModTime(), Changed: changedAt(info)})
		}
	}
	return looks, leave, nil
}

// errBusy says that a file was written to while it was read, or may be.
var errBusy = errors.New("another program is writing to it")

// busy reports whether some process has a file of the box open for writing, as
// far as that can be known.
func (b *dropbox) busy(name string) bool {
	file, err := b.root.OpenFile(name, os.O_RDONLY|withoutWaiting, 0)
	if err != nil {
		return false
	}
	defer file.Close()
	return openForWriting(file)
}

// digest reads a file of the box to its end. It is an errBusy when the file is
// open for writing, or is not the one that was looked at.
func (b *dropbox) digest(name string) (string, error) {
	before, err := b.root.Lstat(name)
	if err != nil {
		return "", err
	}
	file, err := b.root.OpenFile(name, os.O_RDONLY|withoutWaiting, 0)
	if err != nil {
		return "", err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() || !os.SameFile(before, info) || openForWriting(file) {
		return "", errBusy
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", err
	}
	after, err := file.Stat()
	if err != nil {
		return "", err
	}
	if after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) {
		return "", errBusy
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
