package planner_test

import (
	"cmp"
	"iter"
	"testing"
	"time"

	"domainbatch/ingest"
	"domainbatch/planner"
)

var (
	source = planner.Source{File: "portfolio.xlsx", Digest: "0c5d", Sheet: "Domains"}
	now    = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	li     = ingest.Contact{
		RegistrantType: "2", Name: "li wei", Organization: "Northwind Logistics", Country: "CN", Province: "zhe jiang",
		City: "hang zhou shi", Address: "1 Wensan Road", PostalCode: "310024", Email: "domains@northwind-logistics.com",
		TelArea: "86", Telephone: "13800000000", ZhName: "李伟", ZhOrganization: "北风物流",
	}
	smith = ingest.Contact{
		RegistrantType: "2", Name: "Ann Smith", Organization: "Northwind Foods", Country: "GB", Province: "London",
		City: "London", Address: "2 Quay Street", PostalCode: "E1 6AN", Email: "it@northwind-foods.com", TelArea: "44", Telephone: "2070000000",
	}
)

// sheet yields rows numbered as a sheet with its header in row 1 would be,
// unless they have a number.
func sheet(rows ...ingest.Row) iter.Seq2[ingest.Row, error] {
	return func(yield func(ingest.Row, error) bool) {
		for i, r := range rows {
			r.Record, r.Number = i, cmp.Or(r.Number, i+2)
			if r.DomainTyped == "" {
				r.DomainTyped = r.Domain
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

func build(t testing.TB, set planner.Settings, opt planner.Options, rows ...ingest.Row) *planner.Plan {
	t.Helper()
	opt.Tool, opt.Now = "domainbatch test", now
	p, err := planner.Build(sheet(rows...), source, set, opt)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func contactRow(domain string, c ingest.Contact, types ...ingest.ContactType) ingest.Row {
	return ingest.Row{Domain: domain, Contact: c, ContactTypes: types}
}

func profileRow(domain string, id int64, types ...ingest.ContactType) ingest.Row {
	return ingest.Row{Domain: domain, ProfileID: id, ContactTypes: types}
}

func codeRow(domain string) ingest.Row {
	return ingest.Row{Domain: domain, Action: ingest.ActionTransferCode}
}

func dispositions(p *planner.Plan) []planner.Disposition {
	out := make([]planner.Disposition, len(p.Rows))
	for i, r := range p.Rows {
		out[i] = r.Disposition
	}
	return out
}
