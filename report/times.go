package report

import "time"

// stampLayout writes a time with its zone, so that a cell means the same on
// every desk.
const stampLayout = "2006-01-02 15:04:05 -07:00"

// stamp is a time as text, "" for the zero time.
func stamp(t time.Time, in *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(in).Format(stampLayout)
}

// clock is a time as text where the zone is said once for all, "" for the zero
// time.
func clock(t time.Time, in *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(in).Format(time.DateTime)
}

// span is the earliest begin and the latest end of several things. It has no
// end while one of them has none.
type span struct {
	from, to time.Time
	open     bool
}

func (s *span) include(from, to time.Time) {
	if !from.IsZero() && (s.from.IsZero() || from.Before(s.from)) {
		s.from = from
	}
	if to.After(s.to) {
		s.to = to
	}
	s.open = s.open || to.IsZero()
}

// end is when the last thing ended, zero while one is still going on.
func (s *span) end() time.Time {
	if s.open {
		return time.Time{}
	}
	return s.to
}
