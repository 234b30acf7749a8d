// Command excelize makes the part of the corpus that excelize writes:
// encrypted workbooks, streamed sheets, number formats and rich text.
package main

import (
	"encoding/json"
	"log"
	"os"
	"path/filepath"

	"github.com/xuri/excelize/v2"
)

type want struct {
	File     string            `json:"file"`
	Maker    string            `json:"maker"`
	Why      string            `json:"why"`
	Records  [][]string        `json:"records,omitempty"`
	Error    *string           `json:"error,omitempty"`
	Problems map[string]string `json:"problems,omitempty"`
	Valid    *int              `json:"valid,omitempty"`
	Options  map[string]string `json:"options,omitempty"`
}

var wants []want

func main() {
	log.SetFlags(0)
	table := readTable()
	plain(table)
	encrypted(table)
	streamed(table)
	formats()
	rich(table)
	out, err := json.MarshalIndent(wants, "", " ")
	must(err)
	must(os.WriteFile(".parts/excelize.json", out, 0o644))
}

func readTable() (table [][]string) {
	raw, err := os.ReadFile(".parts/table.json")
	must(err)
	must(json.Unmarshal(raw, &table))
	return table
}

func book(table [][]string) *excelize.File {
	f := excelize.NewFile()
	must(f.SetSheetName("Sheet1", "Domains"))
	for i, row := range table {
		for j, v := range row {
			if v != "" {
				must(f.SetCellStr("Domains", cell(j, i), v))
			}
		}
	}
	return f
}

func plain(table [][]string) {
	save(book(table), "xlz-plain.xlsx", want{Why: "the plain table", Records: table[1:], Valid: num(4)})
}

func encrypted(table [][]string) {
	must(book(table).SaveAs(path("xlz-encrypted.xlsx"), excelize.Options{Password: "correct horse"}))
	add("xlz-encrypted.xlsx", want{Why: "encrypted, and the password is known", Records: table[1:], Valid: num(4), Options: map[string]string{"password": "correct horse"}})
	add("xlz-encrypted.xlsx", want{Why: "encrypted, and no password was given", Error: str("password")})
	add("xlz-encrypted.xlsx", want{Why: "encrypted, and the password is wrong", Error: str("password"), Options: map[string]string{"password": "wrong"}})
}

func streamed(table [][]string) {
	f := excelize.NewFile()
	must(f.SetSheetName("Sheet1", "Domains"))
	w, err := f.NewStreamWriter("Domains")
	must(err)
	for i, row := range table {
		cells := make([]any, len(row))
		for j, v := range row {
			if v != "" {
				cells[j] = v
			}
		}
		must(w.SetRow(cell(0, i), cells))
	}
	must(w.Flush())
	save(f, "xlz-streamed.xlsx", want{Why: "written by the stream writer", Records: table[1:], Valid: num(4)})
}

func formats() {
	f := book([][]string{{"Domain", "Action", "Contact Type", "Profile Id", "Count"}})
	rows := []struct {
		domain string
		id     any
		format string
		count  any
		shown  string
	}{
		{"a-example.com", 1000001, "0", 7, "7"},
		{"b-example.com", 1000002, "00000000", 7, "007"},
		{"c-example.com", 8613800138000, "General", 8613800138000, "8613800138000"},
		{"d-example.com", 1000004.0, "0", 0.5, "0.5"},
	}
	var records [][]string
	for i, r := range rows {
		must(f.SetCellStr("Domains", cell(0, i+1), r.domain))
		must(f.SetCellStr("Domains", cell(1, i+1), "update-profile"))
		must(f.SetCellStr("Domains", cell(2, i+1), "tech"))
		must(f.SetCellValue("Domains", cell(3, i+1), r.id))
		style(f, cell(3, i+1), r.format)
		must(f.SetCellValue("Domains", cell(4, i+1), r.count))
		if r.shown == "007" {
			style(f, cell(4, i+1), "000")
		}
		id := map[int]string{0: "1000001", 1: "01000002", 2: "8613800138000", 3: "1000004"}[i]
		records = append(records, []string{r.domain, "update-profile", "tech", id, r.shown})
	}
	save(f, "xlz-number-formats.xlsx", want{Why: "whole numbers by digit formats", Records: records, Valid: num(4)})
}

func style(f *excelize.File, ref, format string) {
	if format == "General" {
		return
	}
	id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	must(err)
	must(f.SetCellStyle("Domains", ref, ref, id))
}

func rich(table [][]string) {
	f := book(table)
	must(f.SetCellRichText("Domains", "F2", []excelize.RichTextRun{
		{Text: "Example "}, {Text: "Trading", Font: &excelize.Font{Bold: true}}, {Text: " Ltd"}}))
	must(f.SetCellHyperLink("Domains", "A2", "https://elsewhere.example/", "External"))
	must(f.AddComment("Domains", excelize.Comment{Cell: "A3", Author: "x", Paragraph: []excelize.RichTextRun{{Text: "beta-example.com"}}}))
	save(f, "xlz-rich-link-comment.xlsx", want{Why: "rich text, a link and a comment", Records: table[1:], Valid: num(4)})
}

func save(f *excelize.File, name string, w want) {
	must(f.SaveAs(path(name)))
	add(name, w)
}

func add(name string, w want) {
	w.File, w.Maker = name, "excelize"
	wants = append(wants, w)
}

func path(name string) string { return filepath.Join("..", "files", name) }

func cell(col, row int) string {
	ref, err := excelize.CoordinatesToCellName(col+1, row+1)
	must(err)
	return ref
}

func num(n int) *int       { return &n }
func str(s string) *string { return &s }

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
