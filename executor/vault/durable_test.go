package vault

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// keyEnv makes this binary a process that opens the key at that path and says so.
const keyEnv = "DOMAINBATCH_VAULT_KEY"

func TestMain(m *testing.M) {
	path := os.Getenv(keyEnv)
	if path == "" {
		os.Exit(m.Run())
	}
	if _, err := Open(path); err != nil {
		os.Stderr.WriteString(err.Error())
		os.Exit(1)
	}
	os.Stdout.WriteString("ready\n")
}

// What is sealed with a key that power loss takes away is lost. Nobody can cut
// the power here, but the system calls can be watched: a new key is synced
// before it gets its name, and the directory before anybody may seal with it.
func TestNewKeyIsDurableBeforeItIsUsed(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed: it is what watches system calls")
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	trace := filepath.Join(t.TempDir(), "trace")
	cmd := exec.CommandContext(t.Context(), strace, "-qq", "-f", "-y", "-o", trace, "-e", "trace=write,linkat,fsync", os.Args[0])
	cmd.Env = append(os.Environ(), keyEnv+"="+filepath.Join(dir, "vault.key"))
	if out, err := cmd.CombinedOutput(); err != nil {
		if strings.Contains(string(out), "ptrace") {
			t.Skipf("strace may not trace here: %s", out)
		}
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	var steps []string
	for line := range strings.Lines(string(text)) {
		switch {
		case strings.Contains(line, "write(") && strings.Contains(line, ".new-key-"):
			steps = append(steps, "written")
		case strings.Contains(line, "fsync(") && strings.Contains(line, ".new-key-"):
			steps = append(steps, "synced")
		case strings.Contains(line, "linkat("):
			steps = append(steps, "named")
		case strings.Contains(line, "fsync(") && strings.Contains(line, "<"+dir+">"):
			steps = append(steps, "name synced")
		case strings.Contains(line, `"ready`):
			steps = append(steps, "used")
		}
	}
	if got := strings.Join(steps, ", "); got != "written, synced, named, name synced, used" {
		t.Errorf("it was %s:\n%s", got, text)
	}
}
