package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// An audit over two runs tells who did what from which row, and who looked at the
// codes, but never a code.
func TestAnAuditTellsEverythingButCodes(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	at := sandboxFor(t, home)
	mustWrite(t, filepath.Join(home, "codes.csv"), "domain,action\nalpha-example.com,transfer-code\nshop-fail.com,transfer-code\n")
	mustWrite(t, filepath.Join(home, "contacts.csv"), "domain,action,contact_type,registrant_type,name,organization,country,province,city,address,postal_code,email,tel_area,telephone\n"+
		"beta-example.com,update-contact,tech,individual,New Name,New Name,CN,zhe jiang,hang zhou shi,Street 1,310024,new@example.com,86,13800000000\n")
	mustEnd(t, home, 4, "apply", "--yes", "--endpoint", at.url, "codes.csv")
	run := strings.Fields(mustStatus(t, home))[0]
	mustEnd(t, home, 0, "apply", "--yes", "--endpoint", at.url, "contacts.csv")
	shown, _ := mustEnd(t, home, 0, "codes", "show", run, "--yes")
	code := shownCodes(t, shown, 1)[0]

	text, _ := mustEnd(t, home, 0, "audit")
	for _, want := range []string{"alpha-example.com", "shop-fail.com", "beta-example.com", "new@example.com", "codes-shown", "…" + code[len(code)-2:] + " #", "OK 2", "FAILED 1"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	doc, _ := mustEnd(t, home, 0, "audit", "--json", "--domain", "shop-fail.com")
	var got struct {
		Changes   []map[string]any
		Decisions []map[string]any
	}
	if err := json.Unmarshal([]byte(doc), &got); err != nil || len(got.Changes) != 1 {
		t.Fatalf("%v\n%s", err, doc)
	}
	c := got.Changes[0]
	if c["result"] != "FAILED" || c["run_id"] != run || c["who"] == "" || len(c["sha256"].(string)) != 64 || !strings.HasSuffix(c["file"].(string), "codes.csv") || c["rows"].([]any)[0] != 3.0 || c["task_no"] == "" || c["attempts"] != 1.0 {
		t.Errorf("the failure is told as %v", c)
	}
	for _, format := range []string{"xlsx", "csv", "html", "json", "txt"} {
		mustEnd(t, home, 0, "audit", "--lang", "zh", "-o", "audit."+format)
		mustEnd(t, home, 2, "audit", "-o", "audit."+format)
	}
	if domains := columnOf(t, filepath.Join(home, "audit.xlsx"), "失败未修复", "域名"); len(domains) != 1 || domains[0] != "shop-fail.com" {
		t.Errorf("never fixed: %v", domains)
	}
	for name, content := range textsBelow(t, home) {
		if name != "codes.results.csv" && name != "sandbox.ledger" && strings.Contains(content, code) {
			t.Errorf("a transfer code is in %s", name)
		}
		if strings.HasPrefix(name, "audit.") && strings.Contains(content, at.secret) {
			t.Errorf("the key is in %s", name)
		}
	}
	if strings.Contains(text+doc, code) {
		t.Error("a transfer code was printed")
	}
	if none, _ := mustEnd(t, home, 0, "audit", "--until", "2020-01-01"); strings.Contains(none, "example.com") {
		t.Errorf("a period without changes holds\n%s", none)
	}
	for _, wrong := range [][]string{{"--since", "yesterday"}, {"--result", "FINE"}, {"--contact-type", "owner"}, {"-o", "audit.pdf"}, {"--since", "2026-02-01", "--until", "2026-01-01"}} {
		if _, said := mustEnd(t, home, 2, append([]string{"audit"}, wrong...)...); !strings.Contains(said, "next: ") {
			t.Errorf("%v: %s", wrong, said)
		}
	}
}
