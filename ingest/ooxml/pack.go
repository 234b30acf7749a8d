package ooxml

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/klauspost/compress/flate"
)

// ErrNotWorkbook says that the bytes are no workbook of this kind.
var ErrNotWorkbook = errors.New("not an Excel workbook (.xlsx, .xlsm)")

// maxPart bounds a part that is read into memory as a whole.
const maxPart = 64 << 20

// pack is a workbook as a zip of parts. Part names have no leading slash.
type pack struct {
	zip   *zip.Reader
	parts map[string]*zip.File // by name in lower case: part names ignore case
}

func openPack(r io.ReaderAt, size int64) (*pack, error) {
	magic := make([]byte, 4)
	if _, err := r.ReadAt(magic, 0); err == nil && bytes.Equal(magic, []byte{0xD0, 0xCF, 0x11, 0xE0}) {
		return nil, fmt.Errorf("%w: it is protected by a password or of the old .xls kind; save it as .xlsx without a password", ErrNotWorkbook)
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotWorkbook, err)
	}
	z.RegisterDecompressor(zip.Deflate, flate.NewReader)
	p := &pack{zip: z, parts: map[string]*zip.File{}}
	for _, f := range z.File {
		p.parts[partKey(f.Name)] = f
	}
	return p, nil
}

// partKey makes names comparable that mean the same part.
func partKey(name string) string {
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

func (p *pack) has(name string) bool { return p.parts[partKey(name)] != nil }

func (p *pack) open(name string) (io.ReadCloser, error) {
	f := p.parts[partKey(name)]
	if f == nil {
		return nil, fmt.Errorf("%w: part %s is missing", ErrNotWorkbook, name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("opening part %s: %w", name, err)
	}
	return r, nil
}

func (p *pack) read(name string) ([]byte, error) {
	r, err := p.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxPart+1))
	if err != nil {
		return nil, fmt.Errorf("reading part %s: %w", name, err)
	}
	if len(data) > maxPart {
		return nil, fmt.Errorf("part %s is larger than %d MiB", name, maxPart>>20)
	}
	return data, nil
}

// document reads a small part for editing.
func (p *pack) document(name string) (*document, error) {
	data, err := p.read(name)
	if err != nil {
		return nil, err
	}
	d, err := parseDocument(data)
	if err != nil {
		return nil, fmt.Errorf("reading part %s: %w", name, err)
	}
	return d, nil
}

// relation is one line of a relations part.
type relation struct {
	id, kind, target string // target is a part name, or as written when outside the package
	external         bool
	node             *node
}

// relationsPart is where the relations of a part stand; "" is the package.
func relationsPart(part string) string {
	dir, base := path.Split(part)
	return dir + "_rels/" + base + ".rels"
}

// relationsOwner is the part whose relations stand in a part, false when that
// holds no relations.
func relationsOwner(name string) (owner string, ok bool) {
	dir, base := path.Split(name)
	base, ok = strings.CutSuffix(base, ".rels")
	dir, inside := strings.CutSuffix(dir, "_rels/")
	return dir + base, ok && inside
}

// relations lists the relations of a part; none when there is no such part.
func (p *pack) relations(part string) ([]relation, error) {
	name := relationsPart(part)
	if !p.has(name) {
		return nil, nil
	}
	d, err := p.document(name)
	if err != nil {
		return nil, err
	}
	return relationsIn(d, part), nil
}

func relationsIn(d *document, part string) []relation {
	var list []relation
	for _, n := range d.root.children("Relationship") {
		r := relation{id: n.attr("Id"), kind: n.attr("Type"), target: n.attr("Target"), node: n}
		if r.external = n.attr("TargetMode") == "External"; !r.external {
			r.target = resolve(part, r.target)
		}
		list = append(list, r)
	}
	return list
}

// is reports whether the type of a relation ends in a word: the beginning
// differs between the two forms of the standard.
func (r relation) is(word string) bool { return strings.HasSuffix(r.kind, "/"+word) }

// resolve turns a target as written in the relations of a part into a part
// name.
func resolve(part, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	if i := strings.IndexByte(target, '#'); i >= 0 {
		target = target[:i]
	}
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return strings.TrimPrefix(path.Join("/", path.Dir(part), target), "/")
}

// changes are the parts that differ from the original. A nil writer drops
// the part; new parts follow the old ones in the order given.
type changes struct {
	parts map[string]func(io.Writer) error // by partKey
	fresh []string                         // names of parts that are not in the package yet
}

func (c *changes) set(p *pack, name string, write func(io.Writer) error) {
	if c.parts == nil {
		c.parts = map[string]func(io.Writer) error{}
	}
	key := partKey(name)
	if _, known := c.parts[key]; !known && !p.has(name) {
		c.fresh = append(c.fresh, name)
	}
	c.parts[key] = write
}

func (c *changes) setBytes(p *pack, name string, data []byte) {
	c.set(p, name, func(w io.Writer) error { _, err := w.Write(data); return err })
}

func (c *changes) drop(p *pack, name string) {
	if p.has(name) {
		c.set(p, name, nil)
	}
}

// writeTo writes the package with its changes. Parts without a change are
// copied without being unpacked.
func (p *pack) writeTo(w io.Writer, c *changes) error {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, newDeflater)
	for _, f := range p.zip.File {
		write, changed := c.parts[partKey(f.Name)]
		switch {
		case !changed:
			if err := copyEntry(z, f); err != nil {
				return fmt.Errorf("copying part %s: %w", f.Name, err)
			}
		case write != nil:
			if err := writePart(z, &zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: f.Modified}, write); err != nil {
				return err
			}
		}
	}
	for _, name := range c.fresh {
		if err := writePart(z, &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: freshDate}, c.parts[partKey(name)]); err != nil {
			return err
		}
	}
	if err := z.SetComment(p.zip.Comment); err != nil {
		return err
	}
	return z.Close()
}

// freshDate stands on parts of ours: the first day that a zip can name, so that
// the same results are the same bytes.
var freshDate = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

// copyEntry copies an entry without unpacking it. That of a folder may come
// with a few packed bytes of nothing, which the library does not write again.
func copyEntry(z *zip.Writer, f *zip.File) error {
	if strings.HasSuffix(f.Name, "/") {
		_, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Modified: f.Modified})
		return err
	}
	return z.Copy(f)
}

func writePart(z *zip.Writer, h *zip.FileHeader, write func(io.Writer) error) error {
	w, err := z.CreateHeader(h)
	if err != nil {
		return fmt.Errorf("writing part %s: %w", h.Name, err)
	}
	if err := write(w); err != nil {
		return fmt.Errorf("writing part %s: %w", h.Name, err)
	}
	return nil
}
