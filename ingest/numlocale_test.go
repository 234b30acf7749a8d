package ingest

import "testing"

func TestFormatsOfOtherLanguages(t *testing.T) {
	for _, c := range []struct{ format, raw, want string }{
		{"[$-407]d. mmmm yyyy", "45413", "1. Mai 2024"},
		{"[$-407]ddd dd.mm.yy", "45413", "Mi 01.05.24"},
		{"[$-C07]mmmm", "45292", "Jänner"},
		{"[$-40C]dddd d mmmm yyyy", "45413", "mercredi 1 mai 2024"},
		{"[$-40C]d mmm yy", "45292", "1 janv. 24"},
		{`[$-C0A]d "de" mmmm "de" yyyy`, "45413", "1 de mayo de 2024"},
		{"[$-419]d mmmm yyyy", "45413", "1 мая 2024"},
		{"[$-FC19]dd mmmm yyyy", "45413", "01 мая 2024"},
		{"[$-419]mmmm yyyy", "45413", "Май 2024"},
		{"[$-415]d mmmm", "45413", "1 maja"},
		{"[$-415]mmmm", "45413", "maj"},
		{"[$-42A]mmmm", "45413", "Tháng 05"},
		{"[$-412]AM/PM h:mm dddd", "45413.75", "오후 6:00 수요일"},
		{"[$-107041E]d mmm yyyy", "45413", "1 พ.ค. 2567"},
		{"[$-407]mmmmm", "45413", "M"},
		{"[$-zh-CN]dddd", "45413", "星期三"},
		{"[$-zh-TW]e/m/d", "45413", "113/5/1"},
		{"[$-de-DE]d. mmmm yyyy", "45413", "1. Mai 2024"},
		{"[$-ja-JP-x-gannen]ggge", "45413", "令和6"},
		{"[$-en-US]mmmm d, yyyy", "45413", "May 1, 2024"},
		{"[$-500]mmmm", "45413", "May"},
		{"[$-411]ge.m.d", "45413", "R6.5.1"},
		{"[$-411]gge", "32515", "昭64"},
		{"[$-404]gge", "45413", "民國113"},
		{"[$-404]ggge", "3000", "中華民國前4"},
	} {
		if got, _ := parseFormat(c.format).show(c.raw, false); got != c.want {
			t.Errorf("%s of %s: %q, want %q", c.format, c.raw, got, c.want)
		}
	}
}

func TestNumeralsOfOtherScripts(t *testing.T) {
	for _, c := range []struct{ format, raw, want string }{
		{"[DBNum1][$-804]General", "12323", "一万二千三百二十三"},
		{"[DBNum1][$-804]General", "0", "〇"},
		{"[DBNum1][$-804]General", "-12.5", "-一十二.五"},
		{"[DBNum1][$-804]General", "100500", "一十万〇五百"},
		{"[DBNum1][$-804]General", "100000005", "一亿〇五"},
		{"[DBNum1][$-804]General", "12304567", "一千二百三十万四千五百六十七"},
		{"[DBNum1][$-804]General", "123456789012", "一千二百三十四亿五千六百七十八万九千〇一十二"},
		{"[DBNum1][$-804]General", "1000000000000", "一万亿"},
		{"[DBNum1][$-804]General", "12345678901234500000", "一二三四五六七八九〇一二三四五〇〇〇〇〇"},
		{`[DBNum2][$-804]G/通用格式"元"`, "45413", "肆万伍仟肆佰壹拾叁元"},
		{"[DBNum2][$-404]General", "45413", "肆萬伍仟肆佰壹拾參"},
		{"[DBNum1][$-411]General", "110", "百十"},
		{"[DBNum2][$-411]General", "10001", "壱萬壱"},
		{"[DBNum3][$-804]0.00", "1.5", "１.５０"},
		{"[DBNum1][$-804]0", "2024", "二〇二四"},
		{"[DBNum1][$-804]0.00E+00", "12345678", "一二三四五六七八"},
		{"[DBNum1]0", "12", "12"},
		{`[DBNum1][$-804]yyyy"年"m"月"d"日"`, "45413", "二〇二四年五月一日"},
		{`[$-804][DBNum1]yyyy"年"mm"月"dd"日"`, "45657", "二〇二四年十二月三十一日"},
		{`[DBNum2][$-804]m"月"d"日"`, "45645", "拾贰月拾玖日"},
		{`[DBNum3][$-804]m"月"d"日"`, "45413", "５月１日"},
		{`[DBNum1][$-804]h"时"mm"分"`, "0.5625", "十三时三十分"},
		{`[DBNum1][$-411]h"時"mm"分"`, "0.5625", "十三時三十分"},
		{"[$-2000401]0", "123", "١٢٣"},
		{"[$-3000429]0", "123", "۱۲۳"},
		{"[$-D00041E]0", "123", "๑๒๓"},
	} {
		if got, _ := parseFormat(c.format).show(c.raw, false); got != c.want {
			t.Errorf("%s of %s: %q, want %q", c.format, c.raw, got, c.want)
		}
	}
}

