package schedule

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// crontab is a crontab as a strict reader understands it.
type crontab struct {
	vars  map[string]string
	lines []cronLine
}

type cronLine struct {
	fields  []string // five, or one that begins with @
	command string   // user included where there is one
}

var cronVar = regexp.MustCompile(`^([A-Z_]+)=([^"'\s]*)$`)

func readCrontab(t testing.TB, text string) crontab {
	t.Helper()
	tab := crontab{vars: map[string]string{}}
	if !strings.HasSuffix(text, "\n") {
		t.Fatal("the last line has no end, and cron would not read it")
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if m := cronVar.FindStringSubmatch(line); m != nil {
			tab.vars[m[1]] = m[2]
			continue
		}
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "@reboot "):
			tab.lines = append(tab.lines, cronLine{[]string{"@reboot"}, strings.TrimPrefix(line, "@reboot ")})
		default:
			parts := strings.SplitN(line, " ", 6)
			if len(parts) != 6 {
				t.Fatalf("no line of a crontab: %q", line)
			}
			for i, limit := range []int{59, 23, 31, 12, 6} {
				checkField(t, parts[i], limit)
			}
			tab.lines = append(tab.lines, cronLine{parts[:5], parts[5]})
		}
		if len(line) > 1000+40 {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
	return tab
}

func checkField(t testing.TB, field string, most int) {
	t.Helper()
	for part := range strings.SplitSeq(field, ",") {
		step, stepped := strings.CutPrefix(part, "*/")
		if part == "*" {
			continue
		}
		if n, err := strconv.Atoi(step); err != nil || n < 0 || n > most || stepped && n == 0 {
			t.Fatalf("%q is no field of a crontab up to %d", field, most)
		}
	}
}

// forShell is what a cron hands to the shell: the command up to the first
// percent sign that no backslash is before. Some take those backslashes away,
// and some of them pairs of backslashes too; others leave all as it is.
func forShell(t testing.TB, command string, takesAway bool) string {
	t.Helper()
	var b strings.Builder
	for i := 0; i < len(command); i++ {
		switch {
		case command[i] == '%':
			t.Fatalf("cron would cut %q at byte %d", command, i)
		case command[i] != '\\' || i+1 == len(command):
			b.WriteByte(command[i])
		default:
			i++
			if !takesAway || command[i] != '%' && command[i] != '\\' {
				b.WriteByte('\\')
			}
			b.WriteByte(command[i])
		}
	}
	return b.String()
}

// heard is what a program that notes its arguments was started with.
type heard struct {
	program, envFile, out string
}

