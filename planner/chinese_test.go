package planner

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"domainbatch/ingest"
)

// Every code that a row can be set aside for has its Chinese.
func TestEveryCodeHasAChineseComment(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	codes := 0
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok || !strings.HasPrefix(v.Names[0].Name, "Code") {
				return true
			}
			code, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			codes++
			if !chineseBook().Has(code) {
				t.Errorf("%s (%s) has no sentence in chinese.go", v.Names[0].Name, code)
			}
			return true
		})
	}
	if codes < 15 {
		t.Errorf("only %d codes found", codes)
	}
}

func TestCommentsAreSaidInChinese(t *testing.T) {
	li := ingest.Contact{Name: "Li Wei", Email: "a@b.com"}
	wang := ingest.Contact{Name: "Wang Fang", Email: "c@b.com", City: "Hangzhou"}
	admin, tech := []ingest.ContactType{ingest.Admin}, []ingest.ContactType{ingest.Tech}
	rows := []ingest.Row{
		{Domain: "a.com", Contact: li, ContactTypes: admin}, {Domain: "a.com", Contact: wang, ContactTypes: admin}, {Domain: "a.com", Contact: wang, ContactTypes: admin},
		{Domain: "b.com"}, {Domain: "b.com", Contact: li}, {Domain: "b.com", Contact: li, ProfileID: 7, ContactTypes: admin},
		{Domain: "b.com", Action: "dance"}, {Domain: "b.com", Action: ingest.ActionUpdateProfile, ContactTypes: admin},
		{Domain: "b.com", Action: ingest.ActionUpdateContact, ContactTypes: admin}, {Action: ingest.ActionTransferCode},
		{Domain: "b.com", Contact: li, ContactTypes: []ingest.ContactType{"boss"}}, {Domain: "b.com", Contact: li, ContactTypes: admin, Lock: "maybe"},
		{Domain: "c.com", Contact: li, ContactTypes: tech, Previous: ingest.Previous{Result: "PENDING", RunID: "r1"}},
		{Domain: "c.com", Contact: li, ContactTypes: tech},
		{Domain: "d.com", Contact: li, ContactTypes: tech, Previous: ingest.Previous{Result: "UNKNOWN", RunID: "r1"}},
		{Domain: "e.com", Contact: li, ContactTypes: tech}, {Domain: "f.com", Action: ingest.ActionSkip},
		{Domain: "g.com", Contact: li, ContactTypes: tech, Previous: ingest.Previous{Result: "OK"}},
	}
	p, err := Build(func(yield func(ingest.Row, error) bool) {
		for i, r := range rows {
			r.Record, r.Number = i, i+2
			if !yield(r, nil) {
				return
			}
		}
	}, Source{}, Settings{}, Options{Owner: func(domain, _ string) (string, bool) { return "r9", domain == "e.com" }})
	if err != nil {
		t.Fatal(err)
	}
	english := regexp.MustCompile(`[a-z]+ [a-z]+ [a-z]+`)
	seen := map[string]bool{}
	for _, r := range p.Rows {
		seen[r.Code] = true
		said := strings.ReplaceAll(r.CommentIn("zh"), "domainbatch resume r", "")
		if r.Comment == "" || r.CommentIn("") != r.Comment || said == r.Comment || english.MatchString(said) {
			t.Errorf("row %d (%s): %q is said as %q", r.Number, r.Code, r.Comment, said)
		}
	}
	if len(seen) < 12 {
		t.Errorf("only %d codes: %v", len(seen), seen)
	}
	want := "第 3、4 行对本域名的管理联系人另有要求（name、city、email 不同）。请只保留一个要求，其余行的操作填 skip，再运行一次。"
	if got := p.Rows[0].CommentIn("zh"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
