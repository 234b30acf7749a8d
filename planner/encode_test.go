package planner_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"domainbatch/ingest"
	"domainbatch/planner"
)

func encoded(t testing.TB, p *planner.Plan) string {
	t.Helper()
	var buf bytes.Buffer
	if err := planner.Encode(&buf, p); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

func samplePlan(t testing.TB) *planner.Plan {
	locked := contactRow("例子.公司", li, registrant)
	locked.Lock = ingest.LockOn
	return build(t, planner.Settings{Account: "prod", BatchSize: 50}, planner.Options{},
		locked, contactRow("a.com", smith, admin, tech), profileRow("b.com", 1<<60, billing), codeRow("a.com"),
		ingest.Row{Domain: "c.com"}, ingest.Row{Domain: "d.com", Action: ingest.ActionSkip},
		contactRow("e.com", li, admin), contactRow("e.com", smith, admin), after(codeRow("f.com"), "OK", "R1"))
}

func TestEncodeHasALineForEachBatchAndRow(t *testing.T) {
	p := samplePlan(t)
	text := encoded(t, p)
	if !json.Valid([]byte(text)) {
		t.Fatal("not JSON")
	}
	if got, want := strings.Count(text, "\n    {"), len(p.Batches)+len(p.Rows); got != want {
		t.Errorf("%d lines of items, want %d", got, want)
	}
	if !strings.HasPrefix(text, "{\n  \"version\": 1,") {
		t.Errorf("the version does not come first: %.40s", text)
	}
}

func TestDecodeRefusesWhatItShouldNotTrust(t *testing.T) {
	good := encoded(t, samplePlan(t))
	if _, err := planner.Decode(strings.NewReader(good)); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, old, new string
		want           error
		says           string
	}{
		{name: "newer format", old: `"version": 1`, new: `"version": 2, "hints": []`, want: planner.ErrVersion, says: "format 2"},
		{name: "no version", old: `"version": 1,`, new: ``, says: "not a plan"},
		{name: "unknown field", old: `"tool":`, new: `"tols": 1, "tool":`, says: "tols"},
		{name: "domain", old: `"domain":"a.com"`, new: `"domain":"z.com"`, want: planner.ErrDigest},
		{name: "contact value", old: "it@northwind-foods.com", new: "me@northwind-foods.com", want: planner.ErrDigest},
		{name: "lock", old: `"lock":"yes"`, new: `"lock":"no"`, want: planner.ErrDigest},
		{name: "held row let through", old: `"disposition":"held"`, new: `"disposition":"planned"`, want: planner.ErrDigest},
		{name: "account", old: `"account":"prod"`, new: `"account":"test"`, want: planner.ErrDigest},
		{name: "record", old: `"record":1,`, new: `"record":2,`, want: planner.ErrDigest},
		{name: "batch size", old: `"batch_size":`, new: `"batch_size":1`, want: planner.ErrDigest},
		{name: "order", old: `"after":["b0002"`, new: `"after":["b0001"`, want: planner.ErrDigest},
		{name: "text behind", old: "\n  ]\n}\n", new: "\n  ]\n}\n{}", says: "after its end"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(good, tt.old, tt.new, 1)
			if text == good {
				t.Fatalf("%q is not in the plan", tt.old)
			}
			_, err := planner.Decode(strings.NewReader(text))
			if err == nil || tt.want != nil && !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v", err)
			}
		})
	}
	for _, text := range []string{"", "[]", "null", good[:len(good)/2]} {
		if _, err := planner.Decode(strings.NewReader(text)); err == nil {
			t.Errorf("%.20q was read", text)
		}
	}
}

func TestDigestIgnoresWhenAndByWhatThePlanWasMade(t *testing.T) {
	rows := []ingest.Row{contactRow("a.com", li, admin)}
	a := build(t, planner.Settings{}, planner.Options{}, rows...)
	b, err := planner.Build(sheet(rows...), source, planner.Settings{}, planner.Options{Tool: "another"})
	if err != nil {
		t.Fatal(err)
	}
	if a.Digest != b.Digest {
		t.Error("tool or time changed the digest")
	}
	if c := build(t, planner.Settings{Account: "other"}, planner.Options{}, rows...); c.Digest == a.Digest {
		t.Error("another account has the same digest")
	}
	if c := build(t, planner.Settings{BatchSize: 7}, planner.Options{}, rows...); c.Digest == a.Digest {
		t.Error("another batch size has the same digest")
	}
}

// The same rows in another file stand elsewhere: other numbers, other cells
// in the comments, but the same wishes.
func TestDigestIgnoresTheFileThatTheRowsCameIn(t *testing.T) {
	rows := []ingest.Row{
		contactRow("a.com", li, admin), contactRow("a.com", smith, admin), contactRow("b.com", li, admin),
		{Domain: "c.com", Problems: []ingest.Problem{{Severity: ingest.Error, Rule: "email.syntax", Cell: "D5", Message: "no e-mail address"}}},
	}
	inSheet := build(t, planner.Settings{}, planner.Options{}, rows...)
	for i := range rows {
		rows[i].Number = 3*i + 7
	}
	rows[3].Problems = []ingest.Problem{{Severity: ingest.Error, Rule: "email.syntax", Cell: "line 16, column 4", Message: "no e-mail address"}}
	inText, err := planner.Build(sheet(rows...), planner.Source{File: "x.csv", Digest: "ffff"}, planner.Settings{}, planner.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if inText.Rows[0].Comment == inSheet.Rows[0].Comment || inText.Rows[3].Comment == inSheet.Rows[3].Comment {
		t.Fatalf("the comments name no place: %q", inText.Rows[0].Comment)
	}
	if inText.Digest != inSheet.Digest {
		t.Error("the file changed the digest")
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWritersReportErrors(t *testing.T) {
	p := samplePlan(t)
	for name, write := range map[string]func(io.Writer) error{
		"Encode":    func(w io.Writer) error { return planner.Encode(w, p) },
		"WriteText": func(w io.Writer) error { return planner.WriteText(w, p, planner.TextOptions{}) },
	} {
		if err := write(fullDisk{}); err == nil || !strings.Contains(err.Error(), "disk full") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzDecode gives what is refused for its digest alone the right one, so that
// any content is shown, written and read again.
func FuzzDecode(f *testing.F) {
	f.Add(encoded(f, samplePlan(f)))
	f.Add(`{"version":1}`)
	f.Add(`{"version": 1, "batches":[{"changes":[{"records":[1]}]}], "rows":[{}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := planner.Decode(strings.NewReader(text))
		if errors.Is(err, planner.ErrDigest) {
			p = new(planner.Plan)
			if err = json.Unmarshal([]byte(text), p); err == nil {
				p.Seal()
			}
		}
		if err != nil || p.Created.Year() < 1 || p.Created.Year() > 9998 {
			return
		}
		if _, err := planner.Decode(strings.NewReader(encoded(t, p))); err != nil {
			t.Errorf("a plan that was read cannot be written and read again: %v", err)
		}
		p.Counts()
		for _, markdown := range []bool{false, true} {
			if err := planner.WriteText(io.Discard, p, planner.TextOptions{Width: 40, Markdown: markdown}); err != nil {
				t.Error(err)
			}
		}
	})
}
