package main

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
)

// What is here writes files that are made to hurt whoever reads them. They are
// made anew for every test and kept nowhere.

const mib = 1 << 20

// content writes one part of a workbook.
type content func(w io.Writer) error

func said(text string) content {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// between writes a text again and again until it is about so long.
func between(before, again string, size int, after string) content {
	return counted(before, max(1, size/len(again)), func(int) string { return again }, after)
}

// counted writes n pieces, each by its number from 0 on.
func counted(before string, n int, piece func(i int) string, after string) content {
	return func(w io.Writer) error {
		b := bufio.NewWriterSize(w, 1<<16)
		b.WriteString(before)
		for i := range n {
			b.WriteString(piece(i))
		}
		b.WriteString(after)
		return b.Flush()
	}
}

const (
	mainSpace = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	officeRel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	sheetHead = `<worksheet ` + mainSpace + `><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>domain</t></is></c><c r="B1" t="inlineStr"><is><t>action</t></is></c></row>`
	sheetTail = `</sheetData></worksheet>`
	goodRow   = `<row r="2"><c r="A2" t="inlineStr"><is><t>example.com</t></is></c><c r="B2" t="inlineStr"><is><t>skip</t></is></c></row>`
	sheetName = "xl/worksheets/sheet1.xml"
)

// workbookOf is a sound small workbook, but for the parts that are given.
func workbookOf(parts map[string]content) map[string]content {
	all := map[string]content{
		"[Content_Types].xml": said(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`),
		"_rels/.rels":         said(`<Relationships><Relationship Id="r1" Type="` + officeRel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`),
		"xl/workbook.xml":     said(`<workbook ` + mainSpace + ` xmlns:r="` + officeRel + `"><sheets><sheet name="Domains" sheetId="1" r:id="rId1"/></sheets></workbook>`),
		"xl/_rels/workbook.xml.rels": said(`<Relationships><Relationship Id="rId1" Type="` + officeRel + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + officeRel + `/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="` + officeRel + `/styles" Target="styles.xml"/></Relationships>`),
		sheetName: said(sheetHead + goodRow + sheetTail),
	}
	for name, write := range parts {
		all[name] = write
	}
	return all
}

func writeZip(t *testing.T, path string, parts map[string]content) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := bufio.NewWriterSize(f, 1<<20)
	z := zip.NewWriter(out)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for name, write := range parts {
		w, err := z.Create(name)
		if err == nil {
			err = write(w)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
}

// encrypted is an encrypted workbook that wants its password hashed so often.
func encrypted(spins int) content {
	key := fmt.Sprintf(`spinCount="%d" saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" saltValue="AAAAAAAAAAAAAAAAAAAAAA=="`, spins)
	info := "\x04\x00\x04\x00\x40\x00\x00\x00" + `<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password"><keyData ` +
		strings.Replace(key, fmt.Sprintf(`spinCount="%d" `, spins), "", 1) + `/><keyEncryptors><keyEncryptor uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password"><p:encryptedKey ` + key +
		` encryptedVerifierHashInput="AAAAAAAAAAAAAAAAAAAAAA==" encryptedVerifierHashValue="AAAAAAAAAAAAAAAAAAAAAA==" encryptedKeyValue="AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="/></keyEncryptor></keyEncryptors></encryption>`
	return said(compound(info, strings.Repeat("x", 8192)))
}

// compound is an OLE file with the two streams of an encrypted workbook, each
// in sectors of its own: 0 the table, 1 the directory, then 8 and 16 of them.
func compound(info, data string) string {
	const sector = 512
	le := binary.LittleEndian
	head := make([]byte, sector)
	copy(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	for at, v := range map[int]uint16{24: 0x3e, 26: 3, 28: 0xfffe, 30: 9, 32: 6} {
		le.PutUint16(head[at:], v)
	}
	for at, v := range map[int]uint32{44: 1, 48: 1, 56: 4096, 60: 0xfffffffe, 68: 0xfffffffe, 76: 0} {
		le.PutUint32(head[at:], v)
	}
	table := make([]byte, sector)
	for i := range sector / 4 {
		next := uint32(0xffffffff)
		switch {
		case i == 0:
			next = 0xfffffffd
		case i == 1, i == 9, i == 25:
			next = 0xfffffffe
		case i < 25:
			next = uint32(i + 1)
		}
		le.PutUint32(table[4*i:], next)
		if i >= 1 && 76+4*i+4 <= sector {
			le.PutUint32(head[76+4*i:], 0xffffffff)
		}
	}
	directory := make([]byte, sector)
	for i, e := range []struct {
		name              string
		kind              byte
		right, child      uint32
		first, size, left uint32
	}{
		{"Root Entry", 5, 0xffffffff, 1, 0xfffffffe, 0, 0xffffffff},
		{"EncryptionInfo", 2, 2, 0xffffffff, 2, 4096, 0xffffffff},
		{"EncryptedPackage", 2, 0xffffffff, 0xffffffff, 10, 8192, 0xffffffff},
	} {
		b := directory[128*i:]
		for j, c := range e.name {
			le.PutUint16(b[2*j:], uint16(c))
		}
		le.PutUint16(b[64:], uint16(2*len(e.name)+2))
		b[66], b[67] = e.kind, 1
		for at, v := range map[int]uint32{68: e.left, 72: e.right, 76: e.child, 116: e.first, 120: e.size} {
			le.PutUint32(b[at:], v)
		}
	}
	return string(head) + string(table) + string(directory) + info + strings.Repeat(" ", 4096-len(info)) + data
}
