package template

import (
	"bytes"
	"testing"

	"domainbatch/ingest"
)

// filledRows are rows with everything that is hard to keep: zeros, formulas,
// quotes, Chinese, blanks.
func filledRows() []Row {
	li := ingest.Contact{
		RegistrantType: "2", Name: "li wei", Organization: "=cmd \"x\", and more", Country: "CN", Province: "zhe jiang", City: "hang zhou shi",
		Address: "18 wen san lu", PostalCode: "010010", Email: "li@example.com", TelArea: "86", Telephone: "57188888888", TelExt: "0806", ZhName: "李伟",
	}
	set := li
	set.Email, set.PostalCode = "new@example.com", "010011"
	return []Row{
		{Domain: "alpha-example.com", Type: ingest.Registrant, Contact: li, Set: set, Now: set, InstanceID: "S1",
			Marks: map[ingest.Field]Mark{ingest.FieldEmail: Changes, ingest.FieldPostalCode: Changes}},
		{Domain: "北风物流.com", Type: ingest.Billing, Contact: li, Set: set, Now: li, Skip: true, Note: "somebody has changed email since",
			Marks: map[ingest.Field]Mark{ingest.FieldEmail: Doubts}},
	}
}

func TestFilledRowsComeBackAsTheyWere(t *testing.T) {
	for _, csv := range []bool{false, true} {
		for _, beside := range []bool{false, true} {
			everyOptions(t, func(t *testing.T, opt Options) {
				var out bytes.Buffer
				write, name := Fill, "filled.xlsx"
				if csv {
					write, name = FillCSV, "filled.csv"
				}
				rows := filledRows()
				if err := write(&out, FillOptions{Lang: opt.Lang, Site: opt.Site, Beside: beside, Lead: []string{"how it came about"}}, rows); err != nil {
					t.Fatal(err)
				}
				in := ingest.Input{Name: name, Data: bytes.NewReader(out.Bytes()), Size: int64(out.Len())}
				layout, got, err := ingest.ReadAll(t.Context(), in, ingest.Options{Site: opt.Site})
				if err != nil {
					t.Fatal(err)
				}
				complain(t, layout, got, "csv.detected", "encoding.detected")
				if len(got) != 2 {
					t.Fatalf("%d rows", len(got))
				}
				want := rows[0].Contact
				if opt.Site == "intl" {
					want.RegistrantType, want.ZhName = "", ""
				}
				r := got[0]
				if r.Contact != want || r.Domain != rows[0].Domain || r.Action != ingest.ActionUpdateContact || len(r.ContactTypes) != 1 || r.ContactTypes[0] != ingest.Registrant || r.InstanceID != "S1" {
					t.Errorf("came back as %+v", r)
				}
				if r = got[1]; r.Action != ingest.ActionSkip || r.Domain != rows[1].Domain || r.Note != rows[1].Note {
					t.Errorf("came back as %+v", r)
				}
			})
		}
	}
}

func TestColumnsBesideOthersAreKnownAndFoldedWhereNothingDiffers(t *testing.T) {
	everyOptions(t, func(t *testing.T, opt Options) {
		var out bytes.Buffer
		if err := Fill(&out, FillOptions{Lang: opt.Lang, Site: opt.Site, Beside: true}, filledRows()); err != nil {
			t.Fatal(err)
		}
		layout, _ := read(t, out.Bytes(), opt.Site)
		for _, x := range ingest.Explain(layout, nil) {
			if x.Field == "" && x.Why != ingest.WhyBeside {
				t.Errorf("%q is %s", x.Header, x.Why)
			}
		}
		f := opened(t, out.Bytes())
		b := &book{opt: opt, beside: true}
		shown := map[ingest.Field]int{}
		for i, c := range b.rowColumns() {
			visible, err := f.GetColVisible(sheetRows, columnName(i+1))
			if err != nil {
				t.Fatal(err)
			}
			if visible && c.beside != "" {
				shown[c.field]++
			}
		}
		if len(shown) != 2 || shown[ingest.FieldEmail] != 2 || shown[ingest.FieldPostalCode] != 2 {
			t.Errorf("shown beside: %v", shown)
		}
		for _, cell := range []string{"A2", "A3", "B500"} {
			id, err := f.GetCellStyle(sheetRows, cell)
			if err != nil {
				t.Fatal(err)
			}
			if style, err := f.GetStyle(id); err != nil || style.NumFmt != textFormat {
				t.Errorf("%s is no text: %+v, %v", cell, style, err)
			}
		}
	})
}
