package ingest

import (
	"archive/zip"
	"bytes"
	"io"
	"math/rand/v2"
	"testing"
)

// TestWhatWasEncryptedCanBeUnlocked encrypts workbooks of all lengths, also those
// that are shorter than the library can encrypt.
func TestWhatWasEncryptedCanBeUnlocked(t *testing.T) {
	dice := rand.New(rand.NewPCG(5, 6))
	for _, size := range []int{0, 1, 100, 1500, 3700, 3900, 4000, 4096, 5000, 100_000} {
		var plain bytes.Buffer
		z := zip.NewWriter(&plain)
		texts := map[string][]byte{"[Content_Types].xml": []byte("<Types/>"), "xl/workbook.xml": make([]byte, size)}
		for i := range texts["xl/workbook.xml"] {
			texts["xl/workbook.xml"][i] = byte(dice.Uint32())
		}
		for name, text := range texts {
			part, err := z.Create(name)
			check(t, err)
			_, err = part.Write(text)
			check(t, err)
		}
		check(t, z.Close())
		sealed, err := Encrypt(plain.Bytes(), "secret")
		check(t, err)
		opened, err := Unlock(input("locked.xlsx", sealed), "secret")
		if err != nil {
			t.Errorf("%d bytes: %v", plain.Len(), err)
			continue
		}
		got, err := zip.NewReader(opened.Data, opened.Size)
		check(t, err)
		for _, f := range got.File {
			r, err := f.Open()
			check(t, err)
			text, err := io.ReadAll(r)
			check(t, err)
			if !bytes.Equal(text, texts[f.Name]) {
				t.Errorf("%d bytes: the part %s is another one", plain.Len(), f.Name)
			}
		}
		if len(got.File) != len(texts) {
			t.Errorf("%d bytes: %d parts", plain.Len(), len(got.File))
		}
		if _, err := Unlock(input("locked.xlsx", sealed), "another"); err == nil {
			t.Errorf("%d bytes: any password opens it", plain.Len())
		}
	}
	if _, err := Encrypt([]byte("no workbook"), "secret"); err == nil {
		t.Error("what is no workbook was encrypted")
	}
}
