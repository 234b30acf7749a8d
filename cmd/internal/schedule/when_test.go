package schedule

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestWhenIsSaidToCronAndToSystemd(t *testing.T) {
	at := func(text string) func() (When, error) { return func() (When, error) { return At(text) } }
	on := func(text string) func() (When, error) { return func() (When, error) { return On(text) } }
	every := func(d time.Duration) func() (When, error) { return func() (When, error) { return Every(d) } }
	for _, c := range []struct {
		when     func() (When, error)
		cron     string
		calendar string
	}{
		{at("02:30"), "30 2 * * *", "*-*-* 02:30:00"},
		{at("14:05, 2:30,02:30"), "30 2 * * *|5 14 * * *", "*-*-* 02:30:00|*-*-* 14:05:00"},
		{at("0:00,23:59"), "0 0 * * *|59 23 * * *", "*-*-* 00:00:00|*-*-* 23:59:00"},
		{on("Mon..Fri 22:00"), "0 22 * * 1,2,3,4,5", "Mon,Tue,Wed,Thu,Fri *-*-* 22:00:00"},
		{on("sat,SUNDAY 06:30"), "30 6 * * 6,0", "Sat,Sun *-*-* 06:30:00"},
		{on("Fri-Mon 06:30,7:00"), "30 6 * * 1,5,6,0|0 7 * * 1,5,6,0", "Mon,Fri,Sat,Sun *-*-* 06:30:00|Mon,Fri,Sat,Sun *-*-* 07:00:00"},
		{on("Mon..Sun 01:00"), "0 1 * * *", "*-*-* 01:00:00"},
		{every(15 * time.Minute), "*/15 * * * *", "*-*-* *:00/15:00"},
		{every(time.Hour), "0 * * * *", "*-*-* *:00:00"},
		{every(8 * time.Hour), "0 */8 * * *", "*-*-* 00/8:00:00"},
	} {
		w, err := c.when()
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(w.cron(), "|"); got != c.cron {
			t.Errorf("cron: %q, want %q", got, c.cron)
		}
		if got := strings.Join(w.Calendar(""), "|"); got != c.calendar {
			t.Errorf("systemd: %q, want %q", got, c.calendar)
		}
		for _, line := range w.Calendar("Asia/Shanghai") {
			understood(t, line)
		}
	}
	for text, when := range map[string]func() (When, error){
		"no time":     at("2.30"),
		"no time 24":  at("24:00"),
		"no time 1:6": at("1:60"),
		`"" is`:       at("02:30,"),
		"no day":      on("Mo 22:00"),
		"no day ":     on("Mon..Fry 22:00"),
		"days and a":  on("Mon"),
		"divide":      every(7 * time.Minute),
		"divide ":     every(90 * time.Minute),
		"divide  ":    every(time.Minute),
		"divide   ":   every(48 * time.Hour),
		"a time":      every(24 * time.Hour),
	} {
		if w, err := when(); err == nil || !strings.Contains(err.Error(), strings.Fields(text)[0]) {
			t.Errorf("%s: %v, %v", text, w, err)
		}
	}
}

// understood asks systemd whether it can read a time.
func understood(t testing.TB, line string) {
	t.Helper()
	if out, err := exec.Command(systemdAnalyze(t), "calendar", line).CombinedOutput(); err != nil || !strings.Contains(string(out), "Next elapse") {
		t.Errorf("systemd-analyze calendar %q: %v\n%s", line, err, out)
	}
}

// systemdAnalyze is the program that checks units, where there is one.
func systemdAnalyze(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not on this machine, so what is written is not held against systemd itself")
	}
	return path
}

func TestDaysAreInOrder(t *testing.T) {
	days, err := weekdays("Sun,Mon,Sat..Mon")
	if err != nil || !slices.Equal(days, []time.Weekday{time.Monday, time.Saturday, time.Sunday}) {
		t.Errorf("%v, %v", days, err)
	}
}
