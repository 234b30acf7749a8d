package template

import (
	"slices"
	"strings"

	"domainbatch/ingest"
)

// need says when a column has to be filled in.
type need int

const (
	optional     need = iota
	always            // in every row
	ofAContact        // when the row, or the contact, gives contact values
	ofSomeAction      // when the action calls for it
)

// list names a dropdown.
type list int

const (
	noList list = iota
	listActions
	listContactTypes
	listLocks
	listRegistrantTypes
	listPriorities
	listCountries
	listContacts // the names on the sheet of contacts
)

// column is one column of a sheet that is filled in.
type column struct {
	field ingest.Field
	need  need
	width float64
	list  list
	// open lists hold suggestions: something else may be typed after a warning,
	// such as another name of a country, or of a contact in a file.
	open bool
	// formula is true for a value that is probably right; CELL stands for the
	// cell. Anything else may be typed after a warning.
	formula string
	// most is the greatest length, in characters; 0 is none.
	most int
	// beside is set for a column that stands beside the one of its field.
	beside ingest.Beside
}

// digitsOnly is true for text of digits. The 1 in front keeps signs from being
// read as such.
const digitsOnly = `ISNUMBER(--("1"&CELL))`

var allColumns = []column{
	{field: ingest.FieldDomain, need: always, width: 28, formula: `AND(ISNUMBER(FIND(".",CELL)),ISERROR(FIND(" ",CELL)),ISERROR(FIND("/",CELL)),ISERROR(FIND("@",CELL)))`},
	{field: ingest.FieldAction, width: 17, list: listActions},
	{field: ingest.FieldContactType, need: ofSomeAction, width: 18, list: listContactTypes, open: true},
	{field: ingest.FieldContactRef, width: 14, list: listContacts, open: true},
	{field: ingest.FieldProfileID, need: ofSomeAction, width: 13, formula: `AND(LEN(CELL)<=18,` + digitsOnly + `)`},
	{field: ingest.FieldTransferLock, width: 10, list: listLocks},
	{field: ingest.FieldRegistrantType, need: ofAContact, width: 13, list: listRegistrantTypes},
	{field: ingest.FieldName, need: ofAContact, width: 18, most: 255},
	{field: ingest.FieldOrganization, need: ofAContact, width: 28, most: 255},
	{field: ingest.FieldCountry, need: ofAContact, width: 10, list: listCountries, open: true},
	{field: ingest.FieldProvince, need: ofAContact, width: 14, most: 255},
	{field: ingest.FieldCity, need: ofAContact, width: 14, most: 255},
	{field: ingest.FieldAddress, need: ofAContact, width: 32, most: 255},
	{field: ingest.FieldPostalCode, need: ofAContact, width: 11, most: 16},
	{field: ingest.FieldEmail, need: ofAContact, width: 30, formula: `AND(LEN(CELL)<=254,ISNUMBER(FIND(".",CELL,FIND("@",CELL))),ISERROR(FIND(" ",CELL)))`},
	{field: ingest.FieldTelArea, need: ofAContact, width: 9, formula: `AND(LEN(CELL)<=3,LEFT(CELL,1)<>"0",` + digitsOnly + `)`},
	{field: ingest.FieldTelephone, need: ofAContact, width: 15, formula: `AND(LEN(CELL)>=5,LEN(CELL)<=14,` + digitsOnly + `)`},
	{field: ingest.FieldTelExt, width: 8, formula: `AND(LEN(CELL)<=10,` + digitsOnly + `)`},
	{field: ingest.FieldZhName, width: 12, most: 255},
	{field: ingest.FieldZhOrganization, width: 24, most: 128},
	{field: ingest.FieldZhProvince, width: 11, most: 255},
	{field: ingest.FieldZhCity, width: 11, most: 255},
	{field: ingest.FieldZhAddress, width: 28, most: 255},
	{field: ingest.FieldAccount, width: 12},
	{field: ingest.FieldInstanceID, width: 18},
	{field: ingest.FieldPriority, width: 10, list: listPriorities, open: true},
	{field: ingest.FieldNote, width: 28},
}

// columns are those of the sheet of rows.
func (b *book) columns() []column {
	return slices.DeleteFunc(slices.Clone(allColumns), func(c column) bool { return b.unused(c.field) })
}

// rowColumns are the columns of the sheet of rows, with those beside others.
func (b *book) rowColumns() []column {
	if !b.beside {
		return b.columns()
	}
	var out []column
	for _, c := range b.columns() {
		if out = append(out, c); isContactValue(c.field) {
			out = append(out, column{field: c.field, width: c.width, beside: ingest.BesideSet}, column{field: c.field, width: c.width, beside: ingest.BesideNow})
		}
	}
	return out
}

// contactColumns are those of the sheet of contacts: the name first.
func (b *book) contactColumns() []column {
	out := []column{{field: ingest.FieldContactRef, need: always, width: 14}}
	for _, c := range b.columns() {
		if isContactValue(c.field) {
			out = append(out, c)
		}
	}
	return out
}

// unused are the columns that the international site does not take.
func (b *book) unused(f ingest.Field) bool {
	return b.opt.Site == "intl" && (f == ingest.FieldRegistrantType || isChinese(f))
}

func isChinese(f ingest.Field) bool { return strings.HasPrefix(string(f), "zh_") }

func isContactValue(f ingest.Field) bool {
	switch f {
	case ingest.FieldDomain, ingest.FieldAction, ingest.FieldContactType, ingest.FieldContactRef, ingest.FieldProfileID,
		ingest.FieldTransferLock, ingest.FieldAccount, ingest.FieldInstanceID, ingest.FieldPriority, ingest.FieldNote:
		return false
	}
	return true
}

// place is the 1-based column of a field.
func place(columns []column, f ingest.Field) int {
	return 1 + slices.IndexFunc(columns, func(c column) bool { return c.field == f })
}
