package ingest

import (
	"encoding/binary"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/publicsuffix"
)

var updateSuffixes = flag.Bool("update-suffixes", false, "make suffixes.bloom of the public suffix list again")

// suffixRules are the rules of the library, from the source of its own test.
func suffixRules(t *testing.T) []string {
	t.Helper()
	dir, err := exec.Command("go", "list", "-f", "{{.Dir}}", "golang.org/x/net/publicsuffix").Output()
	check(t, err)
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(dir)), "table_test.go"), nil, 0)
	check(t, err)
	var rules []string
	list := file.Scope.Lookup("rules").Decl.(*ast.ValueSpec).Values[0].(*ast.CompositeLit)
	for _, e := range list.Elts {
		rule, err := strconv.Unquote(e.(*ast.BasicLit).Value)
		check(t, err)
		rules = append(rules, rule)
	}
	if len(rules) < 9000 {
		t.Fatalf("%d rules, which cannot be all", len(rules))
	}
	return rules
}

// listedNames are the names in the rules, and those above them.
func listedNames(rules []string) map[string]bool {
	names := map[string]bool{}
	for _, name := range rules {
		name = strings.TrimPrefix(strings.TrimPrefix(name, "!"), "*.")
		for more := true; more; _, name, more = strings.Cut(name, ".") {
			names[name] = true
		}
	}
	return names
}

func TestEveryNameOfThePublicSuffixListIsKnown(t *testing.T) {
	names := listedNames(suffixRules(t))
	if *updateSuffixes {
		words := make([]uint64, suffixWords)
		for name := range names {
			word, bits := suffixBits(name)
			words[word] |= bits
		}
		data, err := binary.Append(nil, binary.LittleEndian, words)
		check(t, err)
		check(t, os.WriteFile("suffixes.bloom", data, 0o644))
		return
	}
	if len(suffixNames) != 8*suffixWords {
		t.Fatalf("%d bytes in suffixes.bloom", len(suffixNames))
	}
	for name := range names {
		if !maybeListed(name) {
			t.Fatalf("%s is not in suffixes.bloom: run go test ./ingest -run EveryNameOfThePublicSuffixList -update-suffixes", name)
		}
	}
	other := 0
	for i := range 10_000 {
		if maybeListed("brand-" + strconv.Itoa(i) + ".com") {
			other++
		}
	}
	if other > 200 {
		t.Errorf("%d of 10,000 names that are not in the list may be", other)
	}
}

// TestRememberedSuffixesAreThoseOfTheLibrary asks about every name of the
// list and about others below it, with and without a memory.
func TestRememberedSuffixesAreThoseOfTheLibrary(t *testing.T) {
	rules := suffixRules(t)
	ask := func(memo *suffixMemo, name string) {
		_, parent, ok := strings.Cut(name, ".")
		if !ok {
			return
		}
		suffix, icann := publicsuffix.PublicSuffix(name)
		above, _ := publicsuffix.PublicSuffix(parent)
		if got, want := memo.registrable(name, parent), icann && suffix == parent && (above == parent || !strings.Contains(parent, ".")); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	var memo suffixMemo
	for name := range listedNames(rules) {
		var fresh suffixMemo
		for range 2 {
			for _, label := range []string{"", "example.", "a.", "www.", "city.", "x1.y.", "com."} {
				ask(&fresh, label+name)
				ask(&memo, label+name)
			}
		}
	}
	if slices.Contains(memo.places[:], suffixPlace{}) {
		t.Error("of so many parents none took one of the places")
	}
}

func FuzzRememberedSuffixes(f *testing.F) {
	for _, seed := range []string{"a.com", "github.io", "www.ck", "a.b.kawasaki.jp", "city.kawasaki.jp", "a.domain", "x.com.cn", "a.cn"} {
		f.Add(seed, "example")
	}
	f.Fuzz(func(t *testing.T, name, label string) {
		var memo suffixMemo
		_, rest, _ := strings.Cut(name, ".")
		for _, v := range []string{name, label + "." + rest, label + "." + name, name} {
			got, ok := plainDomainBy(&memo, v)
			if want, plain := plainDomain(v); got != want || ok != plain {
				t.Errorf("%q: %q %v, want %q %v", v, got, ok, want, plain)
			}
		}
	})
}
