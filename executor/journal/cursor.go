package journal

import (
	"context"
	"database/sql"
)

// querier is a connection or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// cursor walks through rows as SQLite stores them, so that several tables can be
// walked through side by side. The first column is the number they are in order
// of.
type cursor struct {
	rows *sql.Rows
	row  []any // nil at the end
	into []any
	err  error
}

func openCursor(ctx context.Context, q querier, query string, args ...any) *cursor {
	c := &cursor{}
	if c.rows, c.err = q.QueryContext(ctx, query, args...); c.err != nil {
		return c
	}
	columns, err := c.rows.Columns()
	if err != nil {
		c.err = err
		return c
	}
	c.row, c.into = make([]any, len(columns)), make([]any, len(columns))
	for i := range c.into {
		c.into[i] = &c.row[i]
	}
	c.next()
	return c
}

// next goes to the next row. What was read from the last one stays as it is.
func (c *cursor) next() {
	if c.row == nil || c.err != nil {
		return
	}
	if !c.rows.Next() {
		c.row, c.err = nil, c.rows.Err()
		return
	}
	for i := range c.row {
		c.row[i] = nil
	}
	if c.err = c.rows.Scan(c.into...); c.err != nil {
		c.row = nil
	}
}

// no is the number of the row.
func (c *cursor) no() int64 { return c.number(0) }

// number is a column that holds one, 0 when it does not.
func (c *cursor) number(i int) int64 {
	n, _ := c.row[i].(int64)
	return n
}

func (c *cursor) text(i int) string { return asText(c.row[i]) }

func asText(v any) string {
	s, _ := v.(string)
	return s
}

func asBytes(v any) []byte {
	b, _ := v.([]byte)
	return b
}

// at reports whether there is a row of that number.
func (c *cursor) at(no int64) bool { return c.row != nil && c.no() == no }

// before reports whether there is a row of a lesser number.
func (c *cursor) before(no int64) bool { return c.row != nil && c.no() < no }

func (c *cursor) close() error {
	if c.rows != nil {
		if err := c.rows.Close(); c.err == nil {
			c.err = err
		}
	}
	return c.err
}
