package journal

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// linkHistory links the events of a file that was made before there was a chain:
// each with what it covers, as far as that is still to be seen. It is part of the
// migration to version 3, in the middle of its transaction.
func linkHistory(ctx context.Context, conn *sql.Conn, now time.Time) error {
	var count int64
	if err := conn.QueryRowContext(ctx, `SELECT count(*) FROM event_unlinked`).Scan(&count); err != nil {
		return err
	}
	at := ""
	if count > 0 {
		at = now.Format(timeText)
	}
	if _, err := conn.ExecContext(ctx, `INSERT INTO chain (version, backfilled, backfilled_at) VALUES (?, ?, ?)`, chainVersion, count, at); err != nil {
		return err
	}
	if count > 0 {
		if err := gatherCovers(ctx, conn); err != nil {
			return fmt.Errorf("covering what is there: %w", err)
		}
		if err := copyLinked(ctx, conn, head{0, genesis(count, at)}); err != nil {
			return fmt.Errorf("linking the history: %w", err)
		}
		if _, err := conn.ExecContext(ctx, `DROP TABLE temp.gathered`); err != nil {
			return err
		}
	}
	_, err := conn.ExecContext(ctx, `DROP TABLE event_unlinked`)
	return err
}

// gatherCovers computes what the events cover that the present still shows. What
// contradicts the history is left to whoever verifies it.
func gatherCovers(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, `CREATE TEMP TABLE gathered (event_no INTEGER PRIMARY KEY, cover BLOB NOT NULL)`); err != nil {
		return err
	}
	keep, err := conn.PrepareContext(ctx, `INSERT INTO temp.gathered (event_no, cover) VALUES (?, ?)`)
	if err != nil {
		return err
	}
	defer keep.Close()
	c := covers{q: conn, events: "event_unlinked", cover: "NULL", backfilled: 1 << 62,
		found: func(event int64, _, want []byte, _ place) error {
			if event == 0 {
				return nil
			}
			_, err := keep.ExecContext(ctx, event, want)
			return err
		},
		wrong: func(int64, place, string, ...any) {}}
	return c.walk(ctx)
}

// copyLinked moves the events, some at a time, to the table of linked ones.
func copyLinked(ctx context.Context, conn *sql.Conn, last head) error {
	add, err := conn.PrepareContext(ctx, `INSERT INTO event (event_no, at, run_no, batch_no, epoch, actor, kind, from_state, to_state, code, detail, cover, link)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer add.Close()
	events := openCursor(ctx, conn, `SELECT event_no, at, run_no, batch_no, epoch, actor, kind, from_state, to_state, code, detail, cover
		FROM event_unlinked LEFT JOIN temp.gathered USING (event_no) ORDER BY event_no`)
	defer events.close()
	for ; events.row != nil; events.next() {
		row := append([]any{last.no + 1}, events.row[1:]...)
		link := linkOf(last.link, row)
		if _, err := add.ExecContext(ctx, append(row, link)...); err != nil {
			return err
		}
		last = head{last.no + 1, link}
	}
	return events.close()
}
