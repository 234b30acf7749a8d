package ingest

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func TestNumbersAsAPersonSeesThem(t *testing.T) {
	for _, c := range []struct{ format, raw, want string }{
		{"General", "13800138000", "13800138000"},
		{"General", "8613800138000", "8613800138000"},
		{"General", "1.38E+10", "13800000000"},
		{"General", "0.30000000000000004", "0.3"},
		{"General", "-5", "-5"},
		{"General", "1E-7", "0.0000001"},
		{"General", "no number", "no number"},
		{"", "42", "42"},
		{"0", "13800138000", "13800138000"},
		{"0", "2.5", "3"},
		{"0", "-0.4", "0"},
		{"000000", "10010", "010010"},
		{"000-0000-0000", "13800138000", "138-0013-8000"},
		{`"+"0`, "86", "+86"},
		{`\+#`, "86", "+86"},
		{"0.00", "2.675", "2.68"},
		{"0.0#", "1.5", "1.5"},
		{"#,##0", "1234567", "1,234,567"},
		{"#,##0.00", "-1234.5", "-1,234.50"},
		{"#,##0;(#,##0)", "-1234", "(1,234)"},
		{"0%", "0.255", "26%"},
		{"0.0%", "0.255", "25.5%"},
		{"0.00E+00", "13800138000", "13800138000"},
		{"0.00E+00", "0.000012345", "1.23E-05"},
		{"0.00E+00", "0.99999", "1.00E+00"},
		{"0.00E-00", "123456.5", "1.23E05"},
		{"##0.0E+0", "12345.5", "12.3E+3"},
		{"##0.0E+0", "-0.000012345", "-12.3E-6"},
		{"##0.0E+0", "999999.9", "1.0E+6"},
		{"0.00E+00", "0", "0.00E+00"},
		{"# ?/?", "0.5", "1/2"},
		{"# ?/?", "-3.14159265", "-3 1/7"},
		{"# ??/??", "25.378", "25 31/82"},
		{"# ???/???", "0.389", "198/509"},
		{"# ??/??", "1.5", "1  1/2"},
		{"# ?/?", "0.99", "1"},
		{"# ?/?", "3", "3"},
		{"?/?", "1.5", "3/2"},
		{"# ?/8", "0.5", "4/8"},
		{"General", "1.5E-10", "1.5E-10"},
		{"General", "0.0000123456789", "0.0000123456789"},
		{"General", "0.0000123456789012345", "1.23456789012345E-05"},
		{"General", "1E-9", "0.000000001"},
		{"General", "1E-10", "1E-10"},
		{"General", "0.000012345", "0.000012345"},
		{"General", "0.333333333333333333", "0.333333333333333"},
		{"General", "9.999E+307", "9.999E+307"},
		{"General", "3E-104", "3E-104"},
		{"General", "12345678901234567890", "12345678901234600000"},
		{"@", "13800138000", "13800138000"},
		{"[$¥-804]#,##0", "1200", "¥1,200"},
		{"[Red]0;[Blue]-0;\"zero\"", "0", "zero"},
		{"[>100]\"big\";0", "500", "big"},
		{"[>100]\"big\";0", "5", "5"},
		{"#", "0", ""},
		{"0,", "12345", "12"},
		{"yyyy-mm-dd", "45413", "2024-05-01"},
		{"m/d/yy h:mm", "45413.75", "5/1/24 18:00"},
		{"d-mmm", "45324", "2-Feb"},
		{`yyyy"年"m"月"d"日"`, "45413", "2024年5月1日"},
		{"h:mm AM/PM", "0.75", "6:00 PM"},
		{"[h]:mm", "1.5", "36:00"},
		{"mm:ss.0", "0.00001", "00:00.9"},
		{"aaaa", "45413", "星期三"},
		{"dddd, mmmm d", "45413", "Wednesday, May 1"},
		{"yyyy-mm-dd", "1", "1900-01-01"},
		{"yyyy-mm-dd", "61", "1900-03-01"},
		{"yyyy-mm-dd", "-3", "1899-12-27"},
		{"yyyy-mm-dd", "0", "1900-01-00"},
		{"dddd, yyyy-mm-dd", "60", "Wednesday, 1900-02-29"},
		{"m/d/yyyy h:mm", "-1234.567", "8/12/1896 10:23"},
		{"[h]:mm:ss", "-1234.567", "-29629:36:29"},
		{"[$-F800]dddd, mmmm dd, yyyy", "45413", "Wednesday, May 1, 2024"},
		{"[$-x-sysdate]dddd, mmmm dd, yyyy", "45413", "Wednesday, May 1, 2024"},
		{"[$-804]dddd", "45413", "星期三"},
		{"[$-804]mmm d", "45413", "5月 1"},
		{"[$-804]AM/PM h:mm", "45413.75", "下午 6:00"},
		{"[$-411]aaaa", "45413", "水曜日"},
		{`[$-411]ggge"年"m"月"d"日";@`, "45413", "令和6年5月1日"},
		{`[$-411]ggge"年"`, "32515", "昭和64年"},
		{"[$-404]e/m/d", "45413", "113/5/1"},
		{"h:mm a/p", "0.75", "6:00 p"},
		{"h:mm am/pm", "0.25", "6:00 AM"},
		{"0.00E+00", "12", "1.20E+01"},
		{"0.00E+00", "12345", "12345"},
		{"##0.0E+0", "0", "0.0E+0"},
		{".00", "12.345", "12.35"},
		{".0", "-1234.5", "-1234.5"},
		{`General "kg"`, "-1.5", "-1.5 kg"},
		{`"x"General`, "7", "x7"},
		{`General;-General;"-"`, "-3", "-3"},
		{"0;-0;;@", "0", ""},
		{"0;;0", "-5", ""},
		{";;;", "86", "86"},
		{`[>100]"big";[<0]"neg";0`, "-1", "neg"},
		{"#\\ ???/???", "1234.567", "1234 512/903"},
		{`#"  "?/?`, "1.2", "1  1/5"},
		{"# ?/?", "-0.25", "- 1/4"},
		{"0 ?/?", "0.5", "0 1/2"},
		{"0 0/0", "3", "3 0/1"},
		{"# ?/?;# ?/?", "-1.5", "1 1/2"},
	} {
		if got, _ := parseFormat(c.format).show(c.raw, false); got != c.want {
			t.Errorf("%s of %s: %q, want %q", c.format, c.raw, got, c.want)
		}
	}
	if got, kind := parseFormat("yyyy-mm-dd").show("43951", true); got != "2024-05-01" || kind != kindDate {
		t.Errorf("1904: %s", got)
	}
}

