package ingest

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// headerReading is what a header was understood as.
type headerReading struct {
	field Field
	guess bool // words of the header are not understood, or it is shortened
}

// ParseField understands a header or the name of a field, in any of the
// spellings that a sheet may use; "-" is Ignore.
func ParseField(name string) (Field, bool) {
	r := readHeader(name)
	return r.field, r.field != ""
}

// readHeader is ParseField that also says whether a guess was needed.
func readHeader(name string) headerReading {
	if strings.TrimSpace(name) == string(Ignore) {
		return headerReading{field: Ignore}
	}
	if f, ok := fieldNamed(foldHeader(name)); ok {
		return headerReading{field: f}
	}
	if r := fieldBeforeColon(name); r.field != "" {
		return r
	}
	if r := fieldOfParts(name); r.field != "" {
		return r
	}
	return headerReading{field: fieldOfWish(foldHeader(name)), guess: true}
}

// OfContact reports whether the field is one of the values of a contact.
func (f Field) OfContact() bool { return isContactField(f) }

// betweenParts stands between the parts of a header.
const betweenParts = "/|\\\n\r()[]【】*"

// fieldOfParts understands a header with a remark or in two languages, such
// as "Domain (required)" and "域名/Domain": exactly one field may be named, and
// nobody but the owner of the domain.
func fieldOfParts(name string) headerReading {
	parts := strings.FieldsFunc(width.Fold.String(name), func(r rune) bool {
		return strings.ContainsRune(betweenParts, r)
	})
	if len(parts) == 1 {
		parts = splitScripts(parts[0])
	}
	if len(parts) < 2 {
		return headerReading{} // the only part is the whole
	}
	var found headerReading
	for _, p := range parts {
		key := foldHeader(p)
		f, ok := fieldNamed(key)
		switch {
		case isValueOf(found.field, p): // 注册人类型（个人/企业）
		case ok && found.field != "" && found.field != f:
			return headerReading{}
		case ok:
			found.field = f
		case ofAnother(p):
			return headerReading{}
		case key != "" && !isOwner(key) && !onlyRemark(found.field, p):
			found.guess = true
		}
	}
	return found
}

// fieldBeforeColon understands a header with a remark behind a colon.
func fieldBeforeColon(name string) headerReading {
	before, after, ok := strings.Cut(width.Fold.String(name), ":")
	if !ok {
		return headerReading{}
	}
	f, ok := fieldNamed(foldHeader(before))
	if !ok || ofAnother(after) && !isValueOf(f, after) {
		return headerReading{}
	}
	return headerReading{f, !onlyRemark(f, after) && !isValueOf(f, after)}
}

// isValueOf reports whether a text is one of the words, or a list of them, that
// the cells of a field may hold, where these are few.
func isValueOf(f Field, text string) bool {
	list := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("/,;|、", r) })
	for _, word := range list {
		if word == "or" || word == "and" || word == "或" || word == "和" {
			continue
		}
		ok := false
		switch f {
		case FieldAction:
			_, found := parseAction(word)
			ok = len(found) == 0
		case FieldContactType:
			_, found := parseContactTypes(word)
			ok = len(found) == 0
		case FieldTransferLock:
			_, found := parseLock(word)
			ok = len(found) == 0
		case FieldRegistrantType:
			_, found := checkRegistrantType(valueEnv{}, word)
			ok = len(found) == 0
		case FieldCountry:
			ok = isCountry(word)
		}
		if !ok {
			return false
		}
	}
	return len(list) > 0
}

// fieldOfWish is the field of a header with a word before it that a person uses
// for what is to be ("new email"), or with registrant cut short ("reg_email").
func fieldOfWish(key string) Field {
	for _, w := range []string{"newregistrant", "newowner", "newholder", "newcontact", "new", "reg", "变更后", "修改后", "更改后", "新注册人", "新"} {
		rest, ok := strings.CutPrefix(key, w)
		if !ok {
			continue
		}
		if f, ok := fieldNamed(rest); ok && isContactField(f) && f != FieldRegistrantType {
			return f
		}
	}
	return ""
}

func isOwner(key string) bool {
	for _, w := range ownerWords {
		if key == w {
			return true
		}
	}
	return false
}

// otherWords and otherPhrases tell that a value is that of another contact, of
// another time or of another kind than the one that goes into a domain.
var (
	otherWords = words(`admin administrative administrator tech technical billing bill payment payer fax old previous former prior current currently present existing was
		before until status registrar reseller provider abuse secondary alternative alternate backup expired price cost date`)
	otherPhrases = []string{"管理", "技术", "付费", "缴费", "付款", "账单", "财务", "传真", "旧", "原", "变更前", "修改前", "现有", "当前", "备用", "注册商", "价格", "日期", "时间", "ファックス"}
)

// ofAnother reports whether a part of a header names something else.
func ofAnother(part string) bool {
	for _, w := range tokens(part) {
		if otherWords[w] {
			return true
		}
	}
	key := foldHeader(part)
	if isASCII(key) {
		return false
	}
	for _, p := range otherPhrases {
		if strings.Contains(key, p) {
			return true
		}
	}
	return false
}

// remarkWords and remarkPhrases say how a cell is to be filled in, and no more.
var (
	remarkWords = words(`required optional mandatory must please fill filled in out not with without only no a an the or and if any per of for as to is be
		text format number numbers num nr digit digits letter letters character characters char chars code codes iso alpha max min maximum minimum length
		one two three english ascii latin pinyin eg e g i example ex such like country region area international full short name column field value values
		yes no y n true false http https www com s x id line registrant owner holder contact domain`)
	remarkPhrases = strings.NewReplacer("非必填", "", "必填项", "", "必填", "", "选填", "", "可选", "", "必须", "", "可不填", "", "可空", "", "必输", "", "填写", "", "请", "", "不含", "", "不带", "", "含", "", "带", "",
		"两位", "", "二位", "", "2位", "", "字母", "", "数字", "", "代码", "", "编码", "", "格式", "", "文本", "", "拼音", "", "英文", "", "中文", "", "大写", "", "小写", "", "示例", "", "例如", "", "如", "", "区号", "",
		"国家", "", "地区", "", "国际", "", "半角", "", "全称", "", "是", "", "否", "", "或", "", "项", "", "列", "", "位", "", "纯", "", "仅", "", "限", "", "必須", "", "任意", "", "半角英数", "", "ハイフンなし", "")
)

// onlyRemark reports whether a part of a header is a remark on how to fill in
// the cells of a field.
func onlyRemark(f Field, part string) bool {
	for _, w := range tokens(part) {
		if !remarkWords[w] && !allDigits(w) && isASCII(w) && !isValueOf(f, w) {
			return false
		}
	}
	rest := strings.Map(func(r rune) rune {
		if r < 0x80 {
			return -1
		}
		return r
	}, foldHeader(part))
	return remarkPhrases.Replace(rest) == ""
}

// tokens are the words of letters and digits of a text, in lower case.
func tokens(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// splitScripts parts Chinese from the rest: "域名 Domain" → "域名", " Domain".
func splitScripts(s string) []string {
	var parts []string
	start, han := 0, false
	for i, r := range s {
		is := unicode.Is(unicode.Han, r)
		if i > 0 && is != han && unicode.IsLetter(r) {
			parts = append(parts, s[start:i])
			start = i
		}
		if unicode.IsLetter(r) {
			han = is
		}
	}
	return append(parts, s[start:])
}
