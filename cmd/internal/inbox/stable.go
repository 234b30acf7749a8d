package inbox

import (
	"cmp"
	"slices"
	"time"
)

// Look is one file as it was found by one look at the folder.
type Look struct {
	Name    string
	Size    int64
	ModTime time.Time
	Changed time.Time // when anything about the file changed last, by the file system's own clock; zero where that is not known
}

// Same reports whether nothing has been written between two looks.
func (l Look) Same(m Look) bool {
	return l.Size == m.Size && l.ModTime.Equal(m.ModTime) && l.Changed.Equal(m.Changed)
}

// Memory remembers since when each file of a folder has been as it is. It holds
// the files of the latest look only.
type Memory struct{ seen map[string]seen }

type seen struct {
	look  Look
	since time.Time
}

// Settling is a file that may still be written to.
type Settling struct {
	Look
	Wait time.Duration // until it counts as whole if nothing is written
}

// Sift tells the files that have been as they are for so long from those that
// are younger. Where the file system tells when a file changed, that counts and
// nobody has to wait; a modification time alone can have been copied from
// another machine, so a file without is watched from the first look on. Oldest
// first, then by name.
func (m *Memory) Sift(now time.Time, looks []Look, stable time.Duration) (whole []Look, settling []Settling) {
	before := m.seen
	m.seen = make(map[string]seen, len(looks))
	looks = slices.SortedFunc(slices.Values(looks), func(a, b Look) int {
		return cmp.Or(a.ModTime.Compare(b.ModTime), cmp.Compare(a.Name, b.Name))
	})
	for _, l := range looks {
		s, known := before[l.Name]
		if !known || !s.look.Same(l) {
			s = seen{look: l, since: now}
			if !l.Changed.IsZero() && l.Changed.Before(now) {
				s.since = l.Changed
			}
		}
		m.seen[l.Name] = s
		if wait := s.since.Add(stable).Sub(now); wait > 0 {
			settling = append(settling, Settling{Look: l, Wait: wait})
			continue
		}
		whole = append(whole, l)
	}
	return whole, settling
}

// Forget drops what is known of a file that was taken away.
func (m *Memory) Forget(name string) { delete(m.seen, name) }
