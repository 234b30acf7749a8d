package planner_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"domainbatch/ingest"
	"domainbatch/planner"
)

var update = flag.Bool("update", false, "write the golden files of this package again")

func officePlan(t testing.TB) (*planner.Plan, []ingest.Problem) {
	locked, free := contactRow("northwind-logistics.com", li, registrant), contactRow("northwind-foods.com", smith, registrant)
	locked.Lock, free.Lock = ingest.LockOn, ingest.LockOff
	rows := []ingest.Row{locked, free, contactRow("例子.公司", li, registrant, admin)}
	for i := range 130 {
		rows = append(rows, contactRow(fmt.Sprintf("brand-%03d.net", i), smith, tech))
	}
	rows = append(rows,
		profileRow("müller-logistik.de", 1000001, billing), profileRow("northwind.cn", 1000001, billing),
		codeRow("northwind-old.org"), codeRow("northwind-attic.org"),
		contactRow("northwind-air.com", li, tech), contactRow("northwind-air.com", smith, tech),
		ingest.Row{Domain: "parked.com", Action: ingest.ActionSkip},
		after(codeRow("northwind-done.com"), "OK", "R1"),
		after(contactRow("northwind-wait.com", li, tech), "PENDING", "20261120-101500-k3f9"),
	)
	for i := range 13 {
		rows = append(rows, ingest.Row{DomainTyped: fmt.Sprintf("https://shop%d.example|x", i), Problems: []ingest.Problem{{
			Severity: ingest.Error, Rule: "domain.url", Cell: fmt.Sprintf("A%d", 144+i), Message: "a web address, not a domain name", Cure: fmt.Sprintf("type shop%d.example", i),
		}}})
	}
	evil := contactRow("evil\x1b[2J\u202e.com", li, tech)
	evil.Problems = []ingest.Problem{{Severity: ingest.Error, Rule: "domain.syntax", Cell: "A157", Message: "control characters in *name*", Cure: "type it again"}}
	rows = append(rows, evil)
	problems := []ingest.Problem{
		{Severity: ingest.Warning, Rule: "column.unknown", File: "portfolio.xlsx", Row: 0, Message: `column "Owner dept" is not used`, Cure: "nothing to do, it is carried through"},
		{Severity: ingest.Warning, Rule: "telephone.number", File: "portfolio.xlsx", Sheet: "Contacts", Row: 4, Cell: "K4", Message: "a number in General format", Cure: "format the cell as text"},
		{Severity: ingest.Notice, Rule: "country.name", File: "portfolio.xlsx", Sheet: "Domains", Row: 9, Cell: "I9", Message: "China read as CN"},
		{Severity: ingest.Error, Rule: "domain.url", File: "portfolio.xlsx", Sheet: "Domains", Row: 144, Cell: "A144", Message: "said in the row's comment"},
	}
	return build(t, planner.Settings{Account: "prod", BatchSize: 100}, planner.Options{}, rows...), problems
}

func TestTextForAPerson(t *testing.T) {
	p, problems := officePlan(t)
	tests := map[string]planner.TextOptions{
		"terminal.txt":  {Problems: problems, SubmitRate: 2, QueryRate: 5, Width: 100},
		"narrow.txt":    {Problems: problems, SubmitRate: 0.02, Width: 60, MaxGroups: 3, Color: true},
		"ticket.md":     {Problems: problems, SubmitRate: 2, QueryRate: 5, Markdown: true, Width: 100, Color: true},
		"unlimited.txt": {},
	}
	for name, opt := range tests {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := planner.WriteText(&got, p, opt); err != nil {
				t.Fatal(err)
			}
			golden(t, name, got.Bytes())
		})
	}
}

func TestTextOfAPlanThatSendsNothing(t *testing.T) {
	var got bytes.Buffer
	if err := planner.WriteText(&got, build(t, planner.Settings{}, planner.Options{}, after(codeRow("a.com"), "OK", "R1")), planner.TextOptions{SubmitRate: 2}); err != nil {
		t.Fatal(err)
	}
	golden(t, "nothing.txt", got.Bytes())
}

func TestTextKeepsCellsFromSteeringTheTerminal(t *testing.T) {
	p, problems := officePlan(t)
	for _, opt := range []planner.TextOptions{{Problems: problems}, {Problems: problems, Markdown: true}} {
		var got bytes.Buffer
		if err := planner.WriteText(&got, p, opt); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(got.String(), "\x1b\u202e") {
			t.Errorf("markdown %v: a control character got through", opt.Markdown)
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; write it with: go test ./planner -update", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; look at it, then write it with: go test ./planner -update\ngot:\n%s\nwant:\n%s", path, got, want)
	}
}
