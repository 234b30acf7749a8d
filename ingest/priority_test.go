package ingest

import (
	"context"
	"strings"
	"testing"
)

func TestParsePriority(t *testing.T) {
	for in, want := range map[string]int{
		"high": 10, " High ": 10, "URGENT": 10, "高": 10, "紧急": 10, "normal": 0, "中": 0, "普通": 0, "low": -10, "低": -10,
		"0": 0, "5": 5, "-5": -5, "+7": 7, "１２": 12, "1000": 1000, "-1000": -1000, "007": 7,
	} {
		if got, found := parsePriority(in); got != want || len(found) > 0 {
			t.Errorf("%q: %d, %v; want %d", in, got, found, want)
		}
	}
	for _, in := range []string{"P1", "1.5", "1001", "-1001", "99999999999", "hihg", "1 2", "--1", "1e3", "高高"} {
		got, found := parsePriority(in)
		if got != 0 || len(found) != 1 || found[0].Severity != Warning || found[0].Rule != "priority.word" {
			t.Errorf("%q: %d, %v", in, got, found)
		}
	}
}

// A priority that cannot be read is told, and sets no row aside.
func TestPrioritiesOfASheet(t *testing.T) {
	const sheet = "域名,操作,优先级\na.com,获取转移密码,高\nb.com,transfer-code,\nc.com,transfer-code,P1\nd.com,transfer-code,-3\ne.com,transfer-code,N/A\nf.com,skip,P1\n"
	layout, rows, err := ReadAll(context.Background(), Input{Name: "in.csv", Data: strings.NewReader(sheet), Size: int64(len(sheet))}, Options{})
	if err != nil || layout.Columns[2].Field != FieldPriority {
		t.Fatalf("%v, %+v", err, layout.Columns)
	}
	want := []int{10, 0, 0, -3, 0, 0}
	for i, r := range rows {
		if r.Priority != want[i] || r.Invalid() || (len(r.Problems) > 0) != (i == 2) {
			t.Errorf("%s: %d, %+v", r.Domain, r.Priority, r.Problems)
		}
	}
	if p := rows[2].Problems[0].In("zh"); !strings.Contains(p.Message, "优先级") || p.Field != FieldPriority {
		t.Errorf("%+v", p)
	}
}
