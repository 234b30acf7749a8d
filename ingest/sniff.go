package ingest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf16"
)

// fileKind is what a file can be read as.
type fileKind int

const (
	kindDelimited fileKind = iota
	kindWorkbook           // a zip; what is in it is looked at later
	kindEncrypted          // OLE round an encrypted workbook
)

// saveAs is the cure for every table in a format that is not read.
const saveAs = "open it in a spreadsheet program and save it as .xlsx"

// foreign are kinds of file that are not read, told by their first bytes.
var foreign = []struct{ magic, what, cure string }{
	{"%PDF", "a PDF document", "export the table as .xlsx or CSV from where it was made"},
	{"{\\rtf", "a text document (RTF)", saveAs},
	{"\x1f\x8b", "compressed with gzip", "unpack it first"},
	{"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"},
	{"Rar!", "a RAR archive", "unpack it first"},
	{"\xfd7zXZ", "compressed with xz", "unpack it first"},
	{"BZh", "compressed with bzip2", "unpack it first"},
	{"\x28\xb5\x2f\xfd", "compressed with zstd", "unpack it first"},
	{"\x89PNG", "a picture", "give the table itself as .xlsx or CSV"},
	{"\xff\xd8\xff", "a picture", "give the table itself as .xlsx or CSV"},
	{"GIF8", "a picture", "give the table itself as .xlsx or CSV"},
	{"II*\x00", "a picture", "give the table itself as .xlsx or CSV"},
	{"MM\x00*", "a picture", "give the table itself as .xlsx or CSV"},
	{"\x00\x00\x01\x00", "a picture", "give the table itself as .xlsx or CSV"},
	{"\x00\x00\x02\x00\x06\x04", "a Lotus 1-2-3 workbook", saveAs},
	{"\x00\x00\x1a\x00", "a Lotus 1-2-3 workbook", saveAs},
	{"\xff\x00\x02\x00\x04\x04", "a Microsoft Works spreadsheet", saveAs},
	{"\x00\x00\x02\x00", "a Quattro Pro workbook", saveAs},
	{"SQLite format 3\x00", "a SQLite database", "export the table as CSV"},
	{"PAR1", "a Parquet file", "export the table as CSV"},
	{"\x09\x08\x10\x00", "an old Excel workbook (.xls)", saveAs},
	{"\x09\x08\x08\x00", "an old Excel workbook (.xls)", saveAs},
	{"\x09\x04\x06\x00", "an old Excel workbook (.xls)", saveAs},
	{"\x00\x01\x00\x00Standard Jet DB", "an Access database", "export the table as CSV"},
	{"\x00\x01\x00\x00Standard ACE DB", "an Access database", "export the table as CSV"},
	{"\x7fELF", "a program", "give a table as .xlsx or CSV"},
	{"MZ\x90\x00", "a program", "give a table as .xlsx or CSV"},
}

// sniff recognises a file by its bytes; the name only helps to tell the lock
// files of Excel. A file that is no table, or a table in a format that is
// not read, is a *FileError that names it.
func sniff(in Input) (fileKind, error) {
	if base := path.Base(strings.ReplaceAll(in.Name, "\\", "/")); strings.HasPrefix(base, "~$") {
		return 0, &FileError{
			Rule: "file.lock", Message: "the lock file that Excel keeps while the workbook is open, not the workbook",
			Cure: "give " + strings.TrimPrefix(base, "~$"),
		}
	}
	head := make([]byte, 4096)
	n, err := in.Data.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return 0, fmt.Errorf("reading %s: %w", in.Name, err)
	}
	head = head[:min(int64(n), in.Size)]
	if in.Size == 0 || in.Size <= int64(len(head)) && blankBytes(head) {
		return 0, &FileError{Rule: "file.empty", Message: "the file is empty", Cure: "give a file with a header row and at least one domain"}
	}
	inner := bytes.TrimLeft(head, "\r\n \t") // mail gateways put line ends before an attachment
	switch {
	case bytes.HasPrefix(inner, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return kindWorkbook, nil
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return kindEncrypted, sniffOLE(in)
	}
	if lockFile(in, head) {
		return 0, &FileError{
			Rule: "file.lock", Message: "the lock file that Excel keeps while a workbook is open, not the workbook", Cure: "give the workbook itself",
		}
	}
	for _, f := range foreign {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return 0, notRead(f.what, f.cure)
		}
	}
	const tarMagic = 257
	if len(head) > tarMagic && bytes.HasPrefix(head[tarMagic:], []byte("ustar")) {
		return 0, notRead("a tar archive", "unpack it first")
	}
	if dBase(head) {
		return 0, notRead("a dBase table (.dbf)", saveAs)
	}
	return kindDelimited, sniffText(head)
}

// dBase recognises a table of dBase by its first byte, a date, and the zeros
// that follow its lengths.
func dBase(head []byte) bool {
	const least = 32
	return len(head) > least && bytes.IndexByte([]byte("\x03\x30\x31\x83\x8b\xf5"), head[0]) >= 0 && head[2] >= 1 && head[2] <= 12 && head[3] >= 1 && head[3] <= 31 &&
		bytes.Equal(head[12:14], []byte{0, 0})
}

// lockFile recognises the lock file of Excel by its form: the user's name in
// single bytes and in UTF-16, each behind its length.
func lockFile(in Input, head []byte) bool {
	return in.Size == 165 && len(head) == 165 && head[0] > 0 && head[0] <= 54 && head[55] == head[0] && head[56] == 0
}

// blankBytes reports whether a file holds blanks and marks alone, in any
// encoding.
func blankBytes(b []byte) bool {
	for _, c := range b {
		if bytes.IndexByte([]byte(" \t\r\n\x00\xef\xbb\xbf\xff\xfe"), c) < 0 {
			return false
		}
	}
	return true
}

func notRead(what, cure string) error {
	return &FileError{Rule: "file.format", Message: "this is " + what + ", which is not read", Cure: cure}
}

// sniffOLE tells an encrypted workbook from the old formats, which share
// the container, by the names of its streams.
func sniffOLE(in Input) error {
	has := func(stream string) bool { return containsAt(in, utf16Bytes(stream)) }
	switch {
	case has("EncryptedPackage"):
		return nil
	case has("Workbook"), has("Book"), has("WORKBOOK"), has("BOOK"):
		return notRead("an old Excel workbook (.xls)", saveAs)
	case has("WordDocument"):
		return notRead("an old Word document (.doc)", saveAs)
	case has("PowerPoint Document"):
		return notRead("an old PowerPoint file (.ppt)", saveAs)
	}
	return notRead("an OLE file", saveAs)
}

func utf16Bytes(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return append(b, 0, 0)
}

// containsAt searches the first and the last MiB of an OLE file, and the one
// from where its directory begins.
func containsAt(in Input, want []byte) bool {
	const window, header = 1 << 20, 512
	head := make([]byte, header)
	_, _ = in.Data.ReadAt(head, 0)
	sector, shift := int64(binary.LittleEndian.Uint32(head[48:])), min(head[30], 12)
	for _, from := range []int64{0, max(0, in.Size-window), (sector + 1) << shift} {
		if from >= in.Size {
			continue
		}
		buf := make([]byte, min(window, in.Size-from))
		n, _ := in.Data.ReadAt(buf, from)
		if bytes.Contains(buf[:n], want) {
			return true
		}
	}
	return false
}
