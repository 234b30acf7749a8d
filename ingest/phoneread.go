package ingest

import (
	"regexp"
	"strings"
)

// phoneCells are the three cells of a telephone number, as typed or as
// understood.
type phoneCells struct{ area, number, ext string }

// phoneFault is what stands in the way of understanding a number.
type phoneFault string

const (
	phoneReadable phoneFault = ""
	phoneSeveral  phoneFault = "several"
	phoneSigns    phoneFault = "signs"   // that are in no number
	phoneOther    phoneFault = "country" // another calling code than tel_area
)

// phone is how the three cells are understood together: a calling code, or
// the area code of a town, may stand in either of two cells, and an extension
// too. Of what it cannot tell, it leaves the cell as it is.
type phone struct {
	phoneCells
	fault    phoneFault
	cutExt   bool // the extension stood behind the number
	cutCode  bool // the calling code stood before the number
	domestic bool // tel_area holds the area code of a town
}

var (
	phoneTitle = regexp.MustCompile(`(?i)^\s*(?:(?:tel|telephone|phone|mobile|mob|cell|fax|电话|手机|固话)\s*[.:：]?|[tpm]\s*[.:：])\s*`)
	phoneExt   = regexp.MustCompile(`(?i)[\s,;]*(?:ext(?:n|ension)?\b\.?|ext\.?|x|转|轉|分机|分機|内线|內線|#)\s*[.:：]?\s*([0-9]{1,10})\s*$`)
	townExt    = regexp.MustCompile(`^(?:\+?86[- ]?)?(\(?0[0-9]{2,3}\)?[- ]?[0-9]{7,8})-([0-9]{1,6})$`) // 0571-88888888-123, as written in China
	twoPhones  = regexp.MustCompile(`[0-9]{5,}\s*[/,;、，；]\s*\+?[0-9]{5,}|[0-9]{5,}\s*[/,;、，；]\s*[0-9]{1,4}$|[0-9]{7,}\s+\+?[0-9]{7,}`)
)

// readPhone understands the cells of a number of a country, which may be "".
func readPhone(book *phoneBook, country string, typed phoneCells) phone {
	if area := typed.area; len(area) <= 3 && allDigits(typed.number) && typed.ext == "" &&
		area == "86" && country == "CN" && chineseMobile(typed.number) {
		return phone{phoneCells: typed} // as most are, and as they should be
	}
	if max(len(typed.area), len(typed.number), len(typed.ext)) > maxTypedPhone {
		return phone{phoneCells: typed, fault: phoneSigns}
	}
	p := phone{phoneCells: phoneCells{ext: plainDigits(typed.ext)}}
	if p.ext != "" && !allDigits(p.ext) {
		if m := phoneExt.FindStringSubmatch("000 " + p.ext); m != nil {
			p.ext = m[1] // x12
		}
	}
	number := plainDigits(typed.number)
	bare := allDigits(number) // has none of what the forms above look for
	if !bare {
		number = p.cutExtension(phoneTitle.ReplaceAllString(number, ""))
	}
	switch {
	case bare:
	case twoPhones.MatchString(number):
		p.fault = phoneSeveral
	case strings.Trim(number, "0123456789 +-()./") != "":
		p.fault = phoneSigns
	}
	code, rest := "", keepDigits(strings.Replace(number, "(0)", "", 1))
	if abroad := strings.TrimLeft(number, " ("); strings.HasPrefix(abroad, "+") || strings.HasPrefix(abroad, "00") {
		if before, behind := cutCallingCode(strings.TrimPrefix(rest, "00")); before != "" {
			code, rest = before, behind
		}
	}
	p.number, p.cutCode = rest, code != ""
	p.understandArea(book, country, plainDigits(typed.area), code)
	if p.fault != phoneReadable {
		p.number = typed.number
	}
	return p
}

// cutExtension takes an extension off the end of a number, unless it is
// another one than in the cell for it.
func (p *phone) cutExtension(number string) string {
	for _, form := range []*regexp.Regexp{phoneExt, townExt} {
		m := form.FindStringSubmatch(number)
		if m == nil {
			continue
		}
		rest, ext := strings.TrimSuffix(number, m[0]), m[len(m)-1]
		if form == townExt {
			rest = strings.TrimSuffix(number, "-"+ext)
		}
		if len(keepDigits(rest)) >= 3 && (p.ext == "" || p.ext == ext) {
			p.ext, p.cutExt = ext, true
			return rest
		}
	}
	return number
}

// understandArea finds the calling code: as it stands in tel_area, before the
// number, or that of the country when the number fits it.
func (p *phone) understandArea(book *phoneBook, country, typed, before string) {
	own := callingCodeOf(country)
	code := typedCode(typed)
	p.area = code
	switch {
	case code == "" || code == before || before != "" && before == own:
		p.area = before
		rest, abroad := strings.CutPrefix(p.number, own)
		if before == "" && (book.valid(own, p.number) || abroad && book.valid(own, rest)) {
			p.area = own
		}
	case before != "" && callingCode(code):
		p.fault, p.cutCode = phoneOther, false
	case before != "":
		p.area = before
	case code != own && p.inTown(book, own, code):
	case code != own && !book.valid(code, p.number) && book.valid(own, p.number):
		p.area = own
	}
	if rest, ok := strings.CutPrefix(p.number, p.area); ok && before == "" && (len(p.area) > 1 || len(rest) == 10) &&
		(p.area == "1" || !book.valid(p.area, p.number)) && book.valid(p.area, rest) {
		p.number, p.cutCode = rest, true // 8613800138000, and 16502530000, which the plan of North America takes for dialled there
	}
}

// typedCode is the calling code that tel_area names, be it by a country.
func typedCode(v string) string {
	if digits := keepDigits(v); digits != "" {
		return strings.TrimPrefix(digits, "00")
	}
	code, _ := countryNamed(strings.TrimLeft(v, "+ "))
	return callingCodeOf(code)
}

// inTown understands tel_area as the area code of a town, where the number
// behind it is one of the country.
func (p *phone) inTown(book *phoneBook, own, code string) bool {
	town := strings.TrimLeft(code, "0")
	if own == "" || len(town) < 2 || callingCode(code) && book.valid(code, p.number) {
		return false
	}
	candidates := []string{"0" + town + p.number, town + p.number}
	if code[0] == '0' { // the number may have it too, or be a mobile one
		candidates = append([]string{p.number}, candidates...)
	}
	for _, number := range candidates {
		if book.valid(own, number) {
			p.area, p.number, p.domestic = own, number, true
			return true
		}
	}
	return false
}

// plainDigits undoes what a program made of a number that was typed.
func plainDigits(v string) string {
	v = soundCell(v)
	if nothing, _ := meansNothing(v); nothing {
		return ""
	}
	if f, is := scientificFinding(FieldTelephone, v); is && f.fix {
		return f.Proposed
	}
	if whole, ok := cutThousands(FieldTelephone, v); ok {
		return whole
	}
	if whole, ok := cutDecimals(v); ok {
		return whole
	}
	return v
}

// soundCell is a cell of a number without what copying does to text.
func soundCell(v string) string {
	sound, _ := repair(FieldTelephone, trim(v))
	return sound
}
