package audit

import (
	"bytes"
	"context"
	"encoding/binary"
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

func (t *tally) add(result executor.Result, at time.Time) {
	switch {
	case result == executor.OK:
		t.Done++
	case result == executor.Failed:
		t.Failed++
	case open(result):
		t.Open++
	default:
		t.Other++
	}
	if !at.Before(t.last) {
		t.last, t.result = at, result
	}
}

// open reports whether something may still become of a change.
func open(r executor.Result) bool {
	return r == executor.Pending || r == executor.Unknown || r == executor.NotSent
}

// counts are what the changes that were chosen come to. They do not grow with
// the number of changes, but with that of days and runs.
type counts struct {
	all     tally
	open    int
	runs    map[string]bool
	results map[executor.Result]int
	days    map[string]*tally
}

func newCounts() *counts {
	return &counts{runs: map[string]bool{}, results: map[executor.Result]int{}, days: map[string]*tally{}}
}

func (c *counts) add(e *Entry, in *time.Location) {
	at := e.At()
	c.all.add(e.Result, at)
	if open(e.Result) {
		c.open++
	}
	c.runs[e.Run.ID] = true
	c.results[e.Result]++
	day := at.In(in).Format(time.DateOnly)
	t := c.days[day]
	if t == nil {
		t = &tally{}
		c.days[day] = t
	}
	t.add(e.Result, at)
}

// count is the first walk of formats that begin with sums.
func count(ctx context.Context, trail Trail, filter *Filter, in *time.Location) (*counts, error) {
	c := newCounts()
	return c, chosen(ctx, trail, filter, func(_ int, e *Entry) error { c.add(e, in); return nil })
}

// sums are counts, and what takes the changes of a domain together, wherever in
// the trail they stand.
type sums struct {
	*counts
	domains int
	unfixed places
	order   *sorter // a record for each change, chosen or not
}

// gather is the first walk of formats that look at domains. Close the sums.
func gather(ctx context.Context, trail Trail, filter *Filter, opt *Options) (*sums, error) {
	s := &sums{counts: newCounts(), order: newSorter(opt.scratch())}
	var buf []byte
	err := walk(ctx, trail, func(n int, e *Entry) error {
		wanted := filter.Wants(e)
		if wanted {
			s.add(e, opt.in())
		}
		buf = appendRecord(buf[:0], e, n, wanted)
		return s.order.add(buf)
	})
	if err == nil {
		err = s.settle()
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *sums) close() { s.order.close() }

// The records sort by domain, then by what a later change can mend, the latest
// first: domain, account, kind, time turned round, place in the trail, result,
// whether it was chosen.
const recordTail = 8 + 8 + 1 + 1

func appendRecord(buf []byte, e *Entry, n int, wanted bool) []byte {
	kind := string(e.ContactType)
	if kind == "" { // a profile mends a contact, and the other way round; a code only a code
		kind = "\x01" + string(e.Operation)
	}
	for _, s := range []string{e.Domain, e.Run.Account, kind} {
		buf = append(append(buf, s...), 0)
	}
	buf = binary.BigEndian.AppendUint64(buf, ^uint64(e.At().UnixMicro()+1<<62))
	buf = binary.BigEndian.AppendUint64(buf, uint64(n))
	buf = append(buf, byte(slices.Index(executor.Results(), e.Result)), 0)
	if wanted {
		buf[len(buf)-1] = 1
	}
	return buf
}

// record is one taken apart.
type record struct {
	domain []byte
	wish   []byte // with account and kind
	at     time.Time
	place  int
	result executor.Result
	wanted bool
}

func readRecord(b []byte) record {
	head, tail := b[:len(b)-recordTail], b[len(b)-recordTail:]
	domain, _, _ := bytes.Cut(head, []byte{0})
	return record{
		domain: domain, wish: head, at: time.UnixMicro(int64(^binary.BigEndian.Uint64(tail) - 1<<62)).UTC(),
		place: int(binary.BigEndian.Uint64(tail[8:])), result: executor.Results()[tail[16]], wanted: tail[17] == 1,
	}
}

// settle counts the domains and finds the failures that nothing mended: those of
// which no later change of the same wish succeeded.
func (s *sums) settle() error {
	var domain, wish []byte
	var mended time.Time // when the wish came true last
	counted := false     // the domain is
	for b, err := range s.order.all {
		if err != nil {
			return err
		}
		r := readRecord(b)
		if !bytes.Equal(r.domain, domain) {
			domain, counted = append(domain[:0], r.domain...), false
		}
		if !bytes.Equal(r.wish, wish) {
			wish, mended = append(wish[:0], r.wish...), time.Time{}
		}
		if r.result == executor.OK && mended.IsZero() {
			mended = r.at
		}
		if !r.wanted {
			continue
		}
		if !counted {
			counted = true
			s.domains++
		}
		if (r.result == executor.Failed || r.result == executor.Cancelled) && !mended.After(r.at) {
			s.unfixed.set(r.place)
		}
	}
	return nil
}

// byDomain gives the tally of each domain with chosen changes, by name.
func (s *sums) byDomain(yield func(string, *tally, error) bool) {
	var domain []byte
	var t tally
	give := func() bool { return t.total() == 0 || yield(string(domain), &t, nil) }
	for b, err := range s.order.all {
		if err != nil {
			yield("", nil, err)
			return
		}
		r := readRecord(b)
		if !bytes.Equal(r.domain, domain) {
			if !give() {
				return
			}
			domain, t = append(domain[:0], r.domain...), tally{}
		}
		if r.wanted {
			t.add(r.result, r.at)
		}
	}
	give()
}

// places is a set of places in the trail, a bit each.
type places struct {
	bits []uint64
	n    int
}

func (p *places) set(i int) {
	for len(p.bits) <= i/64 {
		p.bits = append(p.bits, 0)
	}
	if !p.has(i) {
		p.n++
	}
	p.bits[i/64] |= 1 << (i % 64)
}

func (p *places) has(i int) bool { return i/64 < len(p.bits) && p.bits[i/64]>>(i%64)&1 == 1 }

func sorted[V any](of map[string]V) []string { return slices.Sorted(maps.Keys(of)) }