func listener(t testing.TB, dir string) heard {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("cron is not of Windows")
	}
	h := heard{filepath.Join(dir, "a program's 100% name"), filepath.Join(dir, "its env $HOME.file"), filepath.Join(dir, "heard")}
	script := "#!/bin/sh\nprintf '%s\\0' \"$TZ\" \"$@\" > \"$HEARD\"\n"
	if err := os.WriteFile(h.program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(h.envFile, []byte("HEARD='"+h.out+"'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return h
}

// start runs a command as cron does: by sh, with next to nothing around it.
func (h heard) start(t testing.TB, vars map[string]string, command string) []string {
	t.Helper()
	cmd := exec.Command(vars["SHELL"], "-c", command)
	cmd.Env = []string{"HOME=/", "LOGNAME=somebody", "SHELL=" + vars["SHELL"], "PATH=" + vars["PATH"]}
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("%s: %v\n%s", command, err, out)
	}
	text, err := os.ReadFile(h.out)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(h.out); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\x00"), "\x00")
}

func half(t testing.TB) When {
	t.Helper()
	w, err := At("02:30,14:30")
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// nasty are the letters that shells, crons and unit files have a use for.
var nasty = rapid.StringOfN(rapid.SampledFrom([]rune(` %'"$`+"`"+`;&|<>()*?~#!{}[]=,:@+-./aZ0é中文🙂`)), 0, 12, -1)

// Whatever is in the arguments, cron and the shell hand them on as they are,
// both with the crons that take backslashes away and with those that do not.
func TestACrontabStartsExactlyTheCommand(t *testing.T) {
	h := listener(t, t.TempDir())
	rapid.Check(t, func(rt *rapid.T) {
		job := Job{
			Name: "nightly", About: "Import of domains", Program: h.program, EnvFile: h.envFile, Zone: "Asia/Shanghai",
			Args: rapid.SliceOfN(nasty, 0, 5).Draw(rt, "args"), When: half(t), Delay: time.Second,
		}
		file, err := Crontab(job)
		if err != nil {
			rt.Fatal(err)
		}
		tab := readCrontab(t, file.Text)
		if len(tab.lines) != 2 || tab.lines[0].command != tab.lines[1].command || tab.vars["CRON_TZ"] != "Asia/Shanghai" {
			rt.Fatalf("not the lines that were wanted:\n%s", file.Text)
		}
		want := append([]string{"Asia/Shanghai"}, job.Args...)
		for _, takesAway := range []bool{true, false} {
			if got := h.start(t, tab.vars, forShell(t, tab.lines[0].command, takesAway)); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
				rt.Fatalf("started with %q, want %q\n%s", got, want, file.Text)
			}
		}
	})
}

func TestACrontabHasItsSurroundings(t *testing.T) {
	every, err := Every(2 * time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	job := Job{Name: "nightly", About: "Import", Program: "/usr/local/bin/domainbatch", Args: []string{"import", "/srv/in"}, When: every,
		Delay: 10 * time.Minute, User: "domains", MailTo: "ops@northwind.example"}
	file, err := Crontab(job)
	if err != nil {
		t.Fatal(err)
	}
	tab := readCrontab(t, file.Text)
	if tab.vars["MAILTO"] != "ops@northwind.example" || tab.vars["SHELL"] != "/bin/sh" || tab.vars["PATH"] == "" || file.Name != "nightly.cron" {
		t.Errorf("%s: %v", file.Name, tab.vars)
	}
	want := "domains sleep $(( $(od -An -N2 -tu2 /dev/urandom) * 600 / 65536 )); exec /usr/local/bin/domainbatch import /srv/in"
	if len(tab.lines) != 1 || strings.Join(tab.lines[0].fields, " ") != "0 */2 * * *" || tab.lines[0].command != want {
		t.Errorf("%+v", tab.lines)
	}
	job.When, job.Watch, job.User = When{}, true, ""
	if file, err = Crontab(job); err != nil {
		t.Fatal(err)
	}
	if tab = readCrontab(t, file.Text); len(tab.lines) != 1 || tab.lines[0].fields[0] != "@reboot" || strings.Contains(tab.lines[0].command, "sleep") {
		t.Errorf("%+v", tab.lines)
	}
	job.Args = []string{"import", "/" + strings.Repeat("x", longestCommand)}
	if _, err = Crontab(job); err == nil || !strings.Contains(err.Error(), "cron takes 990") {
		t.Errorf("a command that cron would cut: %v", err)
	}
}

// The delay is a number of seconds below the most, by what the shell computes.
func TestTheDelayIsWithinItsBounds(t *testing.T) {
	command := Job{Program: "/bin/true", Delay: 100 * time.Second}.shellCommand()
	expression, ok := strings.CutPrefix(strings.Split(command, ";")[0], "sleep ")
	if !ok {
		t.Fatal(command)
	}
	for range 10 {
		out, err := exec.Command("sh", "-c", "echo "+expression).Output()
		if n, e := strconv.Atoi(strings.TrimSpace(string(out))); err != nil || e != nil || n < 0 || n >= 100 {
			t.Fatalf("%q is %q, %v, %v", expression, out, err, e)
		}
	}
}
