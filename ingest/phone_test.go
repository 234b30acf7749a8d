package ingest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
)

// TestPhoneCellsAreUnderstoodTogether shows what a person types into the three
// cells of a number, and what it is taken for: area number ext, and what is
// odd about it.
func TestPhoneCellsAreUnderstoodTogether(t *testing.T) {
	for _, c := range []struct{ country, area, number, ext, want string }{
		{"CN", "86", "13800138000", "", "86 13800138000"},
		{"CN", "86", "+86 138-0013-8000", "", "86 13800138000 code"},
		{"CN", "86", "0086 13800138000", "", "86 13800138000 code"},
		{"CN", "86", "8613800138000", "", "86 13800138000 code"},
		{"CN", "", "8613800138000", "", "86 13800138000 code"},
		{"CN", "", "13800138000", "", "86 13800138000"},
		{"", "", "+86.13800138000", "", "86 13800138000 code"},
		{"", "", "13800138000", "", " 13800138000"},
		{"CN", "0571", "88888888", "", "86 057188888888 town"},
		{"CN", "571", "8888 8888", "", "86 057188888888 town"},
		{"CN", "0571-", "88888888", "", "86 057188888888 town"},
		{"CN", "0571", "0571-88888888", "", "86 057188888888 town"},
		{"CN", "0571", "13800138000", "", "86 13800138000 town"},
		{"CN", "20", "88888888", "", "86 02088888888 town"},
		{"CN", "010", "+86 10 8888 8888", "", "86 1088888888 code"},
		{"", "0571", "88888888", "", "0571 88888888"},
		{"CN", "86", "0571-88888888-123", "", "86 057188888888 123 ext"},
		{"CN", "86", "010-8888-8888", "", "86 01088888888"},
		{"CN", "86", "(0571) 88888888转123", "", "86 057188888888 123 ext"},
		{"CN", "86", "057188888888 ext. 12", "12", "86 057188888888 12 ext"},
		{"CN", "86", "057188888888 ext. 12", "13", "86 057188888888 ext. 12 13 signs"},
		{"CN", "86", "电话：0571-88888888", "", "86 057188888888"},
		{"CN", "86", "Tel: 13800138000", "", "86 13800138000"},
		{"CN", "CN", "13800138000", "", "86 13800138000"},
		{"CN", "+86 (China)", "13800138000", "", "86 13800138000"},
		{"CN", "中国", "13800138000", "", "86 13800138000"},
		{"CN", "86", "13800138000.0", "", "86 13800138000"},
		{"CN", "86", "1.3800138000E+10", "", "86 13800138000"},
		{"CN", "８６", "１３８００１３８０００", "", "86 13800138000"},
		{"CN", "86", "13800138000/13900139000", "", "86 13800138000/13900139000 several"},
		{"CN", "86", "13800138000 13900139000", "", "86 13800138000 13900139000 several"},
		{"CN", "86", "88888888/89", "", "86 88888888/89 several"},
		{"CN", "86", "+49 30 123456", "", "86 +49 30 123456 country"},
		{"DE", "86", "+49 30 123456", "", "49 30123456 code"},
		{"DE", "030", "123456", "", "49 030123456 town"},
		{"DE", "49", "030/123456", "", "49 030123456"},
		{"GB", "44", "+44 (0)20 7946 0958", "", "44 2079460958 code"},
		{"US", "1", "(650) 253-0000 x123", "", "1 6502530000 123 ext"},
		{"US", "650", "253 0000", "", "1 6502530000 town"},
		{"US", "1", "1-650-253-0000", "", "1 6502530000 code"},
		{"US", "86", "6502530000", "", "1 6502530000"},
		{"CN", "1", "6502530000", "", "1 6502530000"},
		{"HK", "86", "21234567", "", "852 21234567"},
		{"IT", "39", "0612345678", "", "39 0612345678"},
		{"CN", "999", "13800138000", "", "86 13800138000"},
		{"CN", "86", "call me", "", "86 call me signs"},
		{"CN", "86", "", "", "86 "},
		{"", "", "", "12", "  12"},
	} {
		p := readPhone(&phoneBook{}, c.country, phoneCells{c.area, c.number, c.ext})
		got := p.area + " " + p.number
		if p.ext != "" {
			got += " " + p.ext
		}
		for mark, is := range map[string]bool{" ext": p.cutExt, " code": p.cutCode, " town": p.domestic} {
			if is && p.fault == "" {
				got += mark
			}
		}
		if p.fault != "" {
			got += " " + string(p.fault)
		}
		if got != c.want {
			t.Errorf("%s %q %q %q: %q, want %q", c.country, c.area, c.number, c.ext, got, c.want)
		}
		again := readPhone(&phoneBook{}, c.country, p.phoneCells)
		if p.fault == "" && again.phoneCells != p.phoneCells {
			t.Errorf("%s %q %q: understood as %v, and that as %v", c.country, c.area, c.number, p.phoneCells, again.phoneCells)
		}
	}
}

