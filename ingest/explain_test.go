package ingest

import (
	"strings"
	"testing"
)

func TestExplainSaysHowEachHeaderWasUnderstood(t *testing.T) {
	text := "域名,Owner mail,email address,Telephone (work),Result,Colour,adress,name\na.com,x@a.com,,,,,,\n"
	opt := Options{Map: map[string]Field{"Owner mail": FieldEmail, "email address": Ignore}, DefaultAction: ActionSkip}
	source, err := Open(t.Context(), Input{Name: "x.csv", Data: strings.NewReader(text), Size: int64(len(text))}, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	want := []struct {
		field   Field
		why     Why
		similar string
	}{
		{FieldDomain, WhyAlias, ""}, {FieldEmail, WhyMap, ""}, {"", WhyMap, ""}, {FieldTelephone, WhyGuess, ""},
		{"", WhyName, ""}, {"", WhyUnknown, ""}, {"", WhyUnknown, "address"}, {FieldName, WhyName, ""},
	}
	got := Explain(source.Layout(), opt.Map)
	if len(got) != len(want) {
		t.Fatalf("%d columns", len(got))
	}
	for i, w := range want {
		if g := got[i]; g.Field != w.field || g.Why != w.why || g.Similar != w.similar {
			t.Errorf("%q: %q because of %q, similar to %q, want %v", g.Header, g.Field, g.Why, g.Similar, w)
		}
	}
}

func TestValuesMakeAHeaderMoreOrLessSure(t *testing.T) {
	for _, c := range []struct {
		header, values string // separated by |
		sure, filled   int
		fitting        int
		like           Field
	}{
		{"domain", "a.com|b.com||https://c.com/", 100, 3, 3, ""},
		{"domain", "a.com|not one|neither|b.com", 62, 4, 2, ""},
		{"域名", "a.com|b.com", 95, 2, 2, ""},
		{"Domain (shop)", "a.com|b.com", 90, 2, 2, ""},
		{"Domain (shop)", "a.com|x", 46, 2, 1, ""},
		{"Telephone (work)", "13800138000|010-88888888 ext 2", 75, 2, 2, ""},
		{"Telephone (work)", "call me|", 18, 1, 0, ""},
		{"Telephone (work)", "", 75, 0, 0, ""},
		{"name", "li@example.com|anna@example.com|Bob", 50, 3, 1, ""},
		{"name", "li@example.com|anna@example.com", 25, 2, 0, FieldEmail},
		{"email", "a.com|b.com|c.com|d.com", 25, 4, 0, FieldDomain},
		{"E-Post", "a@example.com|b@example.com|x|c@example.com|d@example.com", 0, 5, 0, FieldEmail},
		{"Colour", "red|blue", 0, 2, 0, ""},
		{"Result", "OK|a.com", 100, 2, 0, ""},
		{"profile_id", "1000001|12,5|1,000,002|x", 62, 4, 2, ""},
		{"contact_type", "admin|all|boss", 75, 3, 2, ""},
		{"note", "a.com|x|1", 100, 3, 3, ""},
		{"country", "CN|China|Atlantis", 75, 3, 2, ""},
	} {
		names := newHeaderNames(nil)
		x := Explanation{Column: names.column(0, c.header)}
		if x.Why = names.why(x.Column); x.Field != "" || x.Result != "" {
			x.Confidence = sureness[x.Why]
		}
		x.Weigh(strings.Split(c.values, "|"))
		if x.Confidence != c.sure || x.Filled != c.filled || x.Fitting != c.fitting || x.LooksLike != c.like {
			t.Errorf("%s, %s: %d %%, %d of %d fit, like %q; want %+v", c.header, c.values, x.Confidence, x.Fitting, x.Filled, x.LooksLike, c)
		}
	}
	said := Explanation{Column: Column{Field: FieldDomain}, Why: WhyMap, Confidence: 100}
	if said.Weigh([]string{"x", "y"}); said.Confidence != 100 || said.Fitting != 0 {
		t.Errorf("%+v", said)
	}
}

func TestAnUnknownHeaderAboveDomainsIsNamed(t *testing.T) {
	for content, want := range map[string]string{
		"Dómeny;Akce\na.com;x\nb.com;y\n":           "domains stand below \"Dómeny\": rename it to domain, or use --map 'Dómeny=domain'",
		"Веб,email\na.com,x@a.com\nb.com,y@a.com\n": "domains stand below \"Веб\": rename it to domain, or use --map 'Веб=domain'",
		"a.com,x\nb.com,y\n":                        "add a header row with a column domain, or name it with --header-row and --map 'HEADER=domain'",
		"colour,size\nblue,1\n":                     "add a header row with a column domain, or name it with --header-row and --map 'HEADER=domain'",
	} {
		_, _, err := ReadAll(t.Context(), text("a.csv", content), Options{})
		fe, ok := err.(*FileError)
		if !ok || fe.Cure != want {
			t.Errorf("%q: %v", content, err)
		}
		mustBeChinese(t, Problem{Rule: fe.Rule, Message: fe.Message, Cure: fe.Cure})
	}
	in := text("a.csv", "Dómeny;Akce\na.com;skip\n")
	if _, rows := read(t, in, Options{Map: map[string]Field{"Dómeny": FieldDomain, "Akce": FieldAction}}); len(rows) != 1 || rows[0].Invalid() {
		t.Errorf("%+v", rows)
	}
}

func TestProblemsSayWhatAcceptFixesWouldDoAndDid(t *testing.T) {
	text := "domain,action\nhttps://www.a.com/x,skip\nb.com,skipp\n"
	in := Input{Name: "x.csv", Data: strings.NewReader(text), Size: int64(len(text))}
	for _, accept := range []bool{false, true} {
		_, rows, err := ReadAll(t.Context(), in, Options{AcceptFixes: accept})
		if err != nil {
			t.Fatal(err)
		}
		for i, proposed := range []string{"a.com", "skip"} {
			p := rows[i].Problems[0]
			if p.Proposed != proposed || p.Fixable == accept || p.Applied != accept || rows[i].Invalid() == accept {
				t.Errorf("accept %v: %+v", accept, p)
			}
		}
	}
}
