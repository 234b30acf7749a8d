package ingest

import (
	"strconv"
	"strings"
)

// numerals are the digits by which a section of a format shows numbers, where
// it asks for other ones than those of everybody: [DBNum1] and its like with
// a language of East Asia, or the digits of another script. nil shows the
// digits of everybody.
type numerals struct {
	digits []rune
	units  []rune   // ten, hundred, thousand; nil when numbers are not counted by them
	groups []string // ten thousand and so on
	bare   bool     // no one in front of ten, hundred and thousand, and no nought between
}

var (
	fullWidth       = numerals{digits: []rune("０１２３４５６７８９")}
	chineseGroups   = []string{"万", "亿", "万亿"}
	taiwanGroups    = []string{"萬", "億", "萬億"}
	chineseSmall    = numerals{digits: []rune("〇一二三四五六七八九"), units: []rune("十百千"), groups: chineseGroups}
	chineseCapital  = numerals{digits: []rune("零壹贰叁肆伍陆柒捌玖"), units: []rune("拾佰仟"), groups: chineseGroups}
	taiwanSmall     = numerals{digits: []rune("〇一二三四五六七八九"), units: []rune("十百千"), groups: taiwanGroups}
	taiwanCapital   = numerals{digits: []rune("零壹貳參肆伍陸柒捌玖"), units: []rune("拾佰仟"), groups: taiwanGroups}
	japaneseSmall   = numerals{digits: []rune("〇一二三四五六七八九"), units: []rune("十百千"), groups: []string{"万", "億", "兆"}, bare: true}
	japaneseCapital = numerals{digits: []rune("零壱弐参四伍六七八九"), units: []rune("拾百阡"), groups: []string{"萬", "億", "兆"}, bare: true}
)

// scripts are the noughts of other scripts, by the byte that a format names
// them with.
var scripts = map[byte]rune{
	2: 0x660, 3: 0x6f0, 4: 0x966, 5: 0x9e6, 6: 0xa66, 7: 0xae6, 8: 0xb66, 9: 0xbe6, 10: 0xc66, 11: 0xce6, 12: 0xd66, 13: 0xe50, 14: 0xed0, 15: 0xf20,
}

// numeralsOf gives the numerals of a section; big is the number behind DBNum.
func numeralsOf(big int, l formatLocale) *numerals {
	const chinese, japanese, arabic = 0x04, 0x11, 0x401
	switch asian := l.language == chinese || l.language == japanese; {
	case big == 3 && asian:
		return &fullWidth
	case big > 0 && asian:
		small, capital := &chineseSmall, &chineseCapital
		if l.language == japanese {
			small, capital = &japaneseSmall, &japaneseCapital
		} else if l.traditional() {
			small, capital = &taiwanSmall, &taiwanCapital
		}
		if big == 1 {
			return small
		}
		return capital
	}
	nought := scripts[l.digits]
	if nought == 0 {
		return nil
	}
	if l.code == arabic {
		nought = scripts[2]
	}
	n := &numerals{}
	for i := range rune(10) {
		n.digits = append(n.digits, nought+i)
	}
	return n
}

// replace puts its digits in the place of those of everybody.
func (n *numerals) replace(text string) string {
	if n == nil {
		return text
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return n.digits[r-'0']
		}
		return r
	}, text)
}

func (n *numerals) counts() bool { return n != nil && n.units != nil }

// general shows a number as the format General does: counted before the
// point, digit by digit behind it.
func (n *numerals) general(text string) string {
	if !n.counts() || strings.Contains(text, "E") {
		return n.replace(text)
	}
	whole, frac, point := strings.Cut(text, ".")
	text = n.counted(whole)
	if point {
		text += "." + n.replace(frac)
	}
	return text
}

// part shows a month, a day or a part of the time: ten to nineteen have no
// one in front.
func (n *numerals) part(number int) string {
	text := n.counted(strconv.Itoa(number))
	if number >= 10 && number < 20 {
		text = strings.TrimPrefix(text, string(n.digits[1]))
	}
	return text
}

// counted writes a whole number with its tens, hundreds and so on.
func (n *numerals) counted(whole string) string {
	const group = 4
	if len(whole) > group*(len(n.groups)+1) {
		return n.replace(whole)
	}
	var b strings.Builder
	nought, used := false, false
	for i := range len(whole) {
		digit, right := int(whole[i]-'0'), len(whole)-1-i
		if digit == 0 {
			nought = b.Len() > 0
		} else {
			if nought && !n.bare {
				b.WriteRune(n.digits[0])
			}
			if nought, used = false, true; digit > 1 || !n.bare || right%group == 0 {
				b.WriteRune(n.digits[digit])
			}
			if right%group > 0 {
				b.WriteRune(n.units[right%group-1])
			}
		}
		if right%group == 0 {
			if right > 0 && used {
				b.WriteString(n.groups[right/group-1])
			}
			nought, used = nought && right > 0 && !used, false
		}
	}
	if b.Len() == 0 {
		return string(n.digits[0])
	}
	return b.String()
}
