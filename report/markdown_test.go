package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"domainbatch/executor"
)

func TestMarkdownSumsUpForATicket(t *testing.T) {
	rows := mixed(40, 4)
	rows[0].TransferCode = "s3cret-c0de"
	rows[3].Comment = "a | b <script> `x`"
	var b bytes.Buffer
	must(t, WriteMarkdown(&b, Source{}, someRun(), rows, someOptions()))
	text := b.String()
	wants(t, "the text", text, "# Results of portfolio.xlsx", "| ✘ FAILED | 4 |", "| **Total** | **40** |",
		"| FAILED | 3 | DomainNotExist |", "| FAILED | 1 | DomainNotExist | row 7, example-003.com: a \\| b &lt;script&gt; \\`x\\` |", "## Follow-up", "20261122-063700-k3f9")
	if strings.Contains(text, "s3cret") {
		t.Error("a transfer code is in the Markdown")
	}
	for line := range strings.Lines(text) {
		if n := strings.Count(line, "|") - strings.Count(line, `\|`); strings.HasPrefix(line, "| FAILED") && n != 6 {
			t.Errorf("%d bars in %q", n, line)
		}
	}
}

func TestJSONLinesHoldEveryRowAndNoCode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := anyRows(t)
		var b bytes.Buffer
		if err := WriteJSONLines(&b, rows); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "s3cret") {
			t.Fatal("a transfer code is in the JSON")
		}
		lines := bufio.NewScanner(&b)
		for i := 0; ; i++ {
			if !lines.Scan() {
				if i != len(rows) {
					t.Fatalf("%d lines, want %d", i, len(rows))
				}
				return
			}
			var got struct {
				Row    int
				Result executor.Result
			}
			if err := json.Unmarshal(lines.Bytes(), &got); err != nil || got.Row != rows[i].Number || got.Result != rows[i].Result {
				t.Fatalf("line %d: %s (%v)", i, lines.Text(), err)
			}
		}
	})
}
