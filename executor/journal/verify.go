package journal

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// Damage is how a history is not what it was.
type Damage string

// The kinds of damage.
const (
	DamageRemoved   Damage = "removed"   // events are missing
	DamageAltered   Damage = "altered"   // an event is not what was linked
	DamageForeign   Damage = "foreign"   // events were put in, exchanged or linked anew
	DamageContent   Damage = "content"   // what an event covers is not what it was
	DamageExpected  Damage = "expected"  // a head that was noted elsewhere is not in the chain
	DamageBeginning Damage = "beginning" // the record of where the chain begins
)

// Break is one place at which a history is not what it was.
type Break struct {
	Damage  Damage
	Event   int64     // its number, 0 when the damage is not at an event
	At      time.Time // of the event, zero when unknown
	RunID   string
	BatchID string
	What    string // one sentence without its full stop
}

// Verdict is what is to be said of the history of a journal.
type Verdict struct {
	Head         Head
	Backfilled   int64     // so many events were linked at BackfilledAt, long after they happened
	BackfilledAt time.Time //
	Runs         int64
	Batches      int64
	Changes      int64
	Pruned       int64   // runs of which only the history is left
	Breaks       []Break // the first comes first; at most mostBreaks
	More         int     // that were found and are not listed
}

// Whole reports whether nothing is wrong.
func (v Verdict) Whole() bool { return len(v.Breaks) == 0 }

const mostBreaks = 100

// Verify walks through the whole journal, in memory that does not grow with it,
// and says whether the history is what it was: every event linked to the one
// before, and runs, batches, changes and final answers as the last event about
// them left them. What cannot be seen is that the last events are gone together
// with what they did, or that somebody has linked everything anew: for that give
// heads that were noted elsewhere.
func (s *SQLite) Verify(ctx context.Context, expect ...Head) (v Verdict, err error) {
	err = s.look(ctx, func(view *view) error {
		v, err = verify(ctx, view.db, expect)
		return err
	})
	return v, err
}

// Head implements Journal.
func (s *SQLite) Head(ctx context.Context) (h Head, err error) {
	err = s.look(ctx, func(v *view) error {
		last, err := readHead(func(query string, into ...any) error { return v.row(query).Scan(into...) })
		h = last.shown()
		return err
	})
	return h, err
}

// verifier gathers what is found.
type verifier struct {
	q       querier
	ctx     context.Context
	verdict Verdict
	err     error
}

func verify(ctx context.Context, q querier, expect []Head) (Verdict, error) {
	v := &verifier{q: q, ctx: ctx}
	for query, into := range map[string]*int64{
		`SELECT count(*) FROM run`:                             &v.verdict.Runs,
		`SELECT count(*) FROM batch`:                           &v.verdict.Batches,
		`SELECT count(*) FROM change`:                          &v.verdict.Changes,
		`SELECT count(*) FROM run WHERE pruned_at IS NOT NULL`: &v.verdict.Pruned,
	} {
		if err := q.QueryRowContext(ctx, query).Scan(into); err != nil {
			return v.verdict, err
		}
	}
	if err := v.links(expect); err != nil {
		return v.verdict, err
	}
	c := covers{q: q, events: "event", cover: "cover", backfilled: v.verdict.Backfilled, found: v.compare, wrong: v.wrong}
	err := c.walk(ctx)
	return v.verdict, errors.Join(err, v.err)
}

// begin reads where the chain begins.
func (v *verifier) begin() ([]byte, error) {
	c := openCursor(v.ctx, v.q, `SELECT version, backfilled, backfilled_at FROM chain`)
	rows := 0
	var link []byte
	for ; c.row != nil; c.next() {
		rows++
		link = genesis(c.number(1), c.text(2))
		v.verdict.Backfilled = c.number(1)
		v.verdict.BackfilledAt, _ = time.Parse(time.RFC3339, c.text(2))
		if c.no() != chainVersion {
			rows = 0
		}
	}
	if rows != 1 {
		v.add(Break{Damage: DamageBeginning, What: "the record of where the chain begins is gone or was altered"})
		link = nil
	}
	return link, c.close()
}

