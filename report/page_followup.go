package report

import (
	"cmp"
	"slices"
	"time"

	"domainbatch/executor"
	"domainbatch/ingest"
	"domainbatch/ingest/ooxml"
	"domainbatch/planner"
)

// Deadlines. That a registrar has to hold a domain whose registrant does not
// answer within 15 days is the rule of ICANN; that a transfer code lives 15
// days is what the samples of the API show. Both are said as "about".
const (
	mailDays = 15
	codeDays = 15
)

// followUp is one thing that a person has to see to after the run.
type followUp struct {
	what     string // English
	domain   string // the first one
	more     int    // further domains
	row      int
	who      string // e-mail address or task number
	since    time.Time
	deadline time.Time
	cure     string // English
}

// The kinds of things to see to.
const (
	taskRunning  = "Task is running"
	mailToClick  = "Mail to be clicked"
	mailUnproven = "E-mail address to be verified"
	codeMailed   = "Transfer code is in the mail"
	lookItUp     = "Outcome is unknown"
)

// followUps lists what is left to see to, the most urgent first.
func followUps(run Run, rows []executor.RowResult) []followUp {
	var list []followUp
	list = append(list, unknownRows(rows)...)
	list = append(list, mails(run.Plan, rows)...)
	list = append(list, mailedCodes(rows)...)
	list = append(list, runningTasks(rows)...)
	return list
}

func unknownRows(rows []executor.RowResult) []followUp {
	var list []followUp
	for _, r := range rows {
		if r.Result == executor.Unknown {
			list = append(list, followUp{what: lookItUp, domain: r.Domain, row: r.Number, since: r.SubmittedAt, cure: resultCures[executor.Unknown]})
		}
	}
	return list
}

// mails are the messages that the service sends to a registrant when the
// contact changes. All domains of one address are one line.
func mails(plan *planner.Plan, rows []executor.RowResult) []followUp {
	registrant := func(b *planner.Batch) bool {
		return b.Operation == planner.UpdateContact && b.ContactType == ingest.Registrant && b.Contact != nil && b.Contact.Email != ""
	}
	byAddress := map[[2]string]int{}
	var list []followUp
	for _, p := range changesOf(plan, rows, registrant) {
		f := followUp{domain: p.change.Domain, row: p.row.Number, who: p.batch.Contact.Email}
		switch {
		case p.row.Result == executor.OK && !p.row.Carried:
			f.what, f.since = mailToClick, p.row.FinishedAt
			f.cure = "When a mail asks to confirm the new registrant, click its link: without an answer the domain can be put on hold."
			if !f.since.IsZero() {
				f.deadline = f.since.AddDate(0, 0, mailDays)
			}
		case longestPrefix(p.row.Code, map[string]bool{"RegContactEmailNotVerified": true}) != "":
			f.what, f.cure = mailUnproven, codeCures["RegContactEmailNotVerified"]
		default:
			continue
		}
		key := [2]string{f.what, f.who}
		at, known := byAddress[key]
		if !known {
			byAddress[key] = len(list)
			list = append(list, f)
			continue
		}
		list[at].more++
		if !f.deadline.IsZero() && f.deadline.Before(list[at].deadline) {
			list[at].since, list[at].deadline = f.since, f.deadline
		}
	}
	slices.SortStableFunc(list, func(a, b followUp) int { return cmp.Or(cmp.Compare(b.what, a.what), a.deadline.Compare(b.deadline)) })
	return list
}

func mailedCodes(rows []executor.RowResult) []followUp {
	var list []followUp
	for _, r := range rows {
		if !r.CodeByMail || r.Carried {
			continue
		}
		f := followUp{what: codeMailed, domain: r.Domain, row: r.Number, since: r.FinishedAt, cure: "The registrant gets the code by e-mail; use it before it expires."}
		if !f.since.IsZero() {
			f.deadline = f.since.AddDate(0, 0, codeDays)
		}
		list = append(list, f)
	}
	return list
}

// runningTasks are those that the service still works on, one a line.
func runningTasks(rows []executor.RowResult) []followUp {
	at := map[string]int{}
	var list []followUp
	for _, r := range rows {
		if r.Result != executor.Pending {
			continue
		}
		numbers := r.TaskNos
		if len(numbers) == 0 {
			numbers = []string{""}
		}
		for _, no := range numbers {
			if i, known := at[no]; known {
				list[i].more++
				continue
			}
			at[no] = len(list)
			list = append(list, followUp{what: taskRunning, domain: r.Domain, row: r.Number, who: no, since: r.SubmittedAt, cure: nextSteps[executor.Pending]})
		}
	}
	return list
}

// followUpPage lists what a person has to see to; nil when there is nothing.
func followUpPage(src Source, run Run, rows []executor.RowResult, opt Options) *page {
	list := followUps(run, rows)
	if len(list) == 0 {
		return nil
	}
	t := translator(opt.Lang)
	return &page{
		key: keyFollowUp, name: t("Follow-up"), frozen: 1, filter: true,
		widths: []float64{28, 40, 8, 40, 20, 20, 70},
		rows: func(yield func([]cell, error) bool) {
			if !yield(headerRow(t, []string{"What", "Domain", "Row", "E-mail or Task No", "Since", "About until", "What to do"}), nil) {
				return
			}
			for i := range list {
				if !yield(followUpRow(t, src, &list[i]), nil) {
					return
				}
			}
		},
	}
}

func followUpRow(t func(string) string, src Source, f *followUp) []cell {
	number := count(f.row, lookNumber)
	if src.Layout.Sheet != "" {
		number.link = ooxml.Link(src.Layout.Sheet, 0, f.row)
	}
	return []cell{
		say(t(f.what), lookPlain), say(f.domains(t), lookPlain), number, say(f.who, lookAsText),
		{value: timeValue(f.since), look: lookTime}, {value: timeValue(f.deadline), look: lookTime}, say(t(f.cure), lookWrap),
	}
}
