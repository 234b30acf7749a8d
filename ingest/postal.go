package ingest

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
)

// postalShapes are the forms of postal codes by country, after what the postal
// services publish, without the blanks and hyphens in them, which people leave
// out: 9 is a digit, A a letter, X either, anything else stands for itself.
// Behind a colon: 0 means that codes begin with a zero.
const postalShapes = `
AD ad999; AF 9999; AI ai2640 2640; AL 9999; AM 9999:0 999999; AR 9999 A9999AAA A9999; AS 99999 999999999; AT 9999; AU 9999:0;
AX 99999; AZ 9999 az9999; BA 99999; BB bb99999; BD 9999; BE 9999; BG 9999; BH 999 9999; BL 99999; BM AA99 AAAA; BN AA9999;
BR 99999999:0; BT 99999; BY 999999; CA A9A9A9; CC 9999; CH 9999; CL 9999999; CN 999999:0; CO 999999:0; CR 99999; CU 99999;
CV 9999; CX 9999; CY 9999; CZ 99999; DE 99999:0; DK 9999:0; DO 99999; DZ 99999:0; EC 999999:0; EE 99999; EG 99999 9999999;
EH 99999; ES 99999:0; ET 9999; FI 99999:0; FK fiqq1zz; FM 99999 999999999; FO 999; FR 99999:0;
GB A99AA A999AA AA99AA AA999AA A9A9AA AA9A9AA gir0aa bfpo9 bfpo99 bfpo999 bfpo9999;
GE 9999:0; GF 99999; GG gy99AA gy999AA; GI gx111aa; GL 9999; GN 999; GP 99999; GR 99999; GS siqq1zz; GT 99999:0;
GU 99999 999999999; GW 9999; HM 9999; HN 99999 AA9999; HR 99999 hr99999; HT 9999 ht9999; HU 9999; ID 99999; IE A99XXXX A9AXXXX;
IL 99999 9999999; IM im99AA im999AA; IN 999999; IO bbnd1zz; IQ 99999; IR 9999999999; IS 999; IT 99999:0; JE je99AA je999AA;
JO 99999; JP 9999999:0; KE 99999:0; KG 999999; KH 99999:0 999999:0; KR 99999:0; KW 99999; KY ky99999; KZ 999999:0 A99X9X9;
LA 99999:0; LB 9999 99999999; LI 9999; LK 99999:0; LR 9999; LS 999; LT 99999:0 lt99999; LU 9999 l9999; LV lv9999 9999; MA 99999;
MC 99999; MD 9999 md9999; ME 99999; MF 99999; MG 999; MH 99999 999999999; MK 9999; MM 99999:0; MN 99999 999999; MP 99999 999999999;
MQ 99999; MT AAA9999 AAA99; MU 99999 999AA999; MV 99999:0; MX 99999:0; MY 99999:0; MZ 9999 999999; NA 99999; NC 99999; NE 9999;
NF 9999; NG 999999; NI 99999; NL 9999AA; NO 9999:0; NP 99999; NZ 9999:0; OM 999; PE 99999:0; PF 99999; PG 999; PH 9999:0;
PK 99999; PL 99999:0; PM 99999; PN pcrn1zz; PR 99999:0 999999999; PT 9999999 9999; PW 99999 999999999; PY 9999 999999; RE 99999;
RO 999999:0; RS 99999 999999; RU 999999; SA 99999 999999999; SD 99999; SE 99999; SG 999999:0; SH sthl1zz ascn1zz tdcu1zz;
SI 9999 si9999; SJ 9999; SK 99999:0; SM 99999; SN 99999; SO AA99999; SV 9999 cp9999; SZ A999; TC tkca1zz; TH 99999; TJ 999999;
TM 999999; TN 9999; TR 99999:0; TW 999 99999 999999; TZ 99999; UA 99999:0; UM 99999; US 99999:0 999999999; UY 99999; UZ 999999;
VA 99999:0; VC vc9999; VE 9999 9999A; VG vg9999; VI 99999:0 999999999; VN 99999:0 999999:0; WF 99999; YT 99999; ZA 9999:0; ZM 99999`

// withoutPostal are the countries and regions that have no postal codes.
const withoutPostal = " AE AG AO AW BF BI BJ BO BQ BS BW BZ CD CF CG CI CK CM CW DJ DM ER FJ GA GD GM GQ GY HK KI KM KN KP ML MO MR NR NU QA RW" +
	" SB SC SL SR ST SX TD TG TK TL TO TV UG VU YE ZW "

func noPostalCodes(country string) bool {
	return len(country) == 2 && strings.Contains(withoutPostal, " "+country+" ")
}

