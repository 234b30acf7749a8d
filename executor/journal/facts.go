package journal

import (
	"context"
	"database/sql"
	"time"
)

// Fact is one answer of the service about how things stand. What it says is
// opaque to the journal, and personal data as a plan is.
type Fact struct {
	Kind   string    // of thing that Key names
	Key    string    //
	Domain string    // that it is about, spelled as in Change, "" when about none: such a fact ends when a change of the domain is claimed, and when its batch is done
	At     time.Time // when the service was asked
	Value  []byte
}

func checkFacts(account string, facts []Fact) error {
	if account == "" {
		return invalid("facts without an account")
	}
	for _, f := range facts {
		if f.Kind == "" || f.At.IsZero() {
			return invalid("a fact without kind or time")
		}
	}
	return nil
}

// SaveFacts implements Journal.
func (s *SQLite) SaveFacts(ctx context.Context, account string, facts []Fact) error {
	if err := checkFacts(account, facts); err != nil {
		return err
	}
	if len(facts) == 0 {
		return ctx.Err()
	}
	return s.write(ctx, func(t *tx) error {
		no, err := t.account(account)
		if err != nil {
			return err
		}
		for _, f := range facts {
			_, err := t.exec(`INSERT INTO fact (account_no, kind, fact_key, domain, asked_at, value) VALUES (?, ?, ?, ?, ?, ?)
				ON CONFLICT (account_no, kind, fact_key) DO UPDATE SET domain = excluded.domain, asked_at = excluded.asked_at, value = excluded.value
				WHERE excluded.asked_at >= fact.asked_at`, no, f.Kind, f.Key, f.Domain, storedTime(f.At), storedBytes(f.Value))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Facts implements Journal.
func (s *SQLite) Facts(ctx context.Context, account string, since time.Time) (list []Fact, err error) {
	err = s.look(ctx, func(v *view) error {
		rows, err := v.query(`SELECT kind, fact_key, domain, asked_at, value FROM fact
			WHERE account_no = (SELECT account_no FROM account WHERE account = ?) AND asked_at >= ? ORDER BY kind, fact_key`,
			account, since.UTC().Format(timeText))
		list, err = collect(rows, err, func(r *sql.Rows) (f Fact, err error) {
			err = r.Scan(&f.Kind, &f.Key, &f.Domain, timeAt{&f.At}, &f.Value)
			return f, err
		})
		return err
	})
	return list, err
}

// ForgetFacts implements Journal.
func (s *SQLite) ForgetFacts(ctx context.Context, account string, before time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`DELETE FROM fact WHERE account_no = (SELECT account_no FROM account WHERE account = ?) AND asked_at < ?`,
			account, before.UTC().Format(timeText))
		return err
	})
}
