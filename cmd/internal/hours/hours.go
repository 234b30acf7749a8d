// Package hours says at which hours of the day something may be done: between
// 22:00 and 06:00, say, as the clocks of a zone show it. It reads no clock.
package hours

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // zones by name also where the system has none
)

// Window is a set of hours of the day in a time zone. The zero Window is none.
//
// It goes by what a clock on the wall shows. In the night in which clocks are
// put forward, hours that are skipped do not take place; when they are put
// back, an hour that comes twice counts both times.
type Window struct {
	spans []span
	zone  *time.Location
	text  string
}

// span is from a minute of the day, included, to another, excluded. It goes
// over midnight when the end is not after the beginning.
type span struct{ from, to int }

// The bounds of a span, in minutes. A call takes up to a minute and a half, so
// next to nothing could be done in less than the shortest.
const (
	day      = 24 * 60
	shortest = 5
)

func (s span) minutes() int {
	if s.to > s.from {
		return s.to - s.from
	}
	return s.to + day - s.from
}

var form = regexp.MustCompile(`^(\d{1,2}):(\d{2})\s*(?:-|–|—|~)\s*(\d{1,2}):(\d{2})$`)

// Parse reads hours such as "22:00-06:00", "12:00-13:00,22:00-06:00" or
// "22:00-06:00 Asia/Shanghai". Without a zone they are those of local.
func Parse(text string, local *time.Location) (Window, error) {
	w := Window{zone: local}
	list := strings.TrimSpace(text)
	if i := strings.LastIndexAny(list, " \t"); i >= 0 && strings.ContainsAny(list[i+1:], letters) {
		zone, err := Zone(list[i+1:])
		if err != nil {
			return Window{}, err
		}
		w.zone, list = zone, strings.TrimSpace(list[:i])
	}
	for part := range strings.SplitSeq(list, ",") {
		s, err := parseSpan(strings.TrimSpace(part))
		if err != nil {
			return Window{}, err
		}
		w.spans = append(w.spans, s)
	}
	slices.SortFunc(w.spans, func(a, b span) int { return a.from - b.from })
	w.text = w.format()
	return w, nil
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// Zone finds a zone by its name in the tz database.
func Zone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" || name == "" {
		return nil, fmt.Errorf("no time zone is named %q; they have names such as Asia/Shanghai, Europe/Berlin or UTC", name)
	}
	return zone, nil
}

func parseSpan(text string) (span, error) {
	m := form.FindStringSubmatch(text)
	if m == nil {
		return span{}, fmt.Errorf("%q is no hours of the day; they are written as 22:00-06:00", text)
	}
	from, err := minute(m[1], m[2])
	if err != nil {
		return span{}, err
	}
	to, err := minute(m[3], m[4])
	if err != nil {
		return span{}, err
	}
	s := span{from, to}
	switch {
	case from == day:
		return span{}, fmt.Errorf("%q begins at 24:00; the day begins at 00:00", text)
	case from == to:
		return span{}, fmt.Errorf("%q begins when it ends; a whole day is 00:00-24:00", text)
	case s.minutes() < shortest:
		return span{}, fmt.Errorf("%q is shorter than %d minutes, too short for a call to be answered in it", text, shortest)
	}
	return s, nil
}

func minute(hour, minute string) (int, error) {
	h, _ := strconv.Atoi(hour) // two digits at most
	m, _ := strconv.Atoi(minute)
	if m > 59 || h*60+m > day {
		return 0, fmt.Errorf("there is no time %s:%s; the day has 00:00 to 24:00", hour, minute)
	}
	return h*60 + m, nil
}

// String is the window as Parse reads it, with its zone unless that is the
// machine's own and has no other name.
func (w Window) String() string { return w.text }

func (w Window) format() string {
	parts := make([]string, len(w.spans))
	for i, s := range w.spans {
		parts[i] = fmt.Sprintf("%02d:%02d-%02d:%02d", s.from/60, s.from%60, s.to/60, s.to%60)
	}
	text := strings.Join(parts, ",")
	if name := w.zone.String(); name != "Local" {
		text += " " + name
	}
	return text
}

// Local reports whether the zone is the machine's own.
func (w Window) Local() bool { return w.zone == time.Local }

// IsZero reports whether there are no hours at all.
func (w Window) IsZero() bool { return len(w.spans) == 0 }

// At says whether an instant is within the window, and when that changes next,
// in the window's zone: zero when it never does.
func (w Window) At(now time.Time) (open bool, until time.Time) {
	if w.IsZero() || w.wholeDay() {
		return !w.IsZero(), time.Time{}
	}
	at := now.In(w.zone)
	open = w.has(at)
	// A zone can leave out a whole day (Apia has), and clocks are changed a few
	// times a year, so that a week is more than enough.
	for end := at.Add(7 * 24 * time.Hour); at.Before(end); {
		at = w.next(at)
		if w.has(at) != open {
			return open, at
		}
	}
	return open, time.Time{}
}

// has reports whether the clock shows a time of the window.
func (w Window) has(at time.Time) bool {
	m := at.Hour()*60 + at.Minute()
	return slices.ContainsFunc(w.spans, func(s span) bool {
		return (m-s.from+day)%day < s.minutes()
	})
}

// next is the first instant after at when something may change: a span begins
// or ends by the clock as it goes now, or the clock is changed.
func (w Window) next(at time.Time) time.Time {
	shown := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute +
		time.Duration(at.Second())*time.Second + time.Duration(at.Nanosecond())
	soonest := 24 * time.Hour
	for _, s := range w.spans {
		for _, m := range []int{s.from, s.to} {
			d := time.Duration(m)*time.Minute - shown
			if d <= 0 {
				d += 24 * time.Hour
			}
			soonest = min(soonest, d)
		}
	}
	boundary := at.Add(soonest)
	if _, end := at.ZoneBounds(); !end.IsZero() && end.Before(boundary) {
		return end
	}
	return boundary
}

// wholeDay reports whether every minute of the day is within a span.
func (w Window) wholeDay() bool {
	covered := 0 // minutes from midnight on that are
	for range len(w.spans) + 1 {
		for _, s := range w.spans {
			if begin := (covered - s.from%day + day) % day; begin < s.minutes() {
				covered += s.minutes() - begin
			}
			if covered >= day {
				return true
			}
		}
	}
	return false
}
