package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"testing"

	"domainbatch/ingest"
)

// What check and init can fail with is read from the source, so that none of
// it is added without its Chinese.
func TestEveryFailureOfCheckAndInitIsInChinese(t *testing.T) {
	verbs := regexp.MustCompile(`%[a-z]`)
	known := map[string]bool{}
	for _, p := range failurePhrases {
		known[verbs.ReplaceAllString(p.English, "%s")] = true
	}
	seen := 0
	for _, name := range []string{"input.go", "destination.go", "check.go", "check_copy.go", "init.go", "language.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f, ok := call.Fun.(*ast.Ident); !ok || f.Name != "usage" && f.Name != "fail" {
				return true
			}
			for _, arg := range call.Args[:min(3, len(call.Args))] {
				text, ok := arg.(*ast.BasicLit)
				if !ok || text.Kind != token.STRING {
					continue
				}
				said, _ := strconv.Unquote(text.Value)
				if seen++; said != "" && said != "%v" && !known[verbs.ReplaceAllString(said, "%s")] {
					t.Errorf("%s: no Chinese for %q", name, said)
				}
			}
			return true
		})
	}
	if seen < 40 {
		t.Errorf("only %d sentences: does this test look at the right places?", seen)
	}
}

func TestFailuresAreSaidInTheLanguageOfTheCommand(t *testing.T) {
	english := usage("give another name with -o, or overwrite it with --force", "%s exists", "a.xlsx")
	if got := explain(inLanguage(english, "en")); got.chinese || got.message != "a.xlsx exists" {
		t.Errorf("%+v", got)
	}
	got := explain(inLanguage(english, "zh"))
	if !got.chinese || got.message != "a.xlsx 已存在" || got.hint != "请用 -o 另取一个名字，或用 --force 覆盖" || got.code != exitUsage || english.chinese {
		t.Errorf("%+v", got)
	}
	file := &ingest.FileError{File: "a.csv", Rule: "file.empty", Message: "the file is empty"}
	if got := explain(inLanguage(file, "zh")); !got.chinese || got.message != "a.csv：文件是空的" {
		t.Errorf("%+v", got)
	}
	if err := inLanguage(nil, "zh"); err != nil {
		t.Errorf("%v", err)
	}
	if got := explain(inLanguage(ended(exitInput), "zh")); got.code != exitInput || got.message != "" {
		t.Errorf("%+v", got)
	}
}
