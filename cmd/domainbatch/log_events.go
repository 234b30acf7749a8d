package main

// logged is a sort of line in the log: its name for programs, and what it has
// beside time, level, event, msg and run.
type logged struct {
	name    string
	members []string
}

// logEvents are all sorts of lines by their message. The names are part of the
// program's interface, the messages are not.
var logEvents = map[string]logged{
	"file read":                                 {"file-read", []string{"file", "format", "sheet", "header_row", "rows"}},
	"looked at the present":                     {"present-asked", []string{"calls", "recalled", "unanswered", "took"}},
	"asked the service":                         {"service-asked", []string{"calls", "recalled", "unanswered", "took"}},
	"planning without an account":               {"no-account", []string{"why"}},
	"as whom the calls are signed is not known": {"identity-unknown", []string{"error"}},
	"working on a run":                          {"run-begun", []string{"site", "host", "account"}},
	"a session ended":                           {"run-ended", []string{"end", "exit"}},
	"results written":                           {"results-written", []string{"file"}},
	"what this session did could not be noted":  {"note-failed", []string{"error"}},
	"file imported":                             {"file-imported", []string{"file", "outcome", "code", "place"}},

	"the service manager was not told": {"manager-not-told", []string{"error"}},
	"what has changed is not known":    {"changes-unknown", []string{"error"}},

	"call":            {"call", []string{"operation", "ms", "status", "code", "class", "request", "fault"}},
	"submit answered": {"submit-answered", []string{"batch", "code", "class", "verdict", "attempt"}},
	"batch split":     {"batch-split", []string{"batch", "code", "domains"}},
	"the service shows no task list; it cannot be seen whether the journal is a copy that was put back":             {"copy-unseen", nil},
	"the journal may be a copy: nothing is sent before the service must show what was sent after the copy was made": {"copy-suspected", []string{"moved", "until"}},
	"batch split, because the service has tasks for some of its domains that the journal does not know of":          {"batch-split", []string{"batch", "parts"}},
	"looking for tasks that the journal does not know of failed":                                                    {"copy-search-failed", []string{"code", "class"}},
	"the answer to a submit was lost; finding out what became of it":                                                {"answer-lost", []string{"batch", "code", "written"}},
	"found what became of a lost answer":                                                                            {"answer-found", []string{"batch", "how", "task"}},
	"a lost request was never accepted; it is sent again":                                                           {"never-accepted", []string{"batch"}},
	"replayed a request whose answer was lost":                                                                      {"replayed", []string{"batch", "answer", "code"}},
	"looking for a lost request failed":                                                                             {"search-failed", []string{"batch", "code", "class"}},
	"the outcome of a request stays unknown; a person must decide":                                                  {"outcome-unknown", []string{"batch", "code"}},
	"a task was accepted but could not be recorded; the next session finds it again":                                {"task-unrecorded", []string{"batch", "task", "error"}},
	"the task holds a domain that was not asked for; left alone":                                                    {"foreign-domain", []string{"batch", "task"}},
	"asking about a task failed":                                                                                    {"poll-failed", []string{"batch", "task", "code", "class"}},
	"asking for finished details failed":                                                                            {"sweep-failed", []string{"code", "class"}},
	"asked the service to take a task back":                                                                         {"task-cancelled", []string{"batch", "task", "code"}},
	"a question was given up":                                                                                       {"question-given-up", []string{"operation", "code", "times"}},
	"a question was refused":                                                                                        {"question-refused", []string{"operation", "code"}},
	"an operation cannot be had here; what it tells stays unknown":                                                  {"operation-missing", []string{"operation", "error"}},
	"a fact in the journal cannot be read":                                                                          {"fact-unreadable", []string{"kind", "error"}},
	"the list of domains changed while it was read":                                                                 {"list-moved", []string{"domains", "said"}},

	"journal: new schema":     {"journal-upgraded", []string{"file", "from", "to"}},
	"journal: no more writes": {"journal-broken", []string{"file", "error"}},

	"a receiver was told":                      {"told", []string{"receiver", "attempts"}},
	"a receiver was not told":                  {"not-told", []string{"receiver", "attempts", "reason"}},
	"who was not told could not be noted":      {"note-failed", []string{"error"}},
	"a command said":                           {"command-said", []string{"command", "line"}},
	"the metrics could not be written":         {"metrics-failed", []string{"error"}},
	"how the account stands could not be read": {"metrics-failed", []string{"error"}},

	"writing the ledger":              {"ledger-failed", []string{"err"}},
	"undocumented parameters ignored": {"sandbox-ignored", []string{"operation", "version", "parameters"}},

	"panic":             {"panic", []string{"stack"}},
	"the error in full": {"error-in-full", []string{"error"}},
}

// Lines that are not written by a stage: what a person would read, and how the
// program ended.
const (
	eventSaid   = "said"   // msg is a line for people
	eventFailed = "failed" // msg says why, next what to type, exit the exit code
	eventOther  = "other"  // of a message without a name
)
