package schedule

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// value is what a unit says for a key, all lines of it.
func value(unit, key string) []string {
	var found []string
	for line := range strings.Lines(unit) {
		if v, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), key+"="); ok {
			found = append(found, v)
		}
	}
	return found
}

// unitWords takes a command line of a unit apart as systemd does: quotes, C
// escapes within them, percent signs, and for all but the program dollars.
func unitWords(t testing.TB, line string) []string {
	t.Helper()
	var words []string
	for i := 0; i < len(line); {
		if line[i] == ' ' {
			i++
			continue
		}
		var word strings.Builder
		quoted := line[i] == '"'
		if quoted {
			i++
		}
		for ; i < len(line); i++ {
			c := line[i]
			switch {
			case quoted && c == '"', !quoted && c == ' ':
			case c == '\\':
				if i++; !quoted || line[i] != '"' && line[i] != '\\' {
					t.Fatalf("an escape that is none in %q", line)
				}
				word.WriteByte(line[i])
				continue
			case c == '%':
				if i++; i == len(line) || line[i] != '%' {
					t.Fatalf("a specifier in %q", line)
				}
				word.WriteByte('%')
				continue
			case c == '$' && len(words) > 0:
				if i++; i == len(line) || line[i] != '$' {
					t.Fatalf("a variable in %q", line)
				}
				word.WriteByte('$')
				continue
			case !quoted && (c == '"' || c == '\''):
				t.Fatalf("a quote within a word of %q", line)
			default:
				word.WriteByte(c)
				continue
			}
			break
		}
		if quoted {
			if i == len(line) || i+1 < len(line) && line[i+1] != ' ' {
				t.Fatalf("an open quote in %q", line)
			}
			i++
		}
		words = append(words, word.String())
	}
	return words
}

func TestAServiceStartsExactlyTheCommand(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		job := Job{Name: "nightly", About: "Import, 100%", Program: "/opt/" + strings.NewReplacer(`'`, "", `"`, "").Replace(nasty.Draw(rt, "program")) + "/d b", When: half(t),
			Args: rapid.SliceOfN(nasty, 0, 5).Draw(rt, "args")}
		files, err := Systemd(job)
		if err != nil {
			rt.Fatal(err)
		}
		got := value(files[0].Text, "ExecStart")
		if len(got) != 1 || !slices.Equal(unitWords(t, got[0]), append([]string{job.Program}, job.Args...)) {
			rt.Fatalf("%q is not %q %q", got, job.Program, job.Args)
		}
		if about := value(files[1].Text, "Description"); !slices.Equal(about, []string{"When to start: Import, 100%%"}) {
			rt.Errorf("%q", about)
		}
	})
}

// fullJob has everything, in folders that are there.
func fullJob(t testing.TB) Job {
	t.Helper()
	dir := t.TempDir() // below /tmp, as a rule
	program := filepath.Join(dir, "bin 100%", "domain $batch")
	inbox := filepath.Join(dir, "收件箱 $HOME", "in")
	for _, d := range []string{filepath.Dir(program), inbox} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return Job{
		Name: "nightly", About: "Import of domains", Program: program, Args: []string{"import", inbox, "--state", "/var/lib/d b", "--note", `a "quoted" $word; 5%`},
		When: half(t), Delay: 10 * time.Minute, Zone: "Asia/Shanghai", Writes: []string{inbox, filepath.Dir(inbox), "/var/lib/d b", "/var/lib/d b/x", `/srv/收件箱 $HOME 100% "it"`, "/srv/it's"},
		EnvFile: "/etc/domain batch/100%.env", User: "root", AlertUnit: "alert@%n.service",
	}
}

