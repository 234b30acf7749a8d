package planner_test

import (
	"math"
	"testing"

	"domainbatch/ingest"
	"domainbatch/planner"
)

func TestCaps(t *testing.T) {
	for _, c := range []struct {
		text  string
		total int
		want  int
	}{
		{"", 10, math.MaxInt}, {"0", 10, 0}, {"7", 10, 7}, {"0%", 10, 0}, {"5%", 100, 5}, {"5%", 119, 5}, {"5%", 120, 6}, {"100%", 7, 7}, {"0.5%", 1000, 5}, {"2.3%", 1000, 23}, {" 5 % ", 100, 5},
	} {
		limit, err := planner.ParseCap(c.text)
		if err != nil || limit.Of(c.total) != c.want {
			t.Errorf("%q of %d allows %d, %v; want %d", c.text, c.total, limit.Of(c.total), err, c.want)
		}
	}
	for _, text := range []string{"-1", "x", "5%%", "101%", "-1%", "1.5", "NaN%", "%"} {
		if _, err := planner.ParseCap(text); err == nil {
			t.Errorf("%q is taken for a limit", text)
		}
	}
}

func TestSharesAreOfAllThatIsAskedFor(t *testing.T) {
	present := presentOf(map[string]planner.DomainFacts{"a.com": owned(contacts{admin: li}), "b.com": owned(contacts{admin: li})})
	p := build(t, planner.Settings{}, planner.Options{Present: present}, contactRow("a.com", li, admin), contactRow("b.com", li, admin, ingest.Tech), codeRow("c.com"))
	if n := p.Asked(); n != 4 {
		t.Errorf("%d changes are asked for, want 4", n)
	}
}
