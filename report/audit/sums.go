package audit

import (
	"crypto/sha256"
	"maps"
	"slices"
	"time"

	"domainbatch/executor"
)

// tally counts changes by what came of them.
type tally struct {
	Done, Failed, Open, Other int
	last                      time.Time
	result                    executor.Result // of the latest
}

func (t *tally) total() int { return t.Done + t.Failed + t.Open + t.Other }

func (t *tally) add(e *Entry) {
	switch {
	case e.Result == executor.OK:
		t.Done++
	case e.Result == executor.Failed:
		t.Failed++
	case open(e.Result):
		t.Open++
	default:
		t.Other++
	}
	if at := e.At(); !at.Before(t.last) {
		t.last, t.result = at, e.Result
	}
}

// open reports whether something may still become of a change.
func open(r executor.Result) bool {
	return r == executor.Pending || r == executor.Unknown || r == executor.NotSent
}

// wish is what a later change can mend: the digest of account, domain and contact
// type, so that a million of them take little room.
type wish [16]byte

func wishOf(e *Entry) wish {
	sum := sha256.Sum256([]byte(e.Run.Account + "\x00" + e.Domain + "\x00" + string(e.ContactType) + "\x00" + string(e.Operation)))
	if e.ContactType != "" { // a profile mends a contact, and the other way round
		sum = sha256.Sum256([]byte(e.Run.Account + "\x00" + e.Domain + "\x00" + string(e.ContactType)))
	}
	return wish(sum[:16])
}

// sums is what the first walk leaves.
type sums struct {
	all     tally
	runs    map[string]bool
	results map[executor.Result]int
	days    map[string]*tally
	domains map[string]*tally
	mended  map[wish]time.Time // latest success, of changes that were chosen or not
}

func gather(trail Trail, filter *Filter, in *time.Location) (*sums, error) {
	s := &sums{runs: map[string]bool{}, results: map[executor.Result]int{}, days: map[string]*tally{}, domains: map[string]*tally{}, mended: map[wish]time.Time{}}
	for e, err := range trail.Entries {
		if err != nil {
			return nil, err
		}
		if e.Result == executor.OK {
			if w, at := wishOf(&e), e.At(); at.After(s.mended[w]) {
				s.mended[w] = at
			}
		}
		if !filter.Wants(&e) {
			continue
		}
		s.all.add(&e)
		s.runs[e.Run.ID] = true
		s.results[e.Result]++
		count(s.days, e.At().In(in).Format(time.DateOnly), &e)
		count(s.domains, e.Domain, &e)
	}
	return s, nil
}

func count(of map[string]*tally, key string, e *Entry) {
	t := of[key]
	if t == nil {
		t = &tally{}
		of[key] = t
	}
	t.add(e)
}

func sorted(of map[string]*tally) []string { return slices.Sorted(maps.Keys(of)) }

// unmended reports whether a change failed, or was given up, and no later one of
// its domain and contact type succeeded.
func (s *sums) unmended(e *Entry) bool {
	return (e.Result == executor.Failed || e.Result == executor.Cancelled) && !s.mended[wishOf(e)].After(e.At())
}
