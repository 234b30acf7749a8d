package ingest

import (
	"fmt"
	"strconv"
	"strings"
)

// dateNames are the names by which a language shows the parts of a date.
type dateNames struct {
	months     []string
	short      int    // letters of a short month; 0 writes its number and 月
	days       string // of the week, one rune each, "" for those of English
	long, less string // in front of and behind them
	am, pm     string // "" writes them as the format does
	years      func(m *moment) (era string, year int)
}

var (
	englishDates = dateNames{
		months: strings.Fields("January February March April May June July August September October November December"), short: 3,
	}
	chineseDates = dateNames{
		months: strings.Fields("一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月"),
		days:   "日一二三四五六", long: "星期", less: "周", am: "上午", pm: "下午",
	}
	taiwaneseDates = dateNames{
		months: chineseDates.months,
		days:   "日一二三四五六", long: "星期", less: "週", am: "上午", pm: "下午", years: minguo,
	}
	japaneseDates = dateNames{
		months: strings.Fields("1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月"),
		days:   "日月火水木金土", am: "午前", pm: "午後", years: nengo,
	}
	weekdays = strings.Fields("Sunday Monday Tuesday Wednesday Thursday Friday Saturday")
)

// namesFor knows the languages of East Asia, whose files come with their own
// words; any other date is in English.
func namesFor(locale string) *dateNames {
	if n := len(locale); n > 4 { // in front stand the digits and the calendar
		locale = locale[n-4:]
	}
	switch strings.TrimLeft(locale, "0") {
	case "804", "1004":
		return &chineseDates
	case "404", "c04":
		return &taiwaneseDates
	case "411":
		return &japaneseDates
	}
	return &englishDates
}

func (s *formatSection) systemDate() bool { return s.locale == "f800" || s.locale == "x-sysdate" }

func (n *dateNames) shortMonth(month int) string {
	if n.short == 0 {
		return strconv.Itoa(month) + "月"
	}
	return n.months[month-1][:n.short]
}

func (n *dateNames) weekday(code string, day int) string {
	switch {
	case n.days == "" && code[0] == 'd' && len(code) == 3:
		return weekdays[day][:3]
	case n.days == "" && code[0] == 'd':
		return weekdays[day]
	}
	names := n
	if n.days == "" {
		names = &chineseDates // aaaa is known to East Asia only
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
	case len(code) == 2 && era != "":
		return string([]rune(era)[:1])
	}
	return era
}

func minguo(m *moment) (string, int) {
	if m.year < 1912 {
		return "民國前", 1912 - m.year
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
