package ingest

import (
	"strings"
	"testing"
)

func TestHeadersInOtherLanguagesAreUnderstood(t *testing.T) {
	for want, headers := range map[Field]string{
		FieldDomain:         "Domäne|Domänenname|Nom de domaine|NOM DE DOMAINE|Dominio|Nombre de dominio|Domínio|ドメイン|ドメイン名|도메인|Домен|網域名稱|Domain(s)",
		FieldName:           "Nom complet|Nombre completo|Ansprechpartner|氏名|登録者名|登録者名（英語）|이름|ФИО|Nome e cognome|Owner's name|Name of registrant|Name of the owner",
		FieldOrganization:   "Firma|Société|SOCIETE|Raison sociale|Razón social|Razon social|会社名|組織名|회사명|Организация|Ragione sociale|Owner company|域名持有者名称（英文）|公司英文名称|机构名称",
		FieldCountry:        "Land|Pays|País|Pais|Code pays|国名|국가|Страна|Country (ISO)|Country (2 letters)|Country (2 letters, e.g. CN)|国家（两位代码，如CN）|Country: ISO code|Country (ISO 3166)|国家代码（两位）",
		FieldProvince:       "Bundesland|Région|Provincia|都道府県|область",
		FieldCity:           "Ort|Stadt|Ville|Ciudad|市区町村|Город|Città|Citta",
		FieldAddress:        "Straße|Strasse|Straße und Hausnummer|Rue|Dirección|住所|住所（英語）|주소|Адрес|Address Line 1|registrant_street1|Registrant Street 1",
		FieldPostalCode:     "PLZ|Postleitzahl|Code postal|C.P.|Código postal|郵便番号|우편번호|Индекс|郵遞區號|Zip/Postal",
		FieldEmail:          "E-Mail-Adresse|Courriel|Adresse électronique|Correo electrónico|メールアドレス|이메일|電郵地址|Email地址|registrantContactEmail|registrant_contact_email|Email of registrant|E-mail 邮箱",
		FieldTelArea:        "Ländervorwahl|Indicatif|Prefijo internacional|国番号|國碼|Tel country code|电话国家代码",
		FieldTelephone:      "Telefon|Telefonnummer|Tel.-Nr.|Téléphone|Tél.|Teléfono|Móvil|電話番号|携帯電話|전화번호|Телефон|手提電話|Phone No.|Mobile No|owner_phone|Phone (digits only)|电话号码（不带区号）",
		FieldNote:           "Bemerkungen|Remarques|Observaciones|備考|비고",
		FieldAction:         "Action\n(update-contact / skip)|操作 Action|操作：跳过、修改联系人",
		FieldContactType:    "联系人类型（注册人/管理/技术/付费）|Contact type (registrant, admin, tech or billing)|Contact type: admin/tech",
		FieldRegistrantType: "Registrant type [individual/enterprise]|注册人类型：个人/企业|类型(个人/企业)|Registrant type: 1 or 2",
		FieldTransferLock:   "Transfer lock (yes/no)|转移锁（是/否）|Lock: yes or no",
		FieldZhName:         "Registrant Name (CN)|联系人姓名（中文）", FieldZhOrganization: "单位中文名称|公司中文名|域名持有者名称（中文）",
	} {
		for _, h := range strings.Split(headers, "|") {
			if got := readHeader(h); got.field != want || got.guess {
				t.Errorf("%q: %+v, want %s without a guess", h, got, want)
			}
		}
	}
}

func TestHeadersOfOthersAreNotThoseOfTheOwner(t *testing.T) {
	for _, h := range strings.Split("Tech (email)|State (status)|Admin/Email|Email (billing)|Email (old)|Name [previous]|Phone/Fax|Contact name (technical)|Domain (price)|邮箱（旧）|邮箱（管理）|技术联系人 Email|"+
		"原邮箱|旧邮箱|变更前邮箱|Old email|Current email|Domain/Registrar|Fax (phone)|First name|Nachname|Prénom|姓|名（拼音）|Estado|État", "|") {
		if got := readHeader(h); got.field != "" {
			t.Errorf("%q: %+v", h, got)
		}
	}
}

func TestNoHeaderIsGuessedWithoutAWord(t *testing.T) {
	for header, want := range map[string]Field{
		"Telephone (work)": FieldTelephone, "reg_email": FieldEmail, "Reg. Name": FieldName, "New email": FieldEmail, "变更后邮箱": FieldEmail, "City/District": FieldCity,
		"New registrant email": FieldEmail, "Email (Smith's)": FieldEmail,
	} {
		in := text("a.csv", "domain,"+header+"\na.com,\n")
		l, _ := read(t, in, Options{DefaultAction: ActionSkip})
		if l.Columns[1].Field != want || len(l.Remarks) != 1 || l.Remarks[0].Rule != "header.guess" || !strings.Contains(l.Remarks[0].Message, header) {
			t.Errorf("%s: %+v %+v", header, l.Columns[1], l.Remarks)
		}
		l, _ = read(t, in, Options{DefaultAction: ActionSkip, Map: map[string]Field{header: want}})
		if l.Columns[1].Field != want || len(l.Remarks) != 0 {
			t.Errorf("%s was said: %+v", header, l.Remarks)
		}
	}
}

