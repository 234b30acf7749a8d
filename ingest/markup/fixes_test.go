package markup

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"domainbatch/ingest"
)

// messyValues are cells as people and programs leave them.
var messyValues = map[string][]string{
	"domain":       {"a.com", "www.b.com", "https://www.c.com/x", "d,com", "e.com (old)", "\u0440aypal.com", "n/a", "*.f.com", "g@h.com", "例子.公司", `="i.com"`},
	"action":       {"", "update-contact", "skipp", "NULL", "upate contact"},
	"contact_type": {"registrant", "admin,tech", "registrent", "全部", "NULL"},
	"country":      {"CN", "China", "Germny", "DE", "P.R. China", "U.S.", "HK", "ＣＮ"},
	"province":     {"zhe jiang", "浙江省", "N/A", "Bavière"},
	"city":         {"hang zhou shi", "München", "NULL", "'12", "a\u00a0b", "x\ny"},
	"postal_code":  {"310024", "310024.0", "10010", "1067", "D-10115", `="010010"`, "３１００２４", "3.1E+05", "#N/A"},
	"email":        {"owner@example.com", "mailto:x@y.com", "lisi@例子.公司", "a#163.com", "Anna <a@b.com>", "none", "\u043ewner@example.com", "x@gmial.com"},
	"tel_area":     {"", "86", "+86", "0571", "571", "CN", "999", "1", "８６", "86.0", "NULL", "-"},
	"telephone":    {"", "13800138000", "+86.13800138000", "8613800138000", "88888888", "0571-88888888-12", "057188888888 ext 3", "1.3800138000E+10", "13800138000.0", "+49 30 123456", "call me", "１３８００１３８０００"},
	"tel_ext":      {"", "12", "x12", "无", "NULL", "-"},
	"zh_name":      {"", "李四", "NULL", "\u00e6\u00b5\u2122\u00e6\u00b1\u0178"},
	"zh_province":  {"", "浙江", "浙江省"},
}

// What --accept-fixes writes is read as it was understood when it was written,
// and leaves nothing to be fixed again.
func TestAFixedFileIsReadAsItWasUnderstood(t *testing.T) {
	fields := []string{"domain", "action", "contact_type", "country", "province", "city", "postal_code", "email", "zh_name", "zh_province", "tel_area", "telephone", "tel_ext"}
	opt := ingest.Options{AcceptFixes: true, DefaultAction: ingest.ActionUpdateContact, AllowMissing: []ingest.Field{
		"registrant_type", "name", "organization", "address", "province", "city", "postal_code", "email", "country",
	}}
	rapid.Check(t, func(t *rapid.T) {
		columns := fields[:len(fields)-rapid.IntRange(0, 3).Draw(t, "columns left out")]
		var content bytes.Buffer
		w := csv.NewWriter(&content)
		w.Write(columns)
		for range rapid.IntRange(1, 4).Draw(t, "rows") {
			var cells []string
			for _, f := range columns {
				cells = append(cells, rapid.SampledFrom(messyValues[f]).Draw(t, f))
			}
			if rapid.Bool().Draw(t, "short") {
				for len(cells) > 1 && cells[len(cells)-1] == "" {
					cells = cells[:len(cells)-1]
				}
			}
			w.Write(cells)
		}
		w.Flush()
		read := func(content []byte) (ingest.Input, ingest.Layout, []ingest.Row, []ingest.Problem) {
			in := ingest.Input{Name: "x.csv", Data: bytes.NewReader(content), Size: int64(len(content))}
			layout, rows, err := ingest.ReadAll(t.Context(), in, opt)
			if err != nil {
				t.Fatal(err)
			}
			var problems []ingest.Problem
			for _, r := range rows {
				problems = append(problems, r.Problems...)
			}
			return in, layout, rows, problems
		}
		in, layout, before, problems := read(content.Bytes())
		var out bytes.Buffer
		if _, err := WriteFixed(t.Context(), &out, in, layout, each(problems), Options{}); err != nil {
			t.Fatal(err)
		}
		_, _, after, rest := read(out.Bytes())
		for i, r := range before {
			again := after[i]
			if again.Domain != r.Domain || again.Action != r.Action || again.Contact != r.Contact || again.Invalid() != r.Invalid() {
				t.Fatalf("%s\nwas understood as %+v\nand written as\n%s\nwhich is understood as %+v", content.String(), r, out.String(), again)
			}
		}
		for _, p := range rest {
			whole := p.Field == ingest.FieldTelephone && (strings.Contains(p.Value, "+") || strings.Contains(p.Value, " ext ")) // no column for its parts
			if p.Applied && p.Cell != "" && !whole {
				t.Fatalf("%s\nfixed to\n%s\nand again: %+v", content.String(), out.String(), p)
			}
		}
	})
}
