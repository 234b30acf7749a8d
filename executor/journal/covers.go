package journal

import (
	"context"
	"errors"
	"fmt"
)

// covers walks through what the events of a journal cover, as it is now, side by
// side with the events: runs with what they were created with, and batches with
// their moves. It holds one batch at a time.
type covers struct {
	q          querier
	events     string // the table with the events
	cover      string // its column with the covers
	backfilled int64  // so many events have covers only where there is something to compare them with
	// found gets each event that covers something that can be looked at: its
	// number, its cover, and the cover of what is there.
	found func(event int64, have, want []byte, at place) error
	// wrong gets whatever contradicts the history.
	wrong func(event int64, at place, format string, args ...any)
}

// place is what a finding is about.
type place struct{ run, batch int64 }

func (c *covers) walk(ctx context.Context) error {
	return errors.Join(c.runs(ctx), c.batches(ctx))
}

const runRow = `SELECT r.run_no, r.run_id, a.account, r.fingerprint, r.site, r.created_at, r.input_path, r.input_digest, r.output_path,
r.settings, r.plan, r.finished_at, r.pruned_at FROM run r LEFT JOIN account a USING (account_no) `

// createdRow are the values of runValues.
func createdRow(row []any) []any {
	return append(append([]any(nil), row[:9]...), hashed(row[9]), hashed(row[10]))
}

const batchRowColumns = `b.batch_no, b.run_no, b.batch_id, b.parent_no, b.seq, b.request, b.after, b.account_no,
b.state, b.attempts, b.epoch, b.nonce, b.stamp, b.arrived, b.task_no, b.request_id, b.submitted_at, b.finished_at, b.code, b.message`

// plannedRow are the values of newBatchValues, stateRow those of batchValues.
func plannedRow(row []any) []any {
	return []any{"batch", row[0], row[2], row[3], row[4], hashed(row[5]), row[6]}
}
func stateRow(row []any) []any { return row[8:20] }

const changeRow = `SELECT c.batch_no, c.position, c.change_id, c.domain, c.instance_id, c.kind, c.account_no, c.open FROM `

func plannedChange(row []any) []any { return append([]any{"change"}, row[1:6]...) }

// runs compares each run with its events: what it was created with, whether and
// when it ended, and, when it was pruned, what was kept.
func (c *covers) runs(ctx context.Context) (err error) {
	runs := openCursor(ctx, c.q, runRow+`ORDER BY r.run_no`)
	roots := openCursor(ctx, c.q, `SELECT b.run_no, `+batchRowColumns+` FROM batch b WHERE b.parent_no IS NULL ORDER BY b.batch_no`)
	changes := openCursor(ctx, c.q, changeRow+`batch b CROSS JOIN change c USING (batch_no) WHERE b.parent_no IS NULL ORDER BY b.batch_no, c.position`)
	events := openCursor(ctx, c.q, `SELECT run_no, event_no, kind, `+c.cover+` FROM `+c.events+`
		WHERE batch_no IS NULL AND kind IN ('created', 'finished', 'reopened', 'pruned') ORDER BY run_no, event_no`)
	defer func() { err = errors.Join(err, runs.close(), roots.close(), changes.close(), events.close()) }()
	for ; runs.row != nil; runs.next() {
		no := runs.no()
		for ; events.before(no); events.next() {
			c.wrong(events.number(1), place{run: events.no()}, "the run it is about is not there")
		}
		for ; roots.before(no); roots.next() {
			c.wrong(0, place{roots.no(), roots.number(1)}, "the batch stands between those of other runs: it was not created with its run")
		}
		d := newDigest("created")
		d.add(createdRow(runs.row)...)
		for ; roots.at(no); roots.next() {
			batch := roots.number(1)
			d.add(plannedRow(roots.row[1:])...)
			for ; changes.before(batch); changes.next() {
			}
			for ; changes.at(batch); changes.next() {
				d.add(plannedChange(changes.row)...)
			}
		}
		if err := c.run(ctx, runs, events, d.sum()); err != nil {
			return err
		}
	}
	for ; events.row != nil; events.next() {
		c.wrong(events.number(1), place{run: events.no()}, "the run it is about is not there")
	}
	for ; roots.row != nil; roots.next() {
		c.wrong(0, place{roots.no(), roots.number(1)}, "the batch belongs to a run that is not there, or was not created with it")
	}
	return nil
}

