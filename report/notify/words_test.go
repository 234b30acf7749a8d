package notify

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// Every event has words in both languages, and so has every kind of follow-up
// of the schema.
func TestEveryEventHasWords(t *testing.T) {
	for _, e := range Events() {
		s := &Summary{Event: e}
		if en, zh := s.Title("en"), s.Title("zh"); en == "domainbatch " || zh == "domainbatch " || en == zh {
			t.Errorf("%s: %q, %q", e, en, zh)
		}
		if !strings.Contains(string(Schema), `"`+string(e)+`"`) {
			t.Errorf("the schema does not name %s", e)
		}
	}
	for kind, words := range followUpWords {
		if words[0] == "" || words[1] == "" || !strings.Contains(string(Schema), `"`+kind+`"`) {
			t.Errorf("%s: %q", kind, words)
		}
	}
}

func TestLinesSayWhatThereIsToSay(t *testing.T) {
	text := ended().Text("en")
	for _, want := range []string{
		"Exit code: 4 finished", "Error: Throttling", "Run: 20261122-063700-k3f9", "Account: cn LTAI…abcd", "Took: 1m0s", "Rows: 2 FAILED, 10 OK",
		"Calls: 3 PollTaskResult", "Throttled: 1", "Tasks still running: 1, the oldest since 2026-11-22 05:37 UTC", "Rows with unknown outcome: 1",
		"To see to: 2 verification mails to be clicked, until about 2026-12-07", "Next: domainbatch resume 20261122-063700-k3f9",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if start := (&Summary{Event: Start, Started: now}).Text("zh"); strings.Contains(start, "退出码") {
		t.Errorf("a start has an exit code:\n%s", start)
	}
}

// Whatever a file is called, its name steers nothing, and cutting a text keeps
// its letters whole.
func TestAnyNameIsMadePlainAndCutWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		out := plain(name)
		if strings.ContainsAny(out, "<>@[]`*|\\\r\n\t\x00\u202e\u2028") || !utf8.ValidString(out) {
			t.Fatalf("%q became %q", name, out)
		}
		most := rapid.IntRange(8, 64).Draw(t, "most")
		short := cut(out, most)
		if len(short) > most || !utf8.ValidString(short) || len(out) <= most && short != out {
			t.Fatalf("%q cut to %d is %q", out, most, short)
		}
	})
}