func TestNumbersAreJudgedByTheirPlan(t *testing.T) {
	var book phoneBook
	for _, c := range []struct {
		area, number string
		want         phoneVerdict
	}{
		{"86", "13800138000", phoneValid}, {"86", "01088888888", phoneValid}, {"86", "4008001234", phoneValid},
		{"86", "1380013800", phoneUnlikely}, {"86", "138001380001", phoneUnlikely}, {"86", "14000000000", phoneUnlikely}, {"86", "88888888", phoneLocal},
		{"86", "95188", phoneShort}, {"86", "0138001380001", phoneUnlikely}, {"86", "57188888888888", phoneLength},
		{"1", "6502530000", phoneValid}, {"1", "2530000", phoneLocal}, {"1", "650253000012", phoneLength}, {"1", "5555555555", phoneUnlikely},
		{"852", "21234567", phoneValid}, {"852", "212345678901", phoneLength}, {"999", "1234567", phoneNoCode}, {"", "1234567", phoneNoCode},
		{"800", "12345678", phoneValid}, {"290", "22158", phoneValid},
	} {
		for range 2 { // the second time from memory
			if got := book.verdict(c.area, c.number); got != c.want {
				t.Errorf("+%s %s: %d, want %d", c.area, c.number, got, c.want)
			}
		}
	}
}

// The short way must not know better than the library.
func TestChineseMobileNumbersAreThoseOfTheLibrary(t *testing.T) {
	for block := 1000; block < 2000; block++ {
		for _, rest := range []string{"0000000", "9999999", "1234567"} {
			number := fmt.Sprint(block, rest)
			n, err := phonenumbers.Parse("+86"+number, "")
			if chineseMobile(number) && (err != nil || !phonenumbers.IsValidNumber(n)) {
				t.Errorf("%s is none", number)
			}
		}
	}
	for _, number := range []string{"", "1380013800", "138001380000", "1380013800x", "23800138000", "15400138000", "17400138000", "19400138000"} {
		if chineseMobile(number) {
			t.Errorf("%q was taken for one", number)
		}
	}
}

func TestPhoneBookForgets(t *testing.T) {
	var book phoneBook
	for i := range 3 * phonesKept {
		book.verdict("852", fmt.Sprint(2000000+i))
	}
	if n := len(book.young) + len(book.old); n > 2*phonesKept || n < phonesKept {
		t.Errorf("%d verdicts kept", n)
	}
}

// TestPhonesInRows reads one number in a whole contact, with and without
// fixes, and shows the contact and what is said.
func TestPhonesInRows(t *testing.T) {
	for _, c := range []struct{ header, cells, left, said, fixed, saidFixed string }{
		{"tel_area,telephone", "86,13800138000", "86 13800138000", "", "86 13800138000", ""},
		{"tel_area,telephone", "0571,88888888", "", "error tel_area.syntax → 86; error telephone.syntax → 057188888888", "86 057188888888", "notice tel_area.syntax → 86; notice telephone.syntax → 057188888888"},
		{"tel_area,telephone", ",+86.13800138000", "", "error telephone.syntax → 13800138000; error tel_area.required → 86", "86 13800138000", "notice telephone.syntax → 13800138000; notice tel_area.required → 86"},
		{"tel_area,telephone", ",13800138000", "", "error tel_area.required → 86", "86 13800138000", "notice tel_area.required → 86"},
		{"telephone", "+86.13800138000", "", "error telephone.syntax → +86 13800138000; error tel_area.required → 86", "86 13800138000", "notice telephone.syntax → +86 13800138000"},
		{"telephone", "13800138000", "", "error tel_area.required → 86", "86 13800138000", "notice tel_area.required → 86"},
		{"tel_area,telephone,tel_ext", "86,057188888888转12,", "", "error telephone.extension → 057188888888; warning tel_ext.beside → 12", "86 057188888888 12", "notice telephone.extension → 057188888888; notice tel_ext.beside → 12"},
		{"tel_area,telephone", "86,057188888888转12", "", "error telephone.extension → 057188888888 ext 12", "86 057188888888 12", "notice telephone.extension → 057188888888 ext 12"},
		{"tel_area,telephone", "852,13800138000", "852 13800138000", "warning tel_area.country → 86", "86 13800138000", "notice tel_area.country → 86"},
		{"tel_area,telephone", "1,6502530000", "1 6502530000", "warning tel_area.country", "1 6502530000", "warning tel_area.country"},
		{"tel_area,telephone", "86,1380013800", "86 1380013800", "warning telephone.plan", "86 1380013800", "warning telephone.plan"},
		{"tel_area,telephone", "86,88888888", "86 88888888", "warning telephone.local", "86 88888888", "warning telephone.local"},
		{"tel_area,telephone", "86,57188888888888", "", "error telephone.long", "", "error telephone.long"},
		{"tel_area,telephone,tel_ext", "86,13800138000,NULL", "", "error tel_ext.placeholder", "86 13800138000", "notice tel_ext.placeholder"},
	} {
		header := "domain,contact_type,registrant_type,name,organization,country,province,city,address,postal_code,email," + c.header
		cells := "a.com,registrant,1,li si,li si,CN,zhe jiang,hang zhou shi,1 hao,310024,owner@example.com," + c.cells
		for _, accept := range []bool{false, true} {
			_, rows := read(t, text("a.csv", header+"\n"+cells+"\n"), Options{AcceptFixes: accept})
			var said []string
			for _, p := range rows[0].Problems {
				line := p.Severity.String() + " " + p.Rule
				if p.Proposed != "" {
					line += " → " + p.Proposed
				}
				said = append(said, line)
			}
			contact := rows[0].Contact
			got := strings.TrimSpace(contact.TelArea + " " + contact.Telephone + " " + contact.TelExt)
			if rows[0].Invalid() {
				got = ""
			}
			want, wantSaid := c.left, c.said
			if accept {
				want, wantSaid = c.fixed, c.saidFixed
			}
			if got != want || strings.Join(said, "; ") != wantSaid {
				t.Errorf("%s: %s, fixes %v:\ngot  %q; %s\nwant %q; %s", c.header, c.cells, accept, got, strings.Join(said, "; "), want, wantSaid)
			}
		}
	}
}
