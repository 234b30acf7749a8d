package ingest

import (
	"archive/zip"
	"errors"
	"fmt"
	"math"
	"net/url"
	"path"
	"strings"
)

// Limits of a workbook. They are far above what people have and far below
// what hurts; a file beyond them is refused before anything large is read.
const (
	maxParts      = 5000
	maxDirectory  = 8 << 20  // the list of the parts, with their names
	maxInflated   = 2 << 30  // all parts that are read
	maxPart       = 3 << 29  // one sheet or the shared strings
	maxOtherPart  = 64 << 20 // any other XML part
	maxRatio      = 200      // inflated to packed, of a part above ratioFrom
	ratioFrom     = 10 << 20
	maxPackedSize = 1 << 30
)

// repairCure is for files that a spreadsheet program may still rescue.
const repairCure = "open it in a spreadsheet program, let it repair the file, and save it as .xlsx"

// parts is the zip of a workbook. Names are compared without case, leading
// slash, backslashes and percent signs, because producers differ.
type parts struct {
	byName   map[string]*zip.File
	order    []string
	allowed  map[*zip.File]bool // have been read
	inflated uint64             // by reading them, each once
}

func partKey(name string) string {
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, "\\", "/")), "/"))
}

// openParts lists the zip and refuses what is no workbook.
func openParts(in Input) (*parts, error) {
	if in.Size > maxPackedSize {
		return nil, tooLarge("the file is larger than 1 GiB")
	}
	data := &directoryReader{ReaderAt: in.Data, left: maxDirectory}
	zr, err := zip.NewReader(data, in.Size)
	if errors.Is(err, errLongDirectory) {
		return nil, tooLarge(fmt.Sprintf("the workbook has more than %d parts", maxParts))
	}
	data.left = math.MaxInt64
	if err != nil {
		return nil, &FileError{Rule: "xlsx.zip", Message: "the file is cut off or damaged (it begins as a workbook and has no end)", Cure: "copy or download it again", Err: err}
	}
	zr.RegisterDecompressor(zip.Deflate, inflater)
	if len(zr.File) > maxParts {
		return nil, tooLarge(fmt.Sprintf("the workbook has more than %d parts", maxParts))
	}
	p := &parts{byName: make(map[string]*zip.File, len(zr.File)), allowed: map[*zip.File]bool{}}
	for _, f := range zr.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		if escapes(f.Name) {
			return nil, damaged(fmt.Sprintf("the part name %.60q leads out of the file with ..", f.Name), nil)
		}
		key := partKey(f.Name)
		if _, twice := p.byName[key]; twice {
			return nil, damaged("two parts are named "+f.Name, nil)
		}
		p.byName[key] = f
		p.order = append(p.order, f.Name)
	}
	if err := p.kind(); err != nil {
		return nil, err
	}
	return p, nil
}

// escapes reports whether a part name climbs above the root of the file.
func escapes(name string) bool {
	clean := path.Clean(strings.TrimLeft(strings.ReplaceAll(name, "\\", "/"), "/"))
	return clean == ".." || strings.HasPrefix(clean, "../")
}

func tooLarge(message string) error {
	return &FileError{Rule: "xlsx.limit", Message: message, Cure: "copy the rows into a new workbook and save that"}
}

func damaged(message string, err error) error {
	return &FileError{Rule: "xlsx.damaged", Message: message, Cure: repairCure, Err: err}
}

// allow judges a part that is going to be read by the size that the zip gives
// for it, which is true, or reading the part ends in an error. Other parts,
// such as pictures, are never unpacked.
func (p *parts) allow(f *zip.File) error {
	limit := uint64(maxOtherPart)
	if large(f.Name) {
		limit = maxPart
	}
	switch n := f.UncompressedSize64; {
	case f.Flags&1 != 0:
		return &FileError{Rule: "file.encrypted", Message: "the ZIP is encrypted", Cure: "unpack it with its password first"}
	case n > limit:
		return tooLarge(fmt.Sprintf("the part %s is too large: it inflates to more than %d MiB", f.Name, limit>>20))
	case n > ratioFrom && n/maxRatio > f.CompressedSize64:
		return tooLarge("the part " + f.Name + " is too large: it inflates to more than 200 times its size")
	}
	if !p.allowed[f] {
		p.allowed[f] = true
		p.inflated += f.UncompressedSize64
	}
	if p.inflated > maxInflated {
		return tooLarge("the sheets of the workbook are too large: together they inflate to more than 2 GiB")
	}
	return nil
}

// large reports whether a part may be as long as a sheet.
func large(name string) bool {
	key := partKey(name)
	return strings.Contains(key, "worksheets/") || strings.Contains(key, "sharedstrings") || !strings.HasSuffix(key, ".xml") && !strings.HasSuffix(key, ".rels")
}

var errNoPart = errors.New("no such part")

// scan calls use for every start tag of a part and reads the part to its end.
// A missing part is errNoPart.
func (p *parts) scan(name string, use func(x *xmlScanner) error) error {
	r, err := p.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	x := newXMLScanner(r)
	beyond := 0 // depth in an extension, whose elements may have the same names
	for {
		tok, err := x.next()
		if err != nil {
			return malformed(name, err)
		}
		if tok == xmlEOF {
			return nil
		}
		switch {
		case beyond > 0 && len(x.lengths) < beyond:
			beyond = 0
		case tok != xmlStart || beyond > 0:
		case string(x.name) == "extLst":
			beyond = len(x.lengths)
		default:
			if err := use(x); err != nil {
				return malformed(name, err)
			}
		}
	}
}

// malformed explains a fault of form in a part.
func malformed(name string, err error) error {
	var xe *xmlError
	if errors.As(err, &xe) {
		return damaged(fmt.Sprintf("the part %s is damaged: %s", name, xe.Error()), err)
	}
	return err
}
