package ingest

import (
	"strings"
	"testing"
)

func TestHeadersAreUnderstood(t *testing.T) {
	for want, headers := range map[Field]string{
		FieldDomain:         "domain|Domain Name|DOMAIN_NAME|domain-name|DomainName|域名|域名名称|Ｄｏｍａｉｎ|Domain (required)|域名/Domain|域名 Domain|domain *|  domain：",
		FieldAction:         "action|Operation|操作|操作类型|動作",
		FieldContactType:    "contact_type|ContactType|Contact Type|联系人类型|聯絡人類型|contact types",
		FieldProfileID:      "profile_id|RegistrantProfileId|registrant_profile_id|信息模板ID|信息模板id|Profile ID|模板ID",
		FieldTransferLock:   "transfer_lock|AddTransferLock|TransferOutProhibited|转移锁|轉移鎖",
		FieldRegistrantType: "registrant_type|RegistrantType|类型|注册人类型",
		FieldName:           "name|registrant_name|RegistrantName|Registrant Name|联系人|Contact Name|Owner name|姓名|联系人（英文）|name (pinyin)",
		FieldOrganization:   "organization|Organisation|registrant_organization|RegistrantOrganization|单位|公司|Company Name|域名所有者|單位",
		FieldCountry:        "country|Country Code|Country/Region|国家|國家|国家/地区|Registrant Country",
		FieldProvince:       "province|State|State/Province|省份|Registrant State",
		FieldCity:           "city|城市|Registrant City|城市(拼音)",
		FieldAddress:        "address|Street Address|地址|通讯地址|Registrant Address",
		FieldPostalCode:     "postal_code|PostalCode|ZIP|zip code|Post Code|邮编|邮政编码|郵編",
		FieldEmail:          "email|E-mail|Mail|邮箱|电子邮箱|Registrant Email|Owner mail|EMAIL ADDRESS|電子郵件",
		FieldTelArea:        "tel_area|TelArea|区号|Country calling code|国际区号",
		FieldTelephone:      "telephone|Phone|mobile|Tel.|Phone Number|电话|手机号码|Registrant Phone|聯絡電話|联系电话",
		FieldTelExt:         "tel_ext|TelExt|ext.|分机|分机号",
		FieldZhName:         "zh_name|ZhRegistrantName|Zh Name|中文联系人|联系人（中文）|Name (Chinese)|Chinese Name",
		FieldZhOrganization: "zh_organization|ZhRegistrantOrganization|中文单位|单位(中文)|公司名称中文",
		FieldZhProvince:     "zh_province|ZhProvince|中文省份",
		FieldZhCity:         "zh_city|ZhCity|中文城市",
		FieldZhAddress:      "zh_address|ZhAddress|中文地址|地址中文",
		FieldInstanceID:     "instance_id|InstanceId|实例ID",
		FieldAccount:        "account|账号|帳號|帐号",
		FieldContactRef:     "contact_ref|Contact Ref|ref|联系人编号",
		FieldNote:           "note|Notes|备注|備註|Remarks",
		Ignore:              "-",
	} {
		for _, h := range strings.Split(headers, "|") {
			if got, ok := ParseField(h); !ok || got != want {
				t.Errorf("%q: %q %v, want %s", h, got, ok, want)
			}
		}
	}
	for _, h := range []string{"", "Admin Email", "price", "Expiry", "Name/Company", "Phone or email", "域名价格", "续费", "#", "Tech Contact", "2024"} {
		if got, ok := ParseField(h); ok {
			t.Errorf("%q understood as %s", h, got)
		}
	}
}

func TestEveryFieldHasItsOwnName(t *testing.T) {
	for _, f := range allFields() {
		if got, ok := ParseField(string(f)); !ok || got != f {
			t.Errorf("%s: %s", f, got)
		}
	}
	for _, r := range ResultColumns() {
		if c := newHeaderNames(nil).column(0, string(r)); c.Result != r || c.Field != "" {
			t.Errorf("%s: %+v", r, c)
		}
	}
}

