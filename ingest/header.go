package ingest

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/width"
)

var (
	ownerWords   = []string{"registrant", "owner", "holder", "contact", "注册人", "注册者", "所有者", "持有者", "联系人"}
	chineseMarks = []string{"zh", "chinese", "cn", "中文", "汉字"}
	englishMarks = []string{"en", "eng", "english", "pinyin", "int", "英文", "拼音", "英文拼音"}

	// What is made of the tables is made at its first use, so that a command
	// which reads no sheet starts at once.
	fieldByName  = sync.OnceValue(buildFieldNames)
	resultByName = sync.OnceValue(buildResultNames)
	knownHeaders = sync.OnceValue(func() vocabulary { return newVocabulary(knownNames(), foldHeader) })
	simplified   = sync.OnceValue(func() map[rune]rune { return pairs(traditional) })
)

// SuggestField is the known header that a mistyped one is closest to, or "".
func SuggestField(header string) string { return suggestField(header) }

func suggestField(header string) string { return knownHeaders().closest(foldHeader(header)) }

// buildFieldNames indexes every name of a field, folded. Plain names come
// before those with marks, so that none is overruled: see fieldNamed.
func buildFieldNames() map[string]Field {
	m := make(map[string]Field, 512)
	for _, f := range allFields() {
		for _, name := range append([]string{string(f)}, fieldNames[f]...) {
			if key := foldHeader(name); m[key] == "" {
				m[key] = f
			}
		}
	}
	return m
}

// fieldNamed is the field of a folded name: a plain one, or the name of a
// contact value behind a word for its owner, or beside the mark of a language.
func fieldNamed(key string) (Field, bool) {
	if f, ok := fieldByName()[key]; ok {
		return f, true
	}
	if f, ok := ownedValue(key); ok {
		return f, true
	}
	for _, mark := range englishMarks {
		for _, rest := range unmarked(key, mark) {
			if f, ok := contactValue(rest); ok {
				return f, true
			}
		}
	}
	for _, mark := range chineseMarks {
		for _, rest := range unmarked(key, mark) {
			f, ok := contactValue(rest)
			if !ok {
				f, ok = ownedValue(rest)
			}
			if zh := chineseOf[f]; ok && zh != "" {
				return zh, true
			}
		}
	}
	return "", false
}

// contactValue is the field of a plain name, if it is a value of a contact.
func contactValue(key string) (Field, bool) {
	f, ok := fieldByName()[key]
	return f, ok && isContactField(f) && f != FieldRegistrantType
}

func ownedValue(key string) (Field, bool) {
	for _, w := range ownerWords {
		if rest, ok := strings.CutPrefix(key, w); ok {
			if f, ok := contactValue(rest); ok {
				return f, true
			}
		}
	}
	return "", false
}

// unmarked is a key without a mark before or behind it.
func unmarked(key, mark string) []string {
	var rests []string
	if rest, ok := strings.CutPrefix(key, mark); ok {
		rests = append(rests, rest)
	}
	if rest, ok := strings.CutSuffix(key, mark); ok {
		rests = append(rests, rest)
	}
	return rests
}

func buildResultNames() map[string]ResultColumn {
	m := map[string]ResultColumn{}
	for _, r := range ResultColumns() {
		m[foldHeader(string(r))] = r
		for _, name := range resultNames[r] {
			m[foldHeader(name)] = r
		}
	}
	return m
}

// knownNames are the spellings that a mistyped header is compared with.
func knownNames() []string {
	var names []string
	for _, f := range allFields() {
		names = append(append(names, string(f)), fieldNames[f]...)
	}
	return names
}