// TestPlainNumbersKeepTheirValue: what is shown reads as the same number, up
// to the 15 digits that a spreadsheet keeps.
func TestPlainNumbersKeepTheirValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(-1e15, 1e15).Draw(t, "number")
		got, err := strconv.ParseFloat(plainNumber(v), 64)
		if err != nil || math.Abs(got-v) > math.Abs(v)*1e-14 {
			t.Fatalf("%v shown as %s", v, plainNumber(v))
		}
		n := rapid.Int64Range(0, 999_999_999_999_999).Draw(t, "whole")
		if got := plainNumber(float64(n)); got != strconv.FormatInt(n, 10) {
			t.Fatalf("%d shown as %s", n, got)
		}
	})
}

// TestFormatsNamedByNumber: every program takes them for granted, and no file
// says what they are.
func TestFormatsNamedByNumber(t *testing.T) {
	for _, c := range []struct {
		id        int
		raw, want string
	}{
		{0, "45413.75", "45413.75"}, {1, "2.5", "3"}, {5, "-1234.567", "($1,235)"}, {8, "0.5", "$0.50"}, {11, "0.5", "5.00E-01"},
		{12, "1.5", "1 1/2"}, {13, "-1234.567", "-1234 55/97"}, {14, "45413", "5/1/2024"}, {22, "45413.75", "5/1/2024 18:00"},
		{27, "45413", "5/1/2024"}, {33, "0.75", "18:00:00"}, {37, "-1234.5", "(1,235)"}, {41, "0", "-"}, {44, "1234.5", "$1,234.50"},
		{48, "500", "500.0E+0"}, {49, "13800138000", "13800138000"}, {58, "45413", "5/1/2024"}, {61, "12345", "12,345"},
		{70, "0.5", "1/2"}, {81, "0.00001", "00:00.9"}, {163, "5", "5"}, {-1, "5", "5"},
	} {
		if got, _ := parseFormat(builtInFormat(c.id)).show(c.raw, false); got != c.want {
			t.Errorf("%d of %s: %q, want %q", c.id, c.raw, got, c.want)
		}
	}
}

func TestTextAsAPersonSeesIt(t *testing.T) {
	for _, c := range []struct{ format, want string }{
		{"@", "86"}, {"General", "86"}, {"0", "86"}, {`"+"@`, "+86"}, {`(@)`, "(86)"}, {`0;-0;0;"Tel. "@`, "Tel. 86"},
		{"_(@_)", "86"}, {";;;", "86"}, {`0;0;0;"-"`, "86"}, {`0;@" km"`, "86 km"},
	} {
		if got := parseFormat(c.format).showText("86"); got != c.want {
			t.Errorf("%s: %q, want %q", c.format, got, c.want)
		}
	}
	if got := parseFormat(`"+"@`).showText(""); got != "" {
		t.Errorf("an empty text became %q", got)
	}
}

func FuzzNumberFormat(f *testing.F) {
	f.Add(`#,##0.00_);[Red]\(#,##0.00\)`, "-1234.5")
	f.Add(`[$-804]yyyy"年"m"月"d"日";@`, "45413.5")
	f.Add(`[h]:mm:ss.000`, "1.23456")
	f.Add(`"open`, "1")
	f.Fuzz(func(t *testing.T, format, raw string) {
		parseFormat(format).show(raw, false)
	})
}
