package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"domainbatch/executor"
)

// DiffJSONSchema and DiffJSONVersion name what WriteDiffJSON writes.
const (
	DiffJSONSchema  = "domainbatch/diff"
	DiffJSONVersion = 1
)

// Diff is a comparison with the names of the two runs.
type Diff struct {
	From, To Run
	Pairs    []Pair
}

// counts are the pairs by turn, and the rows of both runs.
func (d Diff) counts() (turns map[Turn]int, from, to int) {
	turns = map[Turn]int{}
	for _, p := range d.Pairs {
		turns[p.Turn]++
		if p.Before != nil {
			from++
		}
		if p.After != nil {
			to++
		}
	}
	return turns, from, to
}

type jsonDiff struct {
	Schema  string       `json:"schema"`
	Version int          `json:"version"`
	From    jsonDiffRun  `json:"from"`
	To      jsonDiffRun  `json:"to"`
	Counts  map[Turn]int `json:"counts"` // every turn; with "gone" those of from, with "new" those of to
}

type jsonDiffRun struct {
	ID    string `json:"id"`
	Input string `json:"input,omitempty"`
	Rows  int    `json:"rows"`
}

type jsonPair struct {
	Change   Turn      `json:"change"`
	Domain   string    `json:"domain"`
	Action   string    `json:"action,omitempty"`
	Contacts string    `json:"contact_types,omitempty"`
	Before   *jsonSide `json:"before,omitempty"`
	After    *jsonSide `json:"after,omitempty"`
}

type jsonSide struct {
	Row     int    `json:"row"`
	Result  string `json:"result"`
	Code    string `json:"error_code,omitempty"`
	Comment string `json:"comment,omitempty"`
}

// WriteDiffJSON writes a comparison as one object: the two runs, the counts by
// turn, and under "rows" every pair but those that are done in both.
func WriteDiffJSON(w io.Writer, d Diff) error {
	turns, from, to := d.counts()
	for _, t := range Turns() {
		turns[t] += 0 // a count is always there
	}
	head, err := json.MarshalIndent(jsonDiff{
		DiffJSONSchema, DiffJSONVersion, jsonDiffRun{d.From.ID, d.From.InputName, from}, jsonDiffRun{d.To.ID, d.To.InputName, to}, turns,
	}, "", "  ")
	if err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	out := bufio.NewWriter(w)
	out.Write(head[:len(head)-len("\n}")])
	out.WriteString(",\n  \"rows\": [")
	comma := ""
	for _, p := range d.Pairs {
		if p.Turn == Same {
			continue
		}
		line, err := json.Marshal(p.json())
		if err != nil {
			return fmt.Errorf("writing JSON: %w", err)
		}
		out.WriteString(comma + "\n    ")
		out.Write(line)
		comma = ","
	}
	out.WriteString("\n  ]\n}\n")
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	return nil
}

func (p Pair) json() jsonPair {
	side := func(s *Standing) *jsonSide {
		if s == nil {
			return nil
		}
		return &jsonSide{s.Row, string(s.Result), s.Code, s.Comment}
	}
	s := p.shown()
	return jsonPair{p.Turn, s.Domain, s.Action, s.Contacts, side(p.Before), side(p.After)}
}

// shown is the row of the second run, or of the first when there is none.
func (p Pair) shown() *Standing {
	if p.After != nil {
		return p.After
	}
	return p.Before
}

// mostPairs is how many rows of a turn a text lists; JSON has them all.
const mostPairs = 20

