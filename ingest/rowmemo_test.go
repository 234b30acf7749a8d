package ingest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// forgetful gives the rows of a source as a maker makes them that has seen
// nothing before.
func forgetful(t *testing.T, s *Source) []Row {
	t.Helper()
	var rows []Row
	m := newRowMaker(s.layout, s.opt, s.addressBook)
	for rec, err := range s.records() {
		check(t, err)
		m.memo = newRowMemo(s.layout.Columns, 1)
		row := m.row(rec, len(rows))
		row.Alike = 0
		rows = append(rows, row)
	}
	return rows
}

func compareWithForgetful(t *testing.T, in Input, opt Options) {
	t.Helper()
	s, err := Open(t.Context(), in, opt)
	if err != nil {
		return // refused; other tests say so
	}
	defer s.Close()
	n := 0
	want := forgetful(t, s)
	alike := map[uint32]Row{}
	for row, err := range s.Rows() {
		check(t, err)
		compareAlike(t, alike, row)
		row.Alike = 0
		if !reflect.DeepEqual(row, want[n]) {
			t.Fatalf("%s, row %d:\n got %+v\nwant %+v", in.Name, row.Number, row, want[n])
		}
		n++
	}
	if n != len(want) {
		t.Errorf("%s: %d rows, want %d", in.Name, n, len(want))
	}
}

// compareAlike compares a row with the first one that had the same number.
func compareAlike(t *testing.T, first map[uint32]Row, row Row) {
	t.Helper()
	if row.Alike == 0 {
		return
	}
	row.Record, row.Number, row.Domain, row.DomainTyped, row.Note = 0, 0, "", "", ""
	row.Previous, row.Problems = Previous{}, nil
	if other, seen := first[row.Alike]; !seen {
		first[row.Alike] = row
	} else if !reflect.DeepEqual(row, other) {
		t.Errorf("two rows are said to be alike:\n%+v\n%+v", row, other)
	}
}

func TestRememberedWishesAreThoseOfTheCells(t *testing.T) {
	files, err := filepath.Glob("testdata/corpus/files/*")
	check(t, err)
	for _, path := range files {
		data, err := os.ReadFile(path)
		check(t, err)
		for _, opt := range []Options{{}, {Site: "intl", AcceptFixes: true}} {
			compareWithForgetful(t, input(path, data), opt)
		}
	}
}

// TestRememberedWishesOfRepeatingRows draws rows of few values, so that every
// wish comes again, with and without mistakes, for domains of every kind.
func TestRememberedWishesOfRepeatingRows(t *testing.T) {
	values := map[string][]string{
		"domain":            {"a%d.com", "b%d.cn", "http://c%d.org/", "d%d.中国", "", "E%d.Com.cn", "xn--fiq%d.com", "f%d.nosuch"},
		"action":            {"", "", "update-contact", "transfer-code", "skip", "updat-contact", "update-profile"},
		"contact_type":      {"registrant", "all", "admin;tech", "owner?", ""},
		"profile_id":        {"", "", "", "12", "1.2E+3"},
		"transfer_lock":     {"", "yes", "maybe"},
		"name":              {"Li Si", "李四", ""},
		"country":           {"CN", "China", "Chna"},
		"postal_code":       {"310000", "10010", "=1"},
		"email":             {"a@b.com", "a@b", "mailto:a@b.com"},
		"tel_area":          {"86", "+86", ""},
		"telephone":         {"13800138000", "+86 138 0013 8000", "1.38E+10"},
		"zh_organization":   {"", strings.Repeat("公", 70)},
		"Result":            {"", "OK"},
		"something unknown": {"", "x"},
		"note":              {"", "n %d"},
	}
	headers := make([]string, 0, len(values))
	for h := range values {
		headers = append(headers, h)
	}
	dice := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	b.WriteString(strings.Join(headers, ";") + "\n")
	for n := range 4000 {
		for _, h := range headers {
			v := values[h][dice.IntN(len(values[h]))]
			if strings.Contains(v, "%d") {
				v = fmt.Sprintf(v, n)
			}
			b.WriteString(v + ";")
		}
		if n%50 == 0 {
			b.WriteString(";too many")
		}
		b.WriteString("\n")
	}
	for _, opt := range []Options{{}, {AcceptFixes: true}, {Site: "intl", DefaultAction: ActionTransferCode}} {
		compareWithForgetful(t, input("repeat.csv", b.Bytes()), opt)
	}
}

