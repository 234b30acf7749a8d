package template

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// Options say which workbook is wanted. The zero value is an empty English
// one for the China site.
type Options struct {
	Lang    string // of headers, words and explanations: "en" or "zh"; "" is "en"
	Site    string // "cn" or "intl", as in ingest.Options; "" is "cn". The international site has fewer columns
	Example bool   // fill in a few rows, which can be planned as they are
}

// The sheets, in their order. Reading knows the first two by name. The last
// one holds the lists of the dropdowns and is not offered to people.
const (
	sheetRows     = "Domains"
	sheetContacts = "Contacts"
	sheetLegend   = "Legend"
	sheetLists    = "Lists"
)

// Write writes the workbook. Equal options give equal bytes.
func Write(w io.Writer, opt Options) error {
	words, err := opt.words()
	if err != nil {
		return fmt.Errorf("making a template: %w", err)
	}
	b := &book{f: excelize.NewFile(), opt: opt, words: words}
	defer b.f.Close()
	b.make()
	if b.err == nil {
		_, b.err = b.f.WriteTo(w)
	}
	if b.err != nil {
		return fmt.Errorf("making a template: %w", b.err)
	}
	return nil
}

func (o Options) words() (*words, error) {
	switch o.Site {
	case "", "cn", "intl":
	default:
		return nil, fmt.Errorf("site %q is not known: choose cn or intl", o.Site)
	}
	switch o.Lang {
	case "", "en":
		return &english, nil
	case "zh":
		return &chinese, nil
	}
	return nil, fmt.Errorf("language %q is not known: choose en or zh", o.Lang)
}

// book is a workbook in the making. The first error is kept, and nothing is
// done after it.
type book struct {
	f     *excelize.File
	opt   Options
	words *words
	look  looks
	lists map[list]string // dropdown → the range that holds its values
	err   error

	beside bool     // as in FillOptions
	lead   []string // as in FillOptions
}

func (b *book) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *book) make() {
	b.do(b.f.SetSheetName("Sheet1", sheetRows))
	for _, name := range []string{sheetContacts, sheetLegend, sheetLists} {
		_, err := b.f.NewSheet(name)
		b.do(err)
	}
	var err error
	b.look, err = newLooks(b.f, b.words.font)
	b.do(err)
	if b.err != nil {
		return
	}
	b.makeLists()
	pages := 2
	if b.beside {
		pages = 3
	}
	b.makeTable(sheetRows, b.rowColumns(), pages)
	b.makeTable(sheetContacts, b.contactColumns(), 1)
	b.markMissing()
	if b.opt.Example {
		b.fillExamples()
	}
	b.makeLegend()
	b.do(b.f.SetDocProps(&excelize.DocProperties{
		Title: b.words.title, Creator: "domainbatch", LastModifiedBy: "domainbatch", Language: b.words.locale,
	}))
	b.f.SetActiveSheet(0)
}

// text puts a text into a cell; nothing is left of an empty one.
func (b *book) text(sheet string, col, row int, text string, style int) {
	if b.err != nil || text == "" {
		return
	}
	cell, err := excelize.CoordinatesToCellName(col, row)
	b.do(errors.Join(err, b.f.SetCellStr(sheet, cell, text)))
	if style != 0 {
		b.do(b.f.SetCellStyle(sheet, cell, cell, style))
	}
}

func columnName(n int) string {
	name, err := excelize.ColumnNumberToName(n)
	if err != nil {
		panic(err) // a number of our own
	}
	return name
}
