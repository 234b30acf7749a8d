package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
)

// zipOfMany is a directory of many empty parts, whose end says that there are
// as many as it likes.
func zipOfMany(n, say int) content {
	return func(w io.Writer) error {
		b := bufio.NewWriterSize(w, 1<<20)
		var local, entry bytes.Buffer
		binary.Write(&local, binary.LittleEndian, []uint32{0x04034b50, 20, 0, 0, 0, 0, 0, 1 << 16})
		b.Write(local.Bytes()[:30])
		b.WriteString("a")
		size := 0
		for i := range n {
			name := fmt.Sprintf("xl/p%07d.xml", i)
			entry.Reset()
			for _, field := range []any{uint32(0x02014b50), uint16(20), uint16(20), uint16(0), uint16(0), uint32(0), uint32(0), uint32(0), uint32(0),
				uint16(len(name)), uint16(0), uint16(0), uint16(0), uint16(0), uint32(0), uint32(0)} {
				binary.Write(&entry, binary.LittleEndian, field)
			}
			entry.WriteString(name)
			size += entry.Len()
			b.Write(entry.Bytes())
		}
		for _, field := range []any{uint32(0x06054b50), uint16(0), uint16(0), uint16(say), uint16(say), uint32(size), uint32(31), uint16(0)} {
			binary.Write(b, binary.LittleEndian, field)
		}
		return b.Flush()
	}
}

// lyingZip is a workbook whose directory says something else of the size of
// its sheet than is true.
func lyingZip(say uint64) content {
	return func(w io.Writer) error {
		text := []byte(sheetHead + goodRow + strings.Repeat(" ", 1<<20) + sheetTail)
		var packed bytes.Buffer
		f, err := flate.NewWriter(&packed, 9)
		if err != nil {
			return err
		}
		f.Write(text)
		f.Close()
		z := zip.NewWriter(w)
		for name, write := range workbookOf(nil) {
			if name == sheetName {
				h := &zip.FileHeader{Name: name, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(text), CompressedSize64: uint64(packed.Len()), UncompressedSize64: say}
				to, err := z.CreateRaw(h)
				if err != nil {
					return err
				}
				to.Write(packed.Bytes())
				continue
			}
			to, err := z.Create(name)
			if err != nil {
				return err
			}
			if err := write(to); err != nil {
				return err
			}
		}
		return z.Close()
	}
}

// overlappingZip is a workbook whose sheets are the same bytes of the file,
// listed many times over.
func overlappingZip(n int) content {
	return func(w io.Writer) error {
		text := []byte(sheetHead + goodRow + strings.Repeat("<!-- nothing -->", 1<<16) + sheetTail)
		var packed, whole bytes.Buffer
		f, err := flate.NewWriter(&packed, 9)
		if err != nil {
			return err
		}
		f.Write(text)
		f.Close()
		z := zip.NewWriter(&whole)
		for name, write := range workbookOf(map[string]content{
			"xl/workbook.xml": counted(`<workbook `+mainSpace+` xmlns:r="`+officeRel+`"><sheets>`, n, func(i int) string {
				return fmt.Sprintf(`<sheet name="S%d" sheetId="%d" r:id="s%d"/>`, i, i+1, i)
			}, `</sheets></workbook>`),
			"xl/_rels/workbook.xml.rels": counted(`<Relationships>`, n, func(i int) string {
				return fmt.Sprintf(`<Relationship Id="s%d" Type="%s/worksheet" Target="worksheets/part%d.xml"/>`, i, officeRel, i)
			}, `</Relationships>`),
		}) {
			to, err := z.Create(name)
			if err == nil {
				err = write(to)
			}
			if err != nil {
				return err
			}
		}
		for i := range n {
			h := &zip.FileHeader{Name: fmt.Sprintf("xl/worksheets/part%d.xml", i), Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(text),
				CompressedSize64: uint64(packed.Len()), UncompressedSize64: uint64(len(text))}
			to, err := z.CreateRaw(h)
			if err != nil {
				return err
			}
			if i == 0 {
				to.Write(packed.Bytes())
			}
		}
		if err := z.Close(); err != nil {
			return err
		}
		_, err = w.Write(sharedPlace(whole.Bytes()))
		return err
	}
}

// sharedPlace lets every entry of a directory begin where the first sheet does.
func sharedPlace(zipped []byte) []byte {
	entry, sheet := []byte("PK\x01\x02"), []byte("xl/worksheets/part")
	first := -1
	for at := bytes.Index(zipped, entry); at >= 0; {
		if bytes.HasPrefix(zipped[at+46:], sheet) {
			if first < 0 {
				first = int(binary.LittleEndian.Uint32(zipped[at+42:]))
			}
			binary.LittleEndian.PutUint32(zipped[at+42:], uint32(first))
		}
		next := bytes.Index(zipped[at+4:], entry)
		if next < 0 {
			break
		}
		at += 4 + next
	}
	return zipped
}
