package audit

import (
	"strconv"
	"strings"
	"time"
)

// column is one of the table of changes.
type column struct {
	name  string // English; also the key of JSON, in small letters with underscores
	width float64
	text  func(*Entry, *Options) string
	at    func(*Entry) time.Time // of columns that hold a time
}

func columns() []column {
	at := func(name string, f func(*Entry) time.Time) column {
		return column{name, 19, func(e *Entry, o *Options) string { return clock(f(e), o.in()) }, f}
	}
	plain := func(name string, width float64, f func(*Entry) string) column {
		return column{name, width, func(e *Entry, _ *Options) string { return f(e) }, nil}
	}
	said := func(name string, width float64, f func(*Options, *Entry) string) column {
		return column{name, width, func(e *Entry, o *Options) string { return f(o, e) }, nil}
	}
	return []column{
		at("When", (*Entry).At),
		plain("Who", 14, func(e *Entry) string { return e.Run.Who }),
		plain("RAM Identity", 24, func(e *Entry) string { return e.Run.RAM }),
		plain("Identity", 20, func(e *Entry) string { return e.Run.Identity }),
		plain("Domain", 28, func(e *Entry) string { return e.Domain }),
		said("Operation", 15, func(o *Options, e *Entry) string { return o.say(string(e.Operation)) }),
		said("Contact Type", 14, func(o *Options, e *Entry) string { return o.say(string(e.ContactType)) }),
		said("Before", 38, (*Options).before),
		said("After", 38, (*Options).after),
		plain("Result", 14, func(e *Entry) string { return string(e.Result) }),
		said("Comment", 46, (*Options).comment),
		plain("Error Code", 20, func(e *Entry) string { return e.Code }),
		plain("Task No", 36, func(e *Entry) string { return e.TaskNo }),
		plain("Request Id", 37, func(e *Entry) string { return strings.Join(e.RequestIDs, " ") }),
		plain(attempts, 10, func(e *Entry) string { return strconv.Itoa(e.Attempts) }),
		at("Submitted At", func(e *Entry) time.Time { return e.SubmittedAt }),
		at("Finished At", func(e *Entry) time.Time { return e.FinishedAt }),
		plain("File", 30, func(e *Entry) string { return e.Run.File }),
		plain("SHA-256", 20, func(e *Entry) string { return e.Run.Digest }),
		plain("Sheet", 14, func(e *Entry) string { return e.Run.Sheet }),
		plain("Rows", 10, func(e *Entry) string { return rowNumbers(e.Rows) }),
		plain("Site", 8, func(e *Entry) string { return e.Run.Site }),
		plain("Account", 26, func(e *Entry) string { return e.Run.Account }),
		plain("Run Id", 24, func(e *Entry) string { return e.Run.ID }),
	}
}

// attempts is the column of numbers.
const attempts = "Attempts"

func clock(t time.Time, in *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(in).Format(time.DateTime)
}
