package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"domainbatch/executor"
)

// Every row of either run is in the workbook once, on the sheet of its turn, and
// the sums of the first sheet say how many there are.
func TestAWorkbookOfTwoRunsHasEveryRowOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		side := func(name string) (list []Standing) {
			for i := range rapid.IntRange(0, 12).Draw(rt, name) {
				r := rapid.SampledFrom(executor.Results()).Draw(rt, "result")
				list = append(list, standing(i+2, fmt.Sprintf("d%d.com", rapid.IntRange(0, 15).Draw(rt, "domain")), "transfer-code", "", r))
			}
			return list
		}
		before, after := side("before"), side("after")
		d := Diff{From: Run{ID: "r-1", InputName: "a.xlsx"}, To: Run{ID: "r-2", InputName: "b.xlsx"}, Pairs: Compare(before, after)}
		lang := rapid.SampledFrom([]string{"en", "zh"}).Draw(rt, "lang")
		var out bytes.Buffer
		must(t, WriteDiffWorkbook(&out, d, Options{Lang: lang}))
		f := reopened(t, out.Bytes())
		tr := translator(lang)
		turns, _, _ := d.counts()
		summary, err := f.GetRows(tr("Summary"))
		must(t, err)
		counted := map[string]string{}
		for _, row := range summary {
			if len(row) > 1 {
				counted[row[0]] = row[1]
			}
		}
		for _, turn := range Turns() {
			name := heading(tr(string(turn)))
			if counted[name] != fmt.Sprint(turns[turn]) {
				rt.Fatalf("%s: %s rows on the first sheet, want %d", name, counted[name], turns[turn])
			}
			rows, err := f.GetRows(name)
			if turns[turn] == 0 || turn == Same {
				if err == nil {
					rt.Fatalf("there is a sheet %s", name)
				}
				continue
			}
			if err != nil || len(rows) != turns[turn]+1 {
				rt.Fatalf("%s: %d rows, %v, want %d", name, len(rows), err, turns[turn])
			}
			if lang == "zh" && strings.ContainsAny(strings.Join(rows[0], ""), "abcdefghijklmnopqrstuvwxyz") {
				rt.Fatalf("headers %v", rows[0])
			}
		}
		must(t, f.Close())
	})
}
