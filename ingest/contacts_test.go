package ingest

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestContactsFromCSV(t *testing.T) {
	in := text("contacts.csv", "ref;registrant_type;name;organization;country;province;city;address;postal_code;email;tel_area;telephone;zh_name;note\r\n"+
		"HQ;individual;li si;li si;cn;zhe jiang;hang zhou shi;1 hao;010010;owner@example.com;86;13800138000;;x\r\n"+
		"\r\n"+
		";1;x;;;;;;;;;;;\r\n"+
		"Lab;2;\"wang\nwu\";Lab;DE;;;;;lab;+49;;;\r\n"+
		"hq;;;;;;;;;;;;;\r\n")
	contacts, problems, err := ReadContacts(in)
	check(t, err)
	if len(contacts) != 2 || contacts["HQ"] != wholeContact || contacts["Lab"].Organization != "Lab" {
		t.Errorf("%+v", contacts)
	}
	want := "error contacts.ref line 4, column 1; error name.damaged line 5, column 3; error email.syntax line 5, column 10; error tel_area.syntax line 5, column 11; error contacts.twice line 7, column 1"
	if got := said(problems); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if p := problems[2]; p.Column != "email" || p.Value != "lab" || p.File != "contacts.csv" || p.Row != 5 || p.Field != FieldEmail {
		t.Errorf("%+v", p)
	}
}

func TestContactsFileRefusals(t *testing.T) {
	for _, c := range []struct{ data, want string }{
		{"", "c.csv: the file is empty; give a file with a header row and at least one domain"},
		{"name,email\nx,y\n", `c.csv: there is no column ref; the headers are "name", "email"`},
		{"ref,emial\nx,y\n", `c.csv: line 1: the header "emial" is not known here; did you mean email?`},
		{"ref,name,Registrant Name\nx,y,z\n", `c.csv: line 1: the headers "name" and "Registrant Name" both mean name; keep one`},
		{"ref,name\nx,a,b\n", "c.csv: line 2: 3 cells, the header has 2; put a value that holds the delimiter in double quotes"},
		{"ref,name\nx,\"a\n", "c.csv: line 2: the quote that opens a cell in this line is never closed; close it, or double it if it is part of the text"},
	} {
		_, _, err := ReadContacts(text("c.csv", c.data))
		var fe *FileError
		if !errors.As(err, &fe) || err.Error() != c.want {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
}

func TestMappingFile(t *testing.T) {
	m, err := ReadMapping(text("m.csv", "\xef\xbb\xbfheader,field\nOwner mail,Email\n\"Price, EUR\",-\n网址,域名\n"))
	check(t, err)
	if want := map[string]Field{"Owner mail": FieldEmail, "Price, EUR": Ignore, "网址": FieldDomain}; !reflect.DeepEqual(m, want) {
		t.Errorf("%v", m)
	}
	for data, want := range map[string]string{
		"header,feld\nx,y\n":                   `m.csv: line 1: the header "feld" is not known here; a mapping file has the columns header and field`,
		"header\nx\n":                          `m.csv: there is no column field; the headers are "header"`,
		"header,field\nx,emial\n":              `m.csv: line 2: "emial" is no field; did you mean email?`,
		"header,field\nx,weight\n":             `m.csv: line 2: "weight" is no field; use a field such as domain, email or telephone, or - to leave the column alone`,
		"header,field\n,email\n":               "m.csv: line 2: no header in this line; name the header of the sheet",
		"header,field\nx,email\n\nx,country\n": `m.csv: line 4: the header "x" is mapped twice; keep one`,
	} {
		if _, err := ReadMapping(text("m.csv", data)); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

func TestSheetOfContacts(t *testing.T) {
	rows := [][]any{{"domain", "contact_type", "contact_ref"}, {"a.com", "tech", "HQ"}, {"b.com", "tech", "Lab"}, {"c.com", "tech", "given"}, {"d.com", "tech", "Twin"}}
	header := []any{"Our contacts"}
	names := []any{"ref"}
	cells := []any{"HQ"}
	for i, h := range strings.Split(wholeHeader, ",")[3:] {
		names, cells = append(names, h), append(cells, strings.Split(wholeCells, ",")[i+2])
	}
	in := workbookOf(t, nil, sheetOf{"Domains", rows}, sheetOf{"Contacts", [][]any{header, names, cells, {"Lab", "3"}, {"Twin"}, {"twin"}, {"", "1"}}})
	l, got := read(t, in, Options{Contacts: map[string]Contact{"given": wholeContact, "HQ": {}}})
	if want := "warning contacts.both A3; error registrant_type.word B4; error contacts.twice A6; error contacts.ref A7"; said(l.Remarks) != want {
		t.Errorf("got  %s\nwant %s", said(l.Remarks), want)
	}
	if got[0].Contact != wholeContact || got[0].Invalid() || got[2].Invalid() || got[2].Contact != wholeContact {
		t.Errorf("%+v", got)
	}
	p := got[1].Problems[0]
	if p.Rule != "contact_ref.invalid" || !strings.Contains(p.Message, "registrant_type (sheet Contacts, cell B4)") {
		t.Errorf("%+v", p)
	}
	if p := got[3].Problems[0]; p.Rule != "contact_ref.invalid" || !strings.Contains(p.Message, "two contacts") {
		t.Errorf("%+v", p)
	}
}

func TestTheHeadersOfTheSheetOfContactsAreRemarkedOn(t *testing.T) {
	rows := [][]any{{"domain", "contact_type", "contact_ref"}, {"a.com", "admin", "HQ"}}
	contacts := func(headers ...any) Input {
		values := make([]any, len(headers))
		values[0] = "HQ"
		for i := range values[1:] {
			values[i+1] = "x"
		}
		return workbookOf(t, nil, sheetOf{"Domains", rows}, sheetOf{"Contacts", [][]any{headers, values}})
	}
	l, _ := read(t, contacts("Ref", "New email", "Extention", "Nachname"), Options{})
	var got []string
	for _, p := range l.Remarks {
		if p.Sheet == "Contacts" && strings.HasPrefix(p.Rule, "header.") {
			got = append(got, p.Rule)
			if p.Row != 1 {
				t.Errorf("%+v", p)
			}
		}
	}
	if s := strings.Join(got, " "); s != "header.part header.unknown header.guess" {
		t.Errorf("%s: %+v", s, l.Remarks)
	}
	if _, rows := read(t, contacts("Ref", "Post"), Options{Map: map[string]Field{"Post": FieldCity}}); rows[0].Contact.City != "x" {
		t.Errorf("a header of that sheet was mapped: %+v", rows[0].Contact)
	}
	_, _, err := ReadAll(t.Context(), contacts("Ref", "name", "Name"), Options{})
	fe, ok := err.(*FileError)
	if !ok || fe.Sheet != "Contacts" || fe.Rule != "header.twice" {
		t.Errorf("%v", err)
	}
	if _, _, err := ReadContacts(text("c.csv", "ref,New email\nHQ,x\n")); err == nil || !strings.Contains(err.Error(), "did you mean email?") {
		t.Errorf("%v", err)
	}
}
