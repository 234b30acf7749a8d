package schedule

import (
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Windows writes a task for the Task Scheduler, to be registered with:
// schtasks /Create /TN NAME /XML FILE. Today is the day from which on it is
// started.
func Windows(j Job, today time.Time) (File, error) {
	if err := j.Validate(); err != nil {
		return File{}, err
	}
	switch {
	case j.EnvFile != "":
		return File{}, errors.New("a task of Windows has no file of variables; set them for its user with setx, or use a profile of ~/.aliyun/config.json")
	case j.Zone != "":
		return File{}, errors.New("the Task Scheduler goes by the machine's zone and knows no other")
	}
	arguments := make([]string, len(j.Args))
	for i, arg := range j.Args {
		arguments[i] = windowsWord(arg)
	}
	for _, text := range slices.Concat([]string{j.Program}, j.Args) {
		if strings.Contains(text, "%") || strings.Contains(text, "$(") {
			return File{}, fmt.Errorf("%q holds %% or $(, which the Task Scheduler would replace; rename it", text)
		}
	}
	t := task{
		Version: "1.2", Namespace: "http://schemas.microsoft.com/windows/2004/02/mit/task",
		Comment:   fmt.Sprintf(" %s; register it with: schtasks /Create /TN %s /XML %s.xml ", madeBy, j.Name, j.Name),
		About:     j.About,
		Triggers:  triggers{Calendar: j.calendarTriggers(today)},
		Principal: principal{ID: "Author", User: j.User, LogonType: "S4U", RunLevel: "LeastPrivilege"},
		Settings: settings{
			Instances: "IgnoreNew", StartWhenAvailable: true, OnlyWithNetwork: true, AllowHardTerminate: true,
			Enabled: true, TimeLimit: "PT0S", Priority: 7,
		},
		Action: action{Context: "Author", Exec: program{Command: windowsCommand(j.Program), Arguments: strings.Join(arguments, " ")}},
	}
	if j.Watch {
		t.Triggers = triggers{Boot: &bootTrigger{Enabled: true}}
		t.Settings.Restart = &restart{Interval: "PT1M", Count: 999}
	}
	text, err := xml.MarshalIndent(t, "", "  ")
	if err != nil {
		return File{}, fmt.Errorf("writing the task: %w", err)
	}
	return File{Name: j.Name + ".xml", Text: xml.Header + string(text) + "\n"}, nil
}

// The task as its schema has it. The order of the elements is that in which
// Windows itself writes them.
type task struct {
	XMLName   xml.Name  `xml:"Task"`
	Version   string    `xml:"version,attr"`
	Namespace string    `xml:"xmlns,attr"`
	Comment   string    `xml:",comment"`
	About     string    `xml:"RegistrationInfo>Description"`
	Triggers  triggers  `xml:"Triggers"`
	Principal principal `xml:"Principals>Principal"`
	Settings  settings  `xml:"Settings"`
	Action    action    `xml:"Actions"`
}

type triggers struct {
	Boot     *bootTrigger      `xml:"BootTrigger"`
	Calendar []calendarTrigger `xml:"CalendarTrigger"`
}

type bootTrigger struct {
	Enabled bool `xml:"Enabled"`
}

type calendarTrigger struct {
	Repetition *repetition `xml:"Repetition"`
	Start      string      `xml:"StartBoundary"` // without a zone: the machine's
	Enabled    bool        `xml:"Enabled"`
	Delay      string      `xml:"RandomDelay,omitempty"`
	Daily      *daily      `xml:"ScheduleByDay"`
	Weekly     *weekly     `xml:"ScheduleByWeek"`
}

type repetition struct {
	Interval  string `xml:"Interval"`
	Duration  string `xml:"Duration"`
	StopAtEnd bool   `xml:"StopAtDurationEnd"`
}

type daily struct {
	Interval int `xml:"DaysInterval"`
}

type weekly struct {
	Interval int      `xml:"WeeksInterval"`
	Days     weekDays `xml:"DaysOfWeek"`
}

type weekDays struct {
	Names []weekDay `xml:",any"`
}

type weekDay struct{ XMLName xml.Name }

type principal struct {
	ID        string `xml:"id,attr"`
	User      string `xml:"UserId,omitempty"`
	LogonType string `xml:"LogonType"` // S4U: also when nobody is logged on, without keeping a password
	RunLevel  string `xml:"RunLevel"`
}

type settings struct {
	Instances          string   `xml:"MultipleInstancesPolicy"`
	NotOnBatteries     bool     `xml:"DisallowStartIfOnBatteries"`
	StopOnBatteries    bool     `xml:"StopIfGoingOnBatteries"`
	AllowHardTerminate bool     `xml:"AllowHardTerminate"`
	StartWhenAvailable bool     `xml:"StartWhenAvailable"` // makes up for a start that was missed
	OnlyWithNetwork    bool     `xml:"RunOnlyIfNetworkAvailable"`
	Enabled            bool     `xml:"Enabled"`
	TimeLimit          string   `xml:"ExecutionTimeLimit"` // PT0S: none, in place of three days
	Priority           int      `xml:"Priority"`
	Restart            *restart `xml:"RestartOnFailure"`
}

type restart struct {
	Interval string `xml:"Interval"`
	Count    int    `xml:"Count"`
}

type action struct {
	Context string  `xml:"Context,attr"`
	Exec    program `xml:"Exec"`
}

type program struct {
	Command   string `xml:"Command"`
	Arguments string `xml:"Arguments"`
}

func (j Job) calendarTriggers(today time.Time) []calendarTrigger {
	start := func(t clock) string {
		return today.Format("2006-01-02") + fmt.Sprintf("T%02d:%02d:00", t.hour, t.minute)
	}
	trigger := calendarTrigger{Enabled: true, Daily: &daily{1}}
	if j.Delay > 0 {
		trigger.Delay = fmt.Sprintf("PT%dS", int(j.Delay/time.Second))
	}
	if w := j.When; w.every > 0 {
		trigger.Start = start(clock{})
		trigger.Repetition = &repetition{Interval: fmt.Sprintf("PT%dM", int(w.every/time.Minute)), Duration: "P1D"}
		return []calendarTrigger{trigger}
	}
	if len(j.When.days) > 0 {
		trigger.Daily, trigger.Weekly = nil, &weekly{Interval: 1}
		for _, d := range j.When.days {
			trigger.Weekly.Days.Names = append(trigger.Weekly.Days.Names, weekDay{xml.Name{Local: d.String()}})
		}
	}
	list := make([]calendarTrigger, len(j.When.times))
	for i, t := range j.When.times {
		list[i] = trigger
		list[i].Start = start(t)
	}
	return list
}

// windowsCommand is the program; quotes round it are allowed and needed where
// it has blanks.
func windowsCommand(program string) string {
	if strings.ContainsAny(program, " \t") {
		return `"` + program + `"`
	}
	return program
}

// windowsWord quotes an argument so that a program of Windows finds it as it
// was: quotes are escaped, and so are the backslashes before one.
func windowsWord(s string) string {
	if s != "" && !strings.ContainsAny(s, " \t\"") {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')
	slashes := 0
	for i := range len(s) {
		switch s[i] {
		case '\\':
			slashes++
			continue
		case '"':
			b.WriteString(strings.Repeat(`\`, 2*slashes+1))
		default:
			b.WriteString(strings.Repeat(`\`, slashes))
		}
		slashes = 0
		b.WriteByte(s[i])
	}
	b.WriteString(strings.Repeat(`\`, 2*slashes))
	b.WriteByte('"')
	return b.String()
}
