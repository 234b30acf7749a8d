package ingest

import (
	"testing"

	"pgregory.net/rapid"
)

// plainSlips is the textbook form of slipTable.slips.
func plainSlips(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			n := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				n = min(n, rows[i-2][j-2]+1)
			}
			rows[i][j] = n
		}
	}
	return rows[len(a)][len(b)]
}

func TestSlipsAreCountedAsInTheTextbook(t *testing.T) {
	word := rapid.SliceOfN(rapid.RuneFrom([]rune("abc域")), 0, 9)
	rapid.Check(t, func(t *rapid.T) {
		a, b, limit := word.Draw(t, "a"), word.Draw(t, "b"), rapid.IntRange(1, 2).Draw(t, "limit")
		var d slipTable
		want := min(plainSlips(a, b), limit+1)
		if got := d.slips(a, b, limit); got != want {
			t.Fatalf("%d slips, want %d", got, want)
		}
	})
}

func TestClosestWordIsTheOneOfAPlainSearch(t *testing.T) {
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abcde域名")), 1, 8, -1)
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(word, 1, 6).Draw(t, "words")
		text := word.Draw(t, "text")
		want, slips := "", 3
		for _, w := range words {
			limit := 2
			if len(w) <= 5 || !isASCII(w) {
				limit = 1
			}
			if r := []rune(w); len(r) == 2 && !isASCII(w) && []rune(text)[0] != r[0] {
				continue
			}
			if n := plainSlips([]rune(text), []rune(w)); n <= limit && n < slips && n < len([]rune(w)) {
				want, slips = w, n
			}
		}
		if got := closest(text, words, func(s string) string { return s }); got != want {
			t.Fatalf("%q, want %q", got, want)
		}
	})
}

func TestShortChineseWordsAreNotTakenForEachOther(t *testing.T) {
	for header, want := range map[string]string{"序号": "", "国另": "国家", "备主": "备注", "联系人类别": "联系人类型", "邮政编玛": "邮政编码"} {
		if got := suggestField(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
}
