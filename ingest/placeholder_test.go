package ingest

import (
	"strings"
	"testing"
)

func TestWordsForNothing(t *testing.T) {
	for _, list := range []map[string]bool{nothingOfPrograms, nothingOfPeople} {
		for w := range list {
			for _, v := range []string{w, strings.ToUpper(w)} {
				if nothing, _ := meansNothing(v); !nothing {
					t.Errorf("%q is not known", v)
				}
			}
		}
	}
	for _, v := range []string{"", "NO", "no", "NA", "Nan Jing", "Null Island", "Noname", "86", "x1", "-5", "none of these words", "无锡"} {
		if nothing, _ := meansNothing(v); nothing {
			t.Errorf("%q was taken for nothing", v)
		}
	}
	for _, c := range countries {
		for _, v := range []string{c.alpha2, c.alpha3, c.english, c.chinese} {
			if nothing, _ := meansNothing(v); nothing {
				t.Errorf("the country %q was taken for nothing", v)
			}
		}
	}
}

// TestNothingInRows reads rows as databases export them: NULL wherever there
// is no value.
func TestNothingInRows(t *testing.T) {
	header := "domain,action,contact_type,profile_id,transfer_lock,contact_ref,name,city,tel_ext,zh_name,account,instance_id\n"
	for _, c := range []struct{ cells, said, fixed string }{
		{"a.com,NULL,tech,7,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL",
			"error action.placeholder; error account.placeholder; error instance_id.placeholder; error transfer_lock.placeholder",
			"notice action.placeholder; notice account.placeholder; notice instance_id.placeholder; notice transfer_lock.placeholder"},
		{"a.com,,tech,7,,,-,N/A,-,无,,", "", ""},
		{"a.com,update-contact,tech,\\N,,,li si,None,-,无,,", "error profile_id.placeholder; warning city.placeholder; error tel_ext.placeholder; error zh_name.placeholder",
			"notice profile_id.placeholder; warning city.placeholder; notice tel_ext.placeholder; notice zh_name.placeholder"},
		{"a.com,-,,,,,,,,,,", "", ""},
		{"NULL,skip,,,,,,,,,,", "error domain.placeholder", "error domain.placeholder"},
		{"n/a,skip,,,,,,,,,,", "error domain.placeholder", "error domain.placeholder"},
	} {
		for _, accept := range []bool{false, true} {
			_, rows := read(t, text("a.csv", header+c.cells+"\n"), Options{AcceptFixes: accept, AllowMissing: allFields()})
			var said []string
			for _, p := range rows[0].Problems {
				said = append(said, p.Severity.String()+" "+p.Rule)
			}
			want := c.said
			if accept {
				want = c.fixed
			}
			if got := strings.Join(said, "; "); got != want {
				t.Errorf("%s, fixes %v:\ngot  %s\nwant %s", c.cells, accept, got, want)
			}
			if accept && !rows[0].Invalid() && rows[0].ProfileID == 7 && (rows[0].Contact.HasFields() || rows[0].Account != "" || rows[0].InstanceID != "") {
				t.Errorf("%+v", rows[0])
			}
		}
	}
}

func TestExcelSignsInText(t *testing.T) {
	header := "domain,action,contact_type,postal_code,city,tel_area,telephone\n"
	for cells, want := range map[string]string{
		`"=""a.com""",update-contact,tech,"=""010010""",x,86,13800138000`: "notice cell.text line 2, column 1; notice cell.text line 2, column 4",
		`a.com,update-contact,tech,="010010",x,86,13800138000`:            "notice cell.text line 2, column 4",
		`a.com,update-contact,tech,010010,#N/A,86,#REF!`:                  "error cell.fault line 2, column 5; error cell.fault line 2, column 7",
		`a.com,update-contact,tech,010010,x,86,########`:                  "error cell.fault line 2, column 7",
		`#NAME?,transfer-code,,,,,`:                                       "error cell.fault line 2, column 1",
		`a.com,update-contact,tech,010010,# 12,86,13800138000`:            "",
	} {
		_, rows := read(t, text("a.csv", header+cells+"\n"), Options{AllowMissing: allFields()})
		if got := said(rows[0].Problems); got != want {
			t.Errorf("%s: %s, want %s", cells, got, want)
		}
		if c := rows[0].Contact; strings.Contains(want, "column 4") && (c.PostalCode != "010010" || rows[0].Domain != "a.com") {
			t.Errorf("%s: %+v", cells, rows[0])
		}
	}
}
