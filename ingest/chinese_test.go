package ingest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// The tests here read the source of this package, so that a sentence cannot
// be added without its Chinese.

// sentence is a text for people in the source, as a format of package fmt.
type sentence struct{ rule, text, place string }

// saying are the names of parameters, fields and variables that take texts
// for people.
var saying = []string{"message", "cure", "reason", "what", "done"}

// notSaid are texts of such parameters that no person sees.
var notSaid = regexp.MustCompile(`^([?\]-]*>|-->)$`)

// sourceSentences finds the texts that become a message or a cure: fields
// Message and Cure, assignments to them, and arguments for parameters named so.
func sourceSentences(t *testing.T) []sentence {
	t.Helper()
	src := readSource(t)
	var out []sentence
	for _, file := range src.files {
		params := src.params(file)
		ast.Inspect(file, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.CompositeLit:
				out = append(out, src.ofLiteral(x)...)
			case *ast.CallExpr:
				out = append(out, src.ofCall(x, params)...)
			case *ast.AssignStmt:
				out = append(out, src.ofAssignment(x)...)
			case *ast.ValueSpec:
				if x.Names[0].Name == "foreign" { // what a file is, by its first bytes
					out = append(out, src.ofTable(x)...)
				}
			case *ast.FuncDecl:
				if x.Name.Name == "labelFault" {
					out = append(out, src.ofReturns(x)...)
				}
			}
			return true
		})
	}
	if len(out) < 200 {
		t.Fatalf("only %d sentences found: does this test look at the right places?", len(out))
	}
	return out
}

type source struct {
	set    *token.FileSet
	files  []*ast.File
	consts map[string]string
}

func readSource(t *testing.T) *source {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	s := &source{set: token.NewFileSet(), consts: map[string]string{}}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(s.set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		s.files = append(s.files, file)
		ast.Inspect(file, func(n ast.Node) bool {
			if v, ok := n.(*ast.ValueSpec); ok {
				for i, name := range v.Names {
					if i < len(v.Values) {
						if text := s.format(v.Values[i]); text != "%s" {
							s.consts[name.Name] = text
						}
					}
				}
			}
			return true
		})
	}
	return s
}

// format is an expression as a format: what is not known is %s.
func (s *source) format(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(x.Value); err == nil && x.Kind == token.STRING {
			return text
		}
	case *ast.ParenExpr:
		return s.format(x.X)
	case *ast.BinaryExpr:
		return s.format(x.X) + s.format(x.Y)
	case *ast.Ident:
		if text, ok := s.consts[x.Name]; ok {
			return text
		}
	case *ast.CallExpr:
		if f, ok := x.Fun.(*ast.SelectorExpr); ok && (f.Sel.Name == "Sprintf" || f.Sel.Name == "Errorf") {
			return s.format(x.Args[0])
		}
	}
	return "%s"
}

func (s *source) at(e ast.Expr, rule string) []sentence {
	text := s.format(e)
	if strings.Trim(text, "%s") == "" || notSaid.MatchString(text) {
		return nil
	}
	return []sentence{{rule, text, s.set.Position(e.Pos()).String()}}
}

func (s *source) ofLiteral(x *ast.CompositeLit) []sentence {
	values := map[string]ast.Expr{}
	for _, e := range x.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok {
				values[key.Name] = kv.Value
			}
		}
	}
	rule := ""
	if r, ok := values["Rule"]; ok {
		rule = s.format(r)
	}
	var out []sentence
	for _, key := range []string{"Message", "Cure"} {
		if v, ok := values[key]; ok {
			out = append(out, s.at(v, rule)...)
		}
	}
	return out
}

// params are the positions of texts among the parameters of the functions
// that a file calls by name: those of the package and its own closures.
func (s *source) params(file *ast.File) map[string]map[int]string {
	out := map[string]map[int]string{}
	add := func(name string, f *ast.FuncType) {
		i := 0
		for _, list := range f.Params.List {
			for _, p := range list.Names {
				if p.Name == "rule" || slices.Contains(saying, p.Name) {
					if out[name] == nil {
						out[name] = map[int]string{}
					}
					out[name][i] = p.Name
				}
				i++
			}
		}
	}
	for _, f := range s.files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				add(fn.Name.Name, fn.Type)
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok {
			for i, r := range a.Rhs {
				fn, ok := r.(*ast.FuncLit)
				name, ok2 := a.Lhs[i].(*ast.Ident)
				if ok && ok2 {
					add(name.Name, fn.Type)
				}
			}
		}
		return true
	})
	return out
}

