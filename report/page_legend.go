package report

import (
	"domainbatch/executor"
	"domainbatch/ingest"
)

// meanings says what each result means.
var meanings = map[executor.Result]string{
	executor.OK:        "Done: the service says so.",
	executor.Unchanged: "Already as wanted; nothing was sent.",
	executor.Pending:   "Accepted by the service and still running there.",
	executor.Failed:    "Refused by the service, or failed there for good.",
	executor.Invalid:   "A cell of the row is wrong; nothing was sent.",
	executor.Held:      "Contradicts another row, or belongs to another run; nothing was sent.",
	executor.NotSent:   "The run stopped before the row's turn; nothing was sent.",
	executor.Unknown:   "Sent, but the outcome is not known.",
	executor.Cancelled: "Taken back, or given up by a person; the comment says which.",
	executor.Skipped:   "The row says skip.",
}

// nextSteps says what to do about each result.
var nextSteps = map[executor.Result]string{
	executor.OK:        "Nothing.",
	executor.Unchanged: "Nothing.",
	executor.Pending:   "Wait; resume brings the result. Some tasks run for days.",
	executor.Failed:    "Read the comment, mend the row and run it again.",
	executor.Invalid:   "Correct the cell named in the comment, then run the row again.",
	executor.Held:      "Keep one of the rows that contradict each other, or wait for the other run to end, then run the row again.",
	executor.NotSent:   "The run stopped before this row: resume it, or run the row again.",
	executor.Unknown:   "Do not send it again: look for the task in the Alibaba Cloud console, then resume.",
	executor.Cancelled: "Run the row again if the change is still wanted.",
	executor.Skipped:   "Nothing.",
}

// explanations says what stands in each result column.
var explanations = map[ingest.ResultColumn]string{
	ingest.ResultResult:       "One word for the row, see above. A next run leaves rows alone that are OK or UNCHANGED.",
	ingest.ResultComment:      "One sentence with the next step.",
	ingest.ResultErrorCode:    "Error code of the service, or the rule of this program that the row breaks.",
	ingest.ResultTaskNo:       "Number of the task at the service; several when the row needed several.",
	ingest.ResultRequestID:    "Number of the request; the service's support asks for it.",
	ingest.ResultAttempts:     "How often a request for the row was sent.",
	ingest.ResultSubmittedAt:  "When the service accepted the request.",
	ingest.ResultFinishedAt:   "When the result was final.",
	ingest.ResultTransferCode: "The transfer code. Whoever has it can take the domain away: keep this file to yourself.",
	ingest.ResultRunID:        "The run that gave the result.",
}

// legendPage explains the words used in the workbook. Remarks are things that
// could not be done as a person would expect.
func legendPage(columns []resultColumn, remarks []string, opt Options) page {
	t := translator(opt.Lang)
	var rows [][]cell
	add := func(row ...cell) { rows = append(rows, row) }
	add(say(t("What the words mean"), lookTitle))
	add()
	add(headerRow(t, []string{"Result", "Meaning", "What to do"})...)
	for _, r := range executor.Results() {
		add(word(r), say(t(meanings[r]), lookWrap), say(t(nextSteps[r]), lookWrap))
	}
	add()
	add(headerRow(t, []string{"Column", "Meaning"})...)
	for _, c := range columns {
		add(say(headerOf(c.name, opt), lookPlain), say(t(explanations[c.name]), lookWrap))
	}
	add()
	add(say(t("Times"), lookPlain), say(zoneSentence(opt), lookWrap))
	for _, remark := range remarks {
		add(say(t("Remark"), lookPlain), say(remark, lookWrap))
	}
	return page{key: keyLegend, name: t("Legend"), widths: []float64{18, 62, 62}, rows: fixed(rows)}
}

// zoneSentence says in which zone the times of the workbook are.
func zoneSentence(opt Options) string {
	t := translator(opt.Lang)
	now := opt.Now
	zone := now.In(opt.location()).Format("MST -07:00")
	if now.IsZero() {
		zone = opt.location().String()
	}
	return t("Dates and times are in the zone") + " " + zone + "."
}
