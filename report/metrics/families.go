package metrics

import "slices"

// family is one metric: its name, what it says, and whether it can go down.
type family struct {
	name, help string
	counter    bool
	label      string   // beside those of the job, "" for none
	values     []string // that the label may have
}

func (f *family) kind() string {
	if f.counter {
		return "counter"
	}
	return "gauge"
}

// The names of the metrics.
const (
	LastSuccess          = "domainbatch_last_success_timestamp_seconds"
	LastRun              = "domainbatch_last_run_timestamp_seconds"
	LastDuration         = "domainbatch_last_run_duration_seconds"
	LastExit             = "domainbatch_last_run_exit_code"
	LastRows             = "domainbatch_last_run_rows"
	LastCalls            = "domainbatch_last_run_calls"
	LastThrottled        = "domainbatch_last_run_throttled_calls"
	SettledRate          = "domainbatch_settled_rate_calls_per_second"
	PendingTasks         = "domainbatch_pending_tasks"
	OldestPending        = "domainbatch_oldest_pending_timestamp_seconds"
	OldestPendingAge     = "domainbatch_oldest_pending_age_seconds"
	UnknownRows          = "domainbatch_unknown_rows"
	Runs                 = "domainbatch_sessions_total"
	Calls                = "domainbatch_calls_total"
	Throttled            = "domainbatch_throttled_calls_total"
	NotificationFailures = "domainbatch_notification_failures_total"
)

// The classes of calls.
const (
	Submit = "submit"
	Query  = "query"
)

var (
	classes = []string{Submit, Query}
	results = []string{"OK", "UNCHANGED", "PENDING", "FAILED", "INVALID", "HELD", "NOT SENT", "UNKNOWN", "CANCELLED", "SKIPPED"}
	ends    = []string{"success", "failure"}
)

// families are all metrics, in the order of the file.
var families = []family{
	{name: LastSuccess, help: "When the latest session ended that did its job (exit code 0 or 9), in seconds since 1970; 0 when none has."},
	{name: LastRun, help: "When the latest session ended, in seconds since 1970."},
	{name: LastDuration, help: "How long the latest session took."},
	{name: LastExit, help: "Exit code of the latest session."},
	{name: LastRows, help: "Rows by result, of the runs of the latest session.", label: "result", values: results},
	{name: LastCalls, help: "Calls of the latest session, by class.", label: "class", values: classes},
	{name: LastThrottled, help: "Calls of the latest session that the service throttled."},
	{name: SettledRate, help: "Submitting calls a second that the latest session with such calls settled at."},
	{name: PendingTasks, help: "Tasks of the account that still run at the service, over all runs."},
	{name: OldestPending, help: "When the oldest of them was sent, in seconds since 1970; 0 when there is none."},
	{name: OldestPendingAge, help: "How old the oldest of them was at the end of the latest session."},
	{name: UnknownRows, help: "Rows of the account whose outcome is not known, over all runs: a person has to look."},
	{name: Runs, help: "Sessions that ended, by whether they did their job.", counter: true, label: "end", values: ends},
	{name: Calls, help: "Calls of all sessions, by class.", counter: true, label: "class", values: classes},
	{name: Throttled, help: "Calls of all sessions that the service throttled.", counter: true},
	{name: NotificationFailures, help: "Notifications and heartbeats that no attempt could deliver.", counter: true},
}

// Names are the names of all metrics.
func Names() []string {
	var out []string
	for i := range families {
		out = append(out, families[i].name)
	}
	return out
}

func familyOf(name string) *family {
	i := slices.IndexFunc(families, func(f family) bool { return f.name == name })
	if i < 0 {
		return nil
	}
	return &families[i]
}

// takes says whether a family has a series with a value of its label.
func (f *family) takes(value string) bool {
	if f.label == "" {
		return value == ""
	}
	return slices.Contains(f.values, value)
}

// KnowsResult says whether rows of a result are counted.
func KnowsResult(result string) bool { return slices.Contains(results, result) }
