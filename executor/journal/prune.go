package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Kept is what came of one change, kept when its run is pruned.
type Kept struct {
	ChangeID string
	Result   string
	Code     string
	Message  string // "" where the result says all
	Rows     string // where the change stood in the input, such as "2,7"
}

// Pruning is what is kept of a run that is pruned, beside its history, its calls
// and its domains.
type Pruning struct {
	Changes  map[string]Kept   // by change id: one for each change of a batch that was not split
	Requests map[string][]byte // by batch id: what stays of its request; nothing where there is none
	Sheet    string            // of the input
	Rows     string            // how the rows of the input ended, in a few words of the caller's; "" when nobody says
	Actor    string            // "" is the executor
}

// prunable refuses a run that has something to do or to tell yet.
func prunable(runID string, finishedAt, prunedAt time.Time, open string) error {
	if err := standing(runID, prunedAt); err != nil {
		return err
	}
	switch {
	case finishedAt.IsZero():
		return fmt.Errorf("%w: run %s is not finished", ErrUnfinished, runID)
	case open != "":
		return fmt.Errorf("%w: what became of batch %s of run %s is not known", ErrUnfinished, open, runID)
	}
	return nil
}

// standing refuses a run that was pruned. Splitting a failed batch is the only
// move there is from where the batches of such a run are.
func standing(runID string, prunedAt time.Time) error {
	if prunedAt.IsZero() {
		return nil
	}
	return fmt.Errorf("%w: run %s", ErrPruned, runID)
}

func pruned(r Run, p Pruning, changes int, now time.Time) Event {
	actor := clean(p.Actor)
	if actor == "" {
		actor = ExecutorActor
	}
	return Event{At: now, RunID: r.ID, Actor: actor, Kind: "pruned", Detail: evidence("changes", fmt.Sprint(changes), "sheet", clean(p.Sheet), "rows", clean(p.Rows))}
}

func outcomeValues(position int, o Kept) []any {
	return []any{position, o.Result, clean(o.Code), clean(o.Message), o.Rows}
}

func noOutcome(runID, changeID string) error {
	return invalid("run %s is to be pruned and nothing is said of its change %s", runID, clean(changeID))
}

// Prune implements Journal.
func (s *SQLite) Prune(ctx context.Context, runID string, p Pruning) error {
	return s.write(ctx, func(t *tx) error { return t.prune(runID, p) })
}

func (t *tx) prune(runID string, p Pruning) error {
	ctx := context.Background() // the change has begun
	var no int64
	var finishedAt, prunedAt time.Time
	var open sql.NullString
	err := t.row(`SELECT run_no, finished_at, pruned_at, (SELECT batch_id FROM batch b WHERE b.run_no = r.run_no
		AND state IN ('planned', 'intent', 'ambiguous', 'unknown', 'submitted') LIMIT 1) FROM run r WHERE run_id = ?`,
		[]any{runID}, &no, timeAt{&finishedAt}, timeAt{&prunedAt}, &open)
	if errors.Is(err, sql.ErrNoRows) {
		return runNotFound(runID)
	}
	if err == nil {
		err = prunable(runID, finishedAt, prunedAt, open.String)
	}
	if err != nil {
		return err
	}
	changes, err := t.keepOutcomes(ctx, no, runID, p)
	if err != nil {
		return err
	}
	kept, err := t.kept(ctx, no, p)
	if err != nil {
		return err
	}
	if err := t.addEvent(pruned(Run{ID: runID}, p, changes, t.now), no, 0, kept); err != nil {
		return err
	}
	for _, script := range []string{
		`UPDATE run SET pruned_at = ?2 WHERE run_no = ?1`, // first: it lets the rest go
		`UPDATE run SET plan = NULL WHERE run_no = ?1`,
		`UPDATE batch SET request = NULL WHERE run_no = ?1`,
		`DELETE FROM detail WHERE batch_no IN (SELECT batch_no FROM batch WHERE run_no = ?1)`,
	} {
		if _, err := t.conn.ExecContext(ctx, script, no, storedTime(t.now)); err != nil {
			return err
		}
	}
	for batchID, request := range p.Requests {
		if _, err := t.exec(`UPDATE batch SET request = ? WHERE run_no = ? AND batch_id = ?`, storedText(request), no, batchID); err != nil {
			return err
		}
	}
	return nil
}

// keepOutcomes writes what came of each change, and returns how many there are.
func (t *tx) keepOutcomes(ctx context.Context, no int64, runID string, p Pruning) (int, error) {
	rows := inserter{t: t, head: `INSERT INTO outcome (batch_no, position, result, code, message, sheet_rows) VALUES `, row: `(?, ?, ?, ?, ?, ?)`}
	defer rows.close()
	changes := openCursor(ctx, t.conn, `SELECT c.batch_no, c.position, c.change_id FROM batch b JOIN change c USING (batch_no)
		WHERE b.run_no = ? AND b.state <> 'split' ORDER BY c.batch_no, c.position`, no)
	defer changes.close()
	n := 0
	for ; changes.row != nil; changes.next() {
		o, known := p.Changes[changes.text(2)]
		if !known {
			return n, noOutcome(runID, changes.text(2))
		}
		if err := rows.add(append([]any{changes.no()}, outcomeValues(int(changes.number(1)), o)...)...); err != nil {
			return n, err
		}
		n++
	}
	if err := changes.close(); err != nil {
		return n, err
	}
	return n, rows.flush()
}

// kept is the cover of what will be left of a run.
func (t *tx) kept(ctx context.Context, no int64, p Pruning) ([]byte, error) {
	run := openCursor(ctx, t.conn, runRow+`WHERE r.run_no = ?`, no)
	if run.row == nil {
		return nil, run.close()
	}
	row := append([]any(nil), run.row...)
	if err := run.close(); err != nil {
		return nil, err
	}
	row[10], row[12] = nil, storedTime(t.now)
	return keptOf(ctx, t.conn, row, func(batchID string) any { return storedText(p.Requests[batchID]) })
}

// Kept implements Journal.
func (s *SQLite) Kept(ctx context.Context, runID string) (list map[string]Kept, err error) {
	err = s.look(ctx, func(v *view) error {
		no, err := v.run(runID)
		if err != nil {
			return err
		}
		rows, err := v.query(`SELECT c.change_id, o.result, o.code, o.message, o.sheet_rows
			FROM batch b JOIN outcome o USING (batch_no) JOIN change c USING (batch_no, position) WHERE b.run_no = ?`, no)
		list = map[string]Kept{}
		_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
			var o Kept
			err := r.Scan(&o.ChangeID, &o.Result, &o.Code, &o.Message, &o.Rows)
			list[o.ChangeID] = o
			return struct{}{}, err
		})
		return err
	})
	return list, err
}

// Compact gives the room that was freed back to the file system and empties the
// log, so that nothing of what was removed is left in either. It needs as much
// room again while it works, and other processes wait meanwhile.
func (s *SQLite) Compact(ctx context.Context) error {
	if s.writes == nil {
		return ErrReadOnly
	}
	db, err := sql.Open("sqlite", dsn(s.path, "rw"))
	if err != nil {
		return fmt.Errorf("journal: opening %s: %w", s.path, err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err = db.ExecContext(ctx, `VACUUM`); err == nil {
		var busy, frames, moved int // readers may keep the log a while longer
		err = db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &moved)
	}
	if err != nil {
		return fmt.Errorf("journal: compacting %s: %w", s.path, storeError(s.path, err))
	}
	return nil
}
