package ingest

import "strings"

// plainDomain understands a name about which there is nothing to say: of
// ASCII letters, digits and hyphens where they may stand, directly below a
// public suffix of ICANN. Of a million names nearly all are such, and the
// rules for all others take thirty times as long.
func plainDomain(v string) (string, bool) { return plainDomainBy(nil, v) }

// plainDomainBy is plainDomain with what is remembered of public suffixes.
func plainDomainBy(suffixes *suffixMemo, v string) (string, bool) {
	if len(v) > 253 {
		return "", false
	}
	start, dot, upper := 0, -1, false
	for i := 0; i <= len(v); i++ {
		if i < len(v) && v[i] != '.' {
			c := v[i]
			upper = upper || c >= 'A' && c <= 'Z'
			if c |= 0x20; (c < 'a' || c > 'z') && (v[i] < '0' || v[i] > '9') && v[i] != '-' {
				return "", false
			}
			continue
		}
		if !plainLabel(v[start:i]) {
			return "", false
		}
		if dot < 0 {
			dot = i
		}
		start = i + 1
	}
	if dot == len(v) || allDigits(v[strings.LastIndexByte(v, '.')+1:]) {
		return "", false
	}
	if upper {
		v = strings.ToLower(v)
	}
	return v, suffixes.registrable(v, v[dot+1:])
}

func plainLabel(label string) bool {
	n := len(label)
	return n > 0 && n <= 63 && label[0] != '-' && label[n-1] != '-' && (n < 4 || label[2] != '-' || label[3] != '-')
}