// links follows the chain from its beginning. After the first break nothing can
// be said of what comes behind it.
func (v *verifier) links(expect []Head) error {
	last, err := v.begin()
	if err != nil {
		return err
	}
	v.expected(expect, 0, last)
	events := openCursor(v.ctx, v.q, `SELECT event_no, at, run_no, batch_no, epoch, actor, kind, from_state, to_state, code, detail, cover, link
		FROM event ORDER BY event_no`)
	defer events.close()
	broken, no := (*Break)(nil), int64(0)
	for ; events.row != nil; events.next() {
		row, link := events.row[:12], asBytes(events.row[12])
		fits := last == nil || bytes.Equal(linkOf(last, row), link)
		if broken != nil && broken.Damage == DamageForeign && fits {
			// What follows it fits, so its own link is what it was.
			broken.Damage, broken.What = DamageAltered, "the event is not what was linked: it was altered"
			if no == 1 {
				broken.What = "the event, or the record of where the chain begins, is not what was linked: it was altered"
			}
		}
		if broken != nil {
			break
		}
		no++
		switch {
		case events.no() != no:
			broken = v.describe(events.row, DamageRemoved, removedBetween(no, events.no()))
		case !fits:
			broken = v.describe(events.row, DamageForeign, "the event does not follow the one before it: it or its link was altered, exchanged or put in")
		}
		last = link
		v.expected(expect, no, link)
	}
	if err := events.close(); err != nil {
		return err
	}
	if broken != nil {
		v.verdict.Breaks = append([]Break{*broken}, v.verdict.Breaks...)
	}
	v.verdict.Head = Head{no, hex.EncodeToString(last)}
	if broken == nil {
		v.beyond(expect, no)
	}
	return nil
}

func removedBetween(first, next int64) string {
	switch {
	case next < first:
		return fmt.Sprintf("an event numbered %d stands before the first", next)
	case next-first == 1:
		return fmt.Sprintf("event %d, before this one, was removed", first)
	}
	return fmt.Sprintf("events %d to %d, before this one, were removed", first, next-1)
}

// expected compares a link with the heads that were noted of it.
func (v *verifier) expected(expect []Head, no int64, link []byte) {
	for _, h := range expect {
		if h.Count == no && h.Hash != hex.EncodeToString(link) {
			v.add(Break{Damage: DamageExpected, Event: no, What: fmt.Sprintf("the chain of %d events does not end in %s: its history was linked anew", h.Count, short(h.Hash))})
		}
	}
}

func (v *verifier) beyond(expect []Head, count int64) {
	for _, h := range expect {
		if h.Count > count {
			v.add(Break{Damage: DamageExpected, What: fmt.Sprintf("there were %d events and there are %d: the last ones were removed, or this is an older copy", h.Count, count)})
		}
	}
}

func short(hash string) string { return clean(hash[:min(len(hash), 12)]) + "…" }

// compare takes note of an event whose cover is not that of what is there.
func (v *verifier) compare(event int64, have, want []byte, at place) error {
	switch {
	case bytes.Equal(have, want):
	case at.batch != 0 && event == 0:
		v.wrong(event, at, "the batch has been at work, and no event says so")
	case at.batch != 0:
		v.wrong(event, at, "the batch, its answers or its parts are not as its last event left them")
	default:
		v.wrong(event, at, "the run, or the batches and changes it was created with, or its end, is not what the event says")
	}
	return v.err
}

func (v *verifier) wrong(event int64, at place, format string, args ...any) {
	b := Break{Damage: DamageContent, Event: event, What: fmt.Sprintf(format, args...)}
	if event != 0 {
		var text string
		if err := v.q.QueryRowContext(v.ctx, `SELECT at FROM event WHERE event_no = ?`, event).Scan(&text); err == nil {
			b.At, _ = time.Parse(time.RFC3339, text)
		}
	}
	b.RunID, b.BatchID = v.names(at)
	v.add(b)
}

func (v *verifier) add(b Break) {
	if len(v.verdict.Breaks) >= mostBreaks {
		v.verdict.More++
		return
	}
	v.verdict.Breaks = append(v.verdict.Breaks, b)
}

// describe names an event by what it says of itself.
func (v *verifier) describe(row []any, damage Damage, what string) *Break {
	b := &Break{Damage: damage, Event: asNumber(row[0]), What: what}
	b.At, _ = time.Parse(time.RFC3339, asText(row[1]))
	b.RunID, b.BatchID = v.names(place{asNumber(row[2]), asNumber(row[3])})
	return b
}

// names looks up what people call a run and a batch; "" for what is not there.
func (v *verifier) names(at place) (runID, batchID string) {
	for _, n := range []struct {
		query string
		no    int64
		into  *string
	}{{`SELECT run_id FROM run WHERE run_no = ?`, at.run, &runID}, {`SELECT batch_id FROM batch WHERE batch_no = ?`, at.batch, &batchID}} {
		if n.no == 0 {
			continue
		}
		if err := v.q.QueryRowContext(v.ctx, n.query, n.no).Scan(n.into); err == nil {
			*n.into = clean(*n.into)
		}
	}
	return runID, batchID
}
