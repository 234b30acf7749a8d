package ingest

import (
	"regexp"
	"strings"
)

// Whole numbers with separators of thousands, as amounts are written in
// English, and in German.
var (
	commaThousands = regexp.MustCompile(`^([0-9]{1,3}(?:,[0-9]{3})+)(?:\.0{1,2})?$`)
	pointThousands = regexp.MustCompile(`^([0-9]{1,3}(?:\.[0-9]{3})+)(?:,0{1,2})?$`)
)

// cutThousands gives the digits of 13,800,138,000. Points stand in telephone
// numbers too, and before decimals, so only a postal code is read with them.
func cutThousands(f Field, v string) (string, bool) {
	i := strings.IndexAny(v, ",.")
	if i < 1 || i > 3 {
		return v, false
	}
	form := commaThousands
	if v[i] == '.' {
		if form = pointThousands; f != FieldPostalCode {
			return v, false
		}
	}
	m := form.FindStringSubmatch(v)
	if m == nil {
		return v, false
	}
	return keepDigits(m[1]), true
}

// groupedFinding is about digits that were shown as an amount.
func groupedFinding(f Field, v string) (finding, bool) {
	whole, is := cutThousands(f, v)
	if !is {
		return finding{}, false
	}
	return finding{
		Severity: Error, Rule: string(f) + ".grouped", Message: "digits with separators of thousands: a program took them for an amount",
		Cure: "type " + whole + " in a cell formatted as text", Proposed: whole, fix: true,
	}, true
}
