package schedule

import (
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var today = time.Date(2026, 11, 22, 15, 4, 5, 0, time.UTC)

// element is a node of a document, whatever its schema.
type element struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    string     `xml:",chardata"`
	Nodes   []element  `xml:",any"`
}

func (e element) at(path string) []string {
	name, rest, deeper := strings.Cut(path, "/")
	var found []string
	for _, n := range e.Nodes {
		switch {
		case n.XMLName.Local != name:
		case deeper:
			found = append(found, n.at(rest)...)
		default:
			found = append(found, n.Text)
		}
	}
	return found
}

func readTask(t testing.TB, text string) element {
	t.Helper()
	var root element
	d := xml.NewDecoder(strings.NewReader(text))
	if err := d.Decode(&root); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if _, err := d.Token(); err != io.EOF && err != nil {
		t.Fatal(err)
	}
	if root.XMLName.Local != "Task" || root.XMLName.Space != "http://schemas.microsoft.com/windows/2004/02/mit/task" {
		t.Fatalf("%v", root.XMLName)
	}
	return root
}

// windowsArgs takes a command line apart by the documented rules of
// CommandLineToArgvW.
func windowsArgs(line string) []string {
	var args []string
	for line = strings.TrimLeft(line, " \t"); line != ""; line = strings.TrimLeft(line, " \t") {
		var word strings.Builder
		quoted, i := false, 0
		for ; i < len(line) && (quoted || line[i] != ' ' && line[i] != '\t'); i++ {
			slashes := 0
			for i < len(line) && line[i] == '\\' {
				slashes++
				i++
			}
			if i == len(line) || line[i] != '"' {
				word.WriteString(strings.Repeat(`\`, slashes))
				if i == len(line) || !quoted && (line[i] == ' ' || line[i] == '\t') {
					break
				}
				word.WriteByte(line[i])
				continue
			}
			word.WriteString(strings.Repeat(`\`, slashes/2))
			if slashes%2 == 1 {
				word.WriteByte('"')
			} else {
				quoted = !quoted
			}
		}
		args, line = append(args, word.String()), line[i:]
	}
	return args
}

func TestATaskStartsExactlyTheCommand(t *testing.T) {
	letters := rapid.StringOfN(rapid.SampledFrom([]rune(` '"$\;&|<>()*?~#!{}[]=,:@+-./aZ0é中文🙂`)), 0, 12, -1).
		Filter(func(s string) bool { return !strings.Contains(s, "$(") })
	rapid.Check(t, func(rt *rapid.T) {
		job := Job{Name: "nightly", About: "Import <of> domains & more", Program: `C:\Program Files\domainbatch.exe`, When: half(t),
			Args: rapid.SliceOfN(letters, 0, 5).Draw(rt, "args")}
		file, err := Windows(job, today)
		if err != nil {
			rt.Fatal(err)
		}
		root := readTask(t, file.Text)
		line := root.at("Actions/Exec/Arguments")
		if len(line) != 1 || !slices.Equal(windowsArgs(line[0]), job.Args) {
			rt.Fatalf("%q is %q, want %q", line, windowsArgs(line[0]), job.Args)
		}
		if got := root.at("Actions/Exec/Command"); !slices.Equal(got, []string{`"C:\Program Files\domainbatch.exe"`}) {
			rt.Errorf("%q", got)
		}
	})
}

func TestATaskHasItsSettings(t *testing.T) {
	weekly, err := On("Mon..Fri 22:00")
	if err != nil {
		t.Fatal(err)
	}
	hourly, err := Every(90 * time.Minute / 3)
	if err != nil {
		t.Fatal(err)
	}
	job := Job{Name: "nightly", About: "Import", Program: `C:\d\domainbatch.exe`, Args: []string{"import", `C:\in box\`}, Delay: 10 * time.Minute, User: `NORTHWIND\domains`}
	for _, c := range []struct {
		when When
		want map[string][]string
	}{
		{half(t), map[string][]string{"StartBoundary": {"2026-11-22T02:30:00", "2026-11-22T14:30:00"}, "RandomDelay": {"PT600S", "PT600S"}, "ScheduleByDay/DaysInterval": {"1", "1"}}},
		{weekly, map[string][]string{"StartBoundary": {"2026-11-22T22:00:00"}, "ScheduleByWeek/DaysOfWeek/Monday": {""}, "ScheduleByWeek/DaysOfWeek/Sunday": nil, "ScheduleByDay/DaysInterval": nil}},
		{hourly, map[string][]string{"StartBoundary": {"2026-11-22T00:00:00"}, "Repetition/Interval": {"PT30M"}, "Repetition/Duration": {"P1D"}}},
	} {
		job.When = c.when
		file, err := Windows(job, today)
		if err != nil {
			t.Fatal(err)
		}
		root := readTask(t, file.Text)
		for path, want := range c.want {
			if got := root.at("Triggers/CalendarTrigger/" + path); !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", path, got, want)
			}
		}
		for path, want := range map[string]string{
			"Settings/MultipleInstancesPolicy": "IgnoreNew", "Settings/StartWhenAvailable": "true", "Settings/ExecutionTimeLimit": "PT0S",
			"Settings/DisallowStartIfOnBatteries": "false", "Principals/Principal/UserId": `NORTHWIND\domains`, "Actions/Exec/Arguments": `import "C:\in box\\"`,
		} {
			if got := root.at(path); !slices.Equal(got, []string{want}) {
				t.Errorf("%s: %q, want %q", path, got, want)
			}
		}
		if !strings.Contains(file.Text, "schtasks /Create /TN nightly /XML nightly.xml") {
			t.Error("it is not said how the task is registered")
		}
	}
	job.When, job.Watch = When{}, true
	file, err := Windows(job, today)
	if err != nil {
		t.Fatal(err)
	}
	root := readTask(t, file.Text)
	if !slices.Equal(root.at("Triggers/BootTrigger/Enabled"), []string{"true"}) || len(root.at("Triggers/CalendarTrigger/StartBoundary")) > 0 || len(root.at("Settings/RestartOnFailure/Count")) != 1 {
		t.Errorf("a command that stays:\n%s", file.Text)
	}
}