func (s *source) ofCall(x *ast.CallExpr, params map[string]map[int]string) []sentence {
	var name string
	switch f := x.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	var out []sentence
	for i, arg := range x.Args {
		if kind := params[name][i]; kind != "" && kind != "rule" {
			// A closure of the same name in another function may take its
			// texts in other places: those are found by their blanks.
			out = append(out, s.at(arg, "")...)
		} else if params[name] != nil && strings.Count(s.format(arg), " ") > 1 {
			out = append(out, s.at(arg, "")...)
		}
	}
	return out
}

func (s *source) ofAssignment(x *ast.AssignStmt) []sentence {
	var out []sentence
	for i, l := range x.Lhs {
		var name string
		switch v := l.(type) {
		case *ast.SelectorExpr:
			name = strings.ToLower(v.Sel.Name)
		case *ast.Ident:
			name = v.Name
		}
		if !slices.Contains(saying, name) || i >= len(x.Rhs) {
			continue
		}
		if x.Tok == token.ADD_ASSIGN { // the sentences so made are checked where they are said
			continue
		}
		out = append(out, s.at(x.Rhs[i], "")...)
	}
	return out
}

// ofTable are the texts of a table, which have blanks in them.
func (s *source) ofTable(v *ast.ValueSpec) []sentence {
	var out []sentence
	ast.Inspect(v, func(n ast.Node) bool {
		if l, ok := n.(*ast.CompositeLit); ok {
			for _, e := range l.Elts {
				if text := s.format(e); strings.Contains(text, " ") && !strings.Contains(text, "\x00") {
					out = append(out, s.at(e, "")...)
				}
			}
		}
		return true
	})
	return out
}

func (s *source) ofReturns(f *ast.FuncDecl) []sentence {
	var out []sentence
	ast.Inspect(f, func(n ast.Node) bool {
		if r, ok := n.(*ast.ReturnStmt); ok {
			for _, e := range r.Results {
				out = append(out, s.at(e, "")...)
			}
		}
		return true
	})
	return out
}

func TestEverySentenceIsInChinese(t *testing.T) {
	book := chineseBook()
	for _, s := range sourceSentences(t) {
		if !book.HasFormat(s.text) {
			t.Errorf("%s: no Chinese for %q (rule %q): add it to chinese_phrases.go or chinese_files.go under its rule, or to chinese_words.go if it is a part of a sentence",
				s.place, s.text, s.rule)
		}
	}
}

func TestEveryRuleHasChineseSentences(t *testing.T) {
	book := chineseBook()
	rules := map[string]bool{}
	for _, s := range sourceSentences(t) {
		if s.rule != "" && !strings.Contains(s.rule, "%s") {
			rules[s.rule] = true
		}
	}
	for _, part := range []string{
		"blank", "dot", "address", "several", "url", "email", "wildcard", "blank_inside", "invisible", "dots", "comma", "quotes", "long", "label",
	} {
		rules["domain."+part] = true
	}
	if len(rules) < 60 {
		t.Fatalf("only %d rules found", len(rules))
	}
	for rule := range rules {
		if !book.Has(rule) {
			t.Errorf("the rule %s has no sentence in chinese_phrases.go or chinese_files.go", rule)
		}
	}
}

// Everything that is wrong in these files is said in Chinese.
func TestProblemsAreSaidInChinese(t *testing.T) {
	header := "domain,action,contact_type,profile_id,transfer_lock,registrant_type,name,organization,country,province,city,address,postal_code,email,tel_area,telephone,tel_ext,zh_name,zh_organization,zh_province,contact_ref,colour,acton\n"
	var rows strings.Builder
	for _, domain := range []string{
		"a.com", "", "nodot", "1.2.3.4", "a.com b.com", "https://a.com/x", "a@b.com", "*.a.com", "ex ample.com", "a\u200bb.com", ".a.com", "a,com",
		"\"\"\"a.com\"\"\"", strings.Repeat("a.", 130) + "com", "-a.com", "xn--zz--.com", "ab--c.com", "a_b.com", strings.Repeat("a", 64) + ".com", "xn--fiqs8s.com",
		"www.a.com", "co.uk", "a.nosuchtld", "аpple.com",
	} {
		rows.WriteString(strconv.Quote(domain)[0:0] + quoteCSV(domain) + ",skipp,owner of,1.5,maybe,thing,李,\"a\nb\",Chna,“x”,Ｈangzhou," +
			strings.Repeat("x", 300) + ",01001,x@,+86,010-123 转 5,abc,Li,Northwind,浙江省,NOBODY,,\n")
	}
	rows.WriteString("a.com,,,,,,,,,,,,,,,,,,,,,,\n")
	rows.WriteString("a.com,update-contact,,,,,,,,,,,,,,,,,,,,,\n")
	rows.WriteString("a.com,,,7,,,Li Wei,,,,,,,,,,,,,,,,\n")
	rows.WriteString("a.com,update-profile,,,,,Li Wei,,,,,,,,,,,,,,,,\n")
	rows.WriteString("a.com,update-contact,admin,7,yes,1,Li Wei,,CN,,,,10010,mailto:a@b.com,0571,138000000001234567,,,,,,,\n")
	rows.WriteString("a.com,update-contact,admin,,no,1,1.38E+10,,,,,,1.2E+5,a@b,9999,+49 123456,,,,,,,\n")
	rows.WriteString("a.com,update-contact,admin,,no,1,x,,,,,,12;3,a@b.com;c@d.com,86,13800000000/13900000000,,,,,,,\n")
	for _, accept := range []bool{false, true} {
		for _, site := range []string{"cn", "intl"} {
			content := header + rows.String()
			_, all, err := ReadAll(t.Context(), Input{Name: "x.csv", Data: strings.NewReader(content), Size: int64(len(content))}, Options{AcceptFixes: accept, Site: site})
			if err != nil {
				t.Fatal(err)
			}
			seen := map[string]bool{}
			for _, r := range all {
				for _, p := range r.Problems {
					seen[p.Rule] = true
					mustBeChinese(t, p)
				}
			}
			if len(seen) < 40 {
				t.Errorf("accept %v, site %s: only %d rules were broken", accept, site, len(seen))
			}
		}
	}
}

