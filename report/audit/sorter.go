package audit

import (
	"bytes"
	"container/heap"
	"io"
	"slices"
)

// roomToSort is how many bytes of records are sorted in memory at once.
const roomToSort = 8 << 20

// sorter puts records, which are byte strings, into the order of their bytes.
// What is more than its room goes, sorted, into a Scratch and is merged.
type sorter struct {
	log   log
	room  int
	arena []byte
	at    [][2]uint32 // records in the arena: begin and end
	cuts  []int64     // of the log: where each sorted run ends
}

func newSorter(open func() (Scratch, error)) *sorter {
	return &sorter{log: log{open: open}, room: roomToSort}
}

func (s *sorter) add(record []byte) error {
	if len(s.at) > 0 && len(s.arena)+len(record)+8*(len(s.at)+1) > s.room {
		if err := s.spill(); err != nil {
			return err
		}
	}
	from := uint32(len(s.arena))
	s.arena = append(s.arena, record...)
	s.at = append(s.at, [2]uint32{from, uint32(len(s.arena))})
	return nil
}

func (s *sorter) record(i int) []byte { return s.arena[s.at[i][0]:s.at[i][1]] }

func (s *sorter) sort() {
	slices.SortFunc(s.at, func(a, b [2]uint32) int { return bytes.Compare(s.arena[a[0]:a[1]], s.arena[b[0]:b[1]]) })
}

func (s *sorter) spill() error {
	s.sort()
	for i := range s.at {
		if err := s.log.put(s.record(i)); err != nil {
			return err
		}
	}
	s.cuts = append(s.cuts, s.log.size)
	s.arena, s.at = s.arena[:0], s.at[:0]
	return nil
}

// all goes through the records in order, as often as wanted; nothing is added
// any more. A record is valid until the next one.
func (s *sorter) all(yield func([]byte, error) bool) {
	if len(s.cuts) == 0 {
		s.sort()
		for i := range s.at {
			if !yield(s.record(i), nil) {
				return
			}
		}
		return
	}
	var m merge
	err := s.begin(&m)
	for err == nil && len(m) > 0 {
		if !yield(m[0].head, nil) {
			return
		}
		switch m[0].head, err = m[0].rest.next(); err {
		case nil:
			heap.Fix(&m, 0)
		case io.EOF:
			heap.Pop(&m)
			err = nil
		}
	}
	if err != nil {
		yield(nil, err)
	}
}

// begin opens every sorted run at its first record.
func (s *sorter) begin(m *merge) error {
	if len(s.at) > 0 {
		if err := s.spill(); err != nil {
			return err
		}
		s.arena, s.at = nil, nil // the readers of the runs have their own
	}
	from := int64(0)
	for _, to := range s.cuts {
		rest, err := s.log.section(from, to)
		if err != nil {
			return err
		}
		from = to
		head, err := rest.next()
		if err != nil {
			return err
		}
		*m = append(*m, &sortedRun{head, rest})
	}
	heap.Init(m)
	return nil
}

func (s *sorter) close() error { return s.log.close() }

// sortedRun is a run that is being read.
type sortedRun struct {
	head []byte
	rest *logReader
}

// merge is a heap of runs by their next record.
type merge []*sortedRun

func (m merge) Len() int           { return len(m) }
func (m merge) Less(i, j int) bool { return bytes.Compare(m[i].head, m[j].head) < 0 }
func (m merge) Swap(i, j int)      { m[i], m[j] = m[j], m[i] }
func (m *merge) Push(x any)        { *m = append(*m, x.(*sortedRun)) }
func (m *merge) Pop() any {
	old := *m
	last := old[len(old)-1]
	*m = old[:len(old)-1]
	return last
}
