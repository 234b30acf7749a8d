package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"domainbatch/planner"
	"domainbatch/samples"
)

// fence is one block of commands in the README. A block marked "sh account"
// needs an account and runs against the sandbox.
type fence struct {
	account bool
	lines   []string
}

var (
	fences   = regexp.MustCompile("(?ms)^```sh( account)?\n(.*?)^```$")
	endsWith = regexp.MustCompile(`#.*ends with ([0-9]+)`)
)

func readmeFences(t *testing.T) []fence {
	t.Helper()
	var all []fence
	for _, m := range fences.FindAllStringSubmatch(mustRead(t, "../../README.md"), -1) {
		all = append(all, fence{account: m[1] != "", lines: strings.Split(strings.TrimSpace(m[2]), "\n")})
	}
	return all
}

// Every command that the README shows is run, in its order, and ends with 0
// or with the code that the README names.
func TestReadmeCommandsDoWhatTheyPromise(t *testing.T) {
	t.Parallel()
	home := runReadme(t, false)
	for _, left := range []string{"samples/portfolio.results.xlsx", "plan.json", "again.csv"} {
		if !exists(filepath.Join(home, left)) {
			t.Errorf("%s was not written", left)
		}
	}
}

func TestReadmeCommandsWithAnAccountDoWhatTheyPromise(t *testing.T) {
	t.Parallel()
	home := runReadme(t, true)
	for _, left := range []string{"samples/profiles.results.csv", "samples/transfer-codes.results.csv"} {
		if !exists(filepath.Join(home, left)) {
			t.Errorf("%s was not written", left)
		}
	}
}

// runReadme runs the commands that need an account, or those that need none,
// and returns the folder they ran in.
func runReadme(t *testing.T, account bool) (home string) {
	t.Helper()
	home = t.TempDir()
	at := served{}
	if account {
		at = sandboxFor(t, home)
	}
	layOutSamples(t, home)
	ran := 0
	for _, block := range readmeFences(t) {
		if block.account != account {
			continue
		}
		for _, line := range block.lines {
			if line == "go test ./..." {
				continue // this is it
			}
			ran++
			want := 0
			if m := endsWith.FindStringSubmatch(line); m != nil {
				want, _ = strconv.Atoi(m[1])
			}
			line = strings.ReplaceAll(line, "go run ./cmd/domainbatch", "domainbatch")
			line = strings.ReplaceAll(line, "http://127.0.0.1:8080", at.url)
			if got, output := runLine(t, home, line, at); got != want {
				t.Errorf("%s\nended with %d, want %d\n%s", line, got, want, output)
			}
		}
	}
	if ran < 4 {
		t.Errorf("only %d commands found in the README", ran)
	}
	return home
}

// runLine runs one command as a shell would. With an account, the sandbox
// stands for the service, and the question is answered beforehand.
func runLine(t *testing.T, home, line string, at served) (int, string) {
	t.Helper()
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir, cmd.Env = home, command(t, home).Env
	if at.url != "" {
		cmd.Env = append(cmd.Env, "DOMAINBATCH_YES=true", "DOMAINBATCH_ENDPOINT="+at.url, "DOMAINBATCH_SUBMIT_RATE=10", "DOMAINBATCH_STABLE=0s")
	}
	cmd.Env = slices.DeleteFunc(cmd.Env, func(v string) bool { return strings.HasPrefix(v, "DOMAINBATCH_NO_REFRESH=") })
	output, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%s: %v", line, err)
	}
	return cmd.ProcessState.ExitCode(), string(output)
}

func layOutSamples(t *testing.T, home string) {
	t.Helper()
	if err := os.Mkdir(filepath.Join(home, "samples"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, sample := range samples.List() {
		content, err := fs.ReadFile(samples.FS(), sample.Name)
		if err != nil {
			t.Fatal(err)
		}
		mustWrite(t, filepath.Join(home, "samples", sample.Name), string(content))
	}
}

// The preview in the README is what the program prints, days aside.
func TestReadmeShowsThePreviewOfThePortfolio(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	layOutSamples(t, home)
	_, output := runLine(t, home, "domainbatch plan --sandbox samples/portfolio.xlsx 2>/dev/null", served{})
	preview := regexp.MustCompile("(?s)In short\n.*?\n\n").FindString(output)
	days := regexp.MustCompile(`\d{4}-\d\d-\d\d`)
	same := func(s string) string {
		return strings.Join(strings.Fields(days.ReplaceAllString(s, "DAY")), " ") // a day may break a line elsewhere
	}
	readme := mustRead(t, "../../README.md")
	shown := regexp.MustCompile("(?s)```text\n(In short\n.*?)```").FindStringSubmatch(readme)
	if preview == "" || shown == nil {
		t.Fatalf("no preview in the README or in the output:\n%s", output)
	}
	if same(shown[1]) != same(preview) {
		t.Errorf("the README shows\n%s\nthe program prints\n%s", shown[1], preview)
	}
}

// The README names every finding, every exit code that the help names, and
// every sample.
func TestReadmeIsComplete(t *testing.T) {
	readme := mustRead(t, "../../README.md")
	for line := range strings.Lines(exitHelp) {
		code, meaning, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if _, err := strconv.Atoi(code); !ok || err != nil {
			continue
		}
		row := "| " + code + " | " + strings.ReplaceAll(meaning, `"domainbatch resume"`, "`domainbatch resume`") + " |"
		if !strings.Contains(readme, strings.ReplaceAll(row, "plan --detailed-exitcode", "`plan --detailed-exitcode`")) {
			t.Errorf("the README has no row %q", row)
		}
	}
	if !strings.Contains(readme, planner.ReadinessTable()) {
		t.Errorf("the README does not have the table of readiness as it is:\n%s", planner.ReadinessTable())
	}
	for _, sample := range samples.List() {
		if !strings.Contains(readme, "`"+sample.Name+"`") {
			t.Errorf("the README does not name the sample %s", sample.Name)
		}
	}
}
