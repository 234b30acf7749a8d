package schedule

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// When is at which times of the day a command is started, on which days, or
// how often. All of them can be said by cron, by systemd and by Windows.
type When struct {
	every time.Duration  // 0: at times
	times []clock        // in order, no two alike
	days  []time.Weekday // Monday first; none is every day
}

type clock struct{ hour, minute int }

// IsZero reports whether nothing is said.
func (w When) IsZero() bool { return w.every == 0 && len(w.times) == 0 }

// Every is every so often, counted from midnight: a part of an hour of whole
// minutes, or a part of a day of whole hours.
func Every(d time.Duration) (When, error) {
	minutes, hours := int(d/time.Minute), int(d/time.Hour)
	switch {
	case d >= 5*time.Minute && d < time.Hour && d%time.Minute == 0 && 60%minutes == 0:
	case d >= time.Hour && d < 24*time.Hour && d%time.Hour == 0 && 24%hours == 0:
	case d == 24*time.Hour:
		return When{}, errors.New("once a day is said with a time, as in 02:30")
	default:
		return When{}, fmt.Errorf("%s does not divide the hour or the day; use 5m, 10m, 15m, 20m, 30m, 1h, 2h, 3h, 4h, 6h, 8h or 12h", d)
	}
	return When{every: d}, nil
}

// At is every day at the times of a list such as "02:30" or "02:30,14:30".
func At(list string) (When, error) {
	times, err := clocks(list)
	return When{times: times}, err
}

// On is at times on days of the week, as in "Mon..Fri 22:00" or "Sat,Sun
// 06:30".
func On(text string) (When, error) {
	fields := strings.Fields(text)
	if len(fields) != 2 {
		return When{}, fmt.Errorf("%q does not say days and a time; it is written as Mon..Fri 22:00", text)
	}
	days, err := weekdays(fields[0])
	if err != nil {
		return When{}, err
	}
	times, err := clocks(fields[1])
	if err != nil {
		return When{}, err
	}
	if len(days) == 7 {
		days = nil
	}
	return When{times: times, days: days}, nil
}

var clockForm = regexp.MustCompile(`^(\d{1,2}):(\d{2})$`)

func clocks(list string) ([]clock, error) {
	var times []clock
	for part := range strings.SplitSeq(list, ",") {
		m := clockForm.FindStringSubmatch(strings.TrimSpace(part))
		if m == nil {
			return nil, fmt.Errorf("%q is no time of the day; it is written as 02:30", part)
		}
		hour, _ := strconv.Atoi(m[1]) // two digits at most
		minute, _ := strconv.Atoi(m[2])
		if hour > 23 || minute > 59 {
			return nil, fmt.Errorf("there is no time %s", part)
		}
		times = append(times, clock{hour, minute})
	}
	slices.SortFunc(times, func(a, b clock) int { return a.hour*60 + a.minute - b.hour*60 - b.minute })
	return slices.Compact(times), nil
}

// week begins with Monday, as systemd has it.
var week = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

func weekdays(text string) ([]time.Weekday, error) {
	in := map[time.Weekday]bool{}
	for part := range strings.SplitSeq(text, ",") {
		from, to, isRange := strings.Cut(part, "..")
		if !isRange {
			from, to, isRange = strings.Cut(part, "-")
		}
		if !isRange {
			to = from
		}
		first, err := weekday(from)
		if err != nil {
			return nil, err
		}
		last, err := weekday(to)
		if err != nil {
			return nil, err
		}
		for i := first; ; i = (i + 1) % 7 {
			in[week[i]] = true
			if i == last {
				break
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(week), func(d time.Weekday) bool { return !in[d] }), nil
}

// weekday is the place of a day in the week.
func weekday(name string) (int, error) {
	for i, d := range week {
		if len(name) >= 3 && strings.HasPrefix(strings.ToLower(d.String()), strings.ToLower(name)) {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%q is no day of the week; they are Mon, Tue, Wed, Thu, Fri, Sat and Sun", name)
}

// cron is the five fields of each line of a crontab.
func (w When) cron() []string {
	switch minutes := int(w.every / time.Minute); {
	case minutes == 0:
	case minutes < 60:
		return []string{fmt.Sprintf("*/%d * * * *", minutes)}
	case minutes == 60:
		return []string{"0 * * * *"}
	default:
		return []string{fmt.Sprintf("0 */%d * * *", minutes/60)}
	}
	days := "*"
	if len(w.days) > 0 {
		numbers := make([]string, len(w.days))
		for i, d := range w.days {
			numbers[i] = strconv.Itoa(int(d)) // Sunday is 0 everywhere, 7 not
		}
		days = strings.Join(numbers, ",")
	}
	lines := make([]string, len(w.times))
	for i, t := range w.times {
		lines[i] = fmt.Sprintf("%d %d * * %s", t.minute, t.hour, days)
	}
	return lines
}

// Calendar is the same for OnCalendar= of systemd, a line each.
func (w When) Calendar(zone string) []string {
	if zone != "" {
		zone = " " + zone
	}
	switch minutes := int(w.every / time.Minute); {
	case minutes == 0:
	case minutes < 60:
		return []string{fmt.Sprintf("*-*-* *:00/%d:00%s", minutes, zone)}
	case minutes == 60:
		return []string{"*-*-* *:00:00" + zone}
	default:
		return []string{fmt.Sprintf("*-*-* 00/%d:00:00%s", minutes/60, zone)}
	}
	days := ""
	if len(w.days) > 0 {
		names := make([]string, len(w.days))
		for i, d := range w.days {
			names[i] = d.String()[:3]
		}
		days = strings.Join(names, ",") + " "
	}
	lines := make([]string, len(w.times))
	for i, t := range w.times {
		lines[i] = fmt.Sprintf("%s*-*-* %02d:%02d:00%s", days, t.hour, t.minute, zone)
	}
	return lines
}
