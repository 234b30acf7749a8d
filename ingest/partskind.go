package ingest

import (
	"bytes"
	"errors"
	"io"
	"path"
	"strings"
)

// directoryReader bounds what is read of a zip to list its parts: the end of
// the file may say that they are few, and millions follow.
type directoryReader struct {
	io.ReaderAt
	left int64
}

var errLongDirectory = errors.New("the directory of the zip is too long")

func (r *directoryReader) ReadAt(b []byte, at int64) (int, error) {
	if r.left -= int64(len(b)); r.left < 0 {
		return 0, errLongDirectory
	}
	return r.ReaderAt.ReadAt(b, at)
}

// kind names zips that are something else.
func (p *parts) kind() error {
	has := func(name string) bool { _, ok := p.byName[partKey(name)]; return ok }
	switch {
	case has("mimetype"):
		return p.openDocument()
	case has("xl/workbook.bin"):
		return notRead("a binary workbook (.xlsb)", saveAs)
	case has("word/document.xml"):
		return notRead("a Word document (.docx)", "save the table in it as .xlsx or CSV")
	case has("ppt/presentation.xml"):
		return notRead("a PowerPoint file (.pptx)", "save the table in it as .xlsx or CSV")
	case has("Index/Document.iwa"), has("Index.zip"), has("index.xml") && has("buildVersionHistory.plist"), p.holds(".numbers/index.zip"), p.holds(".numbers/index/document.iwa"):
		return notRead("a Numbers document", "export it from Numbers as Excel (.xlsx)")
	case has("[Content_Types].xml"), has("_rels/.rels"), has("xl/workbook.xml"):
		return nil
	}
	if has("content.xml") && has("settings.xml") && has("meta.xml") {
		return notRead("a StarOffice document", saveAs)
	}
	for _, name := range p.order {
		switch ext := strings.ToLower(path.Ext(name)); ext {
		case ".xlsx", ".xlsm", ".csv", ".tsv", ".txt", ".xls":
			return notRead("a ZIP archive with "+path.Base(name)+" in it", "unpack it and give that file")
		}
	}
	return notRead("a ZIP archive, no workbook", "give the workbook itself")
}

// holds reports whether a part name ends in that of a part in a folder.
func (p *parts) holds(end string) bool {
	for name := range p.byName {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

func (p *parts) openDocument() error {
	r, err := p.open("mimetype")
	if err != nil {
		return notRead("a ZIP archive, no workbook", saveAs)
	}
	defer r.Close()
	kind, _ := io.ReadAll(io.LimitReader(r, 100))
	switch {
	case bytes.Contains(kind, []byte("opendocument.spreadsheet")):
		return notRead("an OpenDocument spreadsheet (.ods)", saveAs)
	case bytes.Contains(kind, []byte("opendocument")):
		return notRead("an OpenDocument file", saveAs)
	case bytes.Contains(kind, []byte("epub")):
		return notRead("an e-book", "give a table as .xlsx or CSV")
	}
	return notRead("a ZIP archive, no workbook", saveAs)
}