func TestNumbersByRareFormats(t *testing.T) {
	for _, c := range []struct{ format, raw, want string }{
		{"G/通用格式", "45413.75", "45413.75"},
		{"Standard", "45413.75", "45413.75"},
		{";;;", "-86", "-86"},
		{`;;;"x"@`, "-86", "-86"},
		{`[<0]"neg "0;0`, "-5", "neg 5"},
		{"[<=0]0;0.0", "-5", "5"},
		{"[<-1]0;0.0", "-5", "-5"},
		{"[<0]0", "0.25", "0.25"},
		{"[>0]0;[<0]0.0", "0", "0"},
		{`0.0E+00" u"`, "0.5", "5.0E-01 u"},
		{"0.##", "12", "12"},
		{"#.##", "12.5", "12.5"},
		{"0.##%", "0.5", "50%"},
		{"0.?", "12", "12."},
		{"# ?/?;[Red]-# ?/?", "-1.5", "-1 1/2"},
		{`# ?/?;\-# ??/??`, "-0.5", "-  1/2"},
		{`"~"# ?/?" in"`, "-1.5", "-~1 1/2 in"},
		{`# ?/?" in"`, "3", "3     in"},
		{"$#,##0 ?/?", "1234.5", "$1,234 1/2"},
		{"[$€-407] # ?/?", "1.5", "€ 1 1/2"},
		{"# ?????/?????", "-3.141592653589793", "-3 14093/99532"},
		{"# ?????/?????", "0.5", "1/2"},
		{"?????/?????", "0", "0/1"},
		{"m/d", "45413", "5/1"},
		{"General", "1_000", "1_000"},
		{"General", "0x1p4", "0x1p4"},
	} {
		if got, _ := parseFormat(c.format).show(c.raw, false); got != c.want {
			t.Errorf("%s of %s: %q, want %q", c.format, c.raw, got, c.want)
		}
	}
}

func TestDatesStoredAsText(t *testing.T) {
	w := &workbook{styles: []*numberFormat{parseFormat("General"), parseFormat("yyyy-mm-dd hh:mm:ss"), parseFormat("h:mm")}}
	for _, c := range []struct {
		style      int
		text, want string
	}{
		{1, "2024-05-01", "2024-05-01 00:00:00"},
		{1, "2024-05-01T13:45:10.500Z", "2024-05-01 13:45:11"},
		{1, "2024-05-01T13:45", "2024-05-01 13:45:00"},
		{1, "9999-12-31T23:59:59", "9999-12-31 23:59:59"},
		{1, "1604-05-01", "1604-05-01 00:00:00"},
		{1, "1900-01-01", "1900-01-01 00:00:00"},
		{1, "1900-02-28", "1900-02-28 00:00:00"},
		{1, "1900-03-01", "1900-03-01 00:00:00"},
		{2, "T13:45:10", "13:45"},
		{2, "1899-12-31T13:45:10", "13:45"},
		{0, "2024-05-01T13:45:10Z", "2024-05-01 13:45:10"},
		{7, "2024-05-01T00:00:00", "2024-05-01"},
		{1, "PT5H", "PT5H"},
		{1, "TRUE", "TRUE"},
	} {
		if got := w.isoCell(c.style, c.text); got.Text != c.want {
			t.Errorf("%s with style %d: %q, want %q", c.text, c.style, got.Text, c.want)
		}
	}
	w.date1904 = true
	if got := w.isoCell(1, "2191-05-01"); got.Text != "2191-05-01 00:00:00" {
		t.Errorf("1904: %q", got.Text)
	}
}

func TestTheLastSecondOfADateIsNotRoundedTwice(t *testing.T) {
	for _, c := range []struct{ format, raw, want string }{
		{"yyyy-mm-dd hh:mm:ss", "44927.000005787035", "2023-01-01 00:00:00"},
		{"yyyy-mm-dd hh:mm:ss", "44927.00000579861", "2023-01-01 00:00:01"},
		{"yyyy-mm-dd hh:mm:ss", "44927.999999", "2023-01-02 00:00:00"},
		{"yyyy-mm-dd", "44927.999999", "2023-01-01"},
		{"yyyy-mm-dd", "44927.9999999999", "2023-01-02"},
		{"yyyy-mm-dd", "-0.5", "1899-12-29"},
		{"dddd AM/PM", "44927.999999", "Monday AM"},
		{"General", "93.28790283203125", "93.2879028320313"},
		{"General", "-9.5367431640625E-7", "-9.5367431640625E-07"},
		{"General", "2628.6294781208348", "2628.62947812083"},
		{"0.000", "0.0005", "0.001"},
	} {
		if got, _ := parseFormat(c.format).show(c.raw, false); got != c.want {
			t.Errorf("%s of %s: %q, want %q", c.format, c.raw, got, c.want)
		}
	}
}
