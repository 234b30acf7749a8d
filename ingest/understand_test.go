package ingest

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestWhatEachActionNeeds reads one record under the full header; blank
// names the cells that are emptied and set the ones that are changed.
func TestWhatEachActionNeeds(t *testing.T) {
	header := strings.Split(wholeHeader+",profile_id,transfer_lock,contact_ref,zh_name", ",")
	whole := strings.Split("a.com,"+wholeCells+",,,,", ",")
	none := strings.Split(strings.Repeat(",", len(header)-1), ",")
	for _, c := range []struct {
		name string
		base []string
		set  string // field=value, ...
		opt  Options
		want string
	}{
		{"a whole contact", whole, "", Options{}, ""},
		{"action inferred from contact", whole, "action=", Options{}, ""},
		{"blank required cells", whole, "email=;city=", Options{}, "error city.required line 2, column 9; error email.required line 2, column 12"},
		{"blank cells that may be missing", whole, "email=;city=", Options{AllowMissing: []Field{FieldCity, FieldEmail}}, ""},
		{"no contact type", whole, "contact_type=", Options{}, "error contact_type.required line 2, column 3"},
		{"no registrant type on the China site", whole, "registrant_type=", Options{}, "error registrant_type.required line 2, column 4"},
		{"no registrant type on the international site", whole, "registrant_type=", Options{Site: "intl"}, ""},
		{"profile", none, "domain=a.com;contact_type=all;profile_id=12", Options{}, ""},
		{"profile without contact type", none, "domain=a.com;profile_id=12", Options{}, "error contact_type.required line 2, column 3"},
		{"bad profile says one thing", none, "domain=a.com;contact_type=tech;profile_id=x", Options{}, "error profile_id.number line 2, column 15"},
		{"profile action without id", none, "domain=a.com;contact_type=tech;action=update-profile", Options{}, "error profile_id.required line 2, column 15"},
		{"both", whole, "action=;profile_id=12", Options{}, "error action.both line 2, column 2"},
		{"both, but it says which", whole, "profile_id=12", Options{}, "warning action.unused line 2, column 15"},
		{"profile with contact values", whole, "action=update-profile;profile_id=12;email=broken", Options{}, "warning action.unused"},
		{"neither", none, "domain=a.com", Options{}, "error action.none line 2, column 2"},
		{"neither with a default", none, "domain=a.com", Options{DefaultAction: ActionTransferCode}, ""},
		{"transfer code needs nothing else", whole, "action=transfer-code;email=broken;contact_type=boss;profile_id=x", Options{}, ""},
		{"skip is not judged beyond the domain", whole, "action=skip;email=broken;contact_type=boss", Options{}, ""},
		{"skip with a broken domain", none, "action=skip;domain=x", Options{}, "error domain.dot line 2, column 1"},
		{"unknown action says one thing", none, "domain=a.com;action=renew", Options{}, "error action.word line 2, column 2"},
		{"no domain", whole, "domain=", Options{}, "error domain.blank line 2, column 1"},
		{"several mistakes at once", whole, "domain=http://a.com;email=x;country=ZZ;tel_area=+86", Options{}, "error domain.url line 2, column 1; error country.code line 2, column 7; error email.syntax line 2, column 12; error tel_area.syntax line 2, column 13"},
		{"lock without registrant", whole, "contact_type=admin;transfer_lock=yes", Options{}, "warning transfer_lock.registrant line 2, column 16"},
		{"lock with registrant", whole, "transfer_lock=是", Options{}, ""},
		{"lock misspelt", whole, "transfer_lock=perhaps", Options{}, "error transfer_lock.word line 2, column 16"},
		{"unknown contact says one thing", none, "domain=a.com;contact_type=tech;contact_ref=HQQ", Options{Contacts: map[string]Contact{"HQ": wholeContact}}, "error contact_ref.unknown line 2, column 17"},
		{"unknown contact, fix accepted", none, "domain=a.com;contact_type=tech;contact_ref=Headquaters", Options{AcceptFixes: true, Contacts: map[string]Contact{"Headquarters": wholeContact}}, "notice contact_ref.unknown line 2, column 17"},
		{"named contact", none, "domain=a.com;contact_type=tech;contact_ref=hq", Options{Contacts: map[string]Contact{"HQ": wholeContact}}, ""},
		{"named contact that is wrong", none, "domain=a.com;contact_type=tech;contact_ref=hq", Options{Contacts: map[string]Contact{"HQ": {Email: "x"}}, AllowMissing: allFields()}, "error contact_ref.invalid line 2, column 17"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cells := append([]string(nil), c.base...)
			for _, pair := range strings.FieldsFunc(c.set, func(r rune) bool { return r == ';' }) {
				f, v, _ := strings.Cut(pair, "=")
				for i, h := range header {
					if h == f {
						cells[i] = v
					}
				}
			}
			_, rows := read(t, text("a.csv", strings.Join(header, ",")+"\n"+strings.Join(cells, ",")+"\n"), c.opt)
			if len(rows) != 1 {
				t.Fatalf("%d rows", len(rows))
			}
			if got := said(rows[0].Problems); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestColumnsThatTheSheetLacksAreOneProblem(t *testing.T) {
	_, rows := read(t, text("a.csv", "domain,contact type,email\na.com,tech,o@example.com\n"), Options{})
	p := rows[0].Problems
	if said(p) != "error contact.required" || p[0].Message != "required and not in the sheet: registrant_type, name, organization, country, province, city, address, postal_code, tel_area, telephone" {
		t.Errorf("%+v", p)
	}
	_, rows = read(t, text("a.csv", strings.Replace(wholeHeader, "email,", "", 1)+"\na.com,"+strings.Replace(wholeCells, "owner@example.com,", "", 1)+"\n"), Options{})
	p = rows[0].Problems
	if said(p) != "error email.required" || p[0].Cure != "add a column email, or name the one that holds it with --map 'HEADER=email'" {
		t.Errorf("%+v", p)
	}
}

func TestInternationalSiteLeavesChineseFieldsOut(t *testing.T) {
	in := text("a.csv", wholeHeader+",zh_name,zh_city\na.com,"+wholeCells+",李四,杭州市\n")
	l, rows := read(t, in, Options{Site: "intl"})
	want := wholeContact
	want.RegistrantType = ""
	if len(l.Remarks) != 1 || l.Remarks[0].Rule != "header.unused" || l.Remarks[0].Severity != Warning || rows[0].Contact != want || rows[0].Invalid() {
		t.Errorf("%+v %+v", l.Remarks, rows[0])
	}
	if _, rows = read(t, in, Options{}); rows[0].Contact.ZhName != "李四" || rows[0].Contact.RegistrantType != "1" {
		t.Errorf("%+v", rows[0])
	}
}

func TestProblemSaysWhereAndWhat(t *testing.T) {
	in := workbookOf(t, nil, sheetOf{"Domains", [][]any{{"Domain", "Aktion", "Tel Area"}, {"a.com", "skipp", "+86"}}})
	_, rows := read(t, in, Options{Map: map[string]Field{"Aktion": FieldAction}})
	p := rows[0].Problems[0]
	want := Problem{
		Severity: Error, Rule: "action.word", File: "book.xlsx", Sheet: "Domains", Row: 2, Column: "Aktion", Cell: "B2", Field: FieldAction,
		Value: "skipp", Message: "no known action", Cure: "did you mean skip?", Proposed: "skip", Fixable: true,
	}
	if p != want || p.Place() != "book.xlsx: sheet Domains, cell B2" {
		t.Errorf("%+v", p)
	}
	_, rows = read(t, text("a.csv", "note,domain\n\"two\nlines\",\"bad\nname\"\n"), Options{DefaultAction: ActionTransferCode})
	if p := rows[0].Problems[0]; p.Place() != "a.csv: line 3, column 2" || p.Row != 2 {
		t.Errorf("%+v", p)
	}
}

func TestShiftedCellsAreNotUsed(t *testing.T) {
	_, rows := read(t, text("a.csv", "domain,action,note\na.com,skip,ok,extra\nb.com,skip,ok,,\nc.com,skip,\"x\"y\n"), Options{})
	if said(rows[0].Problems) != "error row.long" || said(rows[1].Problems) != "" || said(rows[2].Problems) != "warning csv.stray" {
		t.Errorf("%+v", rows)
	}
	in := workbookOf(t, nil, sheetOf{"Domains", [][]any{{"domain", "action"}, {"a.com", "skip", nil, "aside"}}})
	if _, rows = read(t, in, Options{}); said(rows[0].Problems) != "warning row.long" || !strings.Contains(rows[0].Problems[0].Message, "D2") {
		t.Errorf("%+v", rows)
	}
}

func TestOwnCellsWinOverNamedContact(t *testing.T) {
	hq := wholeContact
	hq.Email = "hq@example.com"
	in := text("a.csv", "domain,contact_type,contact_ref,email\na.com,tech,HQ,own@example.com\nb.com,tech,HQ,\n")
	_, rows := read(t, in, Options{Contacts: map[string]Contact{"HQ": hq}})
	if rows[0].Contact.Email != "own@example.com" || rows[0].Contact.Name != "li si" || rows[1].Contact != hq || rows[0].Invalid() || rows[1].Invalid() {
		t.Errorf("%+v", rows)
	}
}

func TestBadRowsNeverStopGoodOnes(t *testing.T) {
	_, rows := read(t, text("a.csv", "domain,action\nbad,skip\na.com,skip\n,skip\nb.com,nonsense\nc.com,transfer-code\n"), Options{})
	var got []string
	for _, r := range rows {
		if !r.Invalid() {
			got = append(got, r.Domain)
		}
	}
	if len(rows) != 5 || strings.Join(got, " ") != "a.com c.com" {
		t.Errorf("%d rows, valid %v", len(rows), got)
	}
}

func TestNumbersAndDatesInContactCells(t *testing.T) {
	var header, values []any
	cells := strings.Split("a.com,"+wholeCells, ",")
	for i, h := range strings.Split(wholeHeader, ",") {
		header, values = append(header, h), append(values, any(cells[i]))
		switch Field(h) {
		case FieldPostalCode:
			values[i] = 310024
		case FieldTelArea:
			values[i] = 86
		case FieldTelephone:
			values[i] = 13800138000
		}
	}
	_, rows := read(t, workbookOf(t, nil, sheetOf{"Domains", [][]any{header, values}}), Options{})
	if c := rows[0].Contact; c.TelArea != "86" || c.Telephone != "13800138000" || c.PostalCode != "310024" || rows[0].Invalid() {
		t.Errorf("%+v", rows[0])
	}
}

func TestRowsCanBeReadAgainAndStopped(t *testing.T) {
	data := "domain,action\na.com,skip\nb.com,skip\n"
	s, err := Open(t.Context(), text("a.csv", data), Options{})
	check(t, err)
	defer s.Close()
	for range 2 {
		for r, err := range s.Rows() {
			check(t, err)
			if r.Record != 0 || r.Domain != "a.com" {
				t.Errorf("%+v", r)
			}
			break
		}
	}
	if want := fmt.Sprintf("%x", sha256.Sum256([]byte(data))); s.Layout().Digest != want {
		t.Errorf("digest %s, want %s", s.Layout().Digest, want)
	}
}

func TestDateBornOfATextIsAnError(t *testing.T) {
	in := plainParts(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>contact_type</t></is></c><c r="C1" t="inlineStr"><is><t>address</t></is></c></row>` +
		`<row r="2"><c r="A2" s="2"><v>45413</v></c><c r="B2" t="inlineStr"><is><t>tech</t></is></c><c r="C2" s="2"><v>45324</v></c></row>`).input()
	_, rows := read(t, in, Options{AllowMissing: allFields()})
	if got := said(rows[0].Problems); got != "error domain.date A2; error address.date C2" {
		t.Error(got)
	}
}

func TestSeparatorsOfANumberFormatAreNoPartOfTheNumber(t *testing.T) {
	in := workbookOf(t, func(f *excelize.File) {
		style, err := f.NewStyle(&excelize.Style{NumFmt: 4}) // #,##0.00
		check(t, err)
		check(t, f.SetCellStyle("Domains", "C2", "D2", style))
	}, sheetOf{"Domains", [][]any{{"domain", "contact_type", "postal_code", "telephone"}, {"a.com", "tech", 100080, 13800138000}}})
	_, rows := read(t, in, Options{AllowMissing: allFields()})
	if c := rows[0].Contact; c.PostalCode != "100080" || c.Telephone != "13800138000" || rows[0].Invalid() {
		t.Errorf("%+v", rows[0])
	}
}
