package planner_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"domainbatch/ingest"
	"domainbatch/planner"
	"domainbatch/samples"
)

func readSample(t *testing.T, name string, opt ingest.Options) (ingest.Layout, []ingest.Row) {
	t.Helper()
	data, err := fs.ReadFile(samples.FS(), name)
	if err != nil {
		t.Fatal(err)
	}
	layout, rows, err := ingest.ReadAll(context.Background(), ingest.Input{Name: name, Data: bytes.NewReader(data), Size: int64(len(data))}, opt)
	if err != nil {
		t.Fatal(err)
	}
	return layout, rows
}

func planSample(t *testing.T, name string) *planner.Plan {
	t.Helper()
	layout, rows := readSample(t, name, ingest.Options{})
	p, err := planner.Build(func(yield func(ingest.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}, planner.Source{File: name, Digest: layout.Digest, Sheet: layout.Sheet}, planner.Settings{}, planner.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// summary is what a plan comes to, in one line for each thing worth knowing.
func summary(p *planner.Plan) []string {
	c := p.Counts()
	var rows []string
	for _, d := range planner.Dispositions() {
		if n := c.Rows[d]; n > 0 {
			rows = append(rows, fmt.Sprintf("%d %s", n, d))
		}
	}
	out := []string{strings.Join(rows, ", ")}
	for _, s := range c.Changes {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%d %s %s", s.Changes, s.Operation, s.ContactType)))
	}
	return append(out, fmt.Sprintf("%d submits", c.Submits))
}

func TestEverySampleIsReadAndPlanned(t *testing.T) {
	want := map[string][]string{
		"portfolio.xlsx": {
			"51 planned, 2 skipped, 2 held, 6 invalid",
			"20 update-contact registrant", "15 update-contact admin", "10 update-contact tech", "8 update-contact billing",
			"4 update-profile registrant", "1 update-profile tech", "6 transfer-code", "18 submits",
		},
		"transfer-codes.csv": {"12 planned", "12 transfer-code", "12 submits"},
		"profiles.csv": {
			"7 planned", "4 update-profile registrant", "2 update-profile admin", "3 update-profile tech", "5 submits",
		},
		"export-gb18030.csv": {
			"10 planned, 1 skipped", "5 update-contact registrant", "2 update-contact admin", "2 update-contact tech", "1 update-contact billing",
			"2 transfer-code", "6 submits",
		},
	}
	for _, s := range samples.List() {
		if s.Name == "contacts.csv" { // holds no rows; see below
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			p := planSample(t, s.Name)
			if got := summary(p); !slices.Equal(got, want[s.Name]) {
				t.Errorf("plan\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want[s.Name], "\n"))
			}
			for _, r := range p.Rows {
				if r.Disposition == planner.RowInvalid && s.Name != samples.Portfolio {
					t.Errorf("row %d: %s", r.Number, r.Comment)
				}
			}
		})
	}
}

// The mistakes of the portfolio are there on purpose, and no others.
func TestMistakesOfThePortfolio(t *testing.T) {
	got := map[string]string{}
	for _, r := range planSample(t, samples.Portfolio).Rows {
		if r.Disposition == planner.RowInvalid || r.Disposition == planner.RowHeld {
			got[r.Domain] = r.Code
		}
	}
	want := map[string]string{
		"northwind-brands.com":                    planner.CodeConflict,
		"northwind-energy.com":                    "email.syntax",
		"https://www.northwind-solar.com/contact": "domain.url",
		"northwind-wind.com":                      "postal_code.required",
		"northwind-hydro.com":                     "tel_area.syntax",
		"northwind-grid.com":                      "contact_ref.unknown",
		"northwind-charging.com":                  "contact_type.word",
	}
	if !maps.Equal(got, want) {
		t.Errorf("mistakes %v\nwant %v", got, want)
	}
}

// Every named contact of the library is good for an update of any contact on
// the China site.
func TestContactsOfTheLibraryAreComplete(t *testing.T) {
	data, err := fs.ReadFile(samples.FS(), "contacts.csv")
	if err != nil {
		t.Fatal(err)
	}
	library, problems, err := ingest.ReadContacts(ingest.Input{Name: "contacts.csv", Data: bytes.NewReader(data), Size: int64(len(data))})
	if err != nil || len(problems) > 0 || len(library) < 5 {
		t.Fatalf("%d contacts, problems %v, error %v", len(library), problems, err)
	}
	var sheet strings.Builder
	sheet.WriteString("domain,contact_type,contact_ref\n")
	for i, ref := range slices.Sorted(maps.Keys(library)) {
		fmt.Fprintf(&sheet, "northwind-%d.com,all,%s\n", i, ref)
	}
	text := sheet.String()
	_, rows, err := ingest.ReadAll(context.Background(), ingest.Input{Name: "rows.csv", Data: strings.NewReader(text), Size: int64(len(text))}, ingest.Options{Contacts: library})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if len(r.Problems) > 0 {
			t.Errorf("%s: %v", r.ContactRef, r.Problems)
		}
	}
	if p := build(t, planner.Settings{}, planner.Options{}, rows...); p.Counts().Submits != 4*len(library) {
		t.Errorf("%d submits for %d contacts of four types each", p.Counts().Submits, len(library))
	}
}
