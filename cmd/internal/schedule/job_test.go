package schedule

import (
	"strings"
	"testing"
	"time"
)

func TestWhatCannotBeSaidIsRefused(t *testing.T) {
	forms := map[string]func(Job) error{
		"cron":    func(j Job) error { _, err := Crontab(j); return err },
		"systemd": func(j Job) error { _, err := Systemd(j); return err },
		"windows": func(j Job) error { _, err := Windows(j, today); return err },
	}
	for _, c := range []struct {
		name  string
		spoil func(*Job)
		forms string // in which it cannot be said
		want  string
	}{
		{"nothing wrong", func(*Job) {}, "", ""},
		{"a line break in an argument", func(j *Job) { j.Args = []string{"a\nb"} }, "cron systemd windows", "line break"},
		{"a carriage return in a path", func(j *Job) { j.Writes = []string{"/a\rb"} }, "cron systemd windows", "line break"},
		{"a tab", func(j *Job) { j.Program = "/a\tb" }, "cron systemd windows", "control character"},
		{"bytes that are no text", func(j *Job) { j.Args = []string{"\xff"} }, "cron systemd windows", "UTF-8"},
		{"a name with a slash", func(j *Job) { j.Name = "../x" }, "cron systemd windows", "name"},
		{"no name", func(j *Job) { j.Name = "" }, "cron systemd windows", "name"},
		{"two dashes, which end a comment", func(j *Job) { j.Name = "a--b" }, "cron systemd windows", "name"},
		{"a user with a blank", func(j *Job) { j.User = "a b" }, "cron systemd windows", "user"},
		{"a user of a domain", func(j *Job) { j.User = `A\b` }, "cron systemd", "backslash"},
		{"a unit that is none", func(j *Job) { j.AlertUnit = "a b.service" }, "cron systemd windows", "unit"},
		{"mail to a command", func(j *Job) { j.MailTo = "|sh" }, "cron systemd windows", "mail"},
		{"a zone with a command in it", func(j *Job) { j.Zone = "UTC; rm" }, "cron systemd windows", "zone"},
		{"a negative delay", func(j *Job) { j.Delay = -time.Second }, "cron systemd windows", "negative"},
		{"no time", func(j *Job) { j.When = When{} }, "cron systemd windows", "when"},
		{"a time for what stays", func(j *Job) { j.Watch = true }, "cron systemd windows", "stays"},
		{"a relative program", func(j *Job) { j.Program = "domainbatch" }, "cron systemd", "absolute"},
		{"a relative folder", func(j *Job) { j.Writes = []string{"in"} }, "cron systemd", "absolute"},
		{"a backslash", func(j *Job) { j.Args = []string{`a\b`} }, "cron systemd", "backslash"},
		{"both quotes in a folder", func(j *Job) { j.Writes = []string{`/a'b"c`} }, "systemd", "both kinds of quotes"},
		{"a quote in the program", func(j *Job) { j.Program = "/it's/d" }, "systemd", "no program whose path holds quotes"},
		{"a variable of Windows", func(j *Job) { j.Args = []string{"%TEMP%"} }, "windows", "replace"},
		{"a variable of a task", func(j *Job) { j.Args = []string{"$(Arg0)"} }, "windows", "replace"},
		{"a file of variables", func(j *Job) { j.EnvFile = "/etc/x.env" }, "windows", "variables"},
		{"a zone", func(j *Job) { j.Zone = "Asia/Shanghai" }, "windows", "zone"},
	} {
		for form, write := range forms {
			job := Job{Name: "nightly", About: "Import", Program: "/usr/bin/d", Args: []string{"import", "/in"}, When: half(t)}
			c.spoil(&job)
			err := write(job)
			if refused := strings.Contains(c.forms, form); refused != (err != nil) || refused && !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s, %s: %v", c.name, form, err)
			}
		}
	}
}