func TestPartsOfAValueInSeveralColumnsAreNamed(t *testing.T) {
	l, _ := read(t, text("a.csv", "domain,Vorname,Name,Address,Address 2,Colour\na.com,,,,,\n"), Options{DefaultAction: ActionSkip})
	var rules []string
	for _, p := range l.Remarks {
		rules = append(rules, p.Rule)
		mustBeChinese(t, p)
	}
	if got := strings.Join(rules, " "); got != "header.part header.part header.unknown" || strings.Contains(l.Remarks[2].Message, "Vorname") {
		t.Errorf("%+v", l.Remarks)
	}
}

func TestASuggestionIsNotWhatAnotherColumnHolds(t *testing.T) {
	l, _ := read(t, text("a.csv", "domain,email,emial,Owner\na.com,,,\n"), Options{DefaultAction: ActionSkip})
	want := `columns that are not understood are carried through untouched: "emial" (column 3), "Owner" (column 4), did you mean organization?`
	if len(l.Remarks) != 1 || l.Remarks[0].Message != want {
		t.Errorf("%+v", l.Remarks)
	}
}

func TestTwoHeadersOfOneNameCannotBeMapped(t *testing.T) {
	for content, cure := range map[string]string{
		"domain,Name,Email,Name\na.com,,,\n": "rename one: --map cannot tell headers of the same name apart",
		"domain,name,Full name\na.com,,\n":   "rename one, or leave one out with --map 'Full name=-'",
	} {
		_, _, err := ReadAll(t.Context(), text("a.csv", content), Options{})
		fe, ok := err.(*FileError)
		if !ok || fe.Rule != "header.twice" || fe.Cure != cure {
			t.Errorf("%v", err)
		}
		mustBeChinese(t, Problem{Rule: fe.Rule, Message: fe.Message, Cure: fe.Cure})
	}
}

func TestASecondRowOfHeadersIsNamed(t *testing.T) {
	for content, row := range map[string]int{
		"Domain,Registrant,,Admin\n,Name,Email,Name\na.com,x,y,z\n": 2,
		"domain,name,email\n域名,姓名,邮箱\na.com,x,o@a.com\n":            2,
		"domain,name,email\na.com,name,x@a.com\n":                   0,
		"domain,name,email\nrequired,,digits\na.com,,\n":            0,
	} {
		l, _ := read(t, text("a.csv", content), Options{DefaultAction: ActionSkip})
		got := 0
		for _, p := range l.Remarks {
			if p.Rule == "header.second" {
				got = p.Row
				mustBeChinese(t, p)
			}
		}
		if got != row {
			t.Errorf("%q: row %d, %+v", content, got, l.Remarks)
		}
	}
}

func TestATitleIsNoHeaderBesideOne(t *testing.T) {
	for content, row := range map[string]int{
		"Domain (all of 2026)\ndomain,colour\na.com,red\n":               2,
		"Domain (all of 2026),x\n\ndomain,colour\na.com,red\n":           3,
		"Domain: all of 2026\ndomain,colour\na.com,red\n":                2,
		"Domain (of the shop),colour\na.com,red\n":                       1,
		"domain,action\nDomain (old),skip\na.com,skip\n":                 1,
		"domain (all),x\ndomain,2025,2026\na.com,1,2\n":                  2,
		"List of domains, by email\nName,Domain,Mail\nx,a.com,o@a.com\n": 2,
	} {
		l, _, err := ReadAll(t.Context(), text("a.csv", content), Options{DefaultAction: ActionSkip})
		if err != nil || l.HeaderRow != row {
			t.Errorf("%q: row %d, %v", content, l.HeaderRow, err)
		}
	}
}

func TestADomainColumnThatIsMappedAwayIsNamed(t *testing.T) {
	_, _, err := ReadAll(t.Context(), text("a.csv", "Domain,note\na.com,\n"), Options{Map: map[string]Field{"domain": Ignore}})
	fe, ok := err.(*FileError)
	if !ok || fe.Cure != "leave \"Domain\" out of the mapping, which says that the column is not to be used" {
		t.Errorf("%v", err)
	}
	mustBeChinese(t, Problem{Rule: fe.Rule, Message: fe.Message, Cure: fe.Cure})
}

// Names of other languages stand beside ones that mean something else: none may
// be so short that it is a part of many.
func TestForeignHeadersSayEnough(t *testing.T) {
	seen := map[string]Field{}
	for f, names := range foreignNames {
		for name := range strings.SplitSeq(names, ";") {
			key := foldHeader(name)
			if len([]rune(key)) < 2 && key != "国" {
				t.Errorf("%s: %q says too little", f, name)
			}
			if other, twice := seen[key]; twice && other != f {
				t.Errorf("%q means %s and %s", name, f, other)
			}
			seen[key] = f
			if got, ok := ParseField(name); !ok || got != f {
				t.Errorf("%q: %s, want %s", name, got, f)
			}
		}
	}
	for _, none := range []string{"番号", "No", "番", "名", "住", "日付", "Lfd. Nr.", "Nr.", "número", "numéro", "номер", "번호", "날짜", "Datum", "fecha", "date", "Status", "statut", "Preis", "prix"} {
		if got, ok := ParseField(none); ok {
			t.Errorf("%q: %s", none, got)
		}
	}
}
