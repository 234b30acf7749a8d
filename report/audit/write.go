package audit

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"domainbatch/executor"
	"domainbatch/ingest"
)

// Options shape how an audit reads.
type Options struct {
	Lang     string         // "en" (also "") or "zh"
	Location *time.Location // zone of times and days; nil is UTC
	Now      time.Time      // when it is made

	// Scratch opens room for what a workbook puts aside: changes by domain, and
	// the rows of later sheets. They hold contact values. nil keeps it in memory.
	Scratch func() (Scratch, error)
}

func (o *Options) scratch() func() (Scratch, error) {
	if o.Scratch == nil {
		return newMemory
	}
	return o.Scratch
}

func (o *Options) in() *time.Location {
	if o.Location == nil {
		return time.UTC
	}
	return o.Location
}

// Formats are the names that Write takes.
func Formats() []string { return []string{"text", "csv", "json", "html", "xlsx"} }

// Write writes the chosen entries of a trail in one of the Formats. What it keeps
// in memory does not grow with their number: counters by day and result, a bit for
// each change, and a few megabytes to sort in.
func Write(ctx context.Context, w io.Writer, format string, trail Trail, filter Filter, opt Options) error {
	writers := map[string]func(context.Context, io.Writer, Trail, *Filter, *Options) error{
		"text": writeText, "csv": writeCSV, "json": writeJSON, "html": writeHTML, "xlsx": writeWorkbook,
	}
	write, ok := writers[format]
	if !ok {
		return fmt.Errorf("no audit in format %q", format)
	}
	if err := write(ctx, w, trail, &filter, &opt); err != nil {
		return fmt.Errorf("writing the audit: %w", err)
	}
	return nil
}

// walk goes through all entries, with their place in the trail.
func walk(ctx context.Context, trail Trail, each func(int, *Entry) error) error {
	n := 0
	for e, err := range trail.Entries {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if err := each(n, &e); err != nil {
			return err
		}
		n++
	}
	return nil
}

// chosen walks the entries that the filter wants.
func chosen(ctx context.Context, trail Trail, filter *Filter, each func(int, *Entry) error) error {
	return walk(ctx, trail, func(n int, e *Entry) error {
		if !filter.Wants(e) {
			return nil
		}
		return each(n, e)
	})
}

// acts walks what persons did in the period. A filter for changes of a kind has
// nothing to say about them.
func acts(trail Trail, filter *Filter, each func(Act) error) error {
	for a, err := range trail.Acts {
		if err != nil {
			return err
		}
		if filter.within(a.At) {
			if err := each(a); err != nil {
				return err
			}
		}
	}
	return nil
}

func cells(columns []column, e *Entry, opt *Options) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.text(e, opt)
	}
	return out
}

func headers(opt *Options) []string {
	var out []string
	for _, c := range columns() {
		out = append(out, opt.say(c.name))
	}
	return out
}

// writeText is for a terminal: one line a change, then the sums.
func writeText(ctx context.Context, w io.Writer, trail Trail, filter *Filter, opt *Options) error {
	out := bufio.NewWriter(w)
	s, err := gather(ctx, trail, filter, opt)
	if err != nil {
		return err
	}
	defer s.close()
	err = chosen(ctx, trail, filter, func(_ int, e *Entry) error {
		kind := opt.say(string(e.Operation))
		if e.ContactType != "" {
			kind += " " + opt.say(string(e.ContactType))
		}
		fmt.Fprintf(out, "%s  %-9s %s  %s  %s %s", clock(e.At(), opt.in()), e.Result, flat(e.Domain), kind, opt.say("Run Id"), e.Run.ID)
		if len(e.Rows) > 0 {
			fmt.Fprintf(out, ", %s %s", opt.say("Rows"), rowNumbers(e.Rows))
		}
		if e.Run.Who != "" {
			fmt.Fprintf(out, ", %s", flat(e.Run.Who))
		}
		if b, a := opt.before(e), opt.after(e); b != "" || a != "" {
			fmt.Fprintf(out, "\n    %s → %s", flat(b), flat(a))
		}
		if e.Code != "" {
			fmt.Fprintf(out, "\n    %s: %s", flat(e.Code), flat(opt.comment(e)))
		}
		_, err := out.WriteString("\n")
		return err
	})
	if err != nil {
		return err
	}
	err = acts(trail, filter, func(a Act) error {
		_, err := fmt.Fprintf(out, "%s  %s  %s  %s %s  %s\n", clock(a.At, opt.in()), opt.say(a.Kind), flat(a.Who), opt.say("Run Id"), a.RunID, flat(opt.detail(a)))
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %d", opt.say("Changes"), s.all.total())
	for _, r := range executor.Results() {
		if n := s.results[r]; n > 0 {
			fmt.Fprintf(out, ", %s %d", r, n)
		}
	}
	fmt.Fprintf(out, "; %s: %d; %s: %d\n", opt.say("Domains"), s.domains, opt.say("Runs"), len(s.runs))
	return out.Flush()
}

func writeCSV(ctx context.Context, w io.Writer, trail Trail, filter *Filter, opt *Options) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(headers(opt)); err != nil {
		return err
	}
	list := columns()
	err := chosen(ctx, trail, filter, func(_ int, e *Entry) error {
		line := cells(list, e, opt)
		for i, cell := range line {
			line[i] = ingest.GuardFormula(cell)
		}
		return out.Write(line)
	})
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	return err
}

// Schema names the form of the JSON.
const Schema = "domainbatch.audit/1"

// writeJSON writes one object; a line for each change. Times are RFC 3339 in UTC.
func writeJSON(ctx context.Context, w io.Writer, trail Trail, filter *Filter, _ *Options) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "{\n  \"schema\": %q,\n  \"changes\": [", Schema)
	sep := "\n    "
	put := func(v any) error {
		text, err := json.Marshal(v)
		if err != nil {
			return err
		}
		out.WriteString(sep)
		sep = ",\n    "
		_, err = out.Write(text)
		return err
	}
	list := columns()
	if err := chosen(ctx, trail, filter, func(_ int, e *Entry) error { return put(entryJSON(list, e)) }); err != nil {
		return err
	}
	out.WriteString("\n  ],\n  \"decisions\": [")
	sep = "\n    "
	err := acts(trail, filter, func(a Act) error {
		return put(map[string]any{"at": a.At.UTC(), "who": a.Who, "run_id": a.RunID, "kind": a.Kind, "batch": a.Batch, "detail": a.Detail})
	})
	if err != nil {
		return err
	}
	out.WriteString("\n  ]\n}\n")
	return out.Flush()
}

