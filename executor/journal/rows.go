package journal

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// timeText is how times are stored: RFC 3339, UTC, milliseconds. Such texts sort
// as the times do.
const timeText = "2006-01-02T15:04:05.000Z"

// storedTime is the text of a time; the zero time is NULL.
func storedTime(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(timeText)
}

// storedText is text that is NULL when empty.
func storedText[T ~string | ~[]byte](text T) any {
	if len(text) == 0 {
		return nil
	}
	return string(text)
}

func storedBytes(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

func storedList(list []string) any {
	if len(list) == 0 {
		return nil
	}
	text, _ := json.Marshal(list) // strings cannot fail
	return string(text)
}

// timeAt scans a stored time.
type timeAt struct{ t *time.Time }

// Scan implements sql.Scanner.
func (d timeAt) Scan(v any) error {
	*d.t = time.Time{}
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		t, err := time.Parse(time.RFC3339, v)
		if err != nil {
			return fmt.Errorf("journal: stored time %q: %w", clean(v), err)
		}
		*d.t = tidyTime(t)
		return nil
	}
	return fmt.Errorf("journal: stored time is %T", v)
}

// textOr scans a text that may be NULL.
type textOr[T ~string | ~[]byte] struct{ s *T }

// Scan implements sql.Scanner.
func (d textOr[T]) Scan(v any) error {
	var zero T
	switch v := v.(type) {
	case nil:
		*d.s = zero
	case string:
		*d.s = T(v)
	case []byte:
		*d.s = T(v)
	default:
		return fmt.Errorf("journal: stored text is %T", v)
	}
	return nil
}

// listOf scans a JSON array of strings that may be NULL.
type listOf struct{ list *[]string }

// Scan implements sql.Scanner.
func (d listOf) Scan(v any) error {
	*d.list = nil
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(v), d.list)
	}
	return fmt.Errorf("journal: stored list is %T", v)
}

// scanner is a row of either kind.
type scanner interface{ Scan(...any) error }

const runColumns = `r.run_id, r.fingerprint, a.account, r.site, r.created_at, r.finished_at, r.pruned_at, r.input_path, r.input_digest, r.output_path, r.settings`

func scanRun(row scanner, more ...any) (r Run, err error) {
	err = row.Scan(append([]any{&r.ID, &r.Fingerprint, &r.Account, &r.Site, timeAt{&r.CreatedAt}, timeAt{&r.FinishedAt}, timeAt{&r.PrunedAt},
		&r.InputPath, &r.InputDigest, &r.OutputPath, textOr[[]byte]{&r.Settings}}, more...)...)
	return r, err
}

const batchColumns = `b.batch_no, r.run_id, b.batch_id, coalesce(p.batch_id, ''), b.seq, b.state, b.request, b.after, b.attempts, b.epoch,
b.nonce, b.stamp, b.arrived, b.task_no, b.request_id, b.next_at, b.submitted_at, b.finished_at, b.code, b.message`

const batchTables = ` FROM run r JOIN batch b USING (run_no) LEFT JOIN batch p ON p.batch_no = b.parent_no `

// batchRow is a batch with the numbers that join the tables.
type batchRow struct {
	Batch
	no        int64
	runNo     int64
	accountNo int64
}

func scanBatch(row scanner, more ...any) (b batchRow, err error) {
	err = row.Scan(append([]any{&b.no, &b.RunID, &b.ID, &b.ParentID, &b.Seq, &b.State, textOr[[]byte]{&b.Request}, listOf{&b.After},
		&b.Attempts, &b.Epoch, &b.Nonce, timeAt{&b.Stamp}, &b.Arrived, textOr[string]{&b.TaskNo}, &b.RequestID, timeAt{&b.NextAt},
		timeAt{&b.SubmittedAt}, timeAt{&b.FinishedAt}, &b.Code, &b.Message}, more...)...)
	return b, err
}

const detailColumns = `d.task_detail_no, d.domain, d.state, d.error_msg, d.fail_reason, d.try_count, d.created_at, d.updated_at, d.sealed`

func scanDetail(row scanner, more ...any) (d Detail, err error) {
	err = row.Scan(append([]any{&d.TaskDetailNo, &d.Domain, &d.State, &d.ErrorMsg, &d.FailReason, &d.TryCount, &d.CreatedAt, &d.UpdatedAt,
		textOr[[]byte]{&d.Sealed}}, more...)...)
	return d, err
}

// collect scans every row and closes them.
func collect[T any](rows *sql.Rows, err error, scan func(*sql.Rows) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []T
	for rows.Next() {
		item, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, item)
	}
	return list, rows.Err()
}