// WriteDiffText writes a comparison for a terminal.
func WriteDiffText(w io.Writer, d Diff, opt Options) error {
	t, v := translator(opt.Lang), newVoice(Source{}, opt)
	var b strings.Builder
	turns, from, to := d.counts()
	fmt.Fprintf(&b, t("From run %s (%s, %d rows)\nto run   %s (%s, %d rows)")+"\n\n", d.From.ID, d.From.InputName, from, d.To.ID, d.To.InputName, to)
	for _, turn := range Turns() {
		fmt.Fprintf(&b, "%7d  %s\n", turns[turn], t(string(turn)))
	}
	d.each(turns, func(turn Turn, list []Pair) {
		fmt.Fprintf(&b, "\n%s\n", heading(t(string(turn))))
		for _, p := range list[:min(len(list), mostPairs)] {
			s := p.shown()
			fmt.Fprintf(&b, "  "+t("row %d, %s: %s")+"\n", s.Row, harmless(s.named(t)), harmless(p.change()))
			if turn != Fixed && turn != Gone && hasCause(s.Result) {
				fmt.Fprintf(&b, "      %s\n", harmless(v.standing(s)))
			}
		}
		if more := len(list) - mostPairs; more > 0 {
			fmt.Fprintf(&b, "  "+t("and %d more; --json lists them")+"\n", more)
		}
	})
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteDiffMarkdown writes a comparison for a ticket.
func WriteDiffMarkdown(w io.Writer, d Diff, opt Options) error {
	t, v := translator(opt.Lang), newVoice(Source{}, opt)
	var b strings.Builder
	turns, from, to := d.counts()
	fmt.Fprintf(&b, "# %s → %s\n\n| | %s |\n|---|---:|\n", inline(d.From.ID), inline(d.To.ID), t("Rows"))
	fmt.Fprintf(&b, "| %s | %d |\n| %s | %d |\n", inline(d.From.InputName), from, inline(d.To.InputName), to)
	for _, turn := range Turns() {
		fmt.Fprintf(&b, "| %s | %d |\n", t(string(turn)), turns[turn])
	}
	d.each(turns, func(turn Turn, list []Pair) {
		fmt.Fprintf(&b, "\n## %s\n\n| %s | %s | %s | %s | %s |\n|---:|---|---|---|---|\n", heading(t(string(turn))), t("Row"), t("Domain"), t("Asked for"), t("Result"), t("Result Comment"))
		for _, p := range list[:min(len(list), mostPairs)] {
			s := p.shown()
			fmt.Fprintf(&b, "| %d | %s | %s | %s | %s |\n", s.Row, inline(s.Domain), inline(wish{s.Action, s.Contacts}.in(t)), inline(p.change()), inline(v.standing(s)))
		}
		if more := len(list) - mostPairs; more > 0 {
			fmt.Fprintf(&b, "\n"+t("and %d more; --json lists them")+"\n", more)
		}
	})
	_, err := io.WriteString(w, b.String())
	return err
}

// each gives the pairs of every turn that has any and is worth a list. Pairs
// are sorted by turn.
func (d Diff) each(turns map[Turn]int, show func(Turn, []Pair)) {
	rest := d.Pairs
	for _, turn := range Turns() {
		list := rest[:turns[turn]]
		rest = rest[len(list):]
		if len(list) > 0 && turn != Same {
			show(turn, list)
		}
	}
}

// change is the result before and after, such as "OK → FAILED DomainNotExist".
func (p Pair) change() string {
	text := ""
	if p.Before != nil {
		text = string(p.Before.Result)
	}
	if p.After == nil {
		return text
	}
	if text != "" {
		text += " → "
	}
	return strings.TrimSpace(text + string(p.After.Result) + " " + p.After.Code)
}

// result is the row again, as far as its comment needs it.
func (s *Standing) result() executor.RowResult {
	return executor.RowResult{Number: s.Row, Domain: s.Domain, Result: s.Result, Code: s.Code, Comment: s.Comment}
}

// named is the domain with what is asked for it.
func (s *Standing) named(t func(string) string) string {
	if w := (wish{s.Action, s.Contacts}).in(t); w != "" {
		return s.Domain + " (" + w + ")"
	}
	return s.Domain
}

// heading begins a text with a capital letter.
func heading(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// harmless is a text on one line without characters that a terminal would
// obey.
func harmless(s string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return '·'
		}
		return r
	}, strings.Join(strings.Fields(s), " "))
}
