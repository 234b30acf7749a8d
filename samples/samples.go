package samples

import (
	"embed"
	"io/fs"
)

//go:embed *.xlsx *.csv
var files embed.FS

// Portfolio is the sample that the demo runs on.
const Portfolio = "portfolio.xlsx"

// Sample is one file.
type Sample struct {
	Name  string // in FS
	About string // one line for a person
}

// FS holds the files, all at the top.
func FS() fs.FS { return files }

// List names every file, the one to look at first in front.
func List() []Sample {
	return []Sample{
		{Portfolio, "an office workbook with everything in it: 61 rows, named contacts, Chinese and German names, mistakes, domains that will fail"},
		{"transfer-codes.csv", "twelve domains that are to leave: asks for their transfer codes"},
		{"profiles.csv", "points contacts at registrant profiles, one of them for a single domain by its instance id"},
		{"contacts.csv", "named contacts for --contacts, so that a sheet of rows needs a contact_ref only"},
		{"export-gb18030.csv", "Chinese headers and values as a Chinese Excel saves them: GB18030, CRLF"},
	}
}
