package planner

import (
	"bufio"
	"fmt"
	"io"

	"domainbatch/ingest"
)

// maxShown is how many rows or cells a list shows for one reason.
const maxShown = 10

// TextOptions shape the text that a person reads.
type TextOptions struct {
	Problems   []ingest.Problem // what ingest found; those that keep no row from being sent are shown
	SubmitRate float64          // submit calls a second, 0 when not limited
	QueryRate  float64          // query calls a second, 0 when not limited
	Width      int              // columns of the terminal, 0 for lines of any length
	Color      bool             // terminal only
	Markdown   bool             // for a ticket instead of a terminal
	MaxGroups  int              // groups shown before "and more", 0 for all
}

// WriteText writes what a person reads before they say yes: what the plan was
// made from, what it brings about in short, what becomes of the rows, which
// calls will be sent and how long that takes, what is done to whom, and what
// is not sent and why.
func WriteText(w io.Writer, p *Plan, opt TextOptions) error {
	buf := bufio.NewWriter(w)
	t := text{p: p, opt: opt, counts: p.Counts(), groups: groupsOf(p)}
	if opt.Markdown {
		t.page = &markdownPage{w: buf}
	} else {
		t.page = &plainPage{w: buf, width: opt.Width, color: opt.Color}
	}
	t.source()
	t.preview()
	t.rows()
	t.calls()
	t.work()
	t.differ()
	t.notSent(RowHeld, "Held", styleWarn)
	t.notSent(RowLeftOut, "Left out", stylePlain)
	t.notSent(RowInvalid, "Invalid", styleBad)
	t.remarks()
	if err := buf.Flush(); err != nil {
		return fmt.Errorf("writing the plan: %w", err)
	}
	return nil
}

// page is a form of text: for a terminal or in Markdown. Every method takes
// care that no value of a cell is mistaken for markup or a control sequence.
type page interface {
	title(s string)
	heading(s string, style style)
	line(s string)
	table(rows [][]string) // first column text, second a number, then text
	item(s, below string)  // below is a second line, "" for none
}

type style int

const (
	stylePlain style = iota
	styleWarn
	styleBad
)

type text struct {
	page
	p      *Plan
	opt    TextOptions
	counts Counts
	groups []group
}

func (t *text) source() {
	from := t.p.Source.File
	if t.p.Source.Sheet != "" {
		from += ", sheet " + t.p.Source.Sheet
	}
	t.title("Plan for " + from)
	who := siteNames[t.p.Settings.Site]
	if t.p.Settings.Account != "" {
		who += ", account " + t.p.Settings.Account
	}
	if len(t.p.Digest) >= 12 {
		who += ", plan " + t.p.Digest[:12]
	}
	t.line(who)
}

var siteNames = map[string]string{
	SiteCN: "China site", SiteIntl: "International site", SiteIntl2018: "International site, API version 2018-01-29",
}

var dispositionNotes = map[Disposition]string{
	RowDone:      "by an earlier run; nothing is sent",
	RowUnchanged: "already as the rows want it; nothing is sent",
	RowLeftOut:   "not sent: by a limit; see below",
	RowSkipped:   "the rows say so",
	RowHeld:      "not sent: see below",
	RowInvalid:   "not sent: see below",
}

func (t *text) rows() {
	t.heading(plural(t.counts.Total, "row"), stylePlain)
	var rows [][]string
	for _, d := range Dispositions() {
		n := t.counts.Rows[d]
		if n == 0 {
			continue
		}
		note := dispositionNotes[d]
		if d == RowPlanned {
			note = t.planned()
		}
		rows = append(rows, []string{string(d), number(n), note})
	}
	t.table(rows)
}

// planned puts the changes in a few words.
func (t *text) planned() string {
	total := 0
	for _, c := range t.counts.Changes {
		total += c.Changes
	}
	return plural(total, "change") + " for " + plural(t.counts.Domains, "domain")
}

func (t *text) calls() {
	if t.counts.Submits == 0 {
		t.heading("Nothing to send", stylePlain)
		return
	}
	t.heading(plural(t.counts.Submits, "call")+" to send"+took(t.counts.Submits, t.opt.SubmitRate), stylePlain)
	changes := map[Call]int{}
	for i := range t.p.Batches {
		changes[t.p.Batches[i].Call] += len(t.p.Batches[i].Changes)
	}
	var rows [][]string
	for _, c := range []Call{CallNewContact, CallProfileSingle, CallProfileBatchCN, CallProfileBatchIntl, CallTransferCode} {
		if n := t.counts.Calls[c]; n > 0 {
			rows = append(rows, []string{string(c), number(n), plural(changes[c], "change")})
		}
	}
	t.table(rows)
	follow := "Then the tasks are followed until the service has finished them"
	if t.opt.QueryRate > 0 {
		follow += fmt.Sprintf(", at most %s queries a second", trimFloat(t.opt.QueryRate))
	}
	t.line(follow + ".")
}

func (t *text) work() {
	if len(t.groups) == 0 {
		return
	}
	t.heading("What will be done", stylePlain)
	shown := t.groups
	if t.opt.MaxGroups > 0 && len(shown) > t.opt.MaxGroups {
		shown = shown[:t.opt.MaxGroups]
	}
	for i := range shown {
		t.item(shown[i].summary(), shown[i].domains())
	}
	if rest := t.groups[len(shown):]; len(rest) > 0 {
		domains, calls := 0, 0
		for _, g := range rest {
			domains, calls = domains+g.size, calls+g.calls
		}
		t.line(fmt.Sprintf("and %s: %s in %s", pluralOf(len(rest), "more group", "more groups"), plural(domains, "domain"), plural(calls, "call")))
	}
}