// run compares one run with its events.
func (c *covers) run(ctx context.Context, run, events *cursor, created []byte) error {
	no := run.no()
	finishedAt, prunedAt := run.row[11], run.row[12]
	var first, end, pruned int64
	var firstCover, endCover, prunedCover []byte
	for ; events.at(no); events.next() {
		event, cover := events.number(1), asBytes(events.row[3])
		switch events.text(2) {
		case "created":
			if first != 0 {
				c.wrong(event, place{run: no}, "the run was created before")
				continue
			}
			first, firstCover = event, cover
		case "finished":
			end, endCover = event, cover
		case "reopened":
			end, endCover = 0, nil
		case "pruned":
			pruned, prunedCover = event, cover
		}
	}
	if first == 0 {
		c.wrong(0, place{run: no}, "no event created this run")
	}
	switch {
	case end != 0:
		if err := c.found(end, endCover, coverEnd(finishedAt), place{run: no}); err != nil {
			return err
		}
	case finishedAt != nil:
		c.wrong(0, place{run: no}, "the run says that it ended at %v, and its history does not", finishedAt)
	}
	switch {
	case prunedAt == nil && pruned == 0 && first != 0:
		return c.found(first, firstCover, created, place{run: no})
	case prunedAt != nil && pruned == 0:
		c.wrong(0, place{run: no}, "the run says that it was pruned at %v, and its history does not", prunedAt)
	case prunedAt == nil && pruned != 0:
		c.wrong(pruned, place{run: no}, "the run does not say that it was pruned, and its history does")
	case pruned != 0:
		kept, err := keptOf(ctx, c.q, run.row, nil)
		if err != nil {
			return err
		}
		return c.found(pruned, prunedCover, kept, place{run: no})
	}
	return nil
}

// batches compares each batch with its moves.
func (c *covers) batches(ctx context.Context) (err error) {
	batches := openCursor(ctx, c.q, `SELECT `+batchRowColumns+`, r.account_no, r.pruned_at, p.run_no, p.state
		FROM batch b LEFT JOIN run r USING (run_no) LEFT JOIN batch p ON p.batch_no = b.parent_no ORDER BY b.batch_no`)
	moves := openCursor(ctx, c.q, `SELECT batch_no, event_no, run_no, from_state, to_state, `+c.cover+` FROM `+c.events+`
		WHERE batch_no IS NOT NULL AND (`+c.cover+` IS NOT NULL OR event_no <= ? AND to_state <> '') ORDER BY batch_no, event_no`, c.backfilled)
	changes := openCursor(ctx, c.q, changeRow+`change c ORDER BY c.batch_no, c.position`)
	details := openCursor(ctx, c.q, `SELECT batch_no, task_detail_no, domain, state, error_msg, fail_reason, try_count, created_at, updated_at, sealed
		FROM detail ORDER BY batch_no, task_detail_no`)
	defer func() { err = errors.Join(err, batches.close(), moves.close(), changes.close(), details.close()) }()
	for ; batches.row != nil; batches.next() {
		no := batches.no()
		c.strays(no, moves, changes, details)
		if err := c.batch(ctx, batches.row, moves, changes, details); err != nil {
			return err
		}
	}
	c.strays(1<<62, moves, changes, details)
	return nil
}

// strays are rows of batches that are not there.
func (c *covers) strays(no int64, moves, changes, details *cursor) {
	for ; moves.before(no); moves.next() {
		c.wrong(moves.number(1), place{moves.number(2), moves.no()}, "the batch that it moved is not there")
	}
	for ; changes.before(no); changes.next() {
		c.wrong(0, place{batch: changes.no()}, "a change of %s belongs to a batch that is not there", clean(changes.text(3)))
	}
	for ; details.before(no); details.next() {
		c.wrong(0, place{batch: details.no()}, "an answer about %s belongs to a batch that is not there", clean(details.text(2)))
	}
}

