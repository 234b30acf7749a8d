package main

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"domainbatch/ingest"
	"domainbatch/planner"
)

func TestResultsNeverTakeTheNameOfTheInput(t *testing.T) {
	tests := map[string]string{
		"portfolio.xlsx":              "portfolio.results.xlsx",
		"portfolio.results.xlsx":      "portfolio.results-2.xlsx",
		"portfolio.results-2.xlsx":    "portfolio.results-3.xlsx",
		"portfolio.results-99.csv":    "portfolio.results-100.csv",
		"/a/b.c/domains":              "/a/b.c/domains.results",
		"x.results-old.xlsm":          "x.results-old.results.xlsm",
		".results.xlsx":               ".results.results.xlsx",
		"/home/me/results-2/list.csv": "/home/me/results-2/list.results.csv",
	}
	for input, want := range tests {
		if got := resultsName(input); got != want {
			t.Errorf("resultsName(%q) = %q, want %q", input, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[a-z0-9./ -]{0,20}(\.results(-[0-9]{1,3})?)?\.(xlsx|csv)`).Draw(t, "name")
		if resultsName(name) == name {
			t.Fatalf("%q would be overwritten", name)
		}
	})
}

func TestNearestFindsWhatWasMeant(t *testing.T) {
	flags := []string{"sheet", "submit-rate", "query-rate", "yes", "endpoint", "in-place"}
	tests := map[string]string{
		"sheeet": "sheet", "submitrate": "submit-rate", "inplace": "in-place", "endpiont": "endpoint",
		"colour": "", "x": "", "": "",
	}
	for typed, want := range tests {
		if got := nearest(typed, flags); got != want {
			t.Errorf("nearest(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestEditDistanceIsAMetric(t *testing.T) {
	word := rapid.StringMatching(`[abc]{0,6}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := word.Draw(t, "a"), word.Draw(t, "b"), word.Draw(t, "c")
		ab := editDistance(a, b)
		if ab != editDistance(b, a) {
			t.Fatalf("%q and %q: not the same both ways", a, b)
		}
		if (ab == 0) != (a == b) {
			t.Fatalf("%q and %q: distance %d", a, b, ab)
		}
		if editDistance(a, c) > ab+editDistance(b, c) {
			t.Fatalf("%q, %q, %q: the way round is shorter", a, b, c)
		}
	})
}

func TestPrintableKeepsTextFromSteeringTheTerminal(t *testing.T) {
	tests := map[string]string{
		"plain 域名 text\n": "plain 域名 text\n",
		"\x1b[31mred":     `\u001b[31mred`,
		"a\rb":            `a\u000db`,
		"x\u202egnp.exe":  `x\u202egnp.exe`,
		"c1 \u009b31m":    `c1 \u009b31m`,
	}
	for text, want := range tests {
		if got := printable(text); got != want {
			t.Errorf("printable(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestShellQuoteMakesOneWord(t *testing.T) {
	tests := map[string]string{
		"a.xlsx": "a.xlsx", "my file.xlsx": "'my file.xlsx'", "it's": `'it'\''s'`, "": "''", "$(rm)": "'$(rm)'", "域名.xlsx": "'域名.xlsx'",
	}
	for name, want := range tests {
		if got := shellQuote(name); got != want {
			t.Errorf("shellQuote(%q) = %s, want %s", name, got, want)
		}
	}
}

func TestBriefly(t *testing.T) {
	tests := map[time.Duration]string{
		1500 * time.Millisecond: "1.5 s", 45 * time.Second: "45 s", 10 * time.Minute: "10 min", 5 * time.Hour: "5.0 h",
	}
	for d, want := range tests {
		if got := briefly(d); got != want {
			t.Errorf("briefly(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestOwnersAndCrowdsNeedTheNumberTyped(t *testing.T) {
	owners := planner.Counts{Domains: 5, Owners: 3, Changes: []planner.ChangeCount{{Operation: planner.UpdateContact, ContactType: ingest.Registrant, Changes: 3}}}
	crowd := planner.Counts{Domains: 1250, Changes: []planner.ChangeCount{{Operation: planner.TransferCode, Changes: 1250}}}
	few := planner.Counts{Domains: 3, Changes: []planner.ChangeCount{{Operation: planner.UpdateContact, ContactType: ingest.Tech, Changes: 3}}}
	tests := []struct {
		name   string
		counts planner.Counts
		answer string
		want   bool
	}{
		{"owners, number", owners, "3", true},
		{"owners, number of domains", owners, "5", false},
		{"owners, yes", owners, "yes", false},
		{"crowd, number", crowd, "1250", true},
		{"crowd, number with a comma", crowd, "1,250", true},
		{"crowd, yes", crowd, "y", false},
		{"crowd, another number", crowd, "125", false},
		{"few, yes", few, "Yes", true},
		{"few, nothing", few, "", false},
		{"few, no", few, "n", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			accepts, text := question(test.counts)
			if got := accepts(test.answer); got != test.want {
				t.Errorf("%q to %q: %v, want %v", test.answer, text, got, test.want)
			}
			if !strings.HasSuffix(text, " ") {
				t.Errorf("the question %q leaves no room for the answer", text)
			}
		})
	}
}
