package ingest

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

var (
	ownerWords = []string{"registrant", "owner", "holder", "contact", "domainowner", "domainholder", "domainregistrant", "registrants", "owners", "holders",
		"注册人", "注册者", "所有者", "所有人", "持有者", "持有人", "联系人", "域名注册人", "域名所有者", "域名所有人", "域名持有者", "域名持有人", "域名联系人", "登录者", "登録者",
		"inhaber", "domaininhaber", "titulaire", "titular", "titolare", "proprietaire", "propietario"}
	chineseMarks = []string{"zh", "chinese", "cn", "中文", "汉字"}
	englishMarks = []string{"en", "eng", "english", "pinyin", "int", "英文", "拼音", "英文拼音", "英语", "英語", "ローマ字"}

	// What is made of the tables is made at its first use, so that a command
	// which reads no sheet starts at once.
	fieldByName  = sync.OnceValue(buildFieldNames)
	resultByName = sync.OnceValue(buildResultNames)
	knownHeaders = sync.OnceValue(func() vocabulary { return newVocabulary(knownNames(), foldHeader) })
	simplified   = sync.OnceValue(func() map[rune]rune { return pairs(traditional) })
)

// SuggestField is the known header that a mistyped one is closest to, or "".
func SuggestField(header string) string { return suggestField(header) }

func suggestField(header string) string {
	key := foldHeader(header)
	if f, ok := likelyMeant[key]; ok {
		return string(f)
	}
	return knownHeaders().closest(key)
}

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
	for f, names := range foreignNames {
		for name := range strings.SplitSeq(names, ";") {
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
			if f, ok := ownedValue(rest); ok {
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

// ownedValue is the field of a value of a contact with a word for its owner
// before it, perhaps two ("registrant contact email"), or behind an "of".
func ownedValue(key string) (Field, bool) {
	for _, w := range ownerWords {
		if rest, ok := strings.CutPrefix(key, w); ok {
			if f, ok := contactValue(rest); ok {
				return f, true
			}
			if rest, ok = strings.CutPrefix(rest, "contact"); ok {
				if f, ok := contactValue(rest); ok {
					return f, true
				}
			}
		}
		if rest, ok := strings.CutSuffix(key, w); ok {
			for _, of := range []string{"of", "ofthe"} {
				if rest, ok := strings.CutSuffix(rest, of); ok {
					if f, ok := contactValue(rest); ok {
						return f, true
					}
				}
			}
		}
	}
	return "", false
}

// unmarked is a key without a mark before or behind it, or in its midst where
// it is Chinese.
func unmarked(key, mark string) []string {
	var rests []string
	if before, after, ok := strings.Cut(key, mark); ok && before != "" && after != "" && !isASCII(mark) {
		rests = append(rests, before+after)
	}
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
	for _, r := range unaccented(width.Fold.String(s)) {
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

// unaccented takes the accents from Latin letters, whichever way they are
// written; ß stays. Text of another script is left as it is.
func unaccented(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= 0xc0 && r < 0x370 || r >= 0x1e00 && r < 0x1f00 }) < 0 {
		return s
	}
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if r >= 0x300 && r < 0x370 {
			return -1
		}
		return r
	}, norm.NFD.String(s)))
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
	"費费術术無无過过處处獲获碼码變变權权稱称箱箱個个帐账縣县廣广東东灣湾門门開开關关閉闭財财務务繳缴賬账單单請请錯错誤误試试間间運运結结華华臺台韓韩陸陆別别" +
	"網网遞递辦办證证傳传現现級级優优資资訊讯頁页總总錄录"

func pairs(s string) map[rune]rune {
	m := map[rune]rune{}
	letters := []rune(s)
	for i := 0; i+1 < len(letters); i += 2 {
		m[letters[i]] = letters[i+1]
	}
	return m
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
