package inbox

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Kind is what the name of a file in a drop folder says.
type Kind int

// The kinds of names.
const (
	Foreign   Kind = iota // no spreadsheet; nobody meant us
	Sheet                 // a spreadsheet to take
	Results               // a spreadsheet that is named as our results are
	LockFile              // of Excel or LibreOffice: it says that a sheet is open
	Temporary             // hidden, half saved or half downloaded
)

// sheetExtensions are those of spreadsheets: the ones that can be read, and
// the ones that are better refused with a cure than left lying without a word.
var sheetExtensions = []string{".xlsx", ".xlsm", ".csv", ".tsv", ".xls", ".xlsb", ".ods", ".numbers"}

// underway are what programs add to the name of a file that they are still
// fetching. The sheet's own name can be there at the same time, empty.
var underway = []string{".part", ".crdownload", ".download", ".partial", ".filepart", ".tmp"}

var resultsName = regexp.MustCompile(`\.results(?:-[0-9]{1,6})?$`)

// KindOf sorts a file by its name.
func KindOf(name string) Kind {
	ext := strings.ToLower(filepath.Ext(name))
	switch {
	case strings.HasPrefix(name, "~$"), strings.HasPrefix(name, ".~lock."):
		return LockFile
	case strings.HasPrefix(name, "."), strings.HasPrefix(name, "~"), slices.Contains(underway, ext), strings.HasSuffix(name, "~"):
		return Temporary
	case !slices.Contains(sheetExtensions, ext):
		return Foreign
	case resultsName.MatchString(strings.TrimSuffix(name, filepath.Ext(name))):
		return Results
	}
	return Sheet
}

// OpenedBy names the lock file among names that says that a sheet is open in a
// program; "" when there is none. Office shortens the sheet's name by two
// letters in the lock files of some formats.
func OpenedBy(sheet string, names map[string]bool) string {
	locks := []string{"~$" + sheet, ".~lock." + sheet + "#"}
	if runes := []rune(sheet); len(runes) > 8 {
		locks = append(locks, "~$"+string(runes[2:]))
	}
	for _, lock := range locks {
		if names[lock] {
			return lock
		}
	}
	return ""
}

// FetchedAs names the file among names into which a program is still fetching
// a sheet; "" when there is none.
func FetchedAs(sheet string, names map[string]bool) string {
	for _, ext := range underway {
		if names[sheet+ext] {
			return sheet + ext
		}
	}
	return ""
}
