package ooxml

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
)

// New begins a workbook that holds nothing but sheets of ours. Its first sheet
// has a name and a key already and is empty: Put fills it.
func New(key, name string) (*Workbook, error) {
	const (
		relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
		main      = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
		packages  = "http://schemas.openxmlformats.org/package/2006/"
		types     = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	)
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="` + packages + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + types + `sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="` + stylesType + `"/>` +
			`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + sheetType + `"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="` + packages + `relationships"><Relationship Id="rId1" Type="` + relations + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", fmt.Sprintf(`<workbook xmlns="%s" xmlns:r="%s"><bookViews><workbookView/></bookViews><sheets><sheet name="%s" sheetId="1" r:id="rId1"/></sheets>`+
			`<definedNames><definedName name="%s" localSheetId="0" hidden="1">"%s"</definedName></definedNames></workbook>`, main, relations, appendEscaped(nil, name), mark, appendEscaped(nil, key))},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + packages + `relationships"><Relationship Id="rId1" Type="` + relations + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + relations + `/styles" Target="styles.xml"/></Relationships>`},
		{"xl/styles.xml", emptyStyles},
		{"xl/worksheets/sheet1.xml", `<worksheet xmlns="` + main + `"><sheetData/></worksheet>`},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: part[0], Method: zip.Deflate, Modified: freshDate})
		if err != nil {
			return nil, err
		}
		text := part[1]
		if part[0] != "xl/styles.xml" {
			text = xmlHead + text
		}
		if _, err := io.WriteString(w, text); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return Open(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
}
