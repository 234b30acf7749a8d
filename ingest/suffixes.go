package ingest

import (
	_ "embed"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// suffixNames is a Bloom filter of every name in the public suffix list that
// the library carries: all suffixes, exceptions, and the names above them. It
// is made and proven by the test of this file.
//
//go:embed suffixes.bloom
var suffixNames string

const suffixWords = 1 << 12 // of 64 bits, in suffixNames

// suffixBits tells which word of the filter stands for a name, and which
// three bits of it are set.
func suffixBits(name string) (word int, bits uint64) {
	const odd = 0x9e3779b97f4a7c15
	h := uint64(len(name)) * odd
	for len(name) >= 8 {
		h = (h ^ littleWord(name)) * odd
		h ^= h >> 29
		name = name[8:]
	}
	var rest uint64
	for i := range len(name) {
		rest |= uint64(name[i]) << (8 * i)
	}
	h = (h ^ rest) * odd
	h ^= h >> 32
	h *= odd
	return int(h >> 52), 1<<(h>>46&63) | 1<<(h>>40&63) | 1<<(h>>34&63)
}

// littleWord is the first eight bytes of a text that has as many.
func littleWord(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// maybeListed is false only of a name that is not in the public suffix list.
func maybeListed(name string) bool {
	word, bits := suffixBits(name)
	return littleWord(suffixNames[8*word:])&bits == bits
}

// suffixMemo remembers under which names domains are registered, those that
// came last. A name that the list does not have is judged as every other such
// name with the same parent, because rules look at no label that they do not
// have, except that it is there. The zero value is ready, and nil remembers
// nothing.
type suffixMemo struct {
	places [1 << 8]suffixPlace
}

type suffixPlace struct {
	parent string
	direct bool
}

// registrable reports whether a name is one that is registered directly
// below parent, which is the name without its first label: a public suffix
// of ICANN under which every name is a name and none a suffix.
func (m *suffixMemo) registrable(name, parent string) bool {
	if m == nil || parent == "" || maybeListed(name) {
		return directlyBelow(name, parent)
	}
	n := len(parent)
	at := uint(n) + 35*uint(parent[0]) + 3*uint(parent[n/2]) + 19*uint(parent[n-1]) // the usual ones have places of their own
	place := &m.places[at%uint(len(m.places))]
	if place.parent != parent {
		*place = suffixPlace{strings.Clone(parent), directlyBelow(name, parent)}
	}
	return place.direct
}

func directlyBelow(name, parent string) bool {
	if suffix, icann := publicsuffix.PublicSuffix(name); !icann || suffix != parent {
		return false
	}
	if strings.IndexByte(parent, '.') < 0 {
		return true
	}
	suffix, _ := publicsuffix.PublicSuffix(parent) // not where only some names below it are suffixes
	return suffix == parent
}
