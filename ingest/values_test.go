package ingest

import (
	"fmt"
	"strings"
	"testing"
)

func ruleOf(t *testing.T, f Field) rule {
	t.Helper()
	for _, r := range contactRules {
		if r.field == f {
			return r
		}
	}
	t.Fatalf("no rule for %s", f)
	return rule{}
}

// ofPhone is env for one cell of a Chinese number whose other cells are right.
func (env valueEnv) ofPhone(f Field, v string) valueEnv {
	typed := phoneCells{area: "86", number: "13800138000"}
	switch f {
	case FieldTelArea:
		typed.area = trim(v)
	case FieldTelephone:
		typed.number = trim(v)
	}
	return env.withPhone(&phoneBook{}, typed)
}

// TestContactValues shows for every field what is taken, what is doubted and
// what is refused: the value as understood where it is usable, and every
// finding as "severity rule → proposed".
func TestContactValues(t *testing.T) {
	cn := valueEnv{country: "CN", chinese: true}
	long := strings.Repeat("x", 256)
	for _, c := range []struct {
		field    Field
		in, want string
	}{
		{FieldRegistrantType, "Individual", "1"},
		{FieldRegistrantType, "企业", "2"},
		{FieldRegistrantType, "2", "2"},
		{FieldRegistrantType, "3", "error registrant_type.word"},

		{FieldName, "li si", "li si"},
		{FieldName, "O'Neil, J. (2nd)", "O'Neil, J. (2nd)"},
		{FieldName, "李四", "error name.ascii"},
		{FieldName, "José", "error name.ascii → Jose"},
		{FieldName, "Łukasz Strauß", "error name.ascii → Lukasz Strauss"},
		{FieldName, "Иван", "error name.ascii"},
		{FieldProvince, "浙江省", "error province.ascii → zhe jiang"},
		{FieldProvince, "陕西", "error province.ascii → shan xi"},
		{FieldProvince, "加州", "error province.ascii"},
		{FieldName, "\u0410nna Li", "error name.ascii → Anna Li"},
		{FieldName, "NULL", "error name.placeholder"},
		{FieldName, "None", "None; warning name.placeholder"},
		{FieldName, "'t Hooft", "'t Hooft"},
		{FieldName, "?? ??", "error name.lost"},
		{FieldAddress, "'12 Main St", "error address.damaged → 12 Main St"},
		{FieldOrganization, "Smith &amp; Sons", "error organization.damaged → Smith & Sons"},
		{FieldOrganization, "AT&T", "AT&T"},
		{FieldProvince, "N/A", "N/A; warning province.placeholder"},
		{FieldName, long, "error name.long"},
		{FieldName, "ｌｉ　ｓｉ", "error name.damaged → li si"},
		{FieldName, "li\u00a0si", "error name.damaged → li si"},
		{FieldName, "li\nsi", "error name.damaged → li si"},
		{FieldName, "li\u200bsi", "error name.damaged → lisi"},
		{FieldOrganization, "“Acme” Ltd", "error organization.damaged → \"Acme\" Ltd"},
		{FieldAddress, "1–3 Main\tSt", "error address.damaged → 1-3 Main St"},
		{FieldAddress, "1\x07 Main", "error address.damaged → 1 Main"},

		{FieldCountry, "cn", "CN"},
		{FieldCountry, "China", "CN; notice country.name → CN"},
		{FieldCountry, "中国", "CN; notice country.name → CN"},
		{FieldCountry, "中華人民共和國", "CN; notice country.name → CN"},
		{FieldCountry, "香港", "HK; notice country.name → HK"},
		{FieldCountry, "USA", "US; notice country.name → US"},
		{FieldCountry, "Germny", "error country.code → DE"},
		{FieldCountry, "ZZ", "error country.code"},

		{FieldPostalCode, "010010", "010010"},
		{FieldPostalCode, "SW1A 1AA", "SW1A 1AA; warning postal_code.country"},
		{FieldPostalCode, "310024.0", "error postal_code.decimal → 310024"},
		{FieldPostalCode, "'010010", "error postal_code.damaged → 010010"},
		{FieldPostalCode, "CN-310024", "CN-310024; warning postal_code.country → 310024"},
		{FieldPostalCode, "N/A", "error postal_code.placeholder"},
		{FieldPostalCode, "10010", "10010; warning postal_code.zero → 010010"},
		{FieldPostalCode, "1001", "1001; warning postal_code.country"},
		{FieldPostalCode, "3.1E+05", "error postal_code.scientific"},
		{FieldPostalCode, "310024#", "error postal_code.syntax"},
		{FieldPostalCode, "12345678901234567", "error postal_code.long"},
		{FieldPostalCode, "３１００２４", "error postal_code.damaged → 310024"},

		{FieldEmail, "owner@example.com", "owner@example.com"},
		{FieldEmail, "Owner <owner@example.com>", "error email.syntax → owner@example.com"},
		{FieldEmail, "mailto:owner@example.com", "error email.syntax → owner@example.com"},
		{FieldEmail, "owner@example.com;", "error email.syntax → owner@example.com"},
		{FieldEmail, "owner @example.com", "error email.syntax → owner@example.com"},
		{FieldEmail, "a@b.de;c@d.de", "error email.syntax"},
		{FieldEmail, "owner＠example.com", "error email.damaged → owner@example.com"},
		{FieldEmail, "owner", "error email.syntax"},
		{FieldEmail, "lisi@例子.公司", "error email.ascii → lisi@xn--fsqu00a.xn--55qx5d"},
		{FieldEmail, "李四@例子.公司", "error email.ascii"},
		{FieldEmail, "\u043ewner@example.com", "error email.ascii → owner@example.com"},
		{FieldEmail, "lisi#163.com", "error email.syntax → lisi@163.com"},
		{FieldEmail, "lisi (at) example.com", "error email.syntax → lisi@example.com"},
		{FieldEmail, "lisi@gmial.com", "lisi@gmial.com; warning email.slip → lisi@gmail.com"},
		{FieldEmail, "lisi@example.con", "lisi@example.con; warning email.tld → lisi@example.com"},
		{FieldEmail, "lisi@example.nosuchending", "lisi@example.nosuchending; warning email.tld"},
		{FieldEmail, "lisi@-example.com", "error email.domain"},
		{FieldEmail, "lisi@com.cn", "lisi@com.cn; warning email.domain"},
		{FieldEmail, "lisi@mail.example.com", "lisi@mail.example.com"},
		{FieldEmail, "a.b+c@x-y.co.uk", "a.b+c@x-y.co.uk"},
		{FieldEmail, "owner@localhost", "error email.syntax"},
		{FieldEmail, strings.Repeat("a", 65) + "@example.com", "error email.syntax"},
		{FieldEmail, "owner@" + strings.Repeat("a.", 124) + "com", "error email.long"},

		{FieldTelArea, "86", "86"},
		{FieldTelArea, "+86", "error tel_area.syntax → 86"},
		{FieldTelArea, "0086", "error tel_area.syntax → 86"},
		{FieldTelArea, "010", "error tel_area.syntax → 86"},
		{FieldTelArea, "8613", "error tel_area.syntax → 86"},
		{FieldTelArea, "CN", "error tel_area.syntax → 86"},
		{FieldTelArea, "86.0", "error tel_area.decimal → 86"},
		{FieldTelArea, "999", "error tel_area.unknown → 86"},
		{FieldTelArea, "1", "1; warning tel_area.country → 86"},

		{FieldTelephone, "13800138000", "13800138000"},
		{FieldTelephone, "138-0013-8000", "error telephone.syntax → 13800138000"},
		{FieldTelephone, "+86-13800138000", "error telephone.syntax → 13800138000"},
		{FieldTelephone, "0086 13800138000", "error telephone.syntax → 13800138000"},
		{FieldTelephone, "+49 30 123456", "error telephone.country"},
		{FieldTelephone, "(010) 8888 8888", "error telephone.syntax → 01088888888"},
		{FieldTelephone, "1.38E+10", "error telephone.scientific"},
		{FieldTelephone, "1.3800138000E+10", "error telephone.scientific → 13800138000"},
		{FieldTelephone, "01088888888 ext 12", "error telephone.extension → 01088888888"},
		{FieldTelephone, "88888888/99999999", "error telephone.several"},
		{FieldTelephone, "call me", "error telephone.syntax"},
		{FieldTelephone, "123456789012345", "error telephone.long"},
		{FieldTelephone, "12345678901234", "error telephone.long"},
		{FieldTelephone, "110", "110; warning telephone.short"},

		{FieldTelExt, "12", "12"},
		{FieldTelExt, "-", "error tel_ext.placeholder"},
		{FieldTelExt, "x12", "error tel_ext.syntax → 12"},
		{FieldTelExt, "boss", "error tel_ext.syntax"},
		{FieldZhName, "李四", "李四"},
		{FieldZhName, "li si", "li si; warning zh.han"},
		{FieldZhName, "无", "error zh_name.placeholder"},
		{FieldZhName, "NULL", "error zh_name.placeholder"},
		{FieldZhName, "æµ™æ±Ÿ", "error zh_name.damaged → 浙江"},
		{FieldZhName, "锟斤拷锟", "error zh_name.lost"},
		{FieldZhName, "李\u00a0四", "李\u00a0四; warning zh_name.damaged → 李 四"},
		{FieldZhOrganization, strings.Repeat("公", 65), strings.Repeat("公", 65) + "; warning zh_organization.long"},
		{FieldZhProvince, "浙江", "浙江"},
		{FieldZhProvince, "浙江省", "浙江省; warning zh_province.name → 浙江"},
		{FieldZhProvince, "加州", "加州; warning zh_province.name"},
	} {
		t.Run(fmt.Sprintf("%s %.20q", c.field, c.in), func(t *testing.T) {
			out, found := checkValue(ruleOf(t, c.field), cn.ofPhone(c.field, c.in), c.in)
			parts, usable := []string{}, true
			for _, f := range found {
				p := f.Severity.String() + " " + f.Rule
				if f.Proposed != "" {
					p += " → " + f.Proposed
				}
				parts = append(parts, p)
				usable = usable && f.Severity != Error
				if f.Message == "" || f.Severity == Error && f.Cure == "" || strings.Contains(f.Message, c.in) && len(c.in) > 5 {
					t.Errorf("poor words: %+v", f)
				}
			}
			if usable {
				parts = append([]string{out}, parts...)
			}
			if got := strings.Join(parts, "; "); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestAcceptedFixesAreNoticed(t *testing.T) {
	env := valueEnv{country: "CN", accept: true}
	for _, c := range []struct {
		field           Field
		in, want, rules string
	}{
		{FieldTelArea, "＋８６", "86", "tel_area.damaged tel_area.syntax"},
		{FieldTelephone, "+86\u00a0138–0013–8000", "13800138000", "telephone.damaged telephone.syntax"},
		{FieldPostalCode, "10010", "010010", "postal_code.zero"},
		{FieldEmail, " MAILTO:owner@example.com.", "owner@example.com", "email.syntax email.syntax"},
		{FieldZhProvince, "浙江省", "浙江", "zh_province.name"},
		{FieldCountry, "Germny", "DE", "country.code"},
	} {
		out, found := checkValue(ruleOf(t, c.field), env.ofPhone(c.field, c.in), trim(c.in))
		var rules []string
		for _, f := range found {
			rules = append(rules, f.Rule)
			if f.Severity != Notice || f.Proposed == "" {
				t.Errorf("%s: %+v", c.in, f)
			}
		}
		if got := strings.Join(rules, " "); out != c.want || got != c.rules {
			t.Errorf("%q: %q, %s", c.in, out, got)
		}
	}
}

func TestCountryTableIsComplete(t *testing.T) {
	if len(countries) != 249 {
		t.Errorf("%d countries", len(countries))
	}
	for _, c := range countries {
		for _, name := range []string{c.alpha2, c.alpha3, c.english, c.chinese} {
			if got, found := checkCountry(valueEnv{}, name); got != c.alpha2 || len(found) > 0 && found[0].Severity != Notice {
				t.Errorf("%s: %s", name, got)
			}
		}
	}
	taken := map[string]string{}
	for code, names := range countryAliases {
		for _, name := range strings.Split(names, ";") {
			if got, found := checkCountry(valueEnv{}, trim(name)); got != code || !countryCodes()[code] || len(found) > 1 {
				t.Errorf("%s: %s, want %s", name, got, code)
			}
			if key := foldCountry(name); taken[key] != "" && taken[key] != code {
				t.Errorf("%s means %s and %s", name, code, taken[key])
			} else {
				taken[key] = code
			}
		}
	}
}

func TestCountriesAsPeopleWriteThem(t *testing.T) {
	for in, want := range map[string]string{
		"P.R. China": "CN", "P.R.C.": "CN", "the People's Republic of China": "CN", "China (CN)": "CN", "CN - China": "CN", "CN/中国": "CN", "中國": "CN", "中國大陸": "CN",
		"U.S.": "US", "U.S.A.": "US", "the United States": "US", "U.K.": "GB", "Hong Kong S.A.R.": "HK", "hong-kong": "HK", "香港特別行政區": "HK",
		"Trinidad and Tobago": "TT", "Saint Lucia": "LC", "Cote d'Ivoire": "CI", "Côte d’Ivoire": "CI", "Reunion": "RE", "Turkiye": "TR", "臺灣": "TW",
		"China (US)": "", "Chin": "", "XX": "", "Europe": "", "": "", "EU": "", "US - CN": "", "Chna": "→CN", "Untied States": "→US", "Germny": "→DE",
	} {
		got, found := checkCountry(valueEnv{}, in)
		if len(found) > 0 && found[0].Severity == Error {
			got = ""
			if found[0].Proposed != "" {
				got = "→" + found[0].Proposed
			}
		}
		if got != want && !(want == "" && strings.HasPrefix(got, "→")) {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestDomains(t *testing.T) {
	label63 := strings.Repeat("a", 63)
	for _, c := range []struct{ in, want string }{
		{"example.com", "example.com"},
		{" Example.COM. ", "example.com"},
		{"\u00a0example.com\u200b", "example.com"},
		{"例子.公司", "例子.公司"},
		{"例子。公司", "例子.公司; notice domain.width → 例子.公司"},
		{"xn--fsqu00a.xn--55qx5d", "例子.公司; notice domain.punycode → 例子.公司"},
		{"XN--FSQU00A.COM", "例子.com; notice domain.punycode → 例子.com"},
		{"bücher.de", "bücher.de"},
		{"faß.de", "faß.de"},
		{"ｅｘａｍｐｌｅ．com", "example.com; notice domain.width → example.com"},
		{label63 + ".com", label63 + ".com"},
		{"a.com.cn", "a.com.cn"},
		{"www.example.com", "www.example.com; error domain.subdomain → example.com"},
		{"shop.example.com", "shop.example.com; warning domain.subdomain → example.com"},
		{"www.com", "www.com"},
		{"example.cmo", "example.cmo; warning domain.tld → example.com"},
		{"example.nosuchending", "example.nosuchending; warning domain.tld"},
		{"com.cn", "com.cn; error domain.suffix"},
		{"i❤.com", "i❤.com; error domain.symbol"},
		{"i❤.ws", "i❤.ws; warning domain.symbol"},
		{"xn--i-7iq.com", "i❤.com; error domain.symbol"},
		{"a·b.com", "a·b.com; error domain.symbol"},
		{"col·lecció.cat", "col·lecció.cat"},
		{"サン・ネット.jp", "サン・ネット.jp"},
		{"bücher.cn", "bücher.cn; warning domain.registry"},
		{"例子a1.cn", "例子a1.cn"},
		{"例子.中国", "例子.中国"},
		{"пример.com", "пример.com"},
		{"сосо.com", "сосо.com; warning domain.lookalike → coco.com"},
		{"نامه\u200cای.com", "نامه\u200cای.com"},
		{"ශ්\u200dරී.com", "ශ්\u200dරී.com"},
		{"exa\u200dmple.com", "error domain.invisible → example.com"},
		{"example.com (old)", "error domain.remark → example.com"},
		{"例子.com（旧）", "error domain.remark → 例子.com"},
		{"NULL", "error domain.placeholder"},
		{"pаypal.com", "pаypal.com; warning domain.lookalike → paypal.com"},

		{"", "error domain.blank"},
		{"https://www.example.com/a?b", "error domain.url → example.com"},
		{"http://user:pw@Example.com:8080", "error domain.url → example.com"},
		{"example.com/", "error domain.url → example.com"},
		{"example.com:443", "error domain.url → example.com"},
		{"owner@example.com", "error domain.email → example.com"},
		{"*.example.com", "error domain.wildcard → example.com"},
		{"exam ple.com", "error domain.blank_inside → example.com"},
		{"a.com, b.com", "error domain.several"},
		{"a.com\nb.com", "error domain.several"},
		{"example,com", "error domain.comma → example.com"},
		{"\"example.com\"", "error domain.quotes → example.com"},
		{".example.com", "error domain.dots → example.com"},
		{"example..com", "error domain.label"},
		{"-example.com", "error domain.label"},
		{"ex_ample.com", "error domain.label"},
		{"ab--cd.com", "error domain.label"},
		{"xn--0.com", "error domain.label"},
		{label63 + "a.com", "error domain.label"},
		{strings.Repeat("abcdefg.", 32) + "com", "error domain.long"},
		{"example", "error domain.dot"},
		{"n/a", "error domain.placeholder"},
		{"192.168.0.1", "error domain.address"},
		{"1.5", "error domain.address"},
	} {
		name, found := understandDomain(c.in, false)
		var parts []string
		if name != "" {
			parts = append(parts, name)
		}
		for _, f := range found {
			p := f.Severity.String() + " " + f.Rule
			if f.Proposed != "" {
				p += " → " + f.Proposed
			}
			parts = append(parts, p)
		}
		if got := strings.Join(parts, "; "); got != c.want {
			t.Errorf("%q: got %s, want %s", c.in, got, c.want)
		}
	}
	for in, want := range map[string]string{"HTTPS://Example.COM/x": "example.com", "owner@\u200bexample.com": "example.com", "pаypal.com": "paypal.com", "www.example.com": "example.com", "shop.example.com": "shop.example.com"} {
		if got, _ := understandDomain(in, true); got != want {
			t.Errorf("%q accepted: %s", in, got)
		}
	}
}

func TestWords(t *testing.T) {
	for want, words := range map[Action]string{
		ActionUpdateContact: "update-contact|Update Contact|UPDATE_CONTACT|修改联系人|SaveBatchTaskForUpdatingContactInfoByNewContact|修改聯繫人信息|修改聯絡人",
		ActionUpdateProfile: "update-profile|SaveSingleTaskForUpdatingContactInfo|修改模板|更换信息模板",
		ActionTransferCode:  "transfer-code|auth-code|auth_code|get-auth-code|AuthCode|EPP code|转移密码|获取转移密码|SaveSingleTaskForQueryingTransferAuthorizationCode",
		ActionSkip:          "skip|跳过|-|Ｓｋｉｐ|忽略",
	} {
		for _, w := range strings.Split(words, "|") {
			got, found := parseAction(w)
			if got != want || len(found) > 0 {
				t.Errorf("%q: %q %v", w, got, found)
			}
		}
	}
	if _, found := parseAction("upate contact"); len(found) != 1 || found[0].Cure != "did you mean update-contact?" {
		t.Errorf("%+v", found)
	}
	if _, found := parseAction("renew"); len(found) != 1 || found[0].Proposed != "" {
		t.Errorf("%+v", found)
	}
	for in, want := range map[string]string{
		"registrant": "registrant", "Owner": "registrant", "注册人": "registrant", "admin,tech": "admin tech", "tech; admin": "tech admin",
		"admin/billing": "admin billing", "管理、技术": "admin tech", "all": "registrant admin tech billing", "全部": "registrant admin tech billing",
		"admin, ADMIN": "admin", "registrant and admin": "registrant admin", "Admin Contact, Technical contact": "admin tech", "注册人和管理": "registrant admin",
		"registrant，tech": "registrant tech", "admin\ntech": "admin tech",
	} {
		types, found := parseContactTypes(in)
		if got := strings.Join(mainWords(types...), " "); got != want || len(found) > 0 {
			t.Errorf("%q: %q %v", in, got, found)
		}
	}
	for _, in := range []string{"registrent", "admin, boss", ",", "0"} {
		if _, found := parseContactTypes(in); len(found) != 1 || found[0].Severity != Error {
			t.Errorf("%q: %+v", in, found)
		}
	}
	for in, want := range map[string]int64{"1000001": 1000001, "0": 0, "-5": 0, "1.5": 0, "12a": 0, "9223372036854775808": 0, "1E+06": 0} {
		if got, found := parseProfileID(in, kindText); got != want || (want == 0) != (len(found) == 1) {
			t.Errorf("%q: %d %v", in, got, found)
		}
	}
	if _, found := parseProfileID("1234567890123456", kindNumber); len(found) != 1 || found[0].Rule != "profile_id.digits" {
		t.Errorf("%+v", found)
	}
	for in, want := range map[string]Lock{"yes": LockOn, "是": LockOn, "TRUE": LockOn, "1": LockOn, "no": LockOff, "否": LockOff, "FALSE": LockOff, "0": LockOff, "perhaps": LockUnset} {
		if got, found := parseLock(in); got != want || (want == LockUnset) != (len(found) == 1) {
			t.Errorf("%q: %q %v", in, got, found)
		}
	}
}

func TestGuardComesOffExactlyOnce(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+86": "'+86", "-5": "'-5", "@x": "'@x", "\tx": "'\tx", "＝1": "'＝1", " =1": "' =1", "'=1": "''=1",
		"plain": "plain", "'plain": "'plain", "": "", "a=b": "a=b",
	} {
		if got := GuardFormula(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
		if got := unguardFormula(want); got != in {
			t.Errorf("%q came back as %q", in, got)
		}
	}
}
