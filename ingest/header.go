package ingest

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// fieldNames lists, for every field, the headers it is known by besides its
// canonical name. Case, blanks, punctuation and full-width forms do not
// matter. Names of contact values also work behind one of ownerWords
// ("Registrant City"), and with a language mark ("name (Chinese)").
var fieldNames = map[Field][]string{
	FieldDomain:         {"domains", "domain name", "domain names", "fqdn", "域名", "域名名称", "域名列表"},
	FieldAction:         {"operation", "op", "task", "what to do", "操作", "操作类型", "动作", "任务", "办理事项"},
	FieldContactType:    {"contact types", "contact role", "role", "联系人类型", "联系类型", "联系人角色"},
	FieldProfileID:      {"registrant profile id", "registrant profile", "profile", "template id", "template", "信息模板id", "信息模板", "信息模板编号", "模板id", "模板编号"},
	FieldTransferLock:   {"add transfer lock", "transfer out prohibited", "lock", "60 day lock", "转移锁", "转移锁定", "60天转移锁", "禁止转出", "禁止转移"},
	FieldRegistrantType: {"owner type", "holder type", "类型", "注册人类型", "注册者类型", "所有者类型", "持有者类型", "用户类型"},

	FieldName:         {"full name", "contact name", "contact person", "person", "contact person name", "联系人", "联系人姓名", "姓名", "名字"},
	FieldOrganization: {"organisation", "organization name", "organisation name", "org", "company", "company name", "单位", "单位名称", "公司", "公司名称", "组织", "组织名称", "企业名称", "机构", "所有者", "持有者", "域名所有者", "域名持有者"},
	FieldCountry:      {"country code", "country region", "country or region", "nation", "国家", "国家代码", "国家地区", "国家或地区", "国别"},
	FieldProvince:     {"state", "province state", "state province", "province or state", "state or province", "region", "省份", "省", "省州", "州省", "州"},
	FieldCity:         {"town", "城市", "市"},
	FieldAddress:      {"street", "street address", "addr", "address line", "address 1", "mailing address", "postal address", "地址", "通讯地址", "通信地址", "联系地址", "详细地址", "街道", "街道地址"},
	FieldPostalCode:   {"postcode", "post code", "postal", "zip", "zip code", "zip postal code", "邮编", "邮政编码", "邮编号码"},
	FieldEmail:        {"e mail", "mail", "email address", "e mail address", "邮箱", "电子邮箱", "电子邮件", "邮箱地址", "邮件地址", "邮件", "电邮"},
	FieldTelArea:      {"tel area code", "phone area", "phone country code", "telephone country code", "calling code", "country calling code", "dial code", "dialing code", "area code", "区号", "国际区号", "国家区号", "电话区号", "国际电话区号", "国家电话代码"},
	FieldTelephone:    {"tel", "phone", "phone number", "telephone number", "tel number", "mobile", "mobile phone", "mobile number", "cell", "cell phone", "cellphone", "电话", "电话号码", "手机", "手机号", "手机号码", "联系电话", "固定电话"},
	FieldTelExt:       {"ext", "extension", "phone ext", "phone extension", "telephone extension", "telephone ext", "tel extension", "分机", "分机号", "分机号码", "电话分机"},

	FieldInstanceID: {"instance", "实例id", "实例", "实例编号"},
	FieldAccount:    {"account name", "credential profile", "账号", "账户"},
	FieldContactRef: {"ref", "reference", "contact reference", "contact id", "contact key", "联系人引用", "联系人编号", "联系人代号", "引用"},
	FieldNote:       {"notes", "remark", "remarks", "comment", "comments", "memo", "备注", "说明", "注释"},
}

// resultNames are the headers that an earlier report may have written,
// besides the English ones.
var resultNames = map[ResultColumn][]string{
	ResultResult: {"处理结果"}, ResultComment: {"结果说明"}, ResultErrorCode: {"错误代码", "错误码"},
	ResultTaskNo: {"任务编号", "任务号"}, ResultRequestID: {"请求id", "请求编号"}, ResultAttempts: {"尝试次数"},
	ResultSubmittedAt: {"提交时间"}, ResultFinishedAt: {"完成时间"}, ResultTransferCode: {"转移密码", "转移码"},
	ResultRunID: {"运行id", "运行编号"},
}