// TestMergedCellsArePartOfAWish has rows of which the file says the same, but
// for the cells that are merged with those above.
func TestMergedCellsArePartOfAWish(t *testing.T) {
	cell := func(name, text string) string {
		return `<c r="` + name + `" t="inlineStr"><is><t>` + text + `</t></is></c>`
	}
	var sheet strings.Builder
	sheet.WriteString(`<row r="1">` + cell("A1", "domain") + cell("B1", "action") + cell("C1", "contact_type") + cell("D1", "profile_id") + `</row>`)
	types := []ContactType{Registrant, Admin, Tech, Billing}
	merges := ""
	for i := range 12 {
		row := i + 2
		fmt.Fprintf(&sheet, `<row r="%d">%s%s`, row, cell(fmt.Sprint("A", row), fmt.Sprintf("d%d.com", i)), cell(fmt.Sprint("B", row), "update-profile"))
		if i%3 == 0 {
			sheet.WriteString(cell(fmt.Sprint("C", row), string(types[i/3])))
			merges += fmt.Sprintf(`<mergeCell ref="C%d:C%d"/>`, row, row+2)
		}
		sheet.WriteString(cell(fmt.Sprint("D", row), "7") + `</row>`)
	}
	parts := plainParts("")
	parts[sheetPart1] = strings.Replace(parts[sheetPart1], `</sheetData>`, sheet.String()+`</sheetData><mergeCells>`+merges+`</mergeCells>`, 1)
	_, rows, err := ReadAll(t.Context(), parts.input(), Options{})
	check(t, err)
	if len(rows) != 12 {
		t.Fatalf("%d rows", len(rows))
	}
	for i, row := range rows {
		if len(row.ContactTypes) != 1 || row.ContactTypes[0] != types[i/3] {
			t.Errorf("row %d: %v, want %s", row.Number, row.ContactTypes, types[i/3])
		}
	}
}

// TestPlainDomainsAreThoseOfTheRules compares the short way with the long one.
func TestPlainDomainsAreThoseOfTheRules(t *testing.T) {
	for _, v := range strings.Fields(`example.com Example.COM a.cn a-b.com.cn x.y.com com co.uk a.co.uk blogspot.com a.blogspot.com
		a.ck b.a.ck www.ck city.kawasaki.jp a.kawasaki.jp a.b.kawasaki.jp 1.2.3.4 1.com a.1 -a.com a-.com a--b.com ab--c.com xn--fiq.com
		a..com .com com. example.com. a.nosuch nosuch localhost a_b.com 12.34 0x1.com k.com K.com ` +
		strings.Repeat("a", 63) + ".com " + strings.Repeat("a", 64) + ".com " + strings.Repeat("a.", 130) + "com") {
		name, ok := plainDomain(v)
		if !ok {
			continue
		}
		if want, found := judgeByAllRules(v); name != want || len(found) > 0 {
			t.Errorf("%s: %s in short, by the rules %s %+v", v, name, want, found)
		}
	}
	for _, v := range []string{"example.com", "Example.COM", "a-b.com.cn", "a.co.uk"} {
		if _, ok := plainDomain(v); !ok {
			t.Errorf("%s is judged the long way", v)
		}
	}
}

func FuzzPlainDomain(f *testing.F) {
	f.Add("example.com")
	f.Add("a.b.kawasaki.jp")
	f.Fuzz(func(t *testing.T, v string) {
		if name, ok := plainDomain(v); ok {
			if want, found := judgeByAllRules(v); name != want || len(found) > 0 {
				t.Errorf("%q: %s in short, by the rules %s %+v", v, name, want, found)
			}
		}
	})
}

// TestKeysOfWishesSpread changes a key byte by byte, and fills the sets with
// wishes that differ in a few digits, as those of a sheet do.
func TestKeysOfWishesSpread(t *testing.T) {
	text := []byte(strings.Repeat("update-contact,registrant,\x00\xff", 4))
	for n := range len(text) {
		seen := map[uint64]int{}
		for i := -1; i < n; i++ {
			if i >= 0 {
				text[i] ^= 1
			}
			for _, k := range []wishKey{{text: string(text[:n])}, {how: 1, text: string(text[:n])}, {form: 1, text: string(text[:n])}} {
				seen[k.hash()]++
			}
			if i >= 0 {
				text[i] ^= 1
			}
		}
		if want := 3 * (n + 1); len(seen) != want || seen[0] > 0 {
			t.Fatalf("%d hashes of %d keys of %d bytes", len(seen), want, n)
		}
	}
	load := map[uint64]int{}
	for n := range 4 * memoSets {
		k := wishKey{text: fmt.Sprintf("enterprise,Li Si,CN,Hangzhou,%05d,a@b.com,86,138%08d,no", n, n*3)}
		load[k.hash()%memoSets]++
	}
	if len(load) < memoSets*9/10 {
		t.Errorf("%d sets of %d are used", len(load), memoSets)
	}
}

// TestLongWishesAreRemembered has wishes that do not fit beside what is known
// of them.
func TestLongWishesAreRemembered(t *testing.T) {
	m := newRowMemo([]Column{{Index: 1, Field: FieldName}}, memoSets)
	for _, n := range []int{0, 1, memoNear - 1, memoNear, memoNear + 1, memoText, memoText + 1} {
		k := wishKey{how: keyOfText, text: strings.Repeat("n", n)}
		other := wishKey{how: keyOfText, text: strings.Repeat("n", max(n, 1)-1) + "m"}
		m.keep(&k, 7, &Row{Contact: Contact{Name: "Li Si"}}, 0)
		if w := m.find(&k, 7); (w != nil && w.row.Contact.Name == "Li Si") != (n <= memoText) {
			t.Errorf("%d bytes: %v", n, w)
		}
		if m.find(&other, 7) != nil {
			t.Errorf("%d bytes: another wish was taken for it", n)
		}
	}
}