// What systemd thinks of the units is asked of it: not a word of complaint.
func TestSystemdTakesTheUnits(t *testing.T) {
	analyze := systemdAnalyze(t)
	timed := fullJob(t)
	staying := timed
	staying.Name, staying.Watch, staying.When, staying.AlertUnit = "watching", true, When{}, ""
	plain := Job{Name: "plain", About: "Import", Program: "/bin/true", When: half(t), Writes: []string{"/srv/in"}}
	weekly, err := On("Sat..Mon 22:00")
	if err != nil {
		t.Fatal(err)
	}
	plain.When = weekly
	for _, job := range []Job{timed, staying, plain} {
		files, err := Systemd(job)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		paths := []string{"verify", "--man=no"}
		for _, f := range files {
			path := filepath.Join(dir, f.Name)
			if err := os.WriteFile(path, []byte(f.Text), 0o600); err != nil {
				t.Fatal(err)
			}
			paths = append(paths, path)
		}
		alert := "[Service]\nType=oneshot\nExecStart=/bin/true\n"
		if err := os.WriteFile(filepath.Join(dir, "alert@.service"), []byte(alert), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(analyze, paths...)
		cmd.Env = append(os.Environ(), "SYSTEMD_UNIT_PATH="+dir+":")
		if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("systemd-analyze %q: %v\n%s\n%s", paths, err, out, files[0].Text)
		}
	}
}

// The test above can fail.
func TestSystemdComplainsAboutWhatIsWrong(t *testing.T) {
	analyze := systemdAnalyze(t)
	files, err := Systemd(fullJob(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range [][2]string{{"ProtectSystem=strict", "ProtectSystem=strictly"}, {"ReadWritePaths=\"-/", "ReadWritePaths=\"-"}, {"%", "%!"}} {
		path := filepath.Join(t.TempDir(), "nightly.service")
		if err := os.WriteFile(path, []byte(strings.Replace(files[0].Text, c[0], c[1], 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, _ := exec.Command(analyze, "verify", "--man=no", path).CombinedOutput(); len(out) == 0 {
			t.Errorf("nothing is said about %q in place of %q", c[1], c[0])
		}
	}
}

func TestAServiceIsShutIn(t *testing.T) {
	job := fullJob(t)
	job.Program, job.Writes = "/tmp/domainbatch", []string{"/tmp/in", "/srv/收件箱 $HOME/in", "/srv/收件箱 $HOME", "/var/lib/d b", "/var/lib/d b/x"}
	files, err := Systemd(job)
	if err != nil {
		t.Fatal(err)
	}
	service, timer := files[0].Text, files[1].Text
	for key, want := range map[string][]string{
		"Type": {"oneshot"}, "ProtectSystem": {"strict"}, "ProtectHome": {"read-only"}, "NoNewPrivileges": {"yes"}, "CapabilityBoundingSet": {""},
		"SuccessExitStatus": {"9"}, "OnFailure": {"alert@%n.service"}, "User": {"root"}, "Environment": {"TZ=Asia/Shanghai"},
		"EnvironmentFile": {"/etc/domain batch/100%%.env"}, "RestrictAddressFamilies": {"AF_INET AF_INET6 AF_UNIX"},
		"ReadWritePaths": {`"-/srv/收件箱 $HOME"`, `"-/var/lib/d b"`, "/tmp /var/tmp"}, "PrivateTmp": nil,
	} {
		if got := value(service, key); !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
			t.Errorf("%s=%q, want %q", key, got, want)
		}
	}
	for key, want := range map[string][]string{
		"OnCalendar": {"*-*-* 02:30:00 Asia/Shanghai", "*-*-* 14:30:00 Asia/Shanghai"}, "RandomizedDelaySec": {"600"}, "Persistent": {"true"}, "Unit": {"nightly.service"},
	} {
		if got := value(timer, key); !slices.Equal(got, want) {
			t.Errorf("%s=%q, want %q", key, got, want)
		}
	}
	job.Writes, job.Program = []string{"/srv/in"}, "/usr/local/bin/domainbatch"
	job.Watch, job.When = true, When{}
	if files, err = Systemd(job); err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	for key, want := range map[string]string{"Type": "notify", "Restart": "on-failure", "RestartPreventExitStatus": "2", "WatchdogSec": "5min", "ExecReload": "/bin/kill -HUP $MAINPID", "WantedBy": "multi-user.target", "PrivateTmp": "yes"} {
		if got := value(files[0].Text, key); !slices.Equal(got, []string{want}) {
			t.Errorf("%s=%q, want %q", key, got, want)
		}
	}
}
