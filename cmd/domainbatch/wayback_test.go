package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"domainbatch/ingest"
	"domainbatch/planner"
)

// backWorld is an account of four domains, one of them with a masked and an
// empty value.
const backWorld = `{"domains": [
 {"name": "alpha-example.com", "registrant_type": "2", "contacts": {"all": {"name": "li wei", "organization": "northwind logistics co., ltd.", "country": "CN",
   "province": "zhe jiang", "city": "hang zhou shi", "address": "18 wen san lu", "postal_code": "310024", "email": "owner@northwind-logistics.com",
   "tel_area": "86", "telephone": "57188888888", "tel_ext": "806"}}},
 {"name": "beta-example.com", "registrant_type": "1", "contacts": {"all": {"name": "wang fang", "organization": "wang fang", "country": "CN",
   "province": "nei meng gu", "city": "hu he hao te shi", "address": "7 xin hua jie", "postal_code": "010010", "email": "wang@northwind-foods.com",
   "tel_area": "86", "telephone": "13800000000", "zh_name": "王芳"}}},
 {"name": "gamma-example.net", "registrant_type": "2", "contacts": {"all": {"name": "ann smith", "organization": "northwind foods ltd", "country": "GB",
   "province": "london", "city": "london", "address": "2 quay street", "postal_code": "E1 6AN", "email": "it@northwind-foods.com",
   "tel_area": "44", "telephone": "2079460000"}}},
 {"name": "delta-example.org", "registrant_type": "2", "contacts": {"all": {"name": "ann smith", "organization": "northwind foods ltd", "country": "GB",
   "province": "london", "city": "london", "address": "2 quay street", "postal_code": "E1 6AN", "email": "it@northwind-foods.com",
   "tel_area": "44", "telephone": "2079460000"},
  "tech": {"name": "ann smith", "organization": "northwind foods ltd", "country": "GB", "province": "london", "city": "london",
   "address": "2 quay street", "postal_code": "E1 6AN", "email": "i***@northwind-foods.com", "tel_area": "44", "telephone": "2079460000"},
  "billing": {"name": "ann smith", "organization": "", "country": "GB", "province": "london", "city": "london",
   "address": "2 quay street", "postal_code": "E1 6AN", "email": "it@northwind-foods.com", "tel_area": "44", "telephone": "2079460000"}}}],
 "mailboxes": [{"address": "owner@northwind-logistics.com", "verified": true}, {"address": "wang@northwind-foods.com", "verified": true},
  {"address": "it@northwind-foods.com", "verified": true}]}`

// edit is a cell that a person changes in an export.
type edit struct {
	domain, contact, field, value string
}

func (e edit) key() string { return e.domain + " " + e.contact + " " + e.field }

// tenEdits touch every sort of value, and one registrant.
var tenEdits = []edit{
	{"alpha-example.com", "registrant", "address", "20 wen san lu"},
	{"alpha-example.com", "admin", "email", "admin@northwind-logistics.com"},
	{"alpha-example.com", "admin", "telephone", "57188889999"},
	{"alpha-example.com", "tech", "tel_ext", "807"},
	{"beta-example.com", "admin", "postal_code", "010020"},
	{"beta-example.com", "tech", "zh_name", "王芳芳"},
	{"beta-example.com", "tech", "city", "bao tou shi"},
	{"gamma-example.net", "billing", "organization", "northwind foods plc"},
	{"gamma-example.net", "billing", "country", "IE"},
	{"gamma-example.net", "tech", "name", "bob smith"},
}

// backStory is a home with a sandbox of backWorld.
type backStory struct {
	t    *testing.T
	home string
	at   served
}

func newBackStory(t *testing.T) *backStory {
	home := t.TempDir()
	world := filepath.Join(home, "world.json")
	mustWrite(t, world, backWorld)
	return &backStory{t, home, sandboxFor(t, home, "--world", world, "--time-scale", "50")}
}

// runs runs a command against the sandbox and wants its exit code.
func (s *backStory) runs(want exitCode, args ...string) (stdout, stderr string) {
	s.t.Helper()
	cmd := command(s.t, s.home, args...)
	cmd.Env = slices.DeleteFunc(cmd.Env, func(v string) bool { return strings.HasPrefix(v, "DOMAINBATCH_NO_REFRESH=") })
	cmd.Env = append(cmd.Env, "DOMAINBATCH_ENDPOINT="+s.at.url, "DOMAINBATCH_QUERY_RATE=100", "DOMAINBATCH_SUBMIT_RATE=20", "DOMAINBATCH_YES=true")
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if got := exitOf(cmd.Run()); got != int(want) {
		s.t.Fatalf("domainbatch %s ended with %d, want %d\n%s%s", strings.Join(args, " "), got, want, &out, &said)
	}
	return out.String(), said.String()
}

