package journal

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"time"
)

// applicationID marks our files in their header ("dbJ1").
const applicationID = 0x64624a31

//go:embed schema/*.sql
var schemaFiles embed.FS

// migration is one step of the schema: a script, and what SQL cannot do.
type migration struct {
	script string
	fill   func(ctx context.Context, conn *sql.Conn, now time.Time) error // after the script; nil for most
}

// fills are those of the files that have one.
var fills = map[string]func(context.Context, *sql.Conn, time.Time) error{"schema/0003_chain.sql": linkHistory}

// migrations are the steps from an empty file to the present schema, in order:
// step n brings a file from version n-1 to n. Steps that were released are never
// changed.
func migrations() []migration {
	names, err := fs.Glob(schemaFiles, "schema/*.sql") // sorted
	if err != nil {
		panic(err) // the pattern is constant
	}
	var steps []migration
	for _, name := range names {
		text, err := schemaFiles.ReadFile(name)
		if err != nil {
			panic(err) // it was just listed
		}
		steps = append(steps, migration{string(text), fills[name]})
	}
	return steps
}

// version tells the version of an open file, 0 when it is empty, and refuses
// what is not ours or newer than this program.
func version(ctx context.Context, conn *sql.Conn, path string, known int) (int, error) {
	var id, version, tables int
	for query, into := range map[string]*int{
		"PRAGMA application_id":              &id,
		"PRAGMA user_version":                &version,
		"SELECT count(*) FROM sqlite_schema": &tables,
	} {
		if err := conn.QueryRowContext(ctx, query).Scan(into); err != nil {
			if notSQLite(err) {
				return 0, fmt.Errorf("%w: %s; move it away or choose another state directory", ErrForeign, path)
			}
			return 0, fmt.Errorf("journal: reading %s: %w", path, storeError(path, err))
		}
	}
	switch {
	case id == 0 && version == 0 && tables == 0:
		return 0, nil
	case id != applicationID || version < 1:
		return 0, fmt.Errorf("%w: %s is the database of another program; choose another state directory", ErrForeign, path)
	case version > known:
		return 0, fmt.Errorf("%w: %s has schema %d, this program knows up to %d; use the newer domainbatch", ErrNewer, path, version, known)
	}
	return version, nil
}

// migrate brings the file to the present version in one transaction, so that a
// process that dies in it leaves a file as it was: a new one empty, an old one
// old. Another process may be at it too: what it has done is not done again.
func migrate(ctx context.Context, conn *sql.Conn, steps []migration, now time.Time) (err error) {
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") // fails when SQLite has rolled back itself
		}
	}()
	var have int
	if err := conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&have); err != nil {
		return err
	}
	for n := have; n < len(steps); n++ {
		_, err := conn.ExecContext(ctx, steps[n].script+fmt.Sprintf(";\nPRAGMA application_id = %d;\nPRAGMA user_version = %d", applicationID, n+1))
		if fill := steps[n].fill; err == nil && fill != nil {
			err = fill(ctx, conn, now)
		}
		if err != nil {
			return fmt.Errorf("bringing it to schema %d: %w", n+1, err)
		}
	}
	_, err = conn.ExecContext(ctx, "COMMIT")
	return err
}