// chineseOf names the field that holds the Chinese form of another.
var chineseOf = map[Field]Field{
	FieldName: FieldZhName, FieldOrganization: FieldZhOrganization, FieldProvince: FieldZhProvince,
	FieldCity: FieldZhCity, FieldAddress: FieldZhAddress,
}

// allFields lists every field in the order of the documentation.
func allFields() []Field {
	return []Field{
		FieldDomain, FieldAction, FieldContactType, FieldProfileID, FieldTransferLock, FieldRegistrantType,
		FieldName, FieldOrganization, FieldCountry, FieldProvince, FieldCity, FieldAddress, FieldPostalCode,
		FieldEmail, FieldTelArea, FieldTelephone, FieldTelExt,
		FieldZhName, FieldZhOrganization, FieldZhProvince, FieldZhCity, FieldZhAddress,
		FieldInstanceID, FieldAccount, FieldContactRef, FieldNote,
	}
}

var (
	ownerWords   = []string{"registrant", "owner", "holder", "contact", "注册人", "注册者", "所有者", "持有者", "联系人"}
	chineseMarks = []string{"zh", "chinese", "cn", "中文", "汉字"}
	englishMarks = []string{"en", "eng", "english", "pinyin", "int", "英文", "拼音", "英文拼音"}
	fieldByName  = buildFieldNames()
	resultByName = buildResultNames()
	knownHeaders = knownNames()
)

func buildFieldNames() map[string]Field {
	m := map[string]Field{}
	add := func(name string, f Field) {
		if _, taken := m[name]; !taken {
			m[name] = f
		}
	}
	for _, f := range allFields() {
		add(foldHeader(string(f)), f)
		for _, name := range fieldNames[f] {
			add(foldHeader(name), f)
		}
	}
	for _, f := range allFields() {
		if !isContactField(f) || f == FieldRegistrantType {
			continue
		}
		for _, name := range append([]string{string(f)}, fieldNames[f]...) {
			addVariants(foldHeader(name), f, add)
		}
	}
	return m
}

// addVariants adds a name behind the words for its owner, and with the marks
// of a language. Plain names come first, so that none is overruled.
func addVariants(name string, f Field, add func(string, Field)) {
	for _, w := range ownerWords {
		add(w+name, f)
	}
	for _, mark := range englishMarks {
		add(mark+name, f)
		add(name+mark, f)
	}
	zh, ok := chineseOf[f]
	if !ok {
		return
	}
	for _, mark := range chineseMarks {
		add(mark+name, zh)
		add(name+mark, zh)
		for _, w := range ownerWords {
			add(mark+w+name, zh)
			add(w+name+mark, zh)
		}
	}
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
		names = append(names, string(f))
		for _, n := range fieldNames[f] {
			names = append(names, n)
		}
	}
	return names
}

// foldHeader keeps the letters and digits of a header, in lower case, of
// ordinary width, and in simplified Chinese.
func foldHeader(s string) string {
	var b strings.Builder
	for _, r := range width.Fold.String(s) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		if simple, ok := simplified[r]; ok {
			r = simple
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.ReplaceAll(b.String(), "联络", "联系") // as Taiwan and Hong Kong say it
}

// simplified maps the traditional characters of the words that this package
// knows.
var simplified = pairs("聯联繫系絡络電电話话郵邮編编號号區区國国單单組组織织註注冊册類类轉转鎖锁實实帳账戶户備备說说釋释動动業业機机構构員员" +
	"費费術术無无過过處处獲获碼码變变權权稱称箱箱個个帐账縣县廣广東东灣湾門门開开關关閉闭財财務务繳缴賬账單单請请錯错誤误試试間间運运結结華华臺台韓韩")

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
	f, ok := fieldByName[foldHeader(name)]
	if ok {
		return f, true
	}
	return fieldOfParts(name)
}

// fieldOfParts understands a header with a remark or in two languages, such
// as "Domain (required)" and "域名/Domain": exactly one field may be named.
func fieldOfParts(name string) (Field, bool) {
	parts := strings.FieldsFunc(width.Fold.String(name), func(r rune) bool {
		return strings.ContainsRune("/|\\\n\r()[]【】", r)
	})
	if len(parts) == 1 {
		parts = splitScripts(parts[0])
	}
	var found Field
	for _, p := range parts {
		f, ok := fieldByName[foldHeader(p)]
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