func (s *backStory) submits() int {
	s.t.Helper()
	ledger, err := readLedger(filepath.Join(s.home, "sandbox.ledger"))
	if err != nil {
		s.t.Fatal(err)
	}
	return ledger.Count("submit")
}

func (s *backStory) newestRun() string {
	s.t.Helper()
	out, _ := s.runs(exitDone, "status", "--json")
	var runs []struct{ ID string }
	if err := json.Unmarshal([]byte(out), &runs); err != nil || len(runs) == 0 {
		s.t.Fatalf("no runs: %v\n%s", err, out)
	}
	return runs[0].ID
}

// cells are all cells of the sheet of rows.
func (s *backStory) cells(name string) [][]string {
	s.t.Helper()
	f, err := excelize.OpenFile(filepath.Join(s.home, name))
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Domains", excelize.Options{RawCellValue: true})
	if err != nil {
		s.t.Fatal(err)
	}
	return rows
}

// column finds the column of a field by its header.
func column(t *testing.T, rows [][]string, field string) int {
	t.Helper()
	for i, header := range rows[0] {
		if f, ok := ingest.ParseField(header); ok && string(f) == field && !strings.Contains(header, ":") {
			return i
		}
	}
	t.Fatalf("no column %s in %v", field, rows[0])
	return 0
}

// change edits cells as a person would, in a copy.
func (s *backStory) change(from, to string, edits ...edit) {
	s.t.Helper()
	f, err := excelize.OpenFile(filepath.Join(s.home, from))
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	rows := s.cells(from)
	for _, e := range edits {
		done := false
		for i, row := range rows {
			if row[0] == e.domain && row[2] == e.contact {
				cell, _ := excelize.CoordinatesToCellName(column(s.t, rows, e.field)+1, i+1)
				if err := f.SetCellStr("Domains", cell, e.value); err != nil {
					s.t.Fatal(err)
				}
				done = true
			}
		}
		if !done {
			s.t.Fatalf("no row for %s", e.key())
		}
	}
	if err := f.SaveAs(filepath.Join(s.home, to)); err != nil {
		s.t.Fatal(err)
	}
}

// fieldsThatChange are the fields that a plan would change.
func (s *backStory) fieldsThatChange(name string) []string {
	s.t.Helper()
	out, _ := s.runs(exitDone, "plan", "--json", name)
	plan, err := planner.Decode(strings.NewReader(out))
	if err != nil {
		s.t.Fatal(err)
	}
	var fields []string
	for _, b := range plan.Batches {
		for _, c := range b.Changes {
			if c.Before == nil {
				s.t.Fatalf("what is there of %s is not known", c.Domain)
			}
			for _, d := range planner.Compare(b.Contact, &c.Before.Contact) {
				fields = append(fields, fmt.Sprintf("%s %s %s", c.Domain, b.ContactType, d.Field))
			}
		}
	}
	slices.Sort(fields)
	return fields
}

