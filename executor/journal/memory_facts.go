package journal

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// factID is what one account knows once.
type factID struct{ account, kind, key string }

// SaveFacts implements Journal.
func (m *Memory) SaveFacts(ctx context.Context, account string, facts []Fact) error {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return err
	}
	if err := checkFacts(account, facts); err != nil {
		return err
	}
	for _, f := range facts {
		id := factID{account, f.Kind, f.Key}
		f.At, f.Value = tidyTime(f.At), tidyBytes(f.Value)
		if old, known := m.facts[id]; !known || !f.At.Before(old.At) {
			m.facts[id] = f
		}
	}
	return nil
}

// Facts implements Journal.
func (m *Memory) Facts(ctx context.Context, account string, since time.Time) ([]Fact, error) {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return nil, err
	}
	var list []Fact
	for id, f := range m.facts {
		if id.account == account && !f.At.Before(tidyTime(since)) {
			f.Value = tidyBytes(f.Value)
			list = append(list, f)
		}
	}
	slices.SortFunc(list, func(a, b Fact) int { return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Key, b.Key)) })
	return list, nil
}

// ForgetFacts implements Journal.
func (m *Memory) ForgetFacts(ctx context.Context, account string, before time.Time) error {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return err
	}
	for id, f := range m.facts {
		if id.account == account && f.At.Before(tidyTime(before)) {
			delete(m.facts, id)
		}
	}
	return nil
}

// endFacts forgets what was known of the domains of a batch.
func (m *Memory) endFacts(b *memBatch) {
	if len(m.facts) == 0 {
		return
	}
	domains := make(map[string]bool, len(b.batch.Changes))
	for _, c := range b.batch.Changes {
		domains[c.Domain] = true
	}
	for id, f := range m.facts {
		if id.account == b.run.run.Account && f.Domain != "" && domains[f.Domain] {
			delete(m.facts, id)
		}
	}
}