func TestMistypedHeaderIsNamedWithWhatWasMeant(t *testing.T) {
	l, _ := read(t, text("a.csv", "domain,emial,Colour,phnoe,备主,my stuff\n"+"a.com,,,,,\n"), Options{})
	if len(l.Remarks) != 1 {
		t.Fatalf("%+v", l.Remarks)
	}
	want := `columns that are not understood are carried through untouched: "emial" (column 2), did you mean email?, "Colour" (column 3), "phnoe" (column 4), did you mean phone?, "备主" (column 5), did you mean 备注?, "my stuff" (column 6)`
	if p := l.Remarks[0]; p.Message != want || p.Severity != Warning {
		t.Errorf("got  %s\nwant %s", p.Message, want)
	}
}

func TestHeaderBelowTitlesAndAboveData(t *testing.T) {
	in := text("a.csv", "Portfolio of the name and address department\nby email,2024\n\nnote,domain,action\nx,a.com,skip\ndomain,note,b.com\n")
	l, rows := read(t, in, Options{})
	if l.HeaderRow != 4 || len(rows) != 2 || rows[0].Domain != "a.com" || len(l.Preamble) != 2 {
		t.Errorf("%+v %+v", l, rows)
	}
	l, rows = read(t, text("a.csv", "domain,note\nx,y\ndomain,action\na.com,skip\n"), Options{HeaderRow: 3})
	if l.HeaderRow != 3 || len(rows) != 1 || rows[0].Action != ActionSkip {
		t.Errorf("%+v %+v", l, rows)
	}
}

func TestMapGoesBeforeAliases(t *testing.T) {
	in := text("a.csv", "URL,domain,Owner post,Notes\na.com,x,o@example.com,n\n")
	l, rows := read(t, in, Options{DefaultAction: ActionTransferCode, Map: map[string]Field{"url": FieldDomain, "domain": Ignore, "OWNER POST": FieldEmail}})
	if len(rows) != 1 || rows[0].Domain != "a.com" || rows[0].Contact.Email != "o@example.com" || rows[0].Note != "n" || len(l.Remarks) != 0 {
		t.Errorf("%+v %+v", l, rows)
	}
}

func TestResultColumnsAreRecognisedAndMakeNoRow(t *testing.T) {
	in := text("a.csv", "domain,action,Result,Result Comment,Task No,Run Id\na.com,transfer-code,ok,done,T1,R1\n,,FAILED,x,,\n,,,,,\nb.com,skip,,,,\n")
	l, rows := read(t, in, Options{})
	if len(rows) != 2 || rows[0].Previous != (Previous{"OK", "T1", "R1"}) || rows[1].Record != 1 || rows[1].Number != 5 {
		t.Errorf("%+v", rows)
	}
	var results []string
	for _, c := range l.Columns {
		results = append(results, string(c.Result))
	}
	if got := strings.Join(results, ","); got != ",,Result,Result Comment,Task No,Run Id" {
		t.Error(got)
	}
}

func TestRecordsHaveTheNumbersOfTheRows(t *testing.T) {
	in := text("a.csv", "title\n\ndomain;note;x\na.com;\"two\nlines\"\n\n ; \nb.com;'=1;3;\n")
	l, rows := read(t, in, Options{DefaultAction: ActionTransferCode})
	i := 0
	for rec, err := range Records(t.Context(), in, l) {
		check(t, err)
		if rec.Number != rows[i].Number || rec.Cells[0] != rows[i].DomainTyped || len(rec.Cells) < 3 {
			t.Errorf("%d: %+v, row %+v", i, rec, rows[i])
		}
		i++
	}
	if i != 2 || rows[1].Number != 8 || rows[1].Note != "=1" {
		t.Errorf("%d records, %+v", i, rows)
	}
}
