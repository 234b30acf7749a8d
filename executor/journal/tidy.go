package journal

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// maxText bounds a text of the service or of a person, in bytes.
const maxText = 4096

// clean makes text safe to print on a terminal: control and formatting
// characters (those that turn the direction of writing among them) appear
// escaped, bytes that are no UTF-8 as U+FFFD, and what is too long is cut.
func clean(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "") + "…"
	}
	if strings.IndexFunc(text, unprintable) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if unprintable(r) {
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func unprintable(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// tidyTime gives a time the form in which it is kept: UTC, whole milliseconds.
func tidyTime(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Millisecond)
}

func tidyRun(r Run, now time.Time) Run {
	if r.CreatedAt.IsZero() {
		r.CreatedAt = now
	}
	r.CreatedAt, r.FinishedAt, r.PrunedAt = tidyTime(r.CreatedAt), time.Time{}, time.Time{}
	r.Settings, r.Plan = tidyBytes(r.Settings), tidyBytes(r.Plan)
	return r
}

// tidyNew is a batch as a new one is kept: planned, with nothing sent.
func tidyNew(b Batch, runID, parentID string) Batch {
	n := Batch{RunID: runID, ID: b.ID, ParentID: parentID, Seq: b.Seq, State: Planned,
		Request: tidyBytes(b.Request), NextAt: tidyTime(b.NextAt)}
	if len(b.Changes) > 0 {
		n.Changes = append([]Change(nil), b.Changes...)
	}
	if len(b.After) > 0 {
		n.After = append([]string(nil), b.After...)
	}
	return n
}

func tidyEvent(e Event, now time.Time) Event {
	if e.At.IsZero() {
		e.At = now
	}
	if e.Actor == "" {
		e.Actor = ExecutorActor
	}
	e.ID, e.At = 0, tidyTime(e.At)
	e.Actor, e.Kind, e.Code, e.Detail = clean(e.Actor), clean(e.Kind), clean(e.Code), clean(e.Detail)
	return e
}

// tidyBytes makes no difference between nothing and no bytes, as the file
// makes none, and never shares memory with the caller.
func tidyBytes(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return append([]byte(nil), b...)
}