// entryJSON speaks the words of the program, whatever the language.
func entryJSON(columns []column, e *Entry) map[string]any {
	m := map[string]any{"attempts": e.Attempts, "rows": e.Rows, "request_ids": e.RequestIDs}
	for _, c := range columns {
		key := strings.ReplaceAll(strings.ToLower(strings.ReplaceAll(c.name, "-", "")), " ", "_")
		switch {
		case m[key] != nil || key == "request_id":
		case c.at == nil:
			m[key] = c.text(e, &Options{})
		case !c.at(e).IsZero():
			m[key] = c.at(e).UTC()
		}
	}
	return m
}

// writeHTML is one page that needs nothing but a browser.
func writeHTML(ctx context.Context, w io.Writer, trail Trail, filter *Filter, opt *Options) error {
	s, err := count(ctx, trail, filter, opt.in())
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	lang := "en"
	if opt.Lang == "zh" {
		lang = "zh-CN"
	}
	fmt.Fprintf(out, htmlHead, lang, opt.say("Audit of changes"), opt.say("Audit of changes"), html.EscapeString(period(filter, opt)))
	most := 1
	for _, n := range s.results {
		most = max(most, n)
	}
	for _, r := range slices.Sorted(maps.Keys(s.results)) {
		fmt.Fprintf(out, "<tr><th>%s<td>%d<td class=b><i style=\"width:%d%%\"></i>", r, s.results[r], 100*s.results[r]/most)
	}
	out.WriteString("</table><table><thead><tr>")
	for _, h := range headers(opt) {
		fmt.Fprintf(out, "<th>%s", html.EscapeString(h))
	}
	out.WriteString("</thead><tbody>\n")
	list := columns()
	err = chosen(ctx, trail, filter, func(_ int, e *Entry) error {
		out.WriteString("<tr>")
		for _, cell := range cells(list, e, opt) {
			fmt.Fprintf(out, "<td>%s", strings.ReplaceAll(html.EscapeString(cell), "\n", "<br>"))
		}
		_, err := out.WriteString("\n")
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "</tbody></table><h2>%s</h2><table>\n", opt.say("Decisions"))
	err = acts(trail, filter, func(a Act) error {
		_, err := fmt.Fprintf(out, "<tr><td>%s<td>%s<td>%s<td>%s<td>%s<td>%s\n", clock(a.At, opt.in()), html.EscapeString(a.Who), html.EscapeString(opt.say(a.Kind)), html.EscapeString(a.RunID), html.EscapeString(a.Batch), html.EscapeString(opt.detail(a)))
		return err
	})
	if err != nil {
		return err
	}
	out.WriteString("</table></html>\n")
	return out.Flush()
}

const htmlHead = `<!doctype html><html lang="%s"><meta charset="utf-8"><title>%s</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body{font:14px/1.4 system-ui,sans-serif;margin:1.5em;color:#1b1f24;background:#fff}table{border-collapse:collapse;margin:0 0 1.5em}
td,th{border-bottom:1px solid #d8dee4;padding:.3em .6em;text-align:left;vertical-align:top}thead th{position:sticky;top:0;background:#1f4e78;color:#fff}
.b{width:20em}.b i{display:block;height:.8em;background:#1f4e78}@media print{thead th{position:static}}</style>
<h1>%s</h1><p>%s</p><table>
`

func period(f *Filter, opt *Options) string {
	from, to := opt.say("from the beginning"), opt.say("until now")
	if !f.Since.IsZero() {
		from = clock(f.Since, opt.in())
	}
	if !f.Until.IsZero() {
		to = clock(f.Until, opt.in())
	}
	return from + " – " + to
}

// flat is text on one line that cannot steer a terminal.
func flat(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return ';'
		case unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029':
			return '\uFFFD'
		}
		return r
	}, s)
}
