package ingest

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"

	"github.com/richardlehane/mscfb"
	"github.com/xuri/excelize/v2"
)

// Limits of an encrypted workbook. It is decrypted in memory, in which it
// then stands several times over, and its password is hashed as often as the
// file says: programs say 100,000, and every million costs seconds.
const (
	maxEncrypted = 96 << 20
	maxSpins     = 1_000_000
)

// decrypt opens an encrypted workbook in memory. The library may panic on
// ciphers that it does not know.
func decrypt(in Input, password string) (out Input, err error) {
	if password == "" {
		return in, &FileError{
			Rule: "file.encrypted", Message: "the workbook is encrypted", Cure: "give its password with --password-file, or save a copy without one",
		}
	}
	const decrypted = "save a copy without a password"
	if in.Size > maxEncrypted {
		return in, &FileError{Rule: "xlsx.limit", Message: fmt.Sprintf("the encrypted workbook is larger than %d MiB", maxEncrypted>>20), Cure: decrypted}
	}
	failed := &FileError{
		Rule: "file.password", Message: "the password does not open the workbook", Cure: "check the password, or save a copy without one",
	}
	defer func() {
		if r := recover(); r != nil {
			failed.Err = fmt.Errorf("decrypting: %v", r)
			err = failed
		}
	}()
	packed := make([]byte, in.Size)
	if _, err := in.Data.ReadAt(packed, 0); err != nil && err != io.EOF {
		return in, fmt.Errorf("reading %s: %w", in.Name, err)
	}
	if n := spins(packed); n > maxSpins {
		return in, &FileError{
			Rule: "xlsx.limit", Message: fmt.Sprintf("the file wants its password hashed %d times, which no program does", n), Cure: decrypted,
		}
	}
	plain, err := excelize.Decrypt(packed, &excelize.Options{Password: password})
	if err != nil || !bytes.HasPrefix(plain, []byte("PK")) {
		failed.Err = err
		return in, failed
	}
	return Input{Name: in.Name, Data: bytes.NewReader(plain), Size: int64(len(plain))}, nil
}

// spins is the highest count of hashes that an encrypted workbook asks for; 0
// when it does not say, as the older way of encrypting.
func spins(packed []byte) int64 {
	doc, err := mscfb.New(bytes.NewReader(packed))
	if err != nil {
		return 0 // the library will say what is wrong
	}
	most := int64(0)
	for entry, err := doc.Next(); err == nil; entry, err = doc.Next() {
		if entry.Name != "EncryptionInfo" {
			continue
		}
		const head = 8 // version and flags in front of the XML
		info, err := io.ReadAll(io.LimitReader(doc, 1<<20))
		if err != nil || len(info) < head {
			continue
		}
		var said struct {
			Keys []struct {
				Key struct {
					Spins int64 `xml:"spinCount,attr"`
				} `xml:"encryptedKey"`
			} `xml:"keyEncryptors>keyEncryptor"`
		}
		if xml.Unmarshal(info[head:], &said) == nil {
			for _, k := range said.Keys {
				most = max(most, k.Key.Spins)
			}
		}
	}
	return most
}
