package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"
)

// owner makes a key as age-keygen does and returns its file and public half.
func owner(t *testing.T, dir, name string) (file, recipient string) {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "keys"), 0o700); err != nil {
		t.Fatal(err)
	}
	file = filepath.Join("keys", name)
	if err := os.WriteFile(filepath.Join(dir, file), []byte(id.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, id.Recipient().String()
}

// mustEnd runs a command that has to end with the code, and returns what it
// printed on standard output, and on both.
func mustEnd(t *testing.T, home string, code int, args ...string) (stdout, both string) {
	t.Helper()
	cmd := command(t, home, args...)
	var out strings.Builder
	all := &bothStreams{}
	cmd.Stdout, cmd.Stderr = io.MultiWriter(&out, all), all
	if err := cmd.Run(); err != nil {
		if _, exited := err.(*exec.ExitError); !exited {
			t.Fatal(err)
		}
	}
	if got := cmd.ProcessState.ExitCode(); got != code {
		t.Fatalf("%v ended with %d, want %d\n%s", args, got, code, all.String())
	}
	return out.String(), all.String()
}

// bothStreams takes what two streams of a process bring at one time.
type bothStreams struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *bothStreams) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *bothStreams) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// Codes that are sealed for somebody else can be read by nobody here: not from
// the results, not from the journal, not by a report made later.
func TestCodesForSomebodyElseAreReadWithTheirKeyOnly(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	at := sandboxFor(t, home)
	key, recipient := owner(t, home, "owner.key")
	wrong, _ := owner(t, home, "wrong.key")
	mustWrite(t, filepath.Join(home, "rows.csv"), "domain,action\nalpha-example.com,transfer-code\nbeta-example.com,transfer-code\n")
	_, printed := mustEnd(t, home, 0, "apply", "--yes", "--endpoint", at.url, "--codes-recipient", recipient, "rows.csv", "-vv")
	run := strings.Fields(mustStatus(t, home))[0]

	results := filepath.Join(home, "rows.results.csv")
	if got := transferCodes(t, results); len(got) != 2 || got[0] != "****" || got[1] != "****" {
		t.Fatalf("the results show %q", got)
	}
	if !strings.Contains(mustRead(t, results), "codes show "+run+" --identity FILE") {
		t.Error("the results do not say how the codes are read")
	}
	file := "rows.results.codes.csv.age"
	if runtime.GOOS != "windows" {
		info, err := os.Stat(filepath.Join(home, file))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("%v, %v", info, err)
		}
	}
	shown, _ := mustEnd(t, home, 0, "codes", "show", run, "--yes", "--identity", key)
	codes := shownCodes(t, shown, 2)
	if again, _ := mustEnd(t, home, 0, "codes", "show", file, "--yes", "--identity", key); again != shown {
		t.Errorf("the file holds %d bytes of codes, the journal %d, and they differ", len(again), len(shown))
	}
	if one, _ := mustEnd(t, home, 0, "codes", "show", run, "--yes", "--identity", key, "--domain", "BETA-example.com"); len(shownCodes(t, one, 1)) != 1 || !strings.HasPrefix(one, "beta") {
		t.Error("--domain shows others")
	}
	for _, refused := range [][]string{
		{"codes", "show", run, "--yes"}, {"codes", "show", run, "--yes", "--identity", wrong}, {"codes", "show", file, "--yes", "--identity", wrong},
		{"codes", "show", file, "--yes"}, {"codes", "show", run, "--yes", "--domain", "other.com"},
	} {
		if stdout, all := mustEnd(t, home, 2, refused...); stdout != "" || !strings.Contains(all, "next: ") {
			t.Errorf("%v printed %q", refused, all)
		}
	}
	mustEnd(t, home, int(exitStale), "codes", "show", run, "--identity", key)

	// A report of later, by a process that never saw the codes, writes them sealed.
	_, later := mustEnd(t, home, 0, "report", run, "-o", "again.csv")
	if again, _ := mustEnd(t, home, 0, "codes", "show", "again.codes.csv.age", "--yes", "--identity", key); again != shown {
		t.Error("a report of later holds other codes")
	}
	for _, format := range []string{"json", "html", "md", "jsonl"} {
		text, _ := mustEnd(t, home, 0, "report", run, "--format", format)
		printed += text
	}
	printed += later
	for _, code := range codes {
		if strings.Contains(printed, code) {
			t.Error("a code was printed")
		}
		for name, text := range textsBelow(t, home) {
			if strings.Contains(text, code) && name != "sandbox.ledger" {
				t.Errorf("a code is in %s", name)
			}
		}
	}
}

// Asked for when the codes are sealed with the machine's own key already, the
// report masks them and seals them anew.
func TestAReportCanSealForSomebodyElse(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	at := sandboxFor(t, home)
	key, recipient := owner(t, home, "owner.key")
	mustWrite(t, filepath.Join(home, "rows.csv"), "domain,action\nalpha-example.com,transfer-code\n")
	mustEnd(t, home, 0, "apply", "--yes", "--endpoint", at.url, "rows.csv")
	run := strings.Fields(mustStatus(t, home))[0]
	own, _ := mustEnd(t, home, 0, "codes", "show", run, "--yes")
	if got := transferCodes(t, filepath.Join(home, "rows.results.csv")); len(got) != 1 || got[0] != shownCodes(t, own, 1)[0] {
		t.Fatal("the code shown is not that of the results")
	}
	cmd := command(t, home, "report", run, "-o", "masked.csv")
	cmd.Env = append(cmd.Env, "DOMAINBATCH_CODES_RECIPIENT="+recipient)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got := transferCodes(t, filepath.Join(home, "masked.csv")); len(got) != 1 || got[0] != "****" {
		t.Errorf("the report shows %d codes unmasked", len(got))
	}
	if sealed, _ := mustEnd(t, home, 0, "codes", "show", "masked.codes.csv.age", "--yes", "--identity", key); sealed != own {
		t.Error("the sealed file holds another code")
	}
	_, said := mustEnd(t, home, 2, "report", run, "--codes-recipient", "AGE-SECRET-KEY-1QQQ", "-o", "x.csv")
	if strings.Contains(said, "SECRET") || !strings.Contains(said, "age-keygen") {
		t.Errorf("a bad recipient is answered with %s", said)
	}
}

// mustStatus is what status prints below its header.
func mustStatus(t *testing.T, home string) string {
	t.Helper()
	text, _ := mustEnd(t, home, 0, "status")
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "20") {
			return line
		}
	}
	t.Fatalf("no run in\n%s", text)
	return ""
}

// shownCodes are the codes that codes show printed.
func shownCodes(t *testing.T, shown string, want int) []string {
	t.Helper()
	var codes []string
	for line := range strings.Lines(shown) {
		_, code, ok := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		if !ok || len(code) < 8 {
			t.Fatalf("a line of %d letters is no code", len(line))
		}
		codes = append(codes, code)
	}
	if len(codes) != want {
		t.Fatalf("%d codes were shown, want %d", len(codes), want)
	}
	return codes
}
