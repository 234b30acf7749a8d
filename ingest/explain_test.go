package ingest

import (
	"strings"
	"testing"
)

func TestExplainSaysHowEachHeaderWasUnderstood(t *testing.T) {
	text := "域名,Owner mail,email address,Telephone (work),Result,Colour,emial,name\na.com,x@a.com,,,,,,\n"
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
		{"", WhyName, ""}, {"", WhyUnknown, ""}, {"", WhyUnknown, "email"}, {FieldName, WhyName, ""},
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
