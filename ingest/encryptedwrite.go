package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// leastSealed is how long a workbook has to be, in bytes, before the library
// can encrypt it: what is shorter would stand in a part of the container that
// the library writes so that nobody can read it.
const leastSealed = 4 << 10

// Encrypt gives a workbook encrypted with a password, as Unlock opens it.
func Encrypt(plain []byte, password string) ([]byte, error) {
	if len(plain) < leastSealed {
		longer, err := withGrowthHint(plain, leastSealed-len(plain))
		if err != nil {
			return nil, fmt.Errorf("encrypting the workbook: %w", err)
		}
		plain = longer
	}
	sealed, err := excelize.Encrypt(plain, &excelize.Options{Password: password})
	if err != nil {
		return nil, fmt.Errorf("encrypting the workbook: %w", err)
	}
	return sealed, nil
}

// withGrowthHint makes a workbook longer by at least so many bytes. They stand
// before its first part, in the field that Open Packaging Conventions (annex
// C.3.4) has for room to grow, and nothing else of the parts changes.
func withGrowthHint(plain []byte, room int) ([]byte, error) {
	const growthHint, signature = 0xa220, 0xa028
	z, err := zip.NewReader(bytes.NewReader(plain), int64(len(plain)))
	if err != nil {
		return nil, err
	}
	hint := make([]byte, 8+room)
	binary.LittleEndian.PutUint16(hint, growthHint)
	binary.LittleEndian.PutUint16(hint[2:], uint16(len(hint)-4))
	binary.LittleEndian.PutUint16(hint[4:], signature)
	binary.LittleEndian.PutUint16(hint[6:], uint16(room))
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i, f := range z.File {
		header := f.FileHeader
		if i == 0 {
			header.Extra = append(bytes.Clone(header.Extra), hint...)
		}
		part, err := w.CreateRaw(&header)
		if err != nil {
			return nil, err
		}
		text, err := f.OpenRaw()
		if err != nil {
			return nil, err
		}
		if _, err := io.Copy(part, text); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
