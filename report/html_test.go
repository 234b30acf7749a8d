package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"domainbatch/executor"
)

// pageOf renders a view as a page.
func pageOf(t interface{ Fatal(...any) }, v View) string {
	var b bytes.Buffer
	if err := WriteHTML(&b, v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// pageRows are the rows that the script of a page gets: domain, result,
// comment.
func pageRows(t interface{ Fatal(...any) }, page string) [][3]string {
	_, data, _ := strings.Cut(page, `<script type="application/json" id="data">`)
	data, _, _ = strings.Cut(data, "</script>")
	var got struct {
		Results [][2]string
		Rows    [][]any
		Texts   []string
	}
	if err := json.Unmarshal([]byte(data), &got); err != nil {
		t.Fatal(err)
	}
	rows := make([][3]string, len(got.Rows))
	for i, r := range got.Rows {
		rows[i] = [3]string{r[1].(string), got.Results[int(r[3].(float64))][0], got.Texts[int(r[4].(float64))]}
	}
	return rows
}

func TestPageHoldsEveryRowAndNoCode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := anyRows(t)
		page := pageOf(t, View{Run: someRun(), Rows: rows, Options: someOptions()})
		if strings.Contains(page, "s3cret") {
			t.Fatal("a transfer code is on the page")
		}
		got := pageRows(t, page)
		if len(got) != len(rows) {
			t.Fatalf("%d rows on the page, want %d", len(got), len(rows))
		}
		for i, r := range rows {
			if got[i] != [3]string{r.Domain, string(r.Result), r.Comment} {
				t.Fatalf("row %d reads %q, want %+v", r.Number, got[i], r)
			}
		}
	})
}

func TestPageFetchesNothingAndRunsOnlyItsOwnScript(t *testing.T) {
	page := pageOf(t, View{Run: someRun(), Rows: mixed(30, 2), Options: someOptions()})
	for _, never := range []string{" src=", "url(", "@import", "http:", "https:", " style=", " onclick", "<link", "<iframe", "<img", "eval(", "innerHTML"} {
		if strings.Contains(page, never) {
			t.Errorf("the page holds %q", never)
		}
	}
	between := func(from, to string) string {
		_, text, found := strings.Cut(page, from)
		text, _, closed := strings.Cut(text, to)
		if !found || !closed {
			t.Fatalf("nothing between %s and %s", from, to)
		}
		return text
	}
	policy := between(`<meta http-equiv="Content-Security-Policy" content="`, `">`)
	policy = strings.NewReplacer("&#39;", "'", "&#43;", "+", "&#34;", `"`).Replace(policy)
	wants(t, "the policy", policy, "default-src 'none'", "style-src '"+digestOf(between("<style>", "</style>"))+"'", "script-src '"+digestOf(between("<script>", "</script>"))+"'")
}

// hostile is a run whose every text tries to be more than text.
func hostile() View {
	const bad = `</script></title><img src=x onerror="document.title='pwned'">{{.}}` + "\u2028<!--<script>"
	run := someRun()
	run.InputName, run.Account, run.Next = bad, bad, bad
	rows := mixed(20, 2)
	for i := range rows {
		rows[i].Domain, rows[i].Comment, rows[i].Code = bad, bad, bad
		rows[i].TaskNos = []string{bad}
	}
	return View{Run: run, Rows: rows, Options: someOptions()}
}

func TestPageTakesTextForText(t *testing.T) {
	v := hostile()
	page := pageOf(t, v)
	if strings.Contains(page, "<img") || strings.Count(page, "</script>") != 2 || strings.Count(page, "<script") != 2 {
		t.Error("a text got out of its place")
	}
	if rows := pageRows(t, page); rows[0][0] != v.Rows[0].Domain {
		t.Errorf("the domain reads %q", rows[0][0])
	}
	shown := shownIn(t, page, "")
	if strings.Contains(shown, "<img") || strings.Contains(shown, "<title>pwned") {
		t.Error("the browser found an image in a text")
	}
	if got := strings.Count(shown, `&lt;img src=x`); got < 3*len(v.Rows) {
		t.Errorf("the browser shows the text %d times", got)
	}
}

// shownIn has a browser open a page and gives what it made of it. fragment
// follows the # of the address. The test is left out where there is no
// browser.
func shownIn(t *testing.T, page, fragment string, flags ...string) string {
	t.Helper()
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil && browser == "" {
			browser = path
		}
	}
	if browser == "" {
		t.Skip("no chromium here: what a browser makes of the page is not tested")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "page.html")
	must(t, os.WriteFile(path, []byte(page), 0o600))
	flags = append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
		"--disable-background-networking", "--user-data-dir=" + filepath.Join(dir, "profile"),
	}, flags...)
	cmd := exec.CommandContext(t.Context(), browser, append(flags, "--dump-dom", "file://"+path+"#"+fragment)...)
	cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_CACHE_HOME="+dir)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", browser, err, complaints.String())
	}
	return string(out)
}

// seen is what stands in the table of a page in a browser.
type seen struct {
	count, page string
	rows        int
}

func lookAt(dom string) seen {
	inside := func(pattern string) string {
		if m := regexp.MustCompile(pattern).FindStringSubmatch(dom); m != nil {
			return m[1]
		}
		return ""
	}
	return seen{
		count: inside(`(?s)<p id="count"[^>]*>(.*?)</p>`), page: inside(`(?s)<span id="page"[^>]*>(.*?)</span>`),
		rows: strings.Count(inside(`(?s)<tbody id="body">(.*?)</tbody>`), "<tr>"),
	}
}

