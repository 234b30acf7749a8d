package journal

import "maps"

// Clone is a copy of the journal as it stands, as a backup of the file would be:
// what is written to one of them is not in the other.
func (m *Memory) Clone() *Memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := NewMemoryAt(m.now)
	c.rates, c.facts = maps.Clone(m.rates), maps.Clone(m.facts)
	c.events = append([]Event(nil), m.events...)
	c.last, c.count = m.last, m.count
	for _, r := range m.runs {
		run := &memRun{no: r.no, run: r.run, byID: map[string]*memBatch{}}
		for _, b := range r.batches {
			batch := &memBatch{no: b.no, run: run, batch: b.batch, details: maps.Clone(b.details)}
			run.batches = append(run.batches, batch)
			run.byID[b.batch.ID] = batch
			c.own(batch)
			if no := b.batch.TaskNo; no != "" {
				if c.tasks[run.run.Account] == nil {
					c.tasks[run.run.Account] = map[string]*memBatch{}
				}
				c.tasks[run.run.Account][no] = batch
			}
		}
		c.runs = append(c.runs, run)
	}
	return c
}
