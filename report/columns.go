package report

import (
	"strconv"
	"time"

	"domainbatch/executor"
	"domainbatch/ingest"
)

// value is the content of one cell that we write: text unless time or number
// is set.
type value struct {
	text   string
	number float64
	time   time.Time
	kind   kind
}

type kind uint8

const (
	blank kind = iota
	text
	number
	moment
)

func textValue(s string) value {
	if s == "" {
		return value{}
	}
	return value{kind: text, text: s}
}

func countValue(n int) value { return value{kind: number, number: float64(n)} }

func timeValue(t time.Time) value {
	if t.IsZero() {
		return value{}
	}
	return value{kind: moment, time: t}
}

// resultColumn is one result column and where it goes.
type resultColumn struct {
	name  ingest.ResultColumn
	index int  // 0-based
	fresh bool // not in the input yet
}

// placeColumns decides where the result columns go: where an earlier report
// put them, else side by side from the column free on (0-based). The column
// of transfer codes appears only when somebody asked for a code.
func placeColumns(layout ingest.Layout, withCodes bool, free int) []resultColumn {
	have := map[ingest.ResultColumn]int{}
	for _, c := range layout.Columns {
		if _, twice := have[c.Result]; c.Result != "" && !twice {
			have[c.Result] = c.Index
		}
	}
	var columns []resultColumn
	for _, name := range ingest.ResultColumns() {
		if at, found := have[name]; found {
			columns = append(columns, resultColumn{name: name, index: at})
			continue
		}
		if name == ingest.ResultTransferCode && !withCodes {
			continue
		}
		columns = append(columns, resultColumn{name: name, index: free, fresh: true})
		free++
	}
	return columns
}

// headerOf is what a new result column is called.
func headerOf(name ingest.ResultColumn, opt Options) string {
	return translator(opt.Lang)(string(name))
}

// wantsCodes reports whether the results need a column of transfer codes.
func wantsCodes(run Run, rows []executor.RowResult) bool {
	if run.WithCodes {
		return true
	}
	for _, r := range rows {
		if r.TransferCode != "" || r.CodeFor != "" || r.CodeByMail {
			return true
		}
	}
	return false
}

// codeByMail stands in the column of transfer codes when the service did not
// hand out the code but mailed it.
const codeByMail = "sent by e-mail to the registrant"

// resultValue is what stands in a result column for a row.
func resultValue(name ingest.ResultColumn, r executor.RowResult, v *voice) value {
	switch name {
	case ingest.ResultResult:
		return textValue(string(r.Result))
	case ingest.ResultComment:
		return textValue(v.comment(r))
	case ingest.ResultErrorCode:
		return textValue(r.Code)
	case ingest.ResultTaskNo:
		return textValue(joined(r.TaskNos))
	case ingest.ResultRequestID:
		return textValue(joined(r.RequestIDs))
	case ingest.ResultAttempts:
		if r.Attempts == 0 {
			return value{}
		}
		return countValue(r.Attempts)
	case ingest.ResultSubmittedAt:
		return timeValue(r.SubmittedAt)
	case ingest.ResultFinishedAt:
		return timeValue(r.FinishedAt)
	case ingest.ResultTransferCode:
		if r.TransferCode == "" && r.CodeByMail {
			return textValue(translator(v.lang)(codeByMail))
		}
		if r.CodeFor != "" {
			return textValue(masked)
		}
		return textValue(string(r.TransferCode))
	case ingest.ResultRunID:
		return textValue(r.RunID)
	}
	return value{}
}

// plain is a value as text, for files that know nothing else.
func (v value) plain(in *time.Location) string {
	switch v.kind {
	case number:
		return strconv.FormatFloat(v.number, 'f', -1, 64)
	case moment:
		return stamp(v.time, in)
	default:
		return v.text
	}
}

// ownColumns lists the columns of the input that are not ours, in order.
func ownColumns(layout ingest.Layout) []ingest.Column {
	var own []ingest.Column
	for _, c := range layout.Columns {
		if c.Result == "" {
			own = append(own, c)
		}
	}
	return own
}
