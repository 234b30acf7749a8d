package ingest

import "math/bits"

// vocabulary finds the word that a mistyped one was meant to be.
type vocabulary []vocabularyWord

type vocabularyWord struct {
	word  string
	key   []rune // folded
	bag   uint64 // which letters it holds, roughly
	limit int    // slips that still make it this word
}

// maxSlips is the limit of a long word.
const maxSlips = 2

func newVocabulary(words []string, fold func(string) string) vocabulary {
	v := make(vocabulary, 0, len(words))
	for _, w := range words {
		key := fold(w)
		limit := maxSlips
		if len(key) <= 5 || !isASCII(key) {
			limit = 1
		}
		runes := []rune(key)
		v = append(v, vocabularyWord{w, runes, bagOf(runes), limit})
	}
	return v
}

// bagOf marks every letter of a word in one of 64 places.
func bagOf(word []rune) uint64 {
	var bag uint64
	for _, r := range word {
		bag |= 1 << (r % 64)
	}
	return bag
}

// closest is the word with the fewest typing slips from a folded text, or ""
// when even that one is another word: one slip in a word of up to five
// letters, two in a longer one, and one of Chinese letters.
func (v vocabulary) closest(folded string) string {
	if words := v.nearest(folded); len(words) > 0 {
		return words[0]
	}
	return ""
}

// nearest are the words that are equally close, in their order.
func (v vocabulary) nearest(folded string) []string {
	text := []rune(folded)
	bag := bagOf(text)
	var best []string
	bestSlips := maxSlips + 1
	var d slipTable
	for i := range v {
		w := &v[i]
		// A slip changes at most one letter into another.
		if abs(len(text)-len(w.key)) > w.limit || bits.OnesCount64(bag^w.bag) > 2*w.limit {
			continue
		}
		if len(w.key) == 2 && (w.key[0] > 0x7f || w.key[1] > 0x7f) && len(text) > 0 && text[0] != w.key[0] {
			continue // 序号 is not 区号, though 备主 is 备注
		}
		switch n := d.slips(text, w.key, w.limit); {
		case n > w.limit || n > bestSlips || n >= len(w.key):
		case n == bestSlips:
			best = append(best, w.word)
		default:
			best, bestSlips = []string{w.word}, n
		}
	}
	return best
}

// closest is vocabulary.closest for words that are looked at once.
func closest(text string, candidates []string, fold func(string) string) string {
	return newVocabulary(candidates, fold).closest(text)
}

// slipTable is room for the work of slips: three lines of the table.
type slipTable [3][]int

// slips counts letters inserted, left out, exchanged or swapped with their
// neighbour between two words, up to limit+1.
func (d *slipTable) slips(a, b []rune, limit int) int {
	for i := range d {
		if cap(d[i]) <= len(b) {
			d[i] = make([]int, len(b)+1)
		}
		d[i] = d[i][:len(b)+1]
	}
	before, last, line := d[0], d[1], d[2]
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		line[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			n := min(last[j]+1, line[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				n = min(n, before[j-2]+1)
			}
			line[j] = n
			least = min(least, n)
		}
		if least > limit+1 { // a swap may still take one off
			return limit + 1
		}
		before, last, line = last, line, before
	}
	return min(last[len(b)], limit+1)
}

func abs(n int) int { return max(n, -n) }
