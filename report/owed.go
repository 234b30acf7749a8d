package report

import (
	"time"

	"domainbatch/executor"
)

// Owed is how many things of one kind a run leaves to be seen to.
type Owed struct {
	Kind  string // unknown, mail, mailbox, mailed-code or task
	Count int
	Until time.Time // the first deadline, about; zero when there is none
}

// owedKinds are the follow-ups as programs name them.
var owedKinds = map[string]string{
	lookItUp: "unknown", mailToClick: "mail", mailUnproven: "mailbox", codeMailed: "mailed-code", taskRunning: "task",
}

// WhatIsOwed counts what the sheet Follow-up lists: mailboxes for mails, tasks
// for what still runs, rows for the others. It names nobody.
func WhatIsOwed(run Run, rows []executor.RowResult) []Owed {
	var out []Owed
	at := map[string]int{}
	for _, f := range followUps(run, rows) {
		i, known := at[f.what]
		if !known {
			i = len(out)
			at[f.what] = i
			out = append(out, Owed{Kind: owedKinds[f.what]})
		}
		out[i].Count++
		if !f.deadline.IsZero() && (out[i].Until.IsZero() || f.deadline.Before(out[i].Until)) {
			out[i].Until = f.deadline
		}
	}
	return out
}
