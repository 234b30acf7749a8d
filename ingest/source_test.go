package ingest

import "testing"

var wholeContact = Contact{
	RegistrantType: "1", Name: "li si", Organization: "li si", Country: "CN", Province: "zhe jiang", City: "hang zhou shi",
	Address: "1 hao", PostalCode: "010010", Email: "owner@example.com", TelArea: "86", Telephone: "13800138000",
}

const wholeHeader = "domain,action,contact_type,registrant_type,name,organization,country,province,city,address,postal_code,email,tel_area,telephone"
const wholeCells = "update-contact,registrant,individual,li si,li si,cn,zhe jiang,hang zhou shi,1 hao,010010,owner@example.com,86,13800138000"

func TestContactUpdateFromCSV(t *testing.T) {
	_, rows := read(t, text("a.csv", wholeHeader+"\nExample.COM.,"+wholeCells+"\n"), Options{})
	if len(rows) != 1 {
		t.Fatalf("%d rows", len(rows))
	}
	r := rows[0]
	if r.Domain != "example.com" || r.DomainTyped != "Example.COM." || r.Number != 2 || r.Contact != wholeContact || said(r.Problems) != "" {
		t.Errorf("%+v", r)
	}
}

func TestContactUpdateFromWorkbook(t *testing.T) {
	in := workbookOf(t, nil, sheetOf{"Tabelle", [][]any{
		{"Our portfolio"}, {},
		{"域名", "操作", "联系人类型", "类型", "联系人", "单位", "国家", "省份", "城市", "地址", "邮编", "邮箱", "区号", "电话"},
		{"Example.COM.", "修改联系人", "注册人", "个人", "li si", "li si", "中国", "zhe jiang", "hang zhou shi", "1 hao", "010010", "owner@example.com", 86, 13800138000},
	}})
	l, rows := read(t, in, Options{})
	if len(rows) != 1 || l.HeaderRow != 3 || l.Sheet != "Tabelle" || l.Format != XLSX {
		t.Fatalf("%d rows, %+v", len(rows), l)
	}
	r := rows[0]
	if r.Domain != "example.com" || r.Number != 4 || r.Contact != wholeContact || said(r.Problems) != "notice country.name G4" {
		t.Errorf("%+v", r)
	}
}
