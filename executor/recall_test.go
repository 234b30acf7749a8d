package executor

import (
	"testing"
	"time"

	"domainbatch/executor/journal"
)

// A request may leave long after it was stamped, so what a killed process left
// unanswered counts as sent just now.
func TestWhatAnEarlierProcessMayHaveSentCountsAgainstTheLimit(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	life := 15 * time.Minute
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	for _, c := range []struct {
		name string
		b    journal.Batch
		want time.Time
	}{
		{"never stamped", journal.Batch{State: journal.Planned}, time.Time{}},
		{"unanswered, stamped minutes ago", journal.Batch{State: journal.Intent, Stamp: ago(3 * time.Minute)}, now},
		{"replayed perhaps", journal.Batch{State: journal.Ambiguous, Stamp: ago(14 * time.Minute)}, now},
		{"accepted a while ago", journal.Batch{State: journal.Submitted, Stamp: ago(time.Minute), SubmittedAt: ago(30 * time.Second)}, ago(30 * time.Second)},
		{"done", journal.Batch{State: journal.Done, Stamp: ago(time.Minute), SubmittedAt: ago(50 * time.Second), FinishedAt: ago(time.Second)}, ago(50 * time.Second)},
		{"refused, nobody knows when", journal.Batch{State: journal.Planned, Stamp: ago(5 * time.Minute)}, now},
		{"refused before the stamp ran out", journal.Batch{State: journal.Split, Stamp: ago(life + time.Hour)}, ago(time.Hour)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := leftBy(c.b, now, life); !got.Equal(c.want) {
				t.Errorf("left by %v, want %v", got, c.want)
			}
		})
	}
}
