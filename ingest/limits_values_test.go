package ingest

import (
	"fmt"
	"strings"
	"testing"
)

func TestWidestRecordOfATextIsThatOfASheet(t *testing.T) {
	for _, shape := range []string{"a.com%s\n", "\"a.com\"%s\n", "\"a\"\".com\"%s\n", "a.com%s", "a.com%s\r\n"} {
		for cells, want := range map[int]bool{maxRecordCells: true, maxRecordCells + 1: false} {
			data := "domain,action\n" + fmt.Sprintf(shape, strings.Repeat(",", cells-1))
			_, rows, err := ReadAll(t.Context(), text("a.csv", data), Options{})
			switch {
			case want && (err != nil || len(rows) != 1):
				t.Errorf("%q with %d cells: %d rows, %v", shape, cells, len(rows), err)
			case !want && (err == nil || !strings.HasPrefix(err.Error(), "a.csv: line 2: the line has more than 16384 cells")):
				t.Errorf("%q with %d cells: %v", shape, cells, err)
			}
		}
	}
}

// TestFarTooLongValuesGetTheVerdictOfLength: no field of a row is searched
// for slips where it is longer than anything that people put into one.
func TestFarTooLongValuesGetTheVerdictOfLength(t *testing.T) {
	long := strings.Repeat("0123456789 ext. x", 2000)
	header, cells := "domain,action", "a.com,update-contact"
	for _, r := range contactRules {
		header, cells = header+","+string(r.field), cells+","+long
	}
	for _, accept := range []bool{false, true} {
		_, rows := read(t, text("a.csv", header+"\n"+cells+"\n"), Options{AcceptFixes: accept})
		said := map[string]Problem{}
		for _, p := range rows[0].Problems {
			said[p.Rule] = p
		}
		for _, r := range contactRules {
			p := said[string(r.field)+".long"]
			if p.Severity != Error || !strings.HasPrefix(p.Message, "34000 characters, at most ") || p.Fixable {
				t.Errorf("%s, accepting %v: %+v", r.field, accept, p)
			}
			if zh := p.In("zh"); zh.Message == p.Message || zh.Cure == p.Cure {
				t.Errorf("%s: not in Chinese: %s; %s", r.field, zh.Message, zh.Cure)
			}
		}
	}
}

func TestLongestValuesThatPassStillDo(t *testing.T) {
	name := strings.Repeat("名", 255)
	data := "domain,action,contact_type,zh_name,telephone\na.com,update-contact,admin," + name + ",+86 138 0013 8000" + strings.Repeat(" ", 2000) + "\n"
	_, rows := read(t, text("a.csv", data), Options{AcceptFixes: true, AllowMissing: allFields()})
	if c := rows[0].Contact; c.ZhName != name || c.Telephone != "13800138000" {
		t.Errorf("%+v %+v", c, rows[0].Problems)
	}
}

func TestLongWishesAreNotRemembered(t *testing.T) {
	m := newRowMaker(Layout{Columns: []Column{{Index: 0, Header: "domain", Field: FieldDomain}, {Index: 1, Header: "name", Field: FieldName}}}, Options{}, addressBook{})
	for i, name := range []string{"short", strings.Repeat("x", memoText)} {
		m.row(rawRecord{Number: 2, Cells: []rawCell{{Text: "a.com"}, {Text: name}}}, 0)
		kept := 0
		for s := range m.memo.sets {
			for w := range m.memo.sets[s] {
				if m.memo.sets[s][w].wish.Load() != nil {
					kept++
				}
			}
		}
		if kept != 1 {
			t.Errorf("%d wishes kept after row %d, want 1", kept, i)
		}
	}
}

func TestBlankLinesAboveTheHeaderAreNotKeptWithoutEnd(t *testing.T) {
	above := strings.Repeat(",\n", 3*maxBlankAbove)
	l, rows := read(t, text("a.csv", above+"domain,action\n"+above+"a.com,skip\n"), Options{})
	if len(rows) != 1 || l.HeaderRow != 3*maxBlankAbove+1 || len(l.Preamble) > maxBlankAbove {
		t.Errorf("%d rows, header in line %d, %d kept", len(rows), l.HeaderRow, len(l.Preamble))
	}
}

func TestContactsAreAListToChooseFrom(t *testing.T) {
	contacts := [][]any{{"ref", "name"}}
	for i := range maxContacts + 1 {
		contacts = append(contacts, []any{fmt.Sprintf("c%d", i), "n"})
	}
	in := workbookOf(t, nil, sheetOf{"Domains", [][]any{{"domain", "contact_ref"}, {"a.com", "c1"}}}, sheetOf{"Contacts", contacts})
	_, _, err := ReadAll(t.Context(), in, Options{})
	if err == nil || !strings.Contains(err.Error(), "sheet Contacts, row 20002: more than 20000 contacts") {
		t.Error(err)
	}
}
