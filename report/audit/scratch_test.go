package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"domainbatch/executor"
	"domainbatch/ingest/ooxml"
)

// onDisk counts the files that are open.
type onDisk struct {
	*os.File
	open *int
}

func (f onDisk) Close() error {
	*f.open--
	return f.File.Close()
}

func scratchIn(t testing.TB, open *int) func() (Scratch, error) {
	dir := t.TempDir()
	n := 0
	return func() (Scratch, error) {
		n++
		*open++
		f, err := os.Create(filepath.Join(dir, fmt.Sprint(n)))
		return onDisk{f, open}, err
	}
}

func TestRecordsComeSortedHoweverLittleRoomThereIs(t *testing.T) {
	open := 0
	scratch := scratchIn(t, &open)
	rapid.Check(t, func(rt *rapid.T) {
		records := rapid.SliceOf(rapid.SliceOfN(rapid.Byte(), 0, 6)).Draw(rt, "records")
		s := newSorter(scratch)
		defer s.close()
		s.room = rapid.IntRange(1, 200).Draw(rt, "room")
		for _, r := range records {
			if err := s.add(r); err != nil {
				rt.Fatal(err)
			}
		}
		want := slices.SortedFunc(slices.Values(records), bytes.Compare)
		for range 2 { // as often as wanted
			var got [][]byte
			for r, err := range s.all {
				if err != nil {
					rt.Fatal(err)
				}
				got = append(got, bytes.Clone(r))
			}
			if !slices.EqualFunc(got, want, bytes.Equal) {
				rt.Fatalf("got %q, want %q", got, want)
			}
		}
	})
	if open != 0 {
		t.Errorf("%d files are left open", open)
	}
}

func TestRowsPutAsideComeBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.Custom(func(rt *rapid.T) ooxml.Value {
			return ooxml.Value{Kind: rapid.SampledFrom([]ooxml.ValueKind{ooxml.Blank, ooxml.String, ooxml.Number}).Draw(rt, "kind"),
				Text: rapid.String().Draw(rt, "text"), Number: rapid.Float64().Draw(rt, "number"), Style: rapid.IntRange(0, 1<<20).Draw(rt, "style")}
		})
		var rows []ooxml.Row
		l := &rowLog{log: log{open: newMemory}}
		for range rapid.IntRange(0, 5).Draw(rt, "rows") {
			row := ooxml.Row{Height: rapid.Float64().Draw(rt, "height"), Cells: rapid.SliceOf(value).Draw(rt, "cells")}
			rows = append(rows, row)
			if err := l.put(row); err != nil {
				rt.Fatal(err)
			}
		}
		n := 0
		for row, err := range l.all {
			if err != nil || row.Height != rows[n].Height || !slices.Equal(row.Cells, rows[n].Cells) {
				rt.Fatalf("row %d: %+v, %v, want %+v", n, row, err, rows[n])
			}
			n++
		}
		if n != len(rows) {
			rt.Fatalf("%d rows of %d", n, len(rows))
		}
	})
	for _, damaged := range []string{"", "1234567", "12345678\x01", "12345678\x01\x00abcdefgh\x05ab"} {
		if _, err := unpackRow([]byte(damaged), nil); !errors.Is(err, errScratch) {
			t.Errorf("%q: %v", damaged, err)
		}
	}
}

// More changes than a sheet takes go on in another, and none is lost between.
func TestChangesGoOnInAnotherSheet(t *testing.T) {
	var entries []Entry
	for i := range 11 {
		entries = append(entries, entry(fmt.Sprintf("d%02d.com", i), []executor.Result{executor.OK, executor.Failed, executor.Pending}[i%3], day))
	}
	open := 0
	var out bytes.Buffer
	if err := writeBook(context.Background(), &out, trailOf(entries...), &Filter{}, &Options{Now: day, Scratch: scratchIn(t, &open)}, 3); err != nil {
		t.Fatal(err)
	}
	if open != 0 {
		t.Errorf("%d temporary files are left open", open)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want := "Summary,Changes,Changes 2,Changes 3,Changes 4,By day,By domain,By domain 2,By domain 3,By domain 4,Still open,Never fixed,Never fixed 2,Decisions"
	if got := strings.Join(f.GetSheetList(), ","); got != want {
		t.Errorf("sheets %s, want %s", got, want)
	}
	for title, column := range map[string]int{"Changes": 4, "By domain": 0} {
		var got []string
		for i := range 4 {
			name := title
			if i > 0 {
				name = fmt.Sprintf("%s %d", title, i+1)
			}
			rows, err := f.GetRows(name)
			if err != nil || len(rows) > 4 || rows[0][1] == "" {
				t.Fatalf("%s: %v, %v", name, rows, err)
			}
			for _, r := range rows[1:] {
				got = append(got, r[column])
			}
		}
		for i, domain := range got {
			if domain != entries[i].Domain {
				t.Errorf("%s: %v", title, got)
				break
			}
		}
		if len(got) != len(entries) {
			t.Errorf("%s holds %d of %d", title, len(got), len(entries))
		}
	}
}

func TestAFullDiskEndsTheWorkbook(t *testing.T) {
	full := errors.New("no space left")
	err := Write(t.Context(), &bytes.Buffer{}, "xlsx", story(), Filter{}, Options{Scratch: func() (Scratch, error) { return nil, full }})
	if !errors.Is(err, full) {
		t.Errorf("ended with %v", err)
	}
}
