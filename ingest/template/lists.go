package template

import (
	"fmt"

	"domainbatch/ingest"
)

// makeLists writes the values of the dropdowns on a sheet that no menu offers:
// inside a validation they may have no more than 255 characters together.
func (b *book) makeLists() {
	b.lists = map[list]string{
		// As long as there are names; an empty sheet offers one blank.
		listContacts: fmt.Sprintf("OFFSET(%s!$A$2,0,0,MAX(1,COUNTA(%s!$A:$A)-1),1)", sheetContacts, sheetContacts),
	}
	for i, one := range []struct {
		list   list
		values []string
	}{
		{listActions, b.words.actions}, {listContactTypes, b.words.contactTypes}, {listLocks, b.words.locks},
		{listRegistrantTypes, b.words.registrantTypes}, {listPriorities, b.words.priorities}, {listCountries, b.countries()},
	} {
		for row, v := range one.values {
			b.text(sheetLists, i+1, row+1, v, 0)
		}
		col := columnName(i + 1)
		b.lists[one.list] = fmt.Sprintf("%s!$%s$1:$%s$%d", sheetLists, col, col, len(one.values))
	}
	b.do(b.f.SetSheetVisible(sheetLists, false, true))
}

// countries are all codes, those most used first, and then all names: either
// is read.
func (b *book) countries() []string {
	out := []string{"CN", "HK", "MO", "TW", "SG", "US"}
	first := map[string]bool{}
	for _, code := range out {
		first[code] = true
	}
	all := ingest.Countries()
	for _, c := range all {
		if !first[c.Code] {
			out = append(out, c.Code)
		}
	}
	for _, c := range all {
		name := c.English
		if b.words == &chinese {
			name = c.Chinese
		}
		out = append(out, name)
	}
	return out
}
