package ingest

import (
	"fmt"
	"strconv"
	"strings"
)

// dateNames are the names by which a section of a format shows the parts of a
// date.
type dateNames struct {
	words      *dateWords // of the months, and of the days where days is ""
	numbered   bool       // a short month is its number and 月
	days       string     // of the week, one rune each
	long, less string     // in front of and behind them
	am, pm     string     // "" writes them as the format does
	years      func(m *moment) (era string, year int)
	added      int // to the year of the common era
}

var (
	wordsOfEnglish = dateWords{
		months: "January February March April May June July August September October November December",
		short:  "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
		days:   "Sunday Monday Tuesday Wednesday Thursday Friday Saturday", shortDays: "Sun Mon Tue Wed Thu Fri Sat",
	}
	wordsOfAustria = dateWords{
		months: strings.Replace(datesOf[0x07].months, "Januar", "Jänner", 1), short: strings.Replace(datesOf[0x07].short, "Jan", "Jän", 1),
		days: datesOf[0x07].days, shortDays: datesOf[0x07].shortDays,
	}
	chineseMonths  = dateWords{months: "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月"}
	japaneseMonths = dateWords{months: "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月"}
	englishDates   = dateNames{words: &wordsOfEnglish}
	chineseDates   = dateNames{words: &chineseMonths, numbered: true, days: "日一二三四五六", long: "星期", less: "周", am: "上午", pm: "下午"}
	taiwanDates    = dateNames{words: &chineseMonths, numbered: true, days: "日一二三四五六", long: "星期", less: "週", am: "上午", pm: "下午", years: minguo}
	japaneseDates  = dateNames{words: &japaneseMonths, numbered: true, days: "日月火水木金土", am: "午前", pm: "午後", years: nengo}
)

// namesFor gives the names of a language; of one that is not known, those of
// English.
func namesFor(l formatLocale) *dateNames {
	const austria, buddhist = 0xc07, 7
	switch words := datesOf[l.language]; {
	case l.language == 0x04 && l.traditional():
		return &taiwanDates
	case l.language == 0x04:
		return &chineseDates
	case l.language == 0x11:
		return &japaneseDates
	case l.code == austria:
		return &dateNames{words: &wordsOfAustria}
	case words != nil:
		n := &dateNames{words: words}
		if l.language == 0x12 {
			n.am, n.pm = "오전", "오후"
		}
		if l.calendar == buddhist {
			n.added = 543
		}
		return n
	}
	return &englishDates
}

func (s *formatSection) systemDate() bool {
	const systemDate = 0xf800
	return s.locale.code == systemDate || s.locale.tag == "x-sysdate"
}

// month writes mmm to mmmmm; beside a day many languages bend its name.
func (n *dateNames) month(code string, month int, besideDay bool) string {
	switch {
	case len(code) == 3 && n.numbered:
		return strconv.Itoa(month) + "月"
	case len(code) == 3:
		return word(n.words.short, month-1)
	case len(code) == 5:
		return string([]rune(word(n.words.months, month-1))[:1])
	case besideDay && n.words.monthsOfDay != "":
		return word(n.words.monthsOfDay, month-1)
	}
	return word(n.words.months, month-1)
}

func (n *dateNames) weekday(code string, day int) string {
	switch {
	case n.days == "" && len(code) == 3 && (code[0] == 'd' || n != &englishDates):
		return word(n.words.shortDays, day)
	case n.days == "" && (code[0] == 'd' || n != &englishDates):
		return word(n.words.days, day)
	}
	names := n
	if n.days == "" {
		names = &chineseDates // aaaa without a language is known to East Asia only
	}
	name := string([]rune(names.days)[day])
	switch {
	case names == &japaneseDates && len(code) == 3:
		return name
	case names == &japaneseDates:
		return name + "曜日"
	case len(code) >= 4:
		return names.long + name
	case code[0] == 'd':
		return names.less + name
	}
	return name
}

// half writes AM/PM, A/P or 上午/下午.
func (n *dateNames) half(code string, afternoon bool) string {
	first, second, _ := strings.Cut(code, "/")
	if n.am != "" && len(first) == 2 {
		first, second = n.am, n.pm
	}
	if afternoon {
		return second
	}
	return first
}

// era writes e, the year as the calendar of the language counts it, and g,
// the name of its era.
func (n *dateNames) era(code string, m *moment) string {
	era, year := "", m.year
	if n.years != nil {
		era, year = n.years(m)
	}
	switch {
	case code == "ee" && era != "":
		return fmt.Sprintf("%02d", year)
	case code[0] == 'e':
		return strconv.Itoa(year)
	case era == "" || len(code) > 2:
		return era
	case n == &taiwanDates:
		return strings.TrimPrefix(era, "中華")
	case len(code) == 2:
		return string([]rune(era)[:1])
	}
	return nengoLetters[era]
}

// nengoLetters are the short names of the eras of Japan.
var nengoLetters = map[string]string{"令和": "R", "平成": "H", "昭和": "S", "大正": "T", "明治": "M"}

func minguo(m *moment) (string, int) {
	if m.year < 1912 {
		return "中華民國前", 1912 - m.year
	}
	return "中華民國", m.year - 1911
}

func nengo(m *moment) (string, int) {
	day := m.year*10000 + m.month*100 + m.day
	for _, e := range []struct {
		from int
		name string
	}{{20190501, "令和"}, {19890108, "平成"}, {19261225, "昭和"}, {19120730, "大正"}, {18680908, "明治"}} {
		if day >= e.from {
			return e.name, m.year - e.from/10000 + 1
		}
	}
	return "", m.year
}
