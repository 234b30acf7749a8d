package hours

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestParse(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	for text, want := range map[string]string{
		"22:00-06:00":                               "22:00-06:00 Asia/Shanghai",
		" 9:30 - 17:00 ":                            "09:30-17:00 Asia/Shanghai",
		"00:00-24:00":                               "00:00-24:00 Asia/Shanghai",
		"22:00–06:00":                               "22:00-06:00 Asia/Shanghai",
		"22:00-06:00 Europe/Berlin":                 "22:00-06:00 Europe/Berlin",
		"22:00-06:00, 12:00-13:00 UTC":              "12:00-13:00,22:00-06:00 UTC",
		"22:00-06:00,12:00-13:00\tEtc/GMT+8":        "12:00-13:00,22:00-06:00 Etc/GMT+8",
		"23:55-00:00":                               "23:55-00:00 Asia/Shanghai",
		"00:00-05:00,05:00-06:00 Asia/Kuala_Lumpur": "00:00-05:00,05:00-06:00 Asia/Kuala_Lumpur",
	} {
		w, err := Parse(text, shanghai)
		if err != nil || w.String() != want {
			t.Errorf("%q is read as %q, %v; want %q", text, w, err, want)
			continue
		}
		if again, err := Parse(w.String(), time.UTC); err != nil || again.String() != want {
			t.Errorf("%q read again is %q, %v", w, again, err)
		}
	}
	if w, err := Parse("22:00-06:00", time.Local); err != nil || strings.Contains(w.String(), "Local") {
		t.Errorf("%q, %v", w, err)
	}
	for text, want := range map[string]string{
		"":                            "written as 22:00-06:00",
		"22-6":                        "written as 22:00-06:00",
		"22:00":                       "written as 22:00-06:00",
		"22:00-06:00;12:00-13:00":     "written as 22:00-06:00",
		"22:00-06:00,":                "written as 22:00-06:00",
		"25:00-06:00":                 "there is no time 25:00",
		"22:00-24:01":                 "there is no time 24:01",
		"22:60-23:10":                 "there is no time 22:60",
		"24:00-06:00":                 "the day begins at 00:00",
		"06:00-06:00":                 "a whole day is 00:00-24:00",
		"06:00-06:04":                 "shorter than 5 minutes",
		"22:00-06:00 Asia/Shangai":    `no time zone is named "Asia/Shangai"`,
		"22:00-06:00 Local":           `no time zone is named "Local"`,
		"22:00-06:00 ../../etc/hosts": "no time zone is named",
		"22:00 06:00":                 "written as 22:00-06:00",
	} {
		if w, err := Parse(text, time.UTC); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %q, %v; want %q", text, w, err, want)
		}
	}
}

