package ingest

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// What no byte order mark tells is told by the bytes: Chinese in GB18030 is
// noticed, and what only passes for it is doubted.
func TestWhatPassesForChineseIsDoubted(t *testing.T) {
	western := func(s string) string {
		out, err := charmap.Windows1252.NewEncoder().String(s)
		check(t, err)
		return out
	}
	taiwanese, err := traditionalchinese.Big5.NewEncoder().String("台灣臺北市信義區,聯絡人,電話,公司,說明文字,註冊人")
	check(t, err)
	for _, c := range []struct{ note, want string }{
		{gbk(t, "中文说明"), "gb18030"},
		{gbk(t, "张"), "gb18030"},
		{gbk(t, "（上海）鑫源贸易有限公司"), "gb18030"},
		{gbk(t, "张珲"), "gb18030"},
		{gbk(t, "上海ABC公司 A座3层"), "gb18030"},
		{gbk(t, "备注：Müller"[:len("备注：M")]), "gb18030"},
		{western("Ações, informações e opções"), "windows-1252"},
		{western("AÇÕES E OPÇÕES"), "windows-1252"},
		{western("10 €"), "windows-1252"},
		{western("Müller, Straße"), "windows-1252"},
		{taiwanese, "windows-1252"},
	} {
		l, rows := read(t, text("a.csv", "domain,action,note\na.com,skip,"+c.note+"\n"), Options{})
		if l.Encoding != c.want || len(rows) != 1 || len(l.Remarks) == 0 || l.Remarks[0].Rule != "encoding.detected" {
			t.Errorf("%q: %s, %+v", c.note, l.Encoding, l.Remarks)
		}
	}
}

// Bytes that are no letters of Windows-1252 either need the person's word.
func TestJapaneseIsNotTakenForChinese(t *testing.T) {
	data, err := japanese.ShiftJIS.NewEncoder().String("domain,action,note\na.com,skip,名前,年齢,山田,佐藤,鈴木\n")
	check(t, err)
	refuse(t, text("a.csv", data), Options{}, "encoding.damaged", 2)
	if l, rows := read(t, text("a.csv", data), Options{Encoding: "shift_jis"}); l.Encoding != "shift_jis" || len(rows) != 1 {
		t.Errorf("%s, %d rows", l.Encoding, len(rows))
	}
}

func TestWideTextWithoutItsMark(t *testing.T) {
	for _, end := range []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian} {
		data, err := unicode.UTF16(end, unicode.IgnoreBOM).NewEncoder().String("domain,action,note\n" + strings.Repeat("first-example.com,skip,一\n", 8))
		check(t, err)
		if l, rows := read(t, text("a.csv", data), Options{}); len(rows) != 8 || rows[0].Domain != "first-example.com" {
			t.Errorf("%s, %d rows", l.Encoding, len(rows))
		}
	}
}
