package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "domainbatch"

// mayImport says which packages of ours each package may import. Imports run
// one way, against the data: report → executor → planner → ingest. The leaves
// import nothing of ours, so that client and sandbox meet on the wire only.
var mayImport = map[string][]string{
	"ingest":             {"ingest/phrase"},
	"ingest/phrase":      {},
	"ingest/template":    {"ingest"},
	"ingest/ooxml":       {},
	"ingest/markup":      {"ingest", "ingest/ooxml"},
	"planner":            {"ingest", "ingest/phrase"},
	"planner/planbook":   {"planner", "ingest"},
	"executor":           {"planner", "ingest", "executor/alidomain", "executor/journal", "executor/quota", "executor/vault"},
	"executor/alidomain": {},
	"executor/journal":   {},
	"executor/quota":     {},
	"executor/vault":     {},
	"executor/sandbox":   {},
	"report":             {"executor", "planner", "ingest", "ingest/phrase", "ingest/ooxml"},
	"report/audit":       {"report", "executor", "planner", "ingest", "ingest/ooxml"},
	"report/notify":      {},
	"report/metrics":     {},
	"samples":            {},
	"samples/generate":   {"samples"},
	"cmd":                {"executor/alidomain"}, // cmd/internal: what only the commands use
	"cmd/domainbatch":    {"cmd", "ingest", "ingest/phrase", "ingest/template", "ingest/markup", "planner", "planner/planbook", "executor", "executor/alidomain", "executor/journal", "executor/vault", "executor/sandbox", "report", "report/audit", "report/notify", "report/metrics", "samples"},
}

// vendorModules are the modules of the service's vendor; one package may
// import them.
var vendorModules = []string{"github.com/alibabacloud-go/", "github.com/aliyun/"}

const vendorImporter = "executor/alidomain"

func TestImportsRunOneWay(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range goFiles(t) {
		pkg := part(f.pkg)
		seen[pkg] = true
		allowed, known := mayImport[pkg]
		if !known {
			t.Errorf("%s: package %s has no place in the order of imports; add it to mayImport", f.name, f.pkg)
			continue
		}
		for _, imported := range f.imports {
			own, ours := strings.CutPrefix(imported, module+"/")
			own = part(own)
			if ours && own != pkg && !slices.Contains(allowed, own) && !(f.test && testMayImport(own)) {
				t.Errorf("%s: %s must not import %s", f.name, f.pkg, own)
			}
			if pkg != vendorImporter && slices.ContainsFunc(vendorModules, func(m string) bool { return strings.HasPrefix(imported, m) }) {
				t.Errorf("%s: only %s may import %s", f.name, vendorImporter, imported)
			}
		}
	}
	for pkg := range mayImport {
		if !seen[pkg] {
			t.Errorf("no Go file found in %s: is this test looking at the whole tree?", pkg)
		}
	}
}

// part is the package of the table that a package belongs to: a folder
// "internal" and a folder named "...test" are parts of the package they lie in.
func part(pkg string) string {
	elements := strings.Split(pkg, "/")
	for i, e := range elements {
		if i > 0 && (e == "internal" || e == elements[i-1]+"test") {
			return strings.Join(elements[:i], "/")
		}
	}
	return pkg
}

// testMayImport widens what tests may import: the samples as inputs, and the
// sandbox as the service to talk to.
func testMayImport(imported string) bool {
	return imported == "samples" || imported == "executor/sandbox"
}

type goFile struct {
	name, pkg string
	test      bool
	imports   []string
}

// goFiles lists every Go file of the tree with its import clauses.
func goFiles(t *testing.T) []goFile {
	t.Helper()
	root := filepath.Join("..", "..")
	var files []goFile
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if n := entry.Name(); name != root && (strings.HasPrefix(n, ".") || n == "testdata" || n == "node_modules") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		f := goFile{name: rel, pkg: path.Dir(filepath.ToSlash(rel)), test: strings.HasSuffix(name, "_test.go")}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, imported)
		}
		files = append(files, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
