// Command excelize makes a macro workbook with most of what the library can
// put into one: go run ./report/testdata/books/make/excelize OUT PICTURE
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"

	_ "image/png"

	"github.com/xuri/excelize/v2"
)

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func run(out, picture string) error {
	f := excelize.NewFile()
	steps := []func(*excelize.File) error{rows, look, data, func(f *excelize.File) error { return f.AddPicture("Domains", "J2", picture, nil) }, pivot, macro}
	for _, step := range steps {
		if err := step(f); err != nil {
			return err
		}
	}
	return f.SaveAs(out)
}

func rows(f *excelize.File) error {
	if err := f.SetSheetName("Sheet1", "Domains"); err != nil {
		return err
	}
	if err := f.SetSheetRow("Domains", "A1", &[]any{"Domain", "Action", "Team", "Cost"}); err != nil {
		return err
	}
	for i := range 40 {
		cell, err := excelize.CoordinatesToCellName(1, 2+i)
		if err != nil {
			return err
		}
		if err := f.SetSheetRow("Domains", cell, &[]any{fmt.Sprintf("pivot-%02d.example", i), "transfer-code", []string{"Web", "Shop"}[i%2], 3 * i}); err != nil {
			return err
		}
	}
	return f.SetCellFormula("Domains", "D2", "=SUM(D3:D41)")
}

func look(f *excelize.File) error {
	red, err := f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: "9A0511"}})
	if err != nil {
		return err
	}
	if err := f.SetConditionalFormat("Domains", "D2:D41", []excelize.ConditionalFormatOptions{
		{Type: "cell", Criteria: ">", Value: "50", Format: &red}, {Type: "icon_set", IconStyle: "3Arrows"},
	}); err != nil {
		return err
	}
	if err := f.AddComment("Domains", excelize.Comment{Cell: "A3", Author: "Li", Text: "ask first"}); err != nil {
		return err
	}
	if err := f.AddSparkline("Domains", &excelize.SparklineOptions{Location: []string{"F2"}, Range: []string{"Domains!D2:D41"}}); err != nil {
		return err
	}
	return f.AddFormControl("Domains", excelize.FormControl{Cell: "H2", Type: excelize.FormControlButton, Text: "Go", Macro: "Button1_Click"})
}

func data(f *excelize.File) error {
	v := excelize.NewDataValidation(true)
	v.SetSqref("B2:B41")
	if err := v.SetDropList([]string{"transfer-code", "skip"}); err != nil {
		return err
	}
	if err := f.AddDataValidation("Domains", v); err != nil {
		return err
	}
	if err := f.AddTable("Domains", &excelize.Table{Range: "A1:D41", Name: "Portfolio", StyleName: "TableStyleMedium2"}); err != nil {
		return err
	}
	return f.AddSlicer("Domains", &excelize.SlicerOptions{Name: "Team", Cell: "N2", TableSheet: "Domains", TableName: "Portfolio", Caption: "Team"})
}

func pivot(f *excelize.File) error {
	if _, err := f.NewSheet("Pivot"); err != nil {
		return err
	}
	if err := f.AddPivotTable(&excelize.PivotTableOptions{
		DataRange: "Domains!A1:D41", PivotTableRange: "Pivot!A3:C10", RowGrandTotals: true, ShowRowHeaders: true, ShowColHeaders: true,
		Rows: []excelize.PivotTableField{{Data: "Team"}}, Data: []excelize.PivotTableField{{Data: "Cost", Name: "Sum", Subtotal: "Sum"}},
	}); err != nil {
		return err
	}
	return f.AddChart("Pivot", "F2", &excelize.Chart{Type: excelize.Pie, Series: []excelize.ChartSeries{{Categories: "Domains!$A$2:$A$5", Values: "Domains!$D$2:$D$5"}}})
}

// macro adds bytes that no program runs: only that they are kept is tested.
func macro(f *excelize.File) error {
	return f.AddVBAProject(append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, bytes.Repeat([]byte("macro"), 300)...))
}
