package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// Create implements Journal.
func (s *SQLite) Create(ctx context.Context, run Run, batches []Batch) (id string, created bool, err error) {
	if err := checkCreate(run, batches); err != nil {
		return "", false, err
	}
	err = s.write(ctx, func(t *tx) error {
		id, created, err = t.create(run, batches)
		return err
	})
	if err != nil {
		return "", false, err
	}
	return id, created, nil
}

func (t *tx) create(run Run, batches []Batch) (string, bool, error) {
	accountNo, err := t.account(run.Account)
	if err != nil {
		return "", false, err
	}
	var existing string
	err = t.row(`SELECT run_id FROM run WHERE account_no = ? AND fingerprint = ? AND finished_at IS NULL ORDER BY run_no DESC LIMIT 1`,
		[]any{accountNo, run.Fingerprint}, &existing)
	if err == nil {
		return existing, false, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return "", false, err
	}
	run = tidyRun(run, t.now)
	runNo, err := t.insertRun(accountNo, run)
	if err != nil {
		return "", false, err
	}
	first, err := t.nextBatch()
	if err != nil {
		return "", false, err
	}
	if err := t.insertBatches(batchRow{runNo: runNo, accountNo: accountNo}, run.ID, first, batches); err != nil {
		return "", false, err
	}
	return run.ID, true, t.addEvent(created(run, len(batches), t.now), runNo, 0, coverCreated(runNo, run, first, batches))
}

// nextBatch is the number that the next batch is going to have.
func (t *tx) nextBatch() (int64, error) {
	var last sql.NullInt64
	err := t.row(`SELECT max(batch_no) FROM batch`, nil, &last)
	return last.Int64 + 1, err
}

func (t *tx) account(account string) (no int64, err error) {
	if _, err := t.exec(`INSERT INTO account (account) VALUES (?) ON CONFLICT DO NOTHING`, account); err != nil {
		return 0, err
	}
	err = t.row(`SELECT account_no FROM account WHERE account = ?`, []any{account}, &no)
	return no, err
}

func (t *tx) insertRun(accountNo int64, r Run) (int64, error) {
	result, err := t.exec(`INSERT INTO run (run_id, account_no, fingerprint, site, created_at, input_path, input_digest, output_path, settings, plan)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, accountNo, r.Fingerprint, r.Site, storedTime(r.CreatedAt), r.InputPath, r.InputDigest, r.OutputPath,
		storedText(r.Settings), storedBytes(r.Plan))
	if notUnique(err) {
		return 0, invalid("run %s exists", r.ID)
	}
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

// rowsAtOnce is how many rows a statement inserts. The driver looks for each
// parameter among all of them, so that more rows cost more, not less; and what is
// the same in all rows is written into the statement.
const rowsAtOnce = 12

// insertBatches writes planned batches with their changes, the first with the
// number first; parent has the run and account they belong to, and its own number
// when they are children.
func (t *tx) insertBatches(parent batchRow, runID string, first int64, batches []Batch) error {
	parentNo := "NULL"
	if parent.no != 0 {
		parentNo = fmt.Sprint(parent.no)
	}
	rows := inserter{t: t, head: `INSERT INTO batch (batch_no, batch_id, seq, request, after, next_at, run_no, account_no, parent_no, state) VALUES `,
		row: fmt.Sprintf(`(?, ?, ?, ?, ?, ?, %d, %d, %s, 'planned')`, parent.runNo, parent.accountNo, parentNo)}
	defer rows.close()
	for i, b := range batches {
		if err := rows.add(first+int64(i), b.ID, b.Seq, storedText(b.Request), storedList(b.After), storedTime(b.NextAt)); err != nil {
			return twoBatches(err, runID)
		}
	}
	if err := rows.flush(); err != nil {
		return twoBatches(err, runID)
	}
	return t.insertChanges(parent, runID, first, batches)
}

func twoBatches(err error, runID string) error {
	if notUnique(err) {
		return invalid("run %s has two batches of one id", runID)
	}
	return err
}

func (t *tx) insertChanges(run batchRow, runID string, first int64, batches []Batch) error {
	rows := inserter{t: t, head: `INSERT INTO change (batch_no, position, change_id, domain, instance_id, kind, account_no, open) VALUES `,
		row: fmt.Sprintf(`(?, ?, ?, ?, ?, ?, %d, 1)`, run.accountNo)}
	defer rows.close()
	var pending []owned // what the rows not yet written would own
	written := func(err error) error {
		if notUnique(err) {
			return t.conflict(run.accountNo, runID, pending)
		}
		return err
	}
	for i, b := range batches {
		for position, c := range b.Changes {
			pending = append(pending, owned{c.Domain, c.Kind})
			if err := rows.add(first+int64(i), position, c.ID, c.Domain, c.InstanceID, c.Kind); err != nil {
				return written(err)
			}
			if rows.n == 0 {
				pending = pending[:0]
			}
		}
	}
	return written(rows.flush())
}

// conflict says why the pending changes cannot all be open: the first that is
// owned, by another run or by this one.
func (t *tx) conflict(accountNo int64, runID string, pending []owned) error {
	seen := map[owned]bool{}
	for _, o := range pending {
		var owner string
		err := t.row(`SELECT r.run_id FROM change c JOIN batch b USING (batch_no) JOIN run r USING (run_no)
			WHERE c.account_no = ? AND c.domain = ? AND c.kind = ? AND c.open = 1`, []any{accountNo, o.domain, o.kind}, &owner)
		switch {
		case err == nil && owner != runID:
			return &OwnedError{Domain: o.domain, Kind: o.kind, RunID: owner}
		case err == nil || seen[o]:
			return twiceInRun(runID, o)
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		seen[o] = true
	}
	return fmt.Errorf("journal: writing the changes of run %s: refused as not unique for no visible reason", runID)
}

// inserter gathers rows for statements of many rows each.
type inserter struct {
	t         *tx
	head, row string    // the statement up to its rows, and one row
	full      *sql.Stmt // of rowsAtOnce rows
	n         int       // rows gathered
	args      []any
}

func (in *inserter) add(values ...any) error {
	in.args = append(in.args, values...)
	if in.n++; in.n == rowsAtOnce {
		return in.flush()
	}
	return nil
}

func (in *inserter) flush() (err error) {
	switch {
	case in.n == 0:
		return nil
	case in.n < rowsAtOnce:
		_, err = in.t.conn.ExecContext(context.Background(), in.text(), in.args...)
	default:
		if in.full == nil {
			if in.full, err = in.t.conn.PrepareContext(context.Background(), in.text()); err != nil {
				return err
			}
		}
		_, err = in.full.Exec(in.args...)
	}
	in.n, in.args = 0, in.args[:0]
	return err
}

func (in *inserter) text() string { return in.head + in.row + strings.Repeat(", "+in.row, in.n-1) }

func (in *inserter) close() {
	if in.full != nil {
		in.full.Close()
	}
}
