package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// scheduled runs schedule print in this process, at home in a folder of its
// own.
func scheduled(t *testing.T, args ...string) (stdout, stderr string, code exitCode) {
	t.Helper()
	home := t.TempDir()
	var out, said bytes.Buffer
	p := &program{
		stdin: strings.NewReader(""), stdout: &out, stderr: &said, args: append([]string{"schedule", "print"}, args...),
		environ: func(name string) (string, bool) {
			if name == "HOME" {
				return home, true
			}
			return "", false
		}, now: func() time.Time { return evening },
	}
	code = p.run()
	return out.String(), said.String(), code
}

// The files of samples/unattended are what schedule print writes for a job
// that a server does for itself.
func TestSamplesOfSchedulesArePrintedByTheProgram(t *testing.T) {
	dir := t.TempDir()
	command := []string{"-o", dir, "--binary", "/usr/local/bin/domainbatch", "--env-file", "/etc/domainbatch/env", "--run-as", "domainbatch",
		"--at", "02:30", "--zone", "Asia/Shanghai", "--", "import", "/srv/domains/inbox", "--state", "/var/lib/domainbatch",
		"--max-changes", "500", "--max-duration", "3h", "--lock-wait", "30m"}
	for _, form := range []string{"--systemd", "--cron"} {
		if _, said, code := scheduled(t, append([]string{form}, command...)...); code != exitDone {
			t.Fatalf("%s: %d: %s", form, code, said)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 3 {
		t.Fatal(entries, err)
	}
	for _, e := range entries {
		kept := filepath.Join("..", "..", "samples", "unattended", e.Name())
		made := mustRead(t, filepath.Join(dir, e.Name()))
		if os.Getenv("DOMAINBATCH_WRITE_SAMPLES") == "1" {
			mustWrite(t, kept, made)
		}
		if made != mustRead(t, kept) {
			t.Errorf("%s is not what is printed; make it anew with DOMAINBATCH_WRITE_SAMPLES=1", kept)
		}
	}
}

// What was typed reaches the schedule in full, with paths that hold wherever it
// is started, and nothing else changes.
func TestCommandsArePinned(t *testing.T) {
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ typed, want string }{
		{"import in", "import WD/in"},
		{"import in ../in2 /abs", "import WD/in " + filepath.Dir(wd) + "/in2 /abs"},
		{"import -- -in", "import WD/-in"},
		{"import --sheet=in in", "import --sheet in WD/in"},
		{"import in -vv --strict --accept-fixes=false", "import WD/in --verbose --verbose --strict --accept-fixes=false"},
		{"import in --map-file m --contacts=c", "import WD/in --map-file WD/m --contacts WD/c"},
		{"apply f.csv -yo out.csv", "apply WD/f.csv --yes --output WD/out.csv"},
		{"apply f.csv -y -oout.csv", "apply WD/f.csv --yes --output WD/out.csv"},
		{"apply f.csv -y -o=out.csv", "apply WD/f.csv --yes --output WD/out.csv"},
		{"apply f.csv --yes -o -", "apply WD/f.csv --yes --output -"},
		{"apply f.csv --yes --only a.com,b.com --only .cn", "apply WD/f.csv --yes --only a.com,b.com --only .cn"},
		{"resume 20261122-063700-k3f9", "resume 20261122-063700-k3f9"},
		{"import in --notify mail=file:m --notify command=notify-me", "import WD/in --notify mail=file:WD/m --notify command=notify-me"},
	} {
		out, said, code := scheduled(t, append([]string{"--cron", "--random-delay", "0", "--binary", "/d", "--"}, strings.Fields(c.typed)...)...)
		_, got, found := strings.Cut(strings.TrimSpace(out), "exec /d ")
		want := strings.ReplaceAll(c.want, "WD", wd)
		if !strings.Contains(c.typed, "--state") {
			got, _, _ = strings.Cut(got, " --state ")
		}
		if code != exitDone || !found || got != want {
			t.Errorf("%s: %d, %s\n got  %s\n want %s", c.typed, code, said, got, want)
		}
	}
}