func quoteCSV(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// quotedText is what comes from the file or is to be typed as it stands.
var quotedText = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'[^']*'`)

// englishWords are three English words in a row, which no Chinese sentence has.
var englishWords = regexp.MustCompile(`[a-z]+ [a-z]+ [a-z]+`)

func mustBeChinese(t *testing.T, p Problem) {
	t.Helper()
	zh := p.In("zh")
	for _, text := range []string{zh.Message, zh.Cure} {
		if text == "" {
			continue
		}
		bare := quotedText.ReplaceAllString(text, "")
		if strings.IndexFunc(bare, func(r rune) bool { return unicode.Is(unicode.Han, r) }) < 0 || englishWords.MatchString(bare) {
			t.Errorf("%s: %q; %q is said as %q", p.Rule, p.Message, p.Cure, text)
		}
	}
	if p.In("en") != p || zh.Rule != p.Rule || zh.Proposed != p.Proposed || zh.Cell != p.Cell {
		t.Errorf("%+v became %+v", p, zh)
	}
}

func TestMistakesOfANamedContactAreSaidInChinese(t *testing.T) {
	p := Problem{
		Rule:    "contact_ref.invalid",
		Message: "the contact has a mistake: email (sheet Contacts, cell D3): no e-mail address; name: 300 characters, at most 255 are allowed",
	}
	want := "引用的联系人有误：email（工作表 Contacts 单元格 D3）：不是邮箱地址；name：有 300 个字符，最多 255 个"
	if got := p.In("zh").Message; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestFileErrorsAreSaidInChinese(t *testing.T) {
	for _, text := range []string{"", "a,b\n1,2\n", "{\"a\": 1}", "PK\x03\x04", "domain,Domain\na.com,b.com\n", "domain\n\"a.com\n", "<html><body></body></html>", "%PDF-1.4"} {
		_, _, err := ReadAll(t.Context(), Input{Name: "x.csv", Data: strings.NewReader(text), Size: int64(len(text))}, Options{})
		fe, ok := err.(*FileError)
		if !ok {
			t.Errorf("%q: %v", text, err)
			continue
		}
		zh := fe.In("zh")
		mustBeChinese(t, Problem{Rule: fe.Rule, Message: fe.Message, Cure: fe.Cure})
		if zh == fe || zh.Rule != fe.Rule || zh.File != fe.File || fe.In("") != fe {
			t.Errorf("%q became %q", fe, zh)
		}
	}
}

func TestPlacesOfFileErrorsAreSaidInChinese(t *testing.T) {
	for want, e := range map[string]FileError{
		"x.xlsx：工作表 A 单元格 D3：文件是空的": {Sheet: "A", Row: 3, Cell: "D3"}, "x.xlsx：工作表 A 第 3 行：文件是空的": {Sheet: "A", Row: 3},
		"x.xlsx：工作表 A：文件是空的": {Sheet: "A"}, "x.xlsx：第 3 行第 4 列：文件是空的": {Row: 3, Cell: "line 3, column 4"}, "x.xlsx：第 3 行：文件是空的": {Row: 3},
		"x.xlsx：文件是空的；请提供有标题行和至少一个域名的文件": {Cure: "give a file with a header row and at least one domain"},
	} {
		e.File, e.Rule, e.Message = "x.xlsx", "file.empty", "the file is empty"
		if got := e.In("zh").Error(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
