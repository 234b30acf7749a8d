package ingest

import "slices"

// Format is the kind of file that was recognised by its bytes.
type Format string

// The formats that can be read.
const (
	XLSX Format = "xlsx"
	XLSM Format = "xlsm"
	CSV  Format = "csv" // any delimiter
)

// Field is the canonical name of a column that is understood, "" for a
// column that is carried through untouched.
type Field string

// The canonical fields, as written in a header.
const (
	FieldDomain         Field = "domain"
	FieldAction         Field = "action"
	FieldContactType    Field = "contact_type"
	FieldProfileID      Field = "profile_id"
	FieldTransferLock   Field = "transfer_lock"
	FieldRegistrantType Field = "registrant_type"
	FieldName           Field = "name"
	FieldOrganization   Field = "organization"
	FieldCountry        Field = "country"
	FieldProvince       Field = "province"
	FieldCity           Field = "city"
	FieldAddress        Field = "address"
	FieldPostalCode     Field = "postal_code"
	FieldEmail          Field = "email"
	FieldTelArea        Field = "tel_area"
	FieldTelephone      Field = "telephone"
	FieldTelExt         Field = "tel_ext"
	FieldZhName         Field = "zh_name"
	FieldZhOrganization Field = "zh_organization"
	FieldZhProvince     Field = "zh_province"
	FieldZhCity         Field = "zh_city"
	FieldZhAddress      Field = "zh_address"
	FieldInstanceID     Field = "instance_id"
	FieldAccount        Field = "account"
	FieldContactRef     Field = "contact_ref"
	FieldPriority       Field = "priority"
	FieldNote           Field = "note"
)

// ResultColumn is a header that a report writes at the right of the person's
// own columns and that is recognised again in the next run.
type ResultColumn string

// The result columns in the order in which they are written.
const (
	ResultResult       ResultColumn = "Result"
	ResultComment      ResultColumn = "Result Comment"
	ResultErrorCode    ResultColumn = "Error Code"
	ResultTaskNo       ResultColumn = "Task No"
	ResultRequestID    ResultColumn = "Request Id"
	ResultAttempts     ResultColumn = "Attempts"
	ResultSubmittedAt  ResultColumn = "Submitted At"
	ResultFinishedAt   ResultColumn = "Finished At"
	ResultTransferCode ResultColumn = "Transfer Code"
	ResultRunID        ResultColumn = "Run Id"
)

// ResultColumns lists the result columns in writing order.
func ResultColumns() []ResultColumn {
	return []ResultColumn{
		ResultResult, ResultComment, ResultErrorCode, ResultTaskNo, ResultRequestID,
		ResultAttempts, ResultSubmittedAt, ResultFinishedAt, ResultTransferCode, ResultRunID,
	}
}

// Column is one column of the sheet of rows and how it was understood.
type Column struct {
	Index  int          // 0-based, so that column A is 0
	Header string       // as typed
	Field  Field        // "" when carried through or when Result is set
	Result ResultColumn // set for a column that an earlier report wrote
}

// MergedRange is the first column of cells that are merged over several rows.
type MergedRange struct {
	Column      int // 0-based
	First, Last int // sheet rows, Last > First
}

// Layout is where the rows stand in a file and how its columns were
// understood. It is all that a report needs to write results back.
type Layout struct {
	File      string
	Digest    string // SHA-256 of the file's bytes, hex
	Format    Format
	Encoding  string // CSV only: "utf-8", "utf-16le", "gb18030", ...
	BOM       bool   // CSV only
	Delimiter rune   // CSV only
	LineEnd   string // CSV only: "\n" or "\r\n"
	Sheet     string // XLSX only
	Sheets    []string
	HeaderRow int        // 1-based sheet row, or CSV line
	Preamble  [][]string // CSV only: the records above the header row, as typed
	Columns   []Column
	Merged    []MergedRange // XLSX only: cells of several rows, whose value counts for each of them
	Totals    []TotalsRow   // XLSX only: cells that are no data
	Skipped   bool          // XLSX only: hidden rows and columns are left out, as Options.SkipHidden said
	Remarks   []Problem     // about the file as a whole: unknown columns, what was detected
}

// headerEnd is the last row of the header: cells of it may be merged downwards.
func (l Layout) headerEnd() int {
	end := l.HeaderRow
	for _, m := range l.Merged {
		if m.First <= l.HeaderRow && m.Last > end {
			end = m.Last
		}
	}
	return end
}

// Has reports whether a column is understood as this field.
func (l *Layout) Has(f Field) bool {
	return slices.ContainsFunc(l.Columns, func(c Column) bool { return c.Field == f })
}

// DomainColumn is the column of the domains, from 0; -1 when there is none.
func (l *Layout) DomainColumn() int {
	for _, c := range l.Columns {
		if c.Field == FieldDomain {
			return c.Index
		}
	}
	return -1
}

// isResult reports whether an earlier report wrote the column.
func (l *Layout) isResult(index int) bool {
	for _, c := range l.Columns {
		if c.Index == index {
			return c.Result != ""
		}
	}
	return false
}