// batch compares one batch with its moves: that they lead from planned to where
// it is, and that the last of them covers its row, its answers and its parts.
func (c *covers) batch(ctx context.Context, row []any, moves, changes, details *cursor) error {
	no, at := row[0].(int64), place{asNumber(row[1]), row[0].(int64)}
	state := asText(row[8])
	var last int64
	var cover []byte
	stands := string(Planned)
	for ; moves.at(no); moves.next() {
		event := moves.number(1)
		if moves.number(2) != at.run {
			c.wrong(event, at, "it belongs to another run than its batch")
		}
		if from := moves.text(3); from != stands {
			c.wrong(event, at, "it moves the batch from %s, where it was not: the event before left it at %s", from, stands)
		}
		stands, last, cover = moves.text(4), event, asBytes(moves.row[5])
	}
	if stands != state {
		c.wrong(last, at, "the batch is %s, and its history ends at %s", clean(state), stands)
	}
	c.related(row, at)
	open := int64(0)
	if BatchState(state).Open() {
		open = 1
	}
	for ; changes.at(no); changes.next() {
		if changes.row[7] != open || changes.row[6] != row[7] {
			c.wrong(0, at, "whether the change of %s is under way, or for which account, is not as its batch says", clean(changes.text(3)))
		}
	}
	d := newDigest("moved")
	d.add(stateRow(row)...)
	for ; details.at(no); details.next() {
		if DetailState(details.text(3)).Final() {
			d.add("detail")
			d.add(details.row[1:9]...)
			d.add(hashed(details.row[9]))
		}
	}
	if err := c.parts(ctx, d, no, state); err != nil {
		return err
	}
	switch {
	case row[21] != nil: // pruned: that event covers what was kept
		return nil
	case last == 0:
		cover = coverMove(step{batch: Batch{State: Planned}}, no, 0, nil)
	}
	return c.found(last, cover, d.sum(), at)
}

func asNumber(v any) int64 {
	n, _ := v.(int64)
	return n
}

// related checks what a batch says of its run and its parent.
func (c *covers) related(row []any, at place) {
	if row[20] != row[7] {
		c.wrong(0, at, "the batch is not of the account of its run")
	}
	if row[3] != nil && (row[22] != row[1] || asText(row[23]) != string(Split)) {
		c.wrong(0, at, "the batch calls itself a part of one that was not split")
	}
}

// parts adds what a batch was split into.
func (c *covers) parts(ctx context.Context, d *digest, no int64, state string) error {
	if state != string(Split) {
		return nil
	}
	parts := openCursor(ctx, c.q, `SELECT `+batchRowColumns+` FROM batch b WHERE b.parent_no = ? ORDER BY b.batch_no`, no)
	for ; parts.row != nil; parts.next() {
		d.add(plannedRow(parts.row)...)
		changes := openCursor(ctx, c.q, changeRow+`change c WHERE c.batch_no = ? ORDER BY c.position`, parts.no())
		for ; changes.row != nil; changes.next() {
			d.add(plannedChange(changes.row)...)
		}
		if err := changes.close(); err != nil {
			return errors.Join(err, parts.close())
		}
	}
	return parts.close()
}

// keptOf is the cover of a run that was pruned: everything that is left of it.
// request, when it is not nil, tells what is going to be left of a request.
func keptOf(ctx context.Context, q querier, run []any, request func(batchID string) any) ([]byte, error) {
	no := run[0]
	batches := openCursor(ctx, q, `SELECT `+batchRowColumns+` FROM batch b WHERE b.run_no = ? ORDER BY b.batch_no`, no)
	changes := openCursor(ctx, q, changeRow+`batch b JOIN change c USING (batch_no) WHERE b.run_no = ? ORDER BY c.batch_no, c.position`, no)
	outcomes := openCursor(ctx, q, `SELECT o.batch_no, o.position, o.result, o.code, o.message, o.sheet_rows
		FROM batch b JOIN outcome o USING (batch_no) WHERE b.run_no = ? ORDER BY o.batch_no, o.position`, no)
	d := newDigest("pruned")
	d.add(createdRow(run)...)
	d.add(run[11], run[12])
	for ; batches.row != nil; batches.next() {
		if request != nil {
			batches.row[5] = request(batches.text(2))
		}
		d.add(plannedRow(batches.row)...)
		d.add(stateRow(batches.row)...)
		for ; changes.at(batches.no()); changes.next() {
			d.add(plannedChange(changes.row)...)
		}
		for ; outcomes.at(batches.no()); outcomes.next() {
			d.add("outcome")
			d.add(outcomes.row[1:]...)
		}
	}
	if err := errors.Join(batches.close(), changes.close(), outcomes.close()); err != nil {
		return nil, fmt.Errorf("reading what was kept: %w", err)
	}
	return d.sum(), nil
}