func TestBrowserFiltersSearchesAndTurnsThePagesOfManyRows(t *testing.T) {
	const n = 50_000
	rows := mostlyDone(n)
	page := pageOf(t, View{Run: someRun(), Rows: rows, Options: someOptions()})
	t.Logf("%d rows are %d KiB", n, len(page)>>10)
	failed := Summarize(rows).Rows[executor.Failed]
	if failed < 200 || failed > 9_000 {
		t.Fatalf("%d rows failed: the test is not about that", failed)
	}
	grouped := func(n int) string { return fmt.Sprintf("%d,%03d", n/1000, n%1000) }
	small := func(n int) string {
		if n < 1000 {
			return fmt.Sprint(n)
		}
		return grouped(n)
	}
	for fragment, want := range map[string]seen{
		"": {"50,000 of 50,000 rows", "Page 1 of 500", 100},
		"result=FAILED&code=DomainNotExist&page=2": {small(failed) + " of 50,000 rows", fmt.Sprintf("Page 2 of %d", (failed+99)/100), min(100, failed-100)},
		"q=EXAMPLE-4999&sort=-1":                   {"11 of 50,000 rows", "Page 1 of 1", 11},
		"q=nowhere":                                {"No row fits.", "Page 1 of 1", 0},
	} {
		dom := shownIn(t, page, fragment)
		if got := lookAt(dom); got != want {
			t.Errorf("#%s: the browser shows %+v, want %+v", fragment, got, want)
		}
		if strings.HasPrefix(fragment, "q=EXAMPLE") {
			first, last := strings.Index(dom, "<td>example-49999.com</td>"), strings.Index(dom, "<td>example-49990.com</td>")
			if first < 0 || last < first || !strings.Contains(dom, `aria-sort="descending"`) {
				t.Errorf("the rows are not sorted downwards: %d, %d", first, last)
			}
		}
	}
}

// Without JavaScript the page is its HTML: the summary stands there, and no
// control that could not work.
func TestPageWithoutScriptsHasItsSummary(t *testing.T) {
	page, _, _ := strings.Cut(pageOf(t, View{Run: someRun(), Rows: mixed(30, 2), Options: someOptions()}), `<script type="application/json"`)
	wants(t, "the page", page, "6 of 30 rows are done.", "<noscript>", "JavaScript, which is switched off", "DomainNotExist", `<td class="n" id="total">30</td>`,
		`<form id="filter" role="search" hidden>`, `<table id="table" hidden>`, "<svg")
}

func TestPageSpeaksChinese(t *testing.T) {
	opt := someOptions()
	opt.Lang = "zh"
	run := someRun()
	run.Next = ""
	page := pageOf(t, View{Run: run, Rows: mixed(40, 2), Options: opt})
	wants(t, "the page", page, `<html lang="zh-CN">`, "处理结果", "下一步", "修正结果文件", "%[2]d 行，显示 %[1]d 行")
	for _, text := range regexp.MustCompile(`\{\{\.T "([^"]*)"\}\}`).FindAllStringSubmatch(pageTemplate, -1) {
		if chinese[text[1]] == "" {
			t.Errorf("%q is not there in Chinese", text[1])
		}
	}
	for _, text := range htmlWords {
		if chinese[text] == "" || !strings.Contains(pageScript, text) {
			t.Errorf("%q is not there in Chinese, or not used", text)
		}
	}
	if got := lookAt(shownIn(t, page, "result=FAILED")); got.count != "共 40 行，显示 4 行" {
		t.Errorf("the browser shows %+v", got)
	}
}

// Every control has a name, every table headers, and the document a language:
// what a screen reader lives on.
func TestPageIsThereForScreenReaders(t *testing.T) {
	page := pageOf(t, View{Run: someRun(), Rows: mixed(30, 2), Options: someOptions()})
	wants(t, "the page", page, `<html lang="en">`, "<main>", `role="status" aria-live="polite"`, `role="img" aria-labelledby="chart-title chart-desc"`, "<fieldset><legend>", `class="skip" href="#rows"`)
	for _, th := range regexp.MustCompile(`<th[ >][^>]*`).FindAllString(page, -1) {
		if !strings.Contains(th, `scope="`) {
			t.Errorf("a header that heads nothing: %s", th)
		}
	}
	for _, id := range regexp.MustCompile(`aria-(?:labelledby|controls)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		for name := range strings.FieldsSeq(id[1]) {
			if !strings.Contains(page, `id="`+name+`"`) {
				t.Errorf("nothing is called %s", name)
			}
		}
	}
	// Colour is never the only sign: each result has a word and a symbol.
	for i, r := range executor.Results() {
		if mark := regexp.MustCompile(fmt.Sprintf(`class="chip r%d"><span aria-hidden="true">([^<]+)</span> %s`, i, r)); !mark.MatchString(page) {
			t.Errorf("%s has no symbol", r)
		}
	}
}

// Text on its ground has the contrast that WCAG asks for (4.5 to 1), on paper
// and in the dark.
func TestResultsCanBeRead(t *testing.T) {
	for _, r := range executor.Results() {
		d := dresses[r]
		if c := contrast(string(d.fill), string(d.color)); c < 4.5 {
			t.Errorf("%s: contrast %.1f", r, c)
		}
	}
}
