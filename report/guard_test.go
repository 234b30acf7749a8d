package report

import (
	"testing"

	"pgregory.net/rapid"
)

func TestGuardStopsFormulas(t *testing.T) {
	for _, s := range []string{
		"=1+1", "+86.138", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", " =1", "\u00a0=1", "\u3000＝1",
		"＝1", "＋1", "－1", "＠x", "\ufeff=1", "\u200b=1", "\tplain",
	} {
		if got := guard(s); got != "'"+s {
			t.Errorf("guard(%q) = %q", s, got)
		}
	}
	for _, s := range []string{"", "example.com", "a=b", "'", "'quoted'", "O'Neill", "1-2", "，"} {
		if got := guard(s); got != s {
			t.Errorf("guard(%q) = %q, want it left alone", s, got)
		}
	}
}

func TestUnguardGivesBackWhatGuardTook(t *testing.T) {
	gen := rapid.StringOf(rapid.SampledFrom([]rune("'=+-@＝＋－＠ \t\r\n\x00\u00a0ab1\"")))
	rapid.Check(t, func(t *rapid.T) {
		s := gen.Draw(t, "cell")
		if got := unguard(guard(s)); got != s {
			t.Fatalf("unguard(guard(%q)) = %q", s, got)
		}
	})
}
