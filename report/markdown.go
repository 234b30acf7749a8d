package report

import (
	"fmt"
	"io"
	"strings"

	"domainbatch/executor"
)

// WriteMarkdown writes a summary of the run for a ticket: rows by result,
// why rows are not done, and what is left to see to. It holds no contact
// values and no transfer code.
func WriteMarkdown(w io.Writer, src Source, run Run, rows []executor.RowResult, opt Options) error {
	t, s, v := translator(opt.Lang), summaryOf(src, rows), newVoice(src, opt)
	var b strings.Builder
	fmt.Fprintf(&b, "# %s %s\n\n", t("Results of"), inline(run.InputName))
	fmt.Fprintf(&b, "| %s | %s |\n|---|---:|\n", t("Result"), t("Rows"))
	for _, r := range executor.Results() {
		if n := s.Rows[r]; n > 0 {
			fmt.Fprintf(&b, "| %s %s | %d |\n", dresses[r].symbol, r, n)
		}
	}
	fmt.Fprintf(&b, "| **%s** | **%d** |\n", t("Total"), s.Total)
	markdownCauses(&b, t, s, v)
	markdownFollowUps(&b, t, followUps(run, rows))
	fmt.Fprintf(&b, "\n%s `%s`, %s %d, %s %d.\n", t("Run Id"), run.ID, t("Submit calls"), run.Submits, t("Tasks"), s.Tasks)
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing Markdown: %w", err)
	}
	return nil
}

func markdownCauses(b *strings.Builder, t func(string) string, s Summary, v *voice) {
	if len(s.Causes) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n| %s | %s | %s | %s | %s |\n|---|---:|---|---|---|\n",
		t("Why rows are not done"), t("Result"), t("Rows"), t("Error Code"), t("Example"), t("What to do"))
	for _, c := range s.Causes[:min(len(s.Causes), topCauses)] {
		fmt.Fprintf(b, "| %s | %d | %s | %s | %s |\n", c.Result, c.Rows, inline(c.Code), inline(c.exampleInWords(t, v)), inline(c.cureInWords(t)))
	}
}

func markdownFollowUps(b *strings.Builder, t func(string) string, list []followUp) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n", t("Follow-up"))
	for _, f := range list[:min(len(list), topCauses)] {
		fmt.Fprintf(b, "- %s: %s. %s\n", t(f.what), inline(f.domains(t)), inline(t(f.cure)))
	}
	if more := len(list) - topCauses; more > 0 {
		fmt.Fprintf(b, "- +%d\n", more)
	}
}

// inline makes a text safe to stand in a line or a table cell of Markdown.
func inline(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return strings.NewReplacer(`\`, `\\`, "|", `\|`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "#", `\#`).Replace(s)
}
