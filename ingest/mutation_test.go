package ingest

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// errUnformatted says that the formats are known to be missing.
var errUnformatted = errors.New("read without the formats of its cells")

// cellsOf reads a workbook to its end and gives the places and texts of its
// cells, a line for each row.
func cellsOf(ctx context.Context, in Input) ([]string, error) {
	source, err := Open(ctx, in, Options{DefaultAction: ActionSkip})
	if err != nil {
		return nil, err
	}
	defer source.Close()
	var rows []string
	for rec, err := range source.Records() {
		if err != nil {
			return nil, err
		}
		rows = append(rows, fmt.Sprintf("%d %q", rec.Number, rec.Cells))
	}
	for _, remark := range source.Layout().Remarks {
		if remark.Rule == "xlsx.styles" {
			return rows, errUnformatted
		}
	}
	return rows, nil
}

// unzipped are the parts of a workbook; false when they cannot be written back.
func unzipped(data []byte) (rawParts, bool) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, false
	}
	parts := rawParts{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return nil, false
		}
		text, err := io.ReadAll(io.LimitReader(r, 1<<20))
		r.Close()
		if err != nil || len(text) == 1<<20 {
			return nil, false
		}
		parts[f.Name] = string(text)
	}
	return parts, true
}

// mutate calls use for every workbook of the corpus that can be read.
func mutate(t *testing.T, use func(t *testing.T, data []byte, want []string)) {
	names, err := filepath.Glob("testdata/corpus/files/*.xls[xm]")
	check(t, err)
	read := 0
	for _, name := range names {
		data, err := os.ReadFile(name)
		check(t, err)
		want, err := cellsOf(t.Context(), input("a.xlsx", data))
		if err != nil || len(data) > 64<<10 {
			continue
		}
		read++
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			use(t, data, want)
		})
	}
	if read < 60 {
		t.Errorf("only %d workbooks", read)
	}
}

func oneLine(err error) bool { return !strings.Contains(err.Error(), "\n") && len(err.Error()) > 20 }

// TestCutSheetNeverGivesFewerRows: wherever the part with the cells ends too
// early, the workbook is refused. Only what stands behind its last tag, or in
// front of its first, may be missing.
func TestCutSheetNeverGivesFewerRows(t *testing.T) {
	mutate(t, func(t *testing.T, data []byte, want []string) {
		parts, ok := unzipped(data)
		if !ok {
			return
		}
		r := rand.New(rand.NewPCG(1, uint64(len(data))))
		for name, whole := range parts {
			if !strings.Contains(strings.ToLower(name), "sheet") || !strings.HasSuffix(strings.ToLower(name), ".xml") {
				continue
			}
			for range 12 {
				cut := r.IntN(len(whole))
				got, err := cellsOf(t.Context(), parts.copy().with(name, whole[:cut]).input())
				switch {
				case err != nil && !oneLine(err):
					t.Errorf("%s cut at %d: %v", name, cut, err)
				case err == nil && fmt.Sprint(got) != fmt.Sprint(want):
					t.Errorf("%s cut at %d of %d: %d rows of %d and no error", name, cut, len(whole), len(got), len(want))
				}
			}
		}
	})
}

func (p rawParts) copy() rawParts {
	q := rawParts{}
	for name, text := range p {
		q[name] = text
	}
	return q
}

// TestFlippedBitsNeverGiveOtherRows: a checksum stands over every part, and
// a part whose name is damaged is missed.
func TestFlippedBitsNeverGiveOtherRows(t *testing.T) {
	mutate(t, func(t *testing.T, data []byte, want []string) {
		r := rand.New(rand.NewPCG(2, uint64(len(data))))
		for range 30 {
			at, bit := r.IntN(len(data)), r.IntN(8)
			bad := bytes.Clone(data)
			bad[at] ^= 1 << bit
			got, err := cellsOf(t.Context(), input("a.xlsx", bad))
			switch {
			case err != nil && !oneLine(err):
				t.Errorf("bit %d of byte %d: %v", bit, at, err)
			case err == nil && fmt.Sprint(got) != fmt.Sprint(want):
				t.Errorf("bit %d of byte %d: %d rows of %d, others than before, and no error\n%s\n%s", bit, at, len(got), len(want), got, want)
			}
		}
	})
}
