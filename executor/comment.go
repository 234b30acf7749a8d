package executor

import (
	"encoding/json"
	"fmt"
	"strings"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
)

// comment is the sentence of a row. A row of one change says what became of
// it; one of several names each part, the one that decides first.
func comment(parts []part, worst part) string {
	if len(parts) == 1 {
		return worst.text
	}
	if worst.result == OK {
		return "All parts are done: " + names(parts) + "."
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", worst.name, worst.text)
	for _, p := range parts {
		if p.name != worst.name {
			fmt.Fprintf(&b, " %s: %s.", p.name, strings.ToLower(string(p.result)))
		}
	}
	return b.String()
}

func names(parts []part) string {
	list := make([]string, len(parts))
	for i, p := range parts {
		list[i] = p.name
	}
	return strings.Join(list, ", ")
}

// explain gives the code and the sentence of one change.
func (f *folder) explain(p part) (code, text string) {
	b := p.batch
	resume := "run: domainbatch resume " + f.runID
	switch p.result {
	case OK:
		return "", f.done(p)
	case Pending:
		return "", "Accepted, still executing at the registry" + f.takenBackNote(b) + "; " + resume
	case Failed:
		if b.State == journal.Failed {
			return b.Code, refused(b)
		}
		return "TaskFailed", "The registry reported a failure: " + sentence(orElse(reason(p.detail), "it gave no reason")) + " Mend the row and run it again."
	case Cancelled:
		return f.cancelled(p)
	case NotSent:
		return b.Code, f.notSentBecause(b, resume)
	}
	return f.unknown(b, resume)
}

// cancelled tells what was never sent from what may have been executed.
func (f *folder) cancelled(p part) (code, text string) {
	b := p.batch
	switch {
	case b.State != journal.Cancelled:
		return CodeCancelled, "Taken back at the service, which says: " + sentence(orElse(reason(p.detail), "nothing more")) + " Run the row again if it is still wanted."
	case b.Code == CodeGivenUp:
		return CodeGivenUp, "Given up by a person: sent at " + b.Stamp.UTC().Format("2006-01-02 15:04:05") +
			" UTC, and it may have been executed; look at the domain in the console before it is asked for again."
	}
	if b.Attempts > 0 { // and was refused, or is proven not to have been executed
		return CodeCancelled, "Taken back before it was accepted; run the row again if it is still wanted."
	}
	return CodeCancelled, "Taken back before it was sent; run the row again if it is still wanted."
}

// takenBackNote says what came of the request to cancel a task that runs.
func (f *folder) takenBackNote(b journal.Batch) string {
	r := f.asked[b.ID]
	switch {
	case r.asks == 0:
		return ""
	case r.mayHaveWorked():
		return ", the service was asked to take it back"
	}
	return ", the service would not take it back (" + r.code + ")"
}

func (f *folder) done(p part) string {
	if f.asked[p.batch.ID].asks > 0 && p.name != "transfer code" {
		return "Done; it was too late to take it back."
	}
	if p.name != "transfer code" {
		return "Done."
	}
	if p.detail.Sealed != nil {
		return "Done; the code stands in the results file, keep it secret."
	}
	return "Done; the answer holds no code, the service mails it to the registrant."
}

// reason is why the service says a detail failed.
func reason(d *journal.Detail) string {
	if d == nil {
		return ""
	}
	if d.FailReason != "" && !strings.Contains(d.ErrorMsg, d.FailReason) {
		return strings.TrimSpace(d.ErrorMsg + " " + d.FailReason)
	}
	return d.ErrorMsg
}

func refused(b journal.Batch) string {
	if b.Code == CodeGaveUp {
		return fmt.Sprintf("The service refused %d times for the moment, last with: %s Run the row again later.", b.Attempts, sentence(b.Message))
	}
	why := "Refused: " + sentence(orElse(b.Message, b.Code))
	if hint := (&alidomain.Error{Code: b.Code}).Hint(); hint != "" {
		return why + " " + hint
	}
	return why + " Mend the row and run it again."
}

func notSent(b journal.Batch, resume string) string {
	switch {
	case b.Code == "":
		return "Not sent yet; " + resume
	case b.Code == CodeAnswerLost, b.Code == CodeInterrupted, hadNoNews(b):
		return "Not accepted yet: a request got lost and is proven not to have been executed; " + resume
	case b.Code == alidomain.CodeTaskIsBeingProcessed:
		return "Not accepted yet: another task is running for the domain; " + resume
	}
	return "Not accepted yet, last answer " + b.Code + "; " + resume
}

// unknown says what is known of a request whose outcome is not.
func (f *folder) unknown(b journal.Batch, resume string) (code, text string) {
	sent := "Sent at " + b.Stamp.UTC().Format("2006-01-02 15:04:05") + " UTC"
	switch b.State {
	case journal.Intent:
		return CodeInterrupted, sent + " or just before, the answer is not recorded yet; " + resume
	case journal.Ambiguous:
		return orElse(b.Code, CodeAnswerLost), sent + ", the answer was lost and is still being looked into; " + resume
	}
	if b.Code == CodeUnknownTask {
		return b.Code, f.notOurs(b)
	}
	text = sent + ", and it could not be found out whether it was accepted"
	if e := f.evidenceFor(b); e != "" {
		text += " (" + e + ")"
	}
	return orElse(b.Code, CodeAnswerLost), text + "; look at the task list in the console, then decide: domainbatch resolve " + f.runID + " " + b.ID
}

// notOurs says of a batch that was not sent which tasks speak against it.
func (f *folder) notOurs(b journal.Batch) string {
	text := "Perhaps sent already"
	if e := f.evidenceFor(b); e != "" {
		text += ": " + e
	}
	return text + "; if the journal was put back from a copy, take such tasks over: domainbatch resolve " + f.runID + " --found; else decide: domainbatch resolve " + f.runID + " " + b.ID
}

// evidenceFor puts the evidence of an unknown batch into words.
func (f *folder) evidenceFor(b journal.Batch) string {
	raw := f.evidence[b.ID]
	var e evidence
	if raw == "" || json.Unmarshal([]byte(raw), &e) != nil {
		return raw
	}
	text := e.Verdict
	if len(e.Tasks) > 0 {
		text += ": " + strings.Join(e.Tasks, ", ")
	}
	if e.Listed > 0 {
		text += fmt.Sprintf("; %d tasks listed", e.Listed)
	}
	return text
}

// sentence closes a message of the service with a full stop.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "。") || strings.HasSuffix(s, "!") {
		return s
	}
	return s + "."
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
