package sandbox

import (
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// wellFormed tells whether a name, in lower case, could be registered: labels
// of 1 to 63 octets in their punycode form, letters, digits and inner hyphens,
// at least two labels. Punycode itself is not accepted, as documented.
func wellFormed(name string) bool {
	labels := strings.Split(name, ".")
	if len(labels) < 2 || len(name) > 253 {
		return false
	}
	for _, l := range labels {
		if !label(l) {
			return false
		}
	}
	return !digits(labels[len(labels)-1])
}

func label(l string) bool {
	if l == "" || l[0] == '-' || l[len(l)-1] == '-' || strings.HasPrefix(l, "xn-") || len(l) >= 4 && l[2:4] == "--" {
		return false
	}
	for _, r := range l {
		plain := r == '-' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z'
		if !plain && (r < 0x80 || !unicode.In(r, unicode.L, unicode.N, unicode.M)) {
			return false
		}
	}
	if ascii(l) {
		return len(l) <= 63
	}
	p, err := idna.Punycode.ToASCII(l)
	return err == nil && len(p) <= 63
}

// magic tells whether a rule of the package comment applies to a name.
func magic(name, suffix string) bool {
	i := strings.LastIndexByte(name, '.')
	for i > 0 {
		name = name[:i]
		if strings.HasSuffix(name, suffix) {
			return true
		}
		i = strings.LastIndexByte(name, '.')
	}
	return false
}

func suffix(name string) string {
	return name[strings.LastIndexByte(name, '.')+1:]
}

// cnnic tells the suffixes whose owner changes are reviewed.
func cnnic(name string) bool {
	switch suffix(name) {
	case "cn", "中国", "公司", "网络":
		return true
	}
	return false
}
