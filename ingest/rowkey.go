package ingest

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unsafe"
)

func isChineseDomain(name string) bool {
	return strings.HasSuffix(name, ".cn") || strings.HasSuffix(name, ".中国")
}

// wishKey is all that decides of a row: the cells, as the file has them where
// that is known, and what rules look at of the domain.
type wishKey struct {
	how  byte // keyOfCells or keyOfText, and keyChinese
	form int  // of the record, when the key is of its text
	text string
}

const (
	keyOfCells = iota << 1
	keyOfText
	keyChinese = 1
)

// key gives the key of a record, but for what it has of the domain. Its text
// may be that of the record or that of the buffer, which is given back for the
// next one.
func (m *rowMemo) key(buf []byte, rec *rawRecord) (wishKey, []byte) {
	k := wishKey{how: keyOfCells}
	if rec.Text != "" {
		k = wishKey{how: keyOfText, form: rec.Form}
	}
	switch {
	case rec.Text == "":
		buf = m.keyOfCells(buf[:0], rec)
	case len(m.runs) == 1: // nearly always, and then nothing is copied
		k.text = rec.piece(m.runs[0][0], m.runs[0][1])
		return k, buf
	default:
		buf = buf[:0]
		for _, run := range m.runs {
			piece := rec.piece(run[0], run[1])
			buf = append(binary.AppendUvarint(buf, uint64(len(piece))), piece...)
		}
	}
	k.text = unsafe.String(unsafe.SliceData(buf), len(buf))
	return k, buf
}

func (m *rowMemo) keyOfCells(key []byte, rec *rawRecord) []byte {
	for _, col := range m.columns {
		if col >= len(rec.Cells) {
			key = append(key, byte(kindText), 0, 0)
			continue
		}
		c := &rec.Cells[col]
		key = append(key, byte(c.Kind))
		for _, text := range [...]string{c.Text, c.Raw} {
			key = append(binary.AppendUvarint(key, uint64(len(text))), text...)
		}
	}
	return key
}

// of completes the key by what rules look at of a domain, and gives its hash.
func (k *wishKey) of(domain string) uint64 {
	k.how &^= keyChinese
	if isChineseDomain(domain) {
		k.how |= keyChinese
	}
	return k.hash()
}

// hash spreads keys over the sets. It is much quicker than that of a map, and
// need not withstand anybody: keys are compared, and a file whose wishes all
// share a set only has them judged anew. It is never 0.
func (k *wishKey) hash() uint64 {
	const odd1, odd2 = 0x9e3779b97f4a7c15, 0xd6e8feb86659fd93
	s := k.text
	a, b := (uint64(len(s))<<8|uint64(k.how))*odd1, uint64(k.form)*odd2^odd1
	for len(s) >= 32 {
		a = folded(a^littleWord(s), odd2^littleWord(s[8:]))
		b = folded(b^littleWord(s[16:]), odd1^littleWord(s[24:]))
		s = s[32:]
	}
	for len(s) >= 8 {
		a = folded(a^littleWord(s), odd2)
		s = s[8:]
	}
	var rest uint64
	for i := range len(s) {
		rest |= uint64(s[i]) << (8 * i)
	}
	return max(1, folded(a^rest^odd1, b^odd2))
}

// folded is the product of two numbers, of which every bit depends on all of
// theirs.
func folded(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}