// The whole story: export, change ten cells, see exactly those, apply, nothing
// is left to do; take it back, and everything is as it was, cell by cell.
func TestWhatWasExportedComesBackCellByCell(t *testing.T) {
	t.Parallel()
	s := newBackStory(t)
	_, said := s.runs(exitDone, "export", "-o", "first.xlsx")
	for _, want := range []string{"exported 16 contacts of 4 domains", "masks values", "values are empty", "next: change cells, then: domainbatch plan first.xlsx"} {
		if !strings.Contains(said, want) {
			t.Errorf("export does not say %q:\n%s", want, said)
		}
	}
	if got := s.fieldsThatChange("first.xlsx"); len(got) > 0 {
		t.Fatalf("what was exported differs from what is there: %v", got)
	}
	s.change("first.xlsx", "edited.xlsx", tenEdits...)
	want := map[string]bool{}
	for _, e := range tenEdits {
		want[e.key()] = true
	}
	if got := s.fieldsThatChange("edited.xlsx"); !slices.Equal(got, slices.Sorted(maps.Keys(want))) {
		t.Fatalf("the plan shows %v", got)
	}
	s.runs(exitDone, "apply", "edited.xlsx")
	run, sent := s.newestRun(), s.submits()
	if sent == 0 || sent > 7 {
		t.Errorf("%d calls sent for seven contacts", sent)
	}
	if out, _ := s.runs(exitDone, "plan", "edited.xlsx"); !strings.Contains(out, "Nothing to send") {
		t.Errorf("something is left to do:\n%s", out)
	}
	s.runs(exitDone, "apply", "edited.xlsx", "-o", "again.xlsx")
	if now := s.submits(); now != sent {
		t.Errorf("the same file sent %d calls more", now-sent)
	}
	_, said = s.runs(exitDone, "undo", run, "-o", "undo.xlsx")
	if !strings.Contains(said, "7 contacts were changed\n  7 go back to what was there") {
		t.Errorf("undo says:\n%s", said)
	}
	out, _ := s.runs(exitDone, "check", "undo.xlsx")
	if !strings.Contains(out, "7 rows: 7 to do\nverdict: every row can be used") {
		t.Errorf("check is bothered by an undo file:\n%s", out)
	}
	if got := s.fieldsThatChange("undo.xlsx"); !slices.Equal(got, slices.Sorted(maps.Keys(want))) {
		t.Fatalf("the way back shows %v", got)
	}
	s.runs(exitDone, "apply", "undo.xlsx")
	s.runs(exitDone, "export", "--refresh-age", "0", "-o", "last.xlsx")
	first, last := s.cells("first.xlsx"), s.cells("last.xlsx")
	if len(first) != 17 || len(last) != len(first) {
		t.Fatalf("%d rows, then %d", len(first), len(last))
	}
	for i := range first {
		if !slices.Equal(first[i], last[i]) {
			t.Errorf("row %d was  %q\n\tand is %q", i+1, first[i], last[i])
		}
	}
	if _, said = s.runs(exitDone, "undo", run, "-o", "-"); !strings.Contains(said, "7 are as they were already") {
		t.Errorf("a second undo says:\n%s", said)
	}
}

// What somebody else has changed since is held and named; the rest goes back.
func TestTheWayBackHoldsWhatSomebodyElseHasChanged(t *testing.T) {
	t.Parallel()
	s := newBackStory(t)
	s.runs(exitDone, "export", "-o", "first.xlsx")
	s.change("first.xlsx", "edited.xlsx", tenEdits...)
	s.runs(exitDone, "apply", "edited.xlsx")
	run := s.newestRun()
	mustWrite(t, filepath.Join(s.home, "theirs.csv"), "domain,contact_type,registrant_type,name,organization,country,province,city,address,postal_code,email,tel_area,telephone\r\n"+
		"gamma-example.net,tech,enterprise,carol smith,northwind foods ltd,GB,london,london,2 quay street,E1 6AN,it@northwind-foods.com,44,2079460000\r\n")
	s.runs(exitDone, "apply", "theirs.csv", "--state", "theirs")
	_, said := s.runs(exitRows, "undo", run, "--lang", "zh", "-o", "undo.xlsx")
	for _, want := range []string{"6 go back", "1 is held: somebody else has changed it since"} {
		if !strings.Contains(said, want) {
			t.Errorf("undo does not say %q:\n%s", want, said)
		}
	}
	out, _ := s.runs(exitRows, "undo", run, "-o", "-")
	held := 0
	for line := range strings.Lines(out) {
		if strings.Contains(line, ",skip,") {
			held++
			if !strings.HasPrefix(line, "gamma-example.net,skip,tech,") || !strings.Contains(line, "Somebody has changed name since") ||
				!strings.Contains(line, "ann smith,bob smith,carol smith") {
				t.Errorf("held: %s", line)
			}
		}
	}
	if held != 1 {
		t.Errorf("%d rows are held\n%s", held, out)
	}
	before := s.submits()
	s.runs(exitDone, "apply", "undo.xlsx")
	if s.submits() == before {
		t.Error("nothing went back")
	}
	s.runs(exitDone, "export", "--refresh-age", "0", "-o", "last.xlsx")
	first, last := s.cells("first.xlsx"), s.cells("last.xlsx")
	for i := range first {
		theirs := slices.Contains(last[i], "carol smith")
		if theirs != (first[i][0] == "gamma-example.net" && first[i][2] == "tech") || !theirs && !slices.Equal(first[i], last[i]) {
			t.Errorf("row %d was  %q\n\tand is %q", i+1, first[i], last[i])
		}
	}
}
