package planbook_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"domainbatch/ingest"
	"domainbatch/planner"
	"domainbatch/planner/planbook"
)

var (
	now = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	old = ingest.Contact{Name: "wang fang", Organization: "wang fang", Country: "CN", Email: "wang@example.com", Telephone: "13800000000"}
	li  = ingest.Contact{RegistrantType: "2", Name: "=li wei", Organization: "Northwind\nLogistics", Country: "CN", Email: "li@example.com", Telephone: "13800000000"}
)

func samplePlan(t testing.TB, rows int) *planner.Plan {
	t.Helper()
	present := &planner.Present{Domains: map[string]planner.DomainFacts{"d0.com": {
		AsOf: now, Owned: planner.Yes, RegistrantType: "1",
		Contacts: map[ingest.ContactType]planner.ContactFacts{ingest.Registrant: {AsOf: now, Contact: old}},
	}}}
	p, err := planner.Build(func(yield func(ingest.Row, error) bool) {
		for i := range rows {
			r := ingest.Row{Record: i, Number: i + 2, Domain: fmt.Sprintf("d%d.com", i), Contact: li, ContactTypes: []ingest.ContactType{ingest.Registrant}, Lock: ingest.LockOn}
			if i == rows-1 {
				r = ingest.Row{Record: i, Number: i + 2, Domain: "d0.com", Action: ingest.ActionTransferCode}
			}
			if !yield(r, nil) {
				return
			}
		}
	}, planner.Source{File: "/tmp/in.xlsx", Digest: "0c5d"}, planner.Settings{}, planner.Options{Tool: "test", Now: now, Present: present})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func written(t testing.TB, p *planner.Plan) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := planbook.Write(&buf, p, planbook.Options{Summary: "In short\n  =one domain"}); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func read(book []byte) (*planner.Plan, error) {
	return planbook.Read(bytes.NewReader(book), int64(len(book)), "")
}

// edit changes a workbook as a person would.
func edit(t testing.TB, book []byte, change func(f *excelize.File) error) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := change(f); err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	if _, err := f.WriteTo(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func set(cell, value string) func(f *excelize.File) error {
	return func(f *excelize.File) error { return f.SetCellStr("Changes", cell, value) }
}

func TestAPlanComesBackFromItsWorkbook(t *testing.T) {
	p := samplePlan(t, 400)
	book := written(t, p)
	if !planbook.IsPlan(bytes.NewReader(book), int64(len(book))) {
		t.Error("it is not known for a plan")
	}
	q, err := read(book)
	if err != nil {
		t.Fatal(err)
	}
	if q.Digest != p.Digest || len(q.Approved()) != 0 {
		t.Errorf("digest %s, was %s; approved %v", q.Digest, p.Digest, q.Approved())
	}
}

func TestTheWorkbookShowsWhatAChangeDoes(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(written(t, samplePlan(t, 3))))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Changes")
	if err != nil || len(rows) != 4 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	want := [][]string{
		{"2", "d0.com", "registrant",
			"registrant_type: 1\nname: wang fang\norganization: wang fang\nemail: wang@example.com",
			"registrant_type: 2\nname: =li wei\norganization: Northwind\nLogistics\nemail: li@example.com",
			"The domain gets a new registrant; this is hard to take back.\nNo transfer to another registrar for 60 days, until 2027-01-21.\n" +
				"A verification mail goes to li@example.com; without an answer by 2026-12-07 the domain may be taken offline."},
		{"3", "d1.com", "registrant", "not known"},
		{"4", "d0.com", "transfer code", "", "asked for", "Whoever has the code can take the domain to another registrar.\nIt waits for another change of the same domain."},
	}
	for i, cells := range want {
		for j, cell := range cells {
			if got := rows[i+1][j]; got != cell {
				t.Errorf("row %d, %s: %q, want %q", i+2, rows[0][j], got, cell)
			}
		}
	}
	for _, sheet := range f.GetSheetList() {
		all, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r := range all {
			for c := range all[r] {
				name, _ := excelize.CoordinatesToCellName(c+1, r+1)
				if formula, _ := f.GetCellFormula(sheet, name); formula != "" {
					t.Errorf("%s!%s holds the formula %q", sheet, name, formula)
				}
			}
		}
	}
	if v, err := f.GetDataValidations("Changes"); err != nil || len(v) != 1 || v[0].Sqref != "G2:G4" {
		t.Errorf("validations %+v, %v", v, err)
	}
	if visible, err := f.GetSheetVisible("domainbatch plan"); err != nil || visible {
		t.Errorf("the packed plan is shown: %v, %v", visible, err)
	}
}

func TestApprovalsAreRead(t *testing.T) {
	p := samplePlan(t, 4)
	book := edit(t, written(t, p), func(f *excelize.File) error {
		return errors.Join(f.SetCellStr("Changes", "G2", "Yes "), f.SetCellStr("Changes", "G3", "no"), f.SetCellStr("Changes", "G5", "是"), f.RemoveRow("Changes", 4))
	})
	q, err := read(book)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range q.Batches {
		for _, c := range b.Changes {
			if c.Approved {
				got = append(got, c.Domain+" "+b.Kind())
			}
		}
	}
	if s := strings.Join(got, ", "); s != "d0.com registrant, d0.com transfer-code" {
		t.Errorf("approved: %s", s)
	}
	again, err := read(written(t, q))
	if err != nil || len(again.Approved()) != 2 {
		t.Errorf("written again: %v, %v", again.Approved(), err)
	}
}

func TestAWorkbookThatWasEditedIsRefused(t *testing.T) {
	good := written(t, samplePlan(t, 3))
	for name, change := range map[string]func(f *excelize.File) error{
		"another domain":         set("B2", "victim.com"),
		"another value":          set("E2", "email: attacker@example.com"),
		"another before":         set("D2", ""),
		"another id":             set("H2", strings.Repeat("0", 24)),
		"a row twice":            func(f *excelize.File) error { return f.DuplicateRow("Changes", 2) },
		"an answer that is none": set("G2", "maybe"),
		"no sheet of changes":    func(f *excelize.File) error { return f.SetSheetName("Changes", "Mine") },
	} {
		if _, err := read(edit(t, good, change)); !errors.Is(err, planbook.ErrEdited) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := read(edit(t, good, func(f *excelize.File) error { return f.DeleteSheet("domainbatch plan") })); !errors.Is(err, planbook.ErrNotAPlan) {
		t.Errorf("without the plan: %v", err)
	}
	if _, err := read(edit(t, good, func(f *excelize.File) error { return f.SetCellStr("domainbatch plan", "A1", "AAAA") })); err == nil {
		t.Error("a damaged plan is read")
	}
	other := edit(t, good, func(f *excelize.File) error { return f.DeleteSheet("domainbatch plan") })
	if planbook.IsPlan(bytes.NewReader(other), int64(len(other))) || planbook.IsPlan(bytes.NewReader([]byte("{}")), 2) {
		t.Error("something else is taken for a plan")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(written(f, samplePlan(f, 2)))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, book []byte) {
		planbook.IsPlan(bytes.NewReader(book), int64(len(book)))
		if p, err := read(book); err == nil && p.Digest == "" {
			t.Error("a plan without a digest")
		}
	})
}
