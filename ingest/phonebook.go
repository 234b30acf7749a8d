package ingest

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// phoneVerdict is what the public numbering plans say about a number.
type phoneVerdict uint8

const (
	phoneValid    phoneVerdict = iota
	phoneUnlikely              // of a length that is in use, in a block that is not
	phoneLocal                 // only dialled within its town: the area code is missing
	phoneShort                 // a service number, or the rest of a number
	phoneLength                // of a length that no number there has
	phoneNoCode                // no country has the calling code
)

// phoneBook gives verdicts. The library takes some 20 µs for one, so those it
// gave last are remembered. The zero value is ready.
type phoneBook struct {
	young, old map[phoneKey]phoneVerdict
}

type phoneKey struct{ area, number string }

// phonesKept is how many verdicts each half of a phoneBook holds.
const phonesKept = 1 << 12

// verdict judges a number of digits behind a calling code of digits.
func (b *phoneBook) verdict(area, number string) phoneVerdict {
	if area == "86" && chineseMobile(number) {
		return phoneValid
	}
	key := phoneKey{area, number}
	if v, ok := b.young[key]; ok {
		return v
	}
	v, ok := b.old[key]
	if !ok {
		v = judgeNumber(area, number)
		key = phoneKey{strings.Clone(area), strings.Clone(number)}
	}
	if b.young == nil || len(b.young) >= phonesKept {
		b.young, b.old = map[phoneKey]phoneVerdict{}, b.young
	}
	b.young[key] = v
	return v
}

func (b *phoneBook) valid(area, number string) bool {
	return area != "" && number != "" && b.verdict(area, number) == phoneValid
}

// chineseMobile knows the blocks of mobile numbers that are in use whole;
// the library, which knows the others too, is not asked for them.
func chineseMobile(number string) bool {
	if len(number) != 11 || number[0] != '1' || !allDigits(number) {
		return false
	}
	switch number[1] {
	case '3', '8':
		return true
	case '5':
		return number[2] != '4'
	case '7':
		return strings.IndexByte("0135678", number[2]) >= 0
	case '9':
		return number[2] != '4'
	}
	return false
}

func judgeNumber(area, number string) phoneVerdict {
	if !callingCode(area) {
		return phoneNoCode
	}
	if len(number) < 7 {
		if n, err := phonenumbers.Parse("+"+area+number, ""); err == nil && phonenumbers.IsValidNumber(n) {
			return phoneValid // in a small country
		}
		return phoneShort
	}
	n, err := parseNumber(area, number)
	if err != nil {
		return phoneLength
	}
	switch phonenumbers.IsPossibleNumberWithReason(n) {
	case phonenumbers.IS_POSSIBLE:
	case phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return phoneLocal
	default:
		return phoneLength
	}
	switch {
	case phonenumbers.IsValidNumber(n):
		return phoneValid
	case area == "86" && len(number) <= 8 && number[0] > '1':
		return phoneLocal
	}
	return phoneUnlikely
}

// parseNumber is the number of digits behind a calling code. The library takes
// most of its time for looking for signs, words and extensions, of which there
// are none here; so what it makes of the plainest kind of number, that of a
// landline in China with the 0 before its area code, is written down at once.
func parseNumber(area, number string) (*phonenumbers.PhoneNumber, error) {
	if area == "86" && (len(number) == 11 || len(number) == 12) && number[0] == '0' && number[1] > '0' && allDigits(number) {
		if national, err := strconv.ParseUint(number[1:], 10, 64); err == nil {
			code := int32(86)
			return &phonenumbers.PhoneNumber{CountryCode: &code, NationalNumber: &national}, nil
		}
	}
	return phonenumbers.Parse("+"+area+number, "")
}

// callingCode reports whether digits are a calling code of the world's plan.
func callingCode(digits string) bool {
	if len(digits) == 0 || len(digits) > 3 || digits[0] == '0' {
		return false
	}
	n, err := strconv.Atoi(digits)
	return err == nil && phonenumbers.GetRegionCodeForCountryCode(n) != phonenumbers.UNKNOWN_REGION
}

// cutCallingCode splits an international number. No calling code begins with
// another one.
func cutCallingCode(digits string) (code, rest string) {
	for i := 1; i <= 3 && i < len(digits); i++ {
		if callingCode(digits[:i]) {
			return digits[:i], digits[i:]
		}
	}
	return "", digits
}

// callingCodeOf is the calling code of a country, "" when it has none.
func callingCodeOf(country string) string {
	if n := phonenumbers.GetCountryCodeForRegion(country); country != "" && n > 0 {
		return strconv.Itoa(n)
	}
	return ""
}