// postalRule is what the codes of one country look like.
type postalRule struct {
	shapes []string
	zero   bool
}

var postalRules = sync.OnceValue(func() map[string]postalRule {
	rules := map[string]postalRule{}
	for _, line := range strings.Split(postalShapes, ";") {
		words := strings.Fields(line)
		rule := postalRule{}
		for _, w := range words[1:] {
			shape, zero := strings.CutSuffix(w, ":0")
			rule.shapes, rule.zero = append(rule.shapes, shape), rule.zero || zero
		}
		rules[words[0]] = rule
	}
	return rules
})

// fits reports whether a code without blanks and hyphens has one of the shapes.
func (p postalRule) fits(code string) bool {
	for _, shape := range p.shapes {
		if len(shape) == len(code) && fitsShape(shape, code) {
			return true
		}
	}
	return false
}

func fitsShape(shape, code string) bool {
	for i := range len(code) {
		c := code[i] | 0x20 // lower case; digits have the bit
		digit, letter := c >= '0' && c <= '9', c >= 'a' && c <= 'z'
		switch s := shape[i]; {
		case s == '9' && !digit, s == 'A' && !letter, s == 'X' && !digit && !letter:
			return false
		case s != '9' && s != 'A' && s != 'X' && s != c:
			return false
		}
	}
	return true
}

// lost is a code with the zeros that a program took from its front, or "".
func (p postalRule) lost(code string) string {
	full := len(p.shapes[0])
	n := full - len(code)
	if p.zero && allDigits(code) && (n == 1 || n == 2 && full == 5) {
		return "00"[:n] + code
	}
	return ""
}

// withoutSigns takes blanks and hyphens out of a code.
func withoutSigns(v string) string {
	if strings.IndexByte(v, ' ') < 0 && strings.IndexByte(v, '-') < 0 {
		return v
	}
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, v)
}

// example is what a code of the country looks like.
func (p postalRule) example() string {
	return strings.ToUpper(strings.NewReplacer("9", "1", "X", "1").Replace(p.shapes[0]))
}

func checkPostalCode(env valueEnv, v string) (string, []finding) {
	if f, is := madeOfNumber(FieldPostalCode, v); is {
		return v, []finding{f}
	}
	for _, r := range v {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != ' ' && r != '-' {
			return v, []finding{{
				Severity: Error, Rule: "postal_code.syntax", Message: fmt.Sprintf("the character %q is in no postal code", r),
				Cure: "type letters, digits, blanks and hyphens only",
			}}
		}
	}
	rule, known := postalRules()[env.country]
	code := withoutSigns(v)
	if !known || rule.fits(code) {
		return v, nil
	}
	return v, []finding{rule.doubt(env.country, v, code)}
}

func (p postalRule) doubt(country, v, code string) finding {
	f := finding{
		Severity: Warning, Rule: "postal_code.country", Cure: "check it",
		Message: fmt.Sprintf("a postal code of %s has another form, such as %s", country, p.example()),
	}
	if want := len(p.shapes[0]); len(p.shapes) == 1 && allDigits(code) && allDigits(p.shapes[0]) {
		f.Message = fmt.Sprintf("%d digits, a postal code of %s has %d", len(code), country, want)
		if len(code) == 1 {
			f.Message = fmt.Sprintf("one digit, a postal code of %s has %d", country, want)
		}
	}
	if full := p.lost(code); full != "" && !(country == "CN" && full[1] > '7') { // no code of China begins with 08 or 09
		f.Rule, f.Message = "postal_code.zero", f.Message+": a leading zero may be lost"
		f.Cure, f.Proposed, f.fix = "format the cell as text and type the zero", full, true
	} else if mark, rest, ok := strings.Cut(v, "-"); ok && len(mark) <= 2 && strings.HasPrefix(country, strings.ToUpper(mark[:min(1, len(mark))])) &&
		p.fits(withoutSigns(rest)) { // D-10115, CH-8001
		f.Cure, f.Proposed, f.fix = "type "+rest, rest, true
	}
	return f
}

// swappedPostal reports whether the postal code and the telephone number of a
// contact are each what the other should be.
func swappedPostal(env valueEnv, c *Contact) bool {
	rule, known := postalRules()[c.Country]
	code, number := withoutSigns(c.PostalCode), withoutSigns(c.Telephone)
	if !known || !allDigits(code) || !allDigits(number) || rule.fits(code) || !rule.fits(number) {
		return false
	}
	area := callingCodeOf(c.Country)
	return env.phones.valid(area, code) && !env.phones.valid(area, number)
}
