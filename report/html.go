package report

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"domainbatch/executor"
)

//go:embed web/page.css
var pageStyle string

//go:embed web/page.js
var pageScript string

//go:embed web/page.gohtml
var pageTemplate string

// htmlMarker stands in the head of every page.
const htmlMarker = `<meta name="generator" content="domainbatch`

// WriteHTML writes one page that needs nothing else: no network, no file
// beside it. The summary is plain HTML and reads without JavaScript; the rows
// are compact JSON behind it, which a script of the page shows a hundred at a
// time, so that 50,000 of them are no burden. The page's own policy lets only
// its own style and script run. Transfer codes are masked.
func WriteHTML(w io.Writer, v View) error {
	out := bufio.NewWriterSize(w, 1<<16)
	web := webParts()
	p := newHTMLPage(v, web)
	if err := web.page.ExecuteTemplate(out, "above", p); err != nil {
		return fmt.Errorf("writing HTML: %w", err)
	}
	// A template cannot end inside of a script; JSON as Go writes it holds no
	// character that could end one.
	out.WriteString(`<script type="application/json" id="data">`)
	if err := writeHTMLRows(out, v); err != nil {
		return fmt.Errorf("writing HTML: %w", err)
	}
	out.WriteString("</script>\n")
	if err := web.page.ExecuteTemplate(out, "below", p); err != nil {
		return fmt.Errorf("writing HTML: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing HTML: %w", err)
	}
	return nil
}

// web is what is the same on every page.
type web struct {
	page   *template.Template
	style  template.CSS
	script template.JS
	policy string
}

// webParts makes the parts once. The policy names style and script by their
// digests: nothing else on the page runs, and nothing is fetched.
var webParts = sync.OnceValue(func() web {
	style := pageStyle + resultStyle()
	return web{
		page:  template.Must(template.New("").Parse(pageTemplate)),
		style: template.CSS(style), script: template.JS(pageScript),
		policy: fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'", digestOf(style), digestOf(pageScript)),
	}
})

func digestOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// resultStyle is the dress of every result, for paper and for the dark.
func resultStyle() string {
	var light, dark strings.Builder
	for i, r := range executor.Results() {
		d := dresses[r]
		fmt.Fprintf(&light, ".r%d{background:#%s;color:#%s}.b%d{fill:#%s}\n", i, d.fill, d.color, i, d.bar)
		fmt.Fprintf(&dark, ".r%d{background:#%s;color:#%s}\n", i, d.color, d.fill)
	}
	return light.String() + "@media screen and (prefers-color-scheme:dark){\n" + dark.String() + "}\n"
}

// htmlPage is what the template says.
type htmlPage struct {
	Lang, Generator, Policy string
	Style                   template.CSS
	Script                  template.JS

	Title, State, Sentence, Next, Zone string
	Results                            []htmlResult
	Total                              int
	Bars                               []htmlBar
	ChartHeight                        int
	Causes                             []htmlCause
	MoreCauses                         string
	FollowUps                          []htmlFollowUp
	MoreFollowUps                      int
	Facts, Calls                       [][2]string

	t func(string) string
}

// T says a text of the template in the language of the page.
func (p *htmlPage) T(s string) string { return p.t(s) }

type htmlResult struct {
	Kind                        int // position in executor.Results
	Symbol, Name, Meaning, Part string
	Rows                        int
}

type htmlBar struct {
	htmlResult
	Y, TextY, Width, ValueX int
}

type htmlCause struct {
	htmlResult
	Code, Example, Cure string
}

type htmlFollowUp struct {
	What, Domain, Who, Since, Until, Cure string
	Row                                   int
}

func newHTMLPage(v View, web web) *htmlPage {
	t, s := translator(v.Options.Lang), summaryOf(v.Source, v.Rows)
	p := &htmlPage{
		Lang: "en", Generator: "domainbatch " + JSONSchema, Policy: web.policy, Style: web.style, Script: web.script,
		Title: t("Results of") + " " + v.Run.InputName, Sentence: inOneSentence(t, s, ""), Next: nextInWords(t, v.Run, s, ""),
		State: stateInWords(t, v), Zone: zoneSentence(v.Options), Total: s.Total, t: t,
	}
	if v.Options.Lang == "zh" {
		p.Lang = "zh-CN"
	}
	for i, r := range executor.Results() {
		if n := s.Rows[r]; n > 0 {
			p.Results = append(p.Results, htmlResult{i, dresses[r].symbol, string(r), t(meanings[r]), percent(n, s.Total), n})
		}
	}
	p.chart(s.Total)
	p.causes(v, s)
	p.followUps(v)
	p.Facts = append(p.Facts, factsOf(t, v.Run, s, v.Options)...)
	for _, name := range callsByNumber(v.Run.Calls) {
		p.Calls = append(p.Calls, [2]string{strconv.Itoa(v.Run.Calls[name]), name})
	}
	return p
}

// Sizes of the chart in its own units.
const (
	barHeight, barGap = 20, 10
	barLeft, barMost  = 140, 420
)

// chart lays out one bar for each result that occurs; the longest takes all
// the room, and none is too short to be seen.
func (p *htmlPage) chart(total int) {
	most := 1
	for _, r := range p.Results {
		most = max(most, r.Rows)
	}
	for i, r := range p.Results {
		y := i * (barHeight + barGap)
		width := max(2, r.Rows*barMost/most)
		p.Bars = append(p.Bars, htmlBar{r, y, y + barHeight - 5, width, barLeft + width + 8})
	}
	p.ChartHeight = len(p.Results) * (barHeight + barGap)
}

func (p *htmlPage) causes(v View, s Summary) {
	voice := newVoice(v.Source, v.Options)
	for _, c := range s.Causes[:min(len(s.Causes), topCauses)] {
		p.Causes = append(p.Causes, htmlCause{
			htmlResult{slices.Index(executor.Results(), c.Result), dresses[c.Result].symbol, string(c.Result), "", "", c.Rows},
			c.Code, c.exampleInWords(p.t, voice), c.cureInWords(p.t),
		})
	}
	if more := len(s.Causes) - topCauses; more > 0 {
		p.MoreCauses = fmt.Sprintf(p.t("and %d more causes, see the rows below"), more)
	}
}

func (p *htmlPage) followUps(v View) {
	list := followUps(v.Run, v.Rows)
	for _, f := range list[:min(len(list), topCauses)] {
		p.FollowUps = append(p.FollowUps, htmlFollowUp{
			p.t(f.what), f.domains(p.t), f.who, clock(f.since, v.Options.location()), clock(f.deadline, v.Options.location()), p.t(f.cure), f.row,
		})
	}
	p.MoreFollowUps = len(list) - len(p.FollowUps)
}

// percent is a share as a person reads it.
func percent(n, total int) string {
	return strconv.FormatFloat(100*float64(n)/float64(max(total, 1)), 'f', 1, 64) + " %"
}

// callsByNumber lists the operations, those called most often first.
func callsByNumber(calls map[string]int) []string {
	return slices.SortedFunc(maps.Keys(calls), func(x, y string) int {
		return cmp.Or(cmp.Compare(calls[y], calls[x]), cmp.Compare(x, y))
	})
}