func TestAt(t *testing.T) {
	const form = "2006-01-02 15:04:05 -0700"
	for _, c := range []struct {
		window, now string
		open        bool
		until       string // "" for never
	}{
		{"22:00-06:00 Asia/Shanghai", "2026-11-22 21:59:59 +0800", false, "2026-11-22 22:00:00 +0800"},
		{"22:00-06:00 Asia/Shanghai", "2026-11-22 22:00:00 +0800", true, "2026-11-23 06:00:00 +0800"},
		{"22:00-06:00 Asia/Shanghai", "2026-11-22 14:00:00 +0000", true, "2026-11-23 06:00:00 +0800"},
		{"22:00-06:00 Asia/Shanghai", "2026-11-23 05:59:59 +0800", true, "2026-11-23 06:00:00 +0800"},
		{"22:00-06:00 Asia/Shanghai", "2026-11-23 06:00:00 +0800", false, "2026-11-23 22:00:00 +0800"},
		{"09:00-17:00 UTC", "2026-12-31 23:00:00 +0000", false, "2027-01-01 09:00:00 +0000"},
		{"00:00-24:00 UTC", "2026-11-22 12:00:00 +0000", true, ""},
		{"12:00-24:00,00:00-12:00 UTC", "2026-11-22 12:00:00 +0000", true, ""},
		{"18:00-13:00,12:00-19:00 UTC", "2026-11-22 12:00:00 +0000", true, ""},
		{"12:00-13:00,13:00-14:00 UTC", "2026-11-22 12:30:00 +0000", true, "2026-11-22 14:00:00 +0000"},
		{"12:00-13:00,22:00-00:00 UTC", "2026-11-22 13:00:00 +0000", false, "2026-11-22 22:00:00 +0000"},
		{"22:00-24:00,00:00-02:00 UTC", "2026-11-22 23:00:00 +0000", true, "2026-11-23 02:00:00 +0000"},

		// Clocks go from 02:00 to 03:00 on 2026-03-29, and from 03:00 to 02:00 on 2026-10-25.
		{"22:00-06:00 Europe/Berlin", "2026-03-28 22:00:00 +0100", true, "2026-03-29 06:00:00 +0200"},
		{"02:15-02:45 Europe/Berlin", "2026-03-29 00:00:00 +0100", false, "2026-03-30 02:15:00 +0200"},
		{"02:30-04:00 Europe/Berlin", "2026-03-29 00:00:00 +0100", false, "2026-03-29 03:00:00 +0200"},
		{"01:00-02:30 Europe/Berlin", "2026-03-29 01:00:00 +0100", true, "2026-03-29 03:00:00 +0200"},
		{"22:00-06:00 Europe/Berlin", "2026-10-24 22:00:00 +0200", true, "2026-10-25 06:00:00 +0100"},
		{"02:15-02:45 Europe/Berlin", "2026-10-25 02:15:00 +0200", true, "2026-10-25 02:45:00 +0200"},
		{"02:15-02:45 Europe/Berlin", "2026-10-25 02:45:00 +0200", false, "2026-10-25 02:15:00 +0100"},
		{"02:15-02:45 Europe/Berlin", "2026-10-25 02:15:00 +0100", true, "2026-10-25 02:45:00 +0100"},
		{"22:00-02:30 Europe/Berlin", "2026-10-25 02:40:00 +0200", false, "2026-10-25 02:00:00 +0100"},
		// By half an hour: from 02:00 to 01:30 on 2026-04-05.
		{"01:45-02:00 Australia/Lord_Howe", "2026-04-05 01:45:00 +1100", true, "2026-04-05 01:30:00 +1030"},
		{"22:00-02:00 Australia/Lord_Howe", "2026-04-04 22:00:00 +1100", true, "2026-04-05 02:00:00 +1030"},
		// 2011-12-30 did not take place.
		{"12:00-13:00 Pacific/Apia", "2011-12-29 14:00:00 -1000", false, "2011-12-31 12:00:00 +1400"},
	} {
		w, err := Parse(c.window, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		now, err := time.Parse(form, c.now)
		if err != nil {
			t.Fatal(err)
		}
		open, until := w.At(now)
		shown := ""
		if !until.IsZero() {
			shown = until.Format(form)
		}
		if open != c.open || shown != c.until {
			t.Errorf("%s at %s: %v until %q, want %v until %q", c.window, c.now, open, shown, c.open, c.until)
		}
	}
	if open, until := (Window{}).At(time.Now()); open || !until.IsZero() {
		t.Error("no hours at all are open")
	}
}

var zones = []string{"UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
	"Pacific/Apia", "Africa/Casablanca", "America/Santiago", "Asia/Tehran", "Antarctica/Troll"}

// Held against what a clock shows, minute by minute: the answer is that of the
// definition, and it stays so until the instant named, at which it changes.
func TestAtAgreesWithTheClockOnTheWall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(zones).Draw(t, "zone")
		z, err := Zone(name)
		if err != nil {
			t.Fatal(err)
		}
		var parts []string
		inside := [day]bool{}
		for range rapid.IntRange(1, 3).Draw(t, "spans") {
			from := rapid.IntRange(0, day-1).Draw(t, "from")
			length := rapid.IntRange(shortest, day-1).Draw(t, "length")
			to := (from + length) % day
			parts = append(parts, fmt.Sprintf("%d:%02d-%d:%02d", from/60, from%60, to/60, to%60))
			for i := range length {
				inside[(from+i)%day] = true
			}
		}
		w, err := Parse(strings.Join(parts, ",")+" "+name, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
		now := time.Unix(begin+int64(rapid.IntRange(0, 16*365*24*3600).Draw(t, "now")), 0)
		if rapid.Bool().Draw(t, "near a change of the clocks") {
			if _, end := now.In(z).ZoneBounds(); !end.IsZero() {
				now = end.Add(time.Duration(rapid.IntRange(-7200, 7200).Draw(t, "beside")) * time.Second)
			}
		}
		shows := func(at time.Time) bool { at = at.In(z); return inside[at.Hour()*60+at.Minute()] }
		open, until := w.At(now)
		if open != shows(now) {
			t.Fatalf("%s at %s: %v", w, now.In(z), open)
		}
		last := now.Add(60 * time.Hour)
		if !until.IsZero() {
			last = until
			if !until.After(now) || shows(until) == open || shows(until.Add(-1)) != open {
				t.Fatalf("%s at %s: %v until %s, which is no change", w, now.In(z), open, until)
			}
		}
		for at := now; at.Before(last); at = at.Truncate(time.Minute).Add(time.Minute) {
			if shows(at) != open {
				t.Fatalf("%s at %s: %v until %s, but it changes at %s", w, now.In(z), open, until, at.In(z))
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"22:00-06:00", "12:00-13:00,22:00-06:00 Asia/Shanghai", "00:00-24:00", "9:5-", "1:00-2:00 UTC UTC", "\x00", "99:99-99:99"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		w, err := Parse(text, time.UTC)
		if err != nil {
			if !w.IsZero() {
				t.Fatalf("%q is refused (%v) and is %s", text, err, w)
			}
			return
		}
		again, err := Parse(w.String(), time.UTC)
		if err != nil || again.String() != w.String() {
			t.Fatalf("%q is %q, and that is %q, %v", text, w, again, err)
		}
		now := time.Unix(1_800_000_000, 0)
		if open, until := w.At(now); !until.IsZero() && !until.After(now) {
			t.Fatalf("%q: %v until %s", text, open, until)
		}
	})
}
