package ingest

import "strings"

// plainDomain understands a name about which there is nothing to say: of
// ASCII letters, digits and hyphens where they may stand, directly below a
// public suffix of ICANN. Of a million names nearly all are such, and the
// rules for all others take thirty times as long.
func plainDomain(v string) (string, bool) { return plainDomainBy(nil, v) }

// Kinds of bytes in a plain domain: what stands in a label is below inDot.
const (
	inDigit = 1 << iota // a digit
	inLower             // a small letter or a hyphen
	inUpper
	inDot
	inNone // in no plain domain
)

var domainBytes = func() (kinds [256]uint8) {
	for c := range kinds {
		switch c := byte(c); {
		case c >= '0' && c <= '9':
			kinds[c] = inDigit
		case c >= 'a' && c <= 'z' || c == '-':
			kinds[c] = inLower
		case c >= 'A' && c <= 'Z':
			kinds[c] = inUpper
		case c == '.':
			kinds[c] = inDot
		default:
			kinds[c] = inNone
		}
	}
	return kinds
}()

// plainDomainBy is plainDomain with what is remembered of public suffixes.
func plainDomainBy(suffixes *suffixMemo, v string) (string, bool) {
	if len(v) > 253 {
		return "", false
	}
	start, dot, all, label := 0, -1, uint8(0), uint8(0)
	for i := range len(v) {
		kind := domainBytes[v[i]]
		if kind < inDot {
			label |= kind
			continue
		}
		if kind == inNone || !plainLabel(v[start:i]) {
			return "", false
		}
		if dot < 0 {
			dot = i
		}
		start, all, label = i+1, all|label, 0
	}
	if dot < 0 || label == inDigit || !plainLabel(v[start:]) {
		return "", false
	}
	if (all|label)&inUpper != 0 {
		v = strings.ToLower(v)
	}
	return v, suffixes.registrable(v, v[dot+1:])
}

func plainLabel(label string) bool {
	n := len(label)
	return n > 0 && n <= 63 && label[0] != '-' && label[n-1] != '-' && (n < 4 || label[2] != '-' || label[3] != '-')
}
