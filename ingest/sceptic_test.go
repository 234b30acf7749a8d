package ingest

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// judged is what the check of a value says, without its words.
func judged(t *testing.T, field Field, env valueEnv, in string) string {
	t.Helper()
	out, found := checkValue(ruleOf(t, field), env, trim(in))
	var parts []string
	usable := true
	for _, f := range found {
		p := f.Severity.String() + " " + f.Rule
		if f.Proposed != "" {
			p += " → " + f.Proposed
		}
		if f.Proposed != "" && !f.fix && !f.applied {
			p += " (not taken)"
		}
		parts = append(parts, p)
		usable = usable && f.Severity != Error
		mustBeChinese(t, Problem{Rule: f.Rule, Message: f.Message, Cure: f.Cure})
	}
	if usable {
		parts = append([]string{out}, parts...)
	}
	return strings.Join(parts, "; ")
}

func TestDamageThatPeopleAndProgramsDoToValues(t *testing.T) {
	cn := valueEnv{country: "CN"}
	for _, c := range []struct {
		field    Field
		in, want string
	}{
		{FieldTelephone, "13,800,138,000", "error telephone.grouped → 13800138000"},
		{FieldTelephone, "13,800,138,000.00", "error telephone.grouped → 13800138000"},
		{FieldTelephone, "00000000000", "00000000000; warning telephone.plan"},
		{FieldTelephone, "13800000000", "13800000000"}, // typed as text, and often in examples
		{FieldPostalCode, "310,024", "error postal_code.grouped → 310024"},
		{FieldPostalCode, "310.024", "error postal_code.grouped → 310024"},
		{FieldTelArea, "8,6", "error tel_area.syntax → 86"},

		{FieldEmail, "mailto:o@acme.com?subject=x", "error email.syntax → o@acme.com"},
		{FieldEmail, "http://o@acme.com/", "error email.syntax → o@acme.com"},
		{FieldEmail, "o@acme.com/", "error email.syntax → o@acme.com"},
		{FieldEmail, "“o@acme.com”", "error email.damaged → \"o@acme.com\"; error email.syntax → o@acme.com"},
		{FieldEmail, "(o@acme.com)", "error email.syntax → o@acme.com"},
		{FieldEmail, "o@acme,com", "error email.syntax → o@acme.com"},
		{FieldEmail, "o @ acme . com", "error email.syntax → o@acme.com"},
		{FieldEmail, "li si@acme.com", "error email.syntax → lisi@acme.com (not taken)"},
		{FieldPostalCode, "10010", "10010; warning postal_code.zero → 010010"},
		{FieldPostalCode, "81001", "81001; warning postal_code.country"},
		{FieldEmail, "o@192.168.0.1", "error email.syntax"},
		{FieldEmail, "\"a b\"@acme.com", "\"a b\"@acme.com; warning email.quoted"},
		{FieldEmail, "o@acme.com（张三）", "error email.damaged → o@acme.com(张三); error email.ascii → o@acme.com"},
		{FieldEmail, "张三 o@acme.com", "error email.ascii → o@acme.com"},
		{FieldEmail, "张三o@acme.com", "error email.ascii"},
		{FieldEmail, "o@acme.xn--p1ai", "o@acme.xn--p1ai"},
		{FieldEmail, "a.b+c=d/e@sub.acme.co.uk", "a.b+c=d/e@sub.acme.co.uk"},

		{FieldName, "o@acme.com", "o@acme.com; warning name.misplaced"},
		{FieldName, "13800138000", "13800138000; warning name.misplaced"},
		{FieldCity, "TRUE", "TRUE; warning city.misplaced"},
		{FieldCity, "310024", "310024; warning city.misplaced"},
		{FieldAddress, "https://acme.com/contact", "https://acme.com/contact; warning address.misplaced"},
		{FieldAddress, "5 Main St @ 3rd", "5 Main St @ 3rd"},
		{FieldAddress, "1234", "1234"},
		{FieldOrganization, "360", "360"},
		{FieldName, "&nbsp;", "error name.damaged"},
		{FieldZhName, "&#8203;", "error zh_name.damaged"},
		{FieldTelephone, "&nbsp;&nbsp;", "error telephone.damaged"},
		{FieldPostalCode, "5", "5; warning postal_code.country"},
		{FieldEmail, "http://", "error email.syntax"},
		{FieldEmail, "mailto:", "error email.syntax"},
		{FieldName, "M?ller", "M?ller; warning name.lost"},
		{FieldZhName, "李?四", "李?四; warning zh_name.lost"},

		{FieldName, "MÃ¼ller", "error name.damaged → Müller; error name.ascii → Muller"},
		{FieldName, "Ã–zil", "error name.damaged → Özil; error name.ascii → Ozil"},
		{FieldOrganization, "CAFÉ’", "error organization.damaged → CAFÉ'; error organization.ascii → CAFE'"},
		{FieldZhName, "鏉庡洓", "error zh_name.damaged → 李四"},
		{FieldZhAddress, "鏉窞甯", "鏉窞甯"}, // cut: nothing is sure
		{FieldZhName, "联通", "联通"},
		{FieldZhOrganization, "杭州网络科技有限公司", "杭州网络科技有限公司"},
		{FieldName, "ﬁnn", "error name.ascii → finn"},
		{FieldOrganization, "№ 5 Ltd…", "error organization.ascii → No 5 Ltd..."},
	} {
		t.Run(fmt.Sprintf("%s %.20q", c.field, c.in), func(t *testing.T) {
			if got := judged(t, c.field, cn.ofPhone(c.field, c.in), c.in); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	italy := valueEnv{country: "IT"}.withPhone(&phoneBook{}, phoneCells{"39", "612345678", ""})
	if got := judged(t, FieldTelephone, italy, "612345678"); got != "612345678; warning telephone.zero → 0612345678" {
		t.Error(got)
	}
	number := cn.ofPhone(FieldTelephone, "13800000000")
	number.kind = kindNumber
	if got := judged(t, FieldTelephone, number, "13800000000"); got != "13800000000; warning telephone.zeros" {
		t.Error(got)
	}
	us := valueEnv{country: "US"}.withPhone(&phoneBook{}, phoneCells{"1", "16502530000", ""})
	if got := judged(t, FieldTelephone, us, "16502530000"); got != "error telephone.syntax → 6502530000" {
		t.Error(got)
	}
}

func TestCountriesInOtherLanguages(t *testing.T) {
	for code, names := range map[string]string{
		"CN": "Chine|Cina|中国大陆|Китай|중국|Kina|China 中国|CN 中国", "DE": "Allemagne|Alemania|Germania|ドイツ|Duitsland|Германия|독일", "US": "États-Unis|Etats-Unis|Estados Unidos|アメリカ合衆国|Vereinigte Staaten",
		"ES": "Espagne|Spanien|スペイン", "GB": "Royaume-Uni|Reino Unido|Vereinigtes Königreich|イギリス", "IT": "Italie|Italien|義大利", "NL": "Pays-Bas|Niederlande|Países Bajos", "JP": "Japon|Japón|Giappone",
		"CL": "Chile|Chili", "AL": "Albania|Albanie", "AT": "Autriche|オーストリア", "BR": "Brésil|Brasilien", "NZ": "紐西蘭|Nouvelle-Zélande",
	} {
		for _, name := range strings.Split(names, "|") {
			if got, found := checkCountry(valueEnv{}, name); got != code || len(found) > 0 && found[0].Severity != Notice {
				t.Errorf("%s: %s %+v, want %s", name, got, found, code)
			}
		}
	}
	for _, name := range []string{"Irag", "Austrila", "Niggr"} { // as near to one country as to another, or to none
		if _, found := checkCountry(valueEnv{}, name); len(found) != 1 || found[0].Severity != Error {
			t.Errorf("%s: %+v", name, found)
		}
	}
	if code, found := checkCountry(valueEnv{}, "Iraz"); code != "Iraz" || found[0].Proposed != "" {
		t.Errorf("Iran or Iraq: %s %+v", code, found)
	}
}

func TestAWordForNothingIsNoCountryToJudgeTheRestBy(t *testing.T) {
	in := text("a.csv", "domain,action,contact_type,country,postal_code,tel_area,telephone\na.com,update-contact,admin,N/A,310024,86,13800138000\n")
	_, rows := read(t, in, Options{})
	for _, p := range rows[0].Problems {
		if p.Field == FieldPostalCode || p.Field == FieldTelArea {
			t.Errorf("%+v", p)
		}
	}
}

func TestDomainsAsPeopleWriteThem(t *testing.T) {
	for in, want := range map[string]string{
		"example.com,": "error domain.quotes → example.com", "example.com；": "error domain.quotes → example.com", "example.com*": "error domain.quotes → example.com",
		"example[.]com": "error domain.quotes → example.com", "example(dot)com": "error domain.quotes → example.com", "example dot com": "error domain.quotes → example.com",
		"my–shop.com": "error domain.dash → my-shop.com", "my−shop.com": "error domain.dash → my-shop.com", "my－shop.com": "my-shop.com; notice domain.width → my-shop.com",
		"[example.com](http://example.com)": "error domain.url → example.com", "example.com。": "example.com; notice domain.width → example.com",
		"example.con.cn": "example.con.cn; warning domain.subdomain → example.com.cn", "shop.con.br": "shop.con.br; warning domain.subdomain → shop.com.br",
		"shop.cat.fr": "shop.cat.fr; warning domain.subdomain → cat.fr", "a.new.com": "a.new.com; warning domain.subdomain → new.com",
		"аррӏе.com": "аррӏе.com; warning domain.lookalike → apple.com", "ɡoogle.com": "ɡoogle.com; warning domain.lookalike → google.com",
		"gօogle.com": "gօogle.com; warning domain.lookalike → google.com", "пример.com": "пример.com",
	} {
		name, found := understandDomain(in, false)
		got := name
		for _, f := range found {
			if got != "" {
				got += "; "
			}
			got += f.Severity.String() + " " + f.Rule
			if f.Proposed != "" {
				got += " → " + f.Proposed
			}
			mustBeChinese(t, Problem{Rule: f.Rule, Message: f.Message, Cure: f.Cure})
		}
		if got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func TestPostalCodesWithTheLetterOfTheirCountry(t *testing.T) {
	for _, c := range []string{"LU L-1009", "LU L2453", "SI SI-1000", "HR HR-10000", "AR X5000", "LT LT-01103", "LV LV-1001", "DE 10115", "MD MD-2001"} {
		country, code, _ := strings.Cut(c, " ")
		if _, found := checkPostalCode(valueEnv{country: country}, code); len(found) > 0 {
			t.Errorf("%s: %+v", c, found)
		}
	}
}

func TestProvinceAndCityInEachOthersPlace(t *testing.T) {
	for in, want := range map[string]bool{
		"CN|Hangzhou|Zhejiang": true, "CN|hang zhou|zhe jiang": true, "CN|Zhejiang|Hangzhou": false, "CN|Beijing|Beijing": false, "CN|BJ|Beijing": false, "CN|Jilin|Jilin": false,
		"CN|Jilin Province|Jilin": false, "CN|Zhejiang Province|Zhejiang": false, "CN|Haidian|Beijing": false, "US|Hunan|Hunan": false, "CN||Zhejiang": false, "CN|Chaoyang|Liaoning": true,
		"CN|Inner Mongolia|Hohhot": false, "CN|Qinghai|Hainan": false,
	} {
		parts := strings.Split(in, "|")
		if got := swappedProvince(&Contact{Country: parts[0], Province: parts[1], City: parts[2]}); got != want {
			t.Errorf("%s: %v", in, got)
		}
	}
	_, rows := read(t, text("a.csv", "domain,contact_type,country,province,city\na.com,admin,CN,Hangzhou,Zhejiang\n"), Options{})
	said := false
	for _, p := range rows[0].Problems {
		said = said || p.Rule == "city.swapped"
		mustBeChinese(t, p)
	}
	if !said {
		t.Errorf("%+v", rows[0].Problems)
	}
}

func TestWordsThatAreNoSlips(t *testing.T) {
	if _, found := parseAction("转移"); len(found) != 1 || found[0].fix || found[0].Proposed != "transfer-code" {
		t.Errorf("%+v", found)
	}
	for in, want := range map[string]Action{"EPP": ActionTransferCode, "Authorisation code": ActionTransferCode} {
		if got, found := parseAction(in); got != want || len(found) > 0 {
			t.Errorf("%s: %s %+v", in, got, found)
		}
	}
	for in, want := range map[string]Lock{"1.0": LockOn, "0.0": LockOff, "不需要": LockOff, "启用": LockOn, "未锁定": LockOff, "disabled": LockOff, "2.0": LockUnset} {
		if got, _ := parseLock(in); got != want {
			t.Errorf("%s: %q", in, got)
		}
	}
	for in, want := range map[string]string{"1.0": "1", "2.0": "2", "法人": "2", "Natural person": "1", "個人": "1", "org": "2"} {
		if got, found := checkRegistrantType(valueEnv{}, in); got != want || len(found) > 0 {
			t.Errorf("%s: %q", in, got)
		}
	}
	for _, in := range []string{"'1000001", "1 000\u00a0001", "１０００００１"} {
		if _, found := parseProfileID(in, kindText); len(found) != 1 || found[0].Proposed != "1000001" || !found[0].fix {
			t.Errorf("%q: %+v", in, found)
		}
	}
	_, rows := read(t, text("a.csv", "domain,action,contact_type\na.com,update-contact,N/A\n"), Options{})
	n := 0
	for _, p := range rows[0].Problems {
		if p.Field == FieldContactType {
			n++
			mustBeChinese(t, p)
			if p.Rule != "contact_type.placeholder" {
				t.Errorf("%+v", p)
			}
		}
	}
	if n != 1 {
		t.Errorf("%d problems: %+v", n, rows[0].Problems)
	}
}

func TestNoContactIsTakenForAnother(t *testing.T) {
	in := func(ref string) Input {
		return workbookOf(t, nil, sheetOf{"Domains", [][]any{{"domain", "contact_type", "contact_ref"}, {"a.com", "admin", ref}}},
			sheetOf{"Contacts", [][]any{{"ref", "email"}, {"HQ1", "a@a.com"}, {"Headquarters", "b@a.com"}, {"Berlin East", "c@a.com"}, {"Berlin West", "d@a.com"}}})
	}
	for ref, want := range map[string]string{
		"HQ2": "", "HQ": "", "Headquaters": "b@a.com", "Berlin Eest": "", "HQ1": "a@a.com", "headquarters ": "b@a.com", "Berlin Wst": "d@a.com",
	} {
		_, rows := read(t, in(ref), Options{AcceptFixes: true})
		if got := rows[0].Contact.Email; got != want {
			t.Errorf("%s: %q, want %q: %+v", ref, got, want, rows[0].Problems)
		}
	}
}

func TestABlankInADomainIsTakenAwayWhereNoneCanBeMeant(t *testing.T) {
	for in, want := range map[string]string{"example .com": "example.com", "example. com": "example.com", "shop.example .co.uk": "example.co.uk", "my shop.com": "", "exam ple.com": ""} {
		if got, found := understandDomain(in, true); got != want {
			t.Errorf("%q: %q %+v", in, got, found)
		}
		if _, found := understandDomain(in, false); len(found) != 1 || found[0].Proposed == "" || found[0].fix != (want != "") {
			t.Errorf("%q: %+v", in, found)
		}
	}
}

func TestNoValueIsTooStrangeToJudge(t *testing.T) {
	pieces := []string{
		"&nbsp;", "&#8203;", "\u200b", "\u00a0", "?", "@", ".", ",", ":", "/", "://", "mailto:", "'", "\"", "“", "0", "00", "+", "86", "1.38E+10", "13800138000", "%", "-", "–", "(", "[.]", " dot ",
		"a", "B", "é", "Ã©", "É’", "李", "鏉庡洓", "а", "。", "Ｌ", " ", "\n", "\t", "=", "#N/A", "N/A", "x", "ext", "1月2日", "Jan-02", "xn--", "com", "cn", "\ufffd", "\xff", "ﬁ", "🙂",
	}
	rapid.Check(t, func(t *rapid.T) {
		v := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 6).Draw(t, "value"), "")
		accept := rapid.Bool().Draw(t, "accept")
		country := rapid.SampledFrom([]string{"", "CN", "US", "IT", "LU", "XX"}).Draw(t, "country")
		for _, r := range contactRules {
			env := valueEnv{country: country, accept: accept}.withPhone(&phoneBook{}, phoneCells{number: trim(v), area: "39"})
			if _, found := checkValue(r, env, trim(v)); firstFix(found) >= 0 && accept {
				t.Fatalf("%s: %q: a fix was left: %+v", r.field, v, found)
			}
		}
		understandDomain(v, accept)
		readHeader(v)
		if once := undoMojibake(v); once != v && undoMojibake(once) == v {
			t.Fatalf("%q and %q are each made of the other", v, once)
		}
	})
}

func TestPostalCodeAndTelephoneInEachOthersPlace(t *testing.T) {
	for in, want := range map[string]bool{
		"CN,13800138000,86,310024": true, "CN,310024,86,13800138000": false, "US,6502530000,1,94043": true, "US,94043,1,6502530000": false, "CN,310024,86,310024": false,
		"CN,1380013800,86,310024": false, "HK,23456789,852,000000": false, "DE,03012345678,49,10115": true,
	} {
		parts := strings.Split(in, ",")
		_, rows := read(t, text("a.csv", fmt.Sprintf("domain,contact_type,country,postal_code,tel_area,telephone\na.com,admin,%s,%s,%s,%s\n", parts[0], parts[1], parts[2], parts[3])), Options{})
		got := false
		for _, p := range rows[0].Problems {
			if p.Rule == "postal_code.swapped" {
				got = p.Severity == Error && p.Cell == "line 2, column 4"
			}
			mustBeChinese(t, p)
		}
		if got != want {
			t.Errorf("%s: %v %+v", in, got, rows[0].Problems)
		}
	}
}
