package executor

import (
	"math/rand/v2"
	"time"
)

// draws are the dice of a simulated world. Every event throws its own, made of
// the seed, of what the event is about and of how often there was such an event
// before, so that a history is the same whichever of two goroutines the
// scheduler lets go first. The caller sees to it that one throws at a time.
type draws struct {
	seed   uint64
	times  map[uint64]uint64
	source *rand.PCG
	rng    *rand.Rand
	hits   map[string]int // what came about, by name
}

func newDraws(seed uint64) *draws {
	source := rand.NewPCG(seed, 0)
	return &draws{seed: seed, times: map[uint64]uint64{}, source: source, rng: rand.New(source), hits: map[string]int{}}
}

// about takes up the dice of the event that the parts name.
func (d *draws) about(parts ...string) {
	key := hashOf(parts...)
	d.times[key]++
	d.source.Seed(d.seed^key, d.times[key])
}

// chance throws once for something that happens with probability p.
func (d *draws) chance(name string, p float64) bool {
	if p <= 0 || d.rng.Float64() >= p {
		return false
	}
	d.hits[name]++
	return true
}

// upTo is a duration of at least a nanosecond and less than most.
func (d *draws) upTo(most time.Duration) time.Duration {
	return 1 + time.Duration(d.rng.Int64N(int64(most)-1))
}

// hashOf is FNV-1a over the parts, the same in every process.
func hashOf(parts ...string) uint64 {
	h := uint64(14695981039346656037)
	for _, p := range parts {
		for i := range len(p) {
			h = (h ^ uint64(p[i])) * 1099511628211
		}
		h = (h ^ 0xff) * 1099511628211
	}
	return h
}
