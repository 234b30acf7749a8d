package ingest

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// watchedRows lets a watch see the rows of a text.
func watchedRows(t *testing.T, content string) []string {
	t.Helper()
	l, rows := read(t, text("a.csv", content), Options{})
	var w SeriesWatch
	for i := range rows {
		w.Add(&rows[i])
	}
	var got []string
	for _, p := range w.Problems(l) {
		got = append(got, strings.TrimSuffix(p.Message, " while the rest stays: a cell may have been dragged down"))
		mustBeChinese(t, p)
		if p.Severity != Warning || p.Cure == "" || p.Row == 0 || p.Column == "" || !strings.HasPrefix(p.Cell, fmt.Sprintf("line %d, column ", p.Row)) || p.File != "a.csv" {
			t.Errorf("%+v", p)
		}
	}
	return got
}

func TestDraggedCellsAreSeen(t *testing.T) {
	sheet := func(n int, line func(i int) string) string {
		var b strings.Builder
		b.WriteString("domain,action,contact_type,name,address,postal_code,email,tel_area,telephone,profile_id\n")
		for i := range n {
			fmt.Fprintf(&b, "shop%d.com,update-contact,admin,%s\n", i, line(i))
		}
		return b.String()
	}
	for name, c := range map[string]struct {
		content, want string
	}{
		"telephone": {sheet(5, func(i int) string { return fmt.Sprintf("Li Si,1 Rd,310024,o@acme.com,86,%d,", 13800138098+i) }), "telephone goes up by one from row 2 to row 6"},
		"email":     {sheet(4, func(i int) string { return fmt.Sprintf("Li Si,1 Rd,310024,a%d@acme.com,86,13800138000,", i+8) }), "email goes up by one from row 2 to row 5"},
		"several": {
			sheet(6, func(i int) string { return fmt.Sprintf("Li Si,%d Rd,%d,o@acme.com,86,13800138000,", 1+i, 310024+i) }),
			"postal_code goes up by one from row 2 to row 7|address goes up by one from row 2 to row 7",
		},
		"short":          {sheet(3, func(i int) string { return fmt.Sprintf("Li Si,1 Rd,310024,o@acme.com,86,%d,", 13800138000+i) }), ""},
		"other people":   {sheet(6, func(i int) string { return fmt.Sprintf("Li %c,1 Rd,310024,o@acme.com,86,%d,", 'A'+i, 13800138000+i) }), ""},
		"the same":       {sheet(6, func(int) string { return "Li Si,1 Rd,310024,o@acme.com,86,13800138000," }), ""},
		"twos":           {sheet(6, func(i int) string { return fmt.Sprintf("Li Si,1 Rd,310024,o@acme.com,86,%d,", 13800138000+2*i) }), ""},
		"two at a time":  {sheet(6, func(i int) string { return fmt.Sprintf("Li Si,1 Rd,310024,o@acme.com,86,%d,", 13800138000+i/2) }), ""},
		"from the fifth": {sheet(10, func(i int) string { return fmt.Sprintf("Li Si,1 Rd,310024,o@acme.com,86,%d,", 13800138000+max(0, i-4)) }), "telephone goes up by one from row 6 to row 11"},
		"and back":       {sheet(9, func(i int) string { return fmt.Sprintf("Li Si,1 Rd,310024,o@acme.com,86,%d,", 13800138000+i%5) }), "telephone goes up by one from row 2 to row 6|telephone goes up by one from row 7 to row 10"},
	} {
		if got := strings.Join(watchedRows(t, c.content), "|"); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	var b strings.Builder
	b.WriteString("domain,action,contact_type,profile_id\n")
	for i := range 5 {
		fmt.Fprintf(&b, "shop%d.com,update-profile,registrant,%d\nother%d.com,skip,,\n", i, 1000001+i, i)
	}
	if got := watchedRows(t, b.String()); len(got) != 1 || got[0] != "profile_id goes up by one from row 2 to row 10" {
		t.Errorf("%v", got)
	}
}

func TestTheNextOfASeries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := rapid.StringMatching(`[a-z ]{0,4}`).Draw(t, "before"), rapid.StringMatching(`[a-z@.]{0,6}`).Draw(t, "after")
		n := rapid.IntRange(0, 1_000_000).Draw(t, "n")
		at := func(n int) string { return fmt.Sprintf("%s%d%s", before, n, after) }
		if !nextInSeries(at(n), at(n+1)) {
			t.Fatalf("%q is followed by %q", at(n), at(n+1))
		}
		if m := rapid.IntRange(0, 1_000_000).Draw(t, "m"); m != n+1 && nextInSeries(at(n), at(m)) {
			t.Fatalf("%q is not followed by %q", at(n), at(m))
		}
	})
	for _, pair := range [][2]string{{"0571", "0572"}, {"a09@x.com", "a10@x.com"}, {"1-9", "1-10"}, {"099", "100"}} {
		if !nextInSeries(pair[0], pair[1]) {
			t.Errorf("%v", pair)
		}
	}
	for _, pair := range [][2]string{{"", ""}, {"a", "b"}, {"1", "a"}, {"12", "2"}, {"1 2", "2 3"}, {"a1", "b2"}} {
		if nextInSeries(pair[0], pair[1]) {
			t.Errorf("%v", pair)
		}
	}
}

func TestNamesInTwoOrdersAreSeen(t *testing.T) {
	head := "domain,action,contact_type,name,organization,email\n"
	for content, want := range map[string]string{
		"a.com,,admin,Li Si,Li Si,o@a.com\nb.com,,admin,Si Li,Si Li,o@a.com\nc.com,,admin,Li Si,Li Si,o@a.com\nd.com,,admin,SI LI,SI LI,O@a.com\n": "name.order 3|name.order 5",
		"a.com,,admin,\"Smith, Ann\",Acme,o@a.com\nb.com,,admin,Ann Smith,Acme,o@a.com\n":                                                          "name.order 3",
		"a.com,,admin,Li Si,Acme,o@a.com\nb.com,,admin,Si Li,Acme,p@a.com\n":                                                                       "",
		"a.com,,admin,Li Si,Acme,o@a.com\nb.com,,admin,li si,Acme,o@a.com\nc.com,,admin,Wang Wu,Acme,o@a.com\n":                                    "",
		"a.com,,admin,Li Si,Acme Ltd Hangzhou,o@a.com\nb.com,,admin,Li Si,Hangzhou Acme Ltd,o@a.com\n":                                             "organization.order 3",
	} {
		l, rows := read(t, text("a.csv", head+content), Options{})
		var w SeriesWatch
		for i := range rows {
			w.Add(&rows[i])
		}
		var got []string
		for _, p := range w.Problems(l) {
			got = append(got, fmt.Sprintf("%s %d", p.Rule, p.Row))
			mustBeChinese(t, p)
			if p.Severity != Warning || p.Value == "" || p.Cell == "" {
				t.Errorf("%+v", p)
			}
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%q: %s, want %s", content, s, want)
		}
	}
}
