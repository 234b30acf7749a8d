package ingest

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// Bounds of what a fuzz target begins with: large seeds make it slow.
const (
	maxSeed  = 64 << 10
	maxSeeds = 60
)

// corpusSeeds are the small files of the corpus whose names match a pattern.
func corpusSeeds(tb testing.TB, pattern string) [][]byte {
	tb.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", "corpus", "files", pattern))
	check(tb, err)
	var seeds [][]byte
	for _, name := range names {
		data, err := os.ReadFile(name)
		check(tb, err)
		if len(data) <= maxSeed && len(seeds) < maxSeeds {
			seeds = append(seeds, data)
		}
	}
	if len(seeds) == 0 {
		tb.Fatalf("the corpus has no small file %s", pattern)
	}
	return seeds
}

// corpusParts are the first sheet, the shared strings and the styles of the
// workbooks of the corpus, as far as they can be unpacked.
func corpusParts(tb testing.TB, pattern string) [][3]string {
	tb.Helper()
	var all [][3]string
	for _, data := range corpusSeeds(tb, pattern) {
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			continue
		}
		var parts [3]string
		for i, name := range []string{sheetPart1, "xl/sharedStrings.xml", "xl/styles.xml"} {
			if r, err := z.Open(name); err == nil {
				part, _ := io.ReadAll(io.LimitReader(r, maxSeed))
				parts[i] = string(part)
				r.Close()
			}
		}
		if parts[0] != "" {
			all = append(all, parts)
		}
	}
	return all
}

var sheetRows = regexp.MustCompile(`(?s)<sheetData>(.*)</sheetData>`)

// corpusRows are what stands between the tags of the cells of sheets.
func corpusRows(tb testing.TB, pattern string) [][]byte {
	tb.Helper()
	var all [][]byte
	for _, parts := range corpusParts(tb, pattern) {
		if m := sheetRows.FindStringSubmatch(parts[0]); m != nil {
			all = append(all, []byte(m[1]))
		}
	}
	return all
}