// foldHeader keeps the letters and digits of a header, in lower case, of
// ordinary width, and in simplified Chinese.
func foldHeader(s string) string {
	if plainASCII(s) {
		return foldASCII(s)
	}
	var b strings.Builder
	for _, r := range width.Fold.String(s) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		if simple, ok := simplified()[r]; ok {
			r = simple
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.ReplaceAll(b.String(), "联络", "联系") // as Taiwan and Hong Kong say it
}

// foldASCII is foldHeader for what nearly every header and word is made of.
func foldASCII(s string) string {
	folded := func(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }
	i := 0
	for i < len(s) && folded(s[i]) {
		i++
	}
	if i == len(s) {
		return s
	}
	b := append(make([]byte, 0, len(s)), s[:i]...)
	for ; i < len(s); i++ {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if folded(c) {
			b = append(b, c)
		}
	}
	return string(b)
}

// traditional characters of the words that this package knows, each before
// its simplified form.
const traditional = "聯联繫系絡络電电話话郵邮編编號号區区國国單单組组織织註注冊册類类轉转鎖锁實实帳账戶户備备說说釋释動动業业機机構构員员" +
	"費费術术無无過过處处獲获碼码變变權权稱称箱箱個个帐账縣县廣广東东灣湾門门開开關关閉闭財财務务繳缴賬账單单請请錯错誤误試试間间運运結结華华臺台韓韩陸陆別别"

func pairs(s string) map[rune]rune {
	m := map[rune]rune{}
	letters := []rune(s)
	for i := 0; i+1 < len(letters); i += 2 {
		m[letters[i]] = letters[i+1]
	}
	return m
}

// ParseField understands a header or the name of a field, in any of the
// spellings that a sheet may use; "-" is Ignore.
func ParseField(name string) (Field, bool) {
	if strings.TrimSpace(name) == string(Ignore) {
		return Ignore, true
	}
	f, ok := fieldNamed(foldHeader(name))
	if ok {
		return f, true
	}
	if plainASCII(name) && !strings.ContainsAny(name, betweenParts) {
		return "", false // its only part is the whole
	}
	return fieldOfParts(name)
}

// betweenParts stands between the parts of a header.
const betweenParts = "/|\\\n\r()[]【】"

// fieldOfParts understands a header with a remark or in two languages, such
// as "Domain (required)" and "域名/Domain": exactly one field may be named.
func fieldOfParts(name string) (Field, bool) {
	parts := strings.FieldsFunc(width.Fold.String(name), func(r rune) bool {
		return strings.ContainsRune(betweenParts, r)
	})
	if len(parts) == 1 {
		parts = splitScripts(parts[0])
	}
	var found Field
	for _, p := range parts {
		f, ok := fieldNamed(foldHeader(p))
		if !ok {
			continue
		}
		if found != "" && found != f {
			return "", false
		}
		found = f
	}
	return found, found != ""
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

func isContactField(f Field) bool { return (&Contact{}).field(f) != nil }

// Value is the contact value of a field, "" for a field that is none.
func (c Contact) Value(f Field) string {
	if at := c.field(f); at != nil {
		return *at
	}
	return ""
}

// field is the place of a contact value, nil for a field that is none.
func (c *Contact) field(f Field) *string {
	switch f {
	case FieldRegistrantType:
		return &c.RegistrantType
	case FieldName:
		return &c.Name
	case FieldOrganization:
		return &c.Organization
	case FieldCountry:
		return &c.Country
	case FieldProvince:
		return &c.Province
	case FieldCity:
		return &c.City
	case FieldAddress:
		return &c.Address
	case FieldPostalCode:
		return &c.PostalCode
	case FieldEmail:
		return &c.Email
	case FieldTelArea:
		return &c.TelArea
	case FieldTelephone:
		return &c.Telephone
	case FieldTelExt:
		return &c.TelExt
	case FieldZhName:
		return &c.ZhName
	case FieldZhOrganization:
		return &c.ZhOrganization
	case FieldZhProvince:
		return &c.ZhProvince
	case FieldZhCity:
		return &c.ZhCity
	case FieldZhAddress:
		return &c.ZhAddress
	}
	return nil
}
