package ingest

import (
	"net/mail"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestQuickLooksMissNoDate compares the look at a few bytes that stands in
// front of the expressions with the expressions alone.
func TestQuickLooksMissNoDate(t *testing.T) {
	pieces := []string{"0", "1", "2", "19", "20", "2026", "jan", "Mar", "ſep", "-", "/", ":", "年", "月", "日", " ", "00", "x", "é", ".", ",", "e", "E+"}
	rapid.Check(t, func(t *rapid.T) {
		v := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 8).Draw(t, "pieces"), "")
		if looksLikeDate(v) && !maybeDate(v) {
			t.Errorf("%q is a date", v)
		}
		if _, is := scientificFinding(FieldTelephone, v); is != scientific.MatchString(v) {
			t.Errorf("%q in powers of ten: %v", v, is)
		}
		if _, is := cutDecimals(v); is != withDecimals.MatchString(v) {
			t.Errorf("%q with decimals: %v", v, is)
		}
	})
	for _, v := range strings.Fields("2-Jan 12-jan-26 Jan-02 1月2日 2026年1月2日 2026-01-02 1999/1/2 1/2/2026 12/31/1999 SEP-99") {
		if !maybeDate(v) || !looksLikeDate(v) {
			t.Errorf("%s is a date", v)
		}
	}
}

func TestFormsOfPhonesMatchNoBareDigits(t *testing.T) {
	digits := rapid.StringMatching(`[0-9]{1,30}`)
	rapid.Check(t, func(t *rapid.T) {
		v := digits.Draw(t, "digits")
		if phoneTitle.MatchString(v) || phoneExt.MatchString(v) || townExt.MatchString(v) || twoPhones.MatchString(v) {
			t.Errorf("%s matches", v)
		}
	})
	if phoneExt.MatchString("000 ") {
		t.Error("nothing is taken for an extension")
	}
}

// TestPlainAddressesAreThoseOfTheLibrary compares the short way with the long
// one, in which every other address is judged.
func TestPlainAddressesAreThoseOfTheLibrary(t *testing.T) {
	pieces := []string{"a", "Bc", "9", ".", "-", "_", "+", "@", "@x.com", "mailto:", " ", "'", "é", "xn--fiq", ".cn", "a.b", ","}
	harmless := []string{"a", "Bc", "9", "_", "+", "-"}
	plain := 0
	rapid.Check(t, func(t *rapid.T) {
		v := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 7).Draw(t, "pieces"), "")
		if rapid.Bool().Draw(t, "like an address") {
			v = strings.Join(rapid.SliceOfN(rapid.SampledFrom(harmless), 1, 4).Draw(t, "mailbox"), "") + "@" + v
			v = strings.TrimSuffix(v, "@") + rapid.SampledFrom([]string{"", ".com", "x.cn"}).Draw(t, "ending")
		}
		domain, ok := plainMail(v)
		if !ok {
			return
		}
		plain++
		addr, err := mail.ParseAddress(v)
		if err != nil || addr.Address != v || !strings.HasSuffix(v, "@"+domain) || strings.Count(v, "@") != 1 || strings.TrimRight(v, ".,;") != v || !strings.Contains(domain, ".") {
			t.Errorf("%q: %v %v", v, addr, err)
		}
	})
	t.Logf("%d were plain", plain)
	for _, v := range []string{"a.b+c_d-e@mail-1.example.com", strings.Repeat("a", 64) + "@x.cn"} {
		if _, ok := plainMail(v); !ok {
			t.Errorf("%s is judged the long way", v)
		}
	}
	for _, v := range []string{"", "a", "@x.com", "a@", "a@b", ".a@b.c", "a.@b.c", "a..b@b.c", "a@b..c", "a@.b.c", "a@b.c.", strings.Repeat("a", 65) + "@x.cn"} {
		if _, ok := plainMail(v); ok {
			t.Errorf("%q is judged the short way", v)
		}
	}
}
