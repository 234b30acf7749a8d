package ingest

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

// workbook is what the small parts of an OOXML file say.
type workbook struct {
	parts    *parts
	path     string
	macro    bool
	list     []sheetPart
	date1904 bool
	styles   []*numberFormat // by style index of a cell
	wordy    bool            // one of them adds words to text
	bare     string          // the part of the styles when it is named and missing
	strings  stringTable
	strPath  string // "" when there is no such part
}

type sheetPart struct {
	sheetInfo
	path string
}

// Limits of what the small parts may list; programs write far less.
const (
	maxRelations = 1 << 16
	maxSheets    = 1000
)

// relation is one entry of a relationships part.
type relation struct{ id, kind, target string }

func readWorkbook(p *parts) (*workbook, error) {
	w := &workbook{parts: p}
	root, err := p.relations("")
	if err != nil {
		return nil, err
	}
	w.path = "xl/workbook.xml"
	for _, r := range root {
		if r.kind == "officeDocument" {
			w.path = r.target
		}
	}
	rels, err := p.relations(w.path)
	if err != nil {
		return nil, err
	}
	if err := w.readSheets(rels); err != nil {
		return nil, err
	}
	for _, r := range rels {
		switch r.kind {
		case "sharedStrings":
			w.strPath = r.target
		case "styles":
			if w.styles, err = readStyles(p, r.target); errors.Is(err, errNoPart) {
				w.bare = r.target
			} else if err != nil {
				return nil, err
			}
			w.wordy = slices.ContainsFunc(w.styles, func(f *numberFormat) bool { return f.text != nil })
		case "vbaProject":
			w.macro = true
		}
	}
	return w, nil
}

// relations reads the relationships of a part; a missing part has none.
func (p *parts) relations(of string) ([]relation, error) {
	dir, base := path.Split(of)
	var list []relation
	err := p.scan(path.Join(dir, "_rels", base+".rels"), func(x *xmlScanner) error {
		if string(x.name) != "Relationship" || string(x.attr("TargetMode")) == "External" {
			return nil
		}
		target, err := x.attrText("Target")
		if err != nil {
			return err
		}
		kind, target := string(x.attr("Type")), strings.ReplaceAll(target, "\\", "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(dir, target)
		}
		if len(list) == maxRelations {
			return tooLarge("the workbook has too many relations between its parts")
		}
		list = append(list, relation{string(x.attr("Id")), kind[strings.LastIndexByte(kind, '/')+1:], strings.TrimPrefix(target, "/")})
		return nil
	})
	if errors.Is(err, errNoPart) {
		return nil, nil
	}
	return list, err
}

func (w *workbook) readSheets(rels []relation) error {
	byID := map[string]relation{}
	for _, r := range rels {
		byID[r.id] = r
	}
	named := map[string]string{}
	err := w.parts.scan(w.path, func(x *xmlScanner) error {
		switch string(x.name) {
		case "workbookPr":
			w.date1904 = isTrue(x.attr("date1904"))
		case "sheet":
			name, err := x.attrText("name")
			if err != nil {
				return err
			}
			id := string(x.attr("id"))
			if id == "" { // of a module of macros, as old programs wrote them
				return nil
			}
			r, known := byID[id]
			if !known { // nobody can tell what it holds
				r = relation{kind: "worksheet"}
			}
			before, twice := named[partKey(r.target)]
			if known && twice {
				return damaged(fmt.Sprintf("the sheets %.40q and %.40q are the same part of the file", before, name), nil)
			}
			if named[partKey(r.target)] = name; len(w.list) == maxSheets {
				return tooLarge(fmt.Sprintf("the workbook has more than %d sheets", maxSheets))
			}
			state := string(x.attr("state"))
			w.list = append(w.list, sheetPart{
				sheetInfo{Name: name, Hidden: state == "hidden" || state == "veryHidden", NotCells: r.kind != "worksheet"}, r.target,
			})
		}
		return nil
	})
	switch {
	case errors.Is(err, errNoPart):
		return notRead("a ZIP archive, no workbook", "give the workbook itself")
	case err != nil:
		return err
	case len(w.list) == 0:
		return damaged("the workbook names no sheet", nil)
	}
	return nil
}

// textCell is a text as a cell of a style shows it.
func (w *workbook) textCell(style int, text string) rawCell {
	if !w.wordy || style >= len(w.styles) {
		return rawCell{Text: text}
	}
	if shown := w.styles[style].showText(text); shown != text {
		return rawCell{Text: shown, Raw: text}
	}
	return rawCell{Text: text}
}

func (w *workbook) sheet(name string) (sheetPart, bool) {
	for _, s := range w.list {
		if s.Name == name {
			return s, true
		}
	}
	return sheetPart{}, false
}
