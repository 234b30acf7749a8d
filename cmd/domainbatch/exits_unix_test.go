//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// exitCase is one way to reach an exit code on purpose.
type exitCase struct {
	code exitCode
	line string // as typed; ENDPOINT is the sandbox
	env  string // NAME=VALUE set for it, or ""
	// before arranges what the line meets.
	before func(t *testing.T, s *exitStage)
	// submits says how many calls that change something the line makes; -1 any.
	submits int
	// rows are the results that JSON on stdout tells; nil when there is none.
	rows map[string]int
	// ownJSON says that stdout has JSON of another sort.
	ownJSON bool
}

// exitStage is a home with a service, and files to work on.
type exitStage struct {
	home, binary string
	at           served
}

var exitFiles = map[string]string{
	"ok.csv":      "domain,action\nalpha-example.com,transfer-code\nbeta-example.com,transfer-code\n",
	"fails.csv":   "domain,action\nalpha-fail.com,transfer-code\ngamma-example.com,transfer-code\n",
	"invalid.csv": "domain,action,contact_type\nno domain,transfer-code,\n",
	"mixed.csv":   "domain,action\ndelta-example.com,transfer-code\nno domain,transfer-code\n",
	"slow.csv":    "domain,action\nshop-slow.com,transfer-code\n",
	"skip.csv":    "domain,action\nalpha-example.com,skip\n",
	"garbage.csv": "\x00\x01\x02",
}

func newExitStage(t *testing.T) *exitStage {
	t.Helper()
	s := &exitStage{home: t.TempDir(), binary: builtWith(t, "")}
	s.at = sandboxFor(t, s.home, "--time-scale", "10")
	for name, content := range exitFiles {
		mustWrite(t, filepath.Join(s.home, name), content)
	}
	return s
}

// command is the built program with a line as it is typed.
func (s *exitStage) command(t *testing.T, line string, env ...string) *exec.Cmd {
	t.Helper()
	words := strings.Fields(strings.ReplaceAll(line, "ENDPOINT", s.at.url))
	if i := slices.Index(words, "RUN"); i >= 0 {
		words[i] = (&job{home: s.home}).runID(t)
	}
	cmd := command(t, s.home, words...)
	cmd.Path, cmd.Env = s.binary, append(append(cmd.Env, "DOMAINBATCH_SUBMIT_RATE=50", "DOMAINBATCH_QUERY_RATE=50"), env...)
	return cmd
}

// run runs a line and returns what a wrapper sees.
func (s *exitStage) run(t *testing.T, line string, env ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := s.command(t, line, env...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	return exitOf(cmd.Run()), out.String(), errs.String()
}

func (s *exitStage) must(t *testing.T, want exitCode, line string) {
	t.Helper()
	if code, stdout, stderr := s.run(t, line); code != int(want) {
		t.Fatalf("%s ended with %d, want %d\n%s%s", line, code, want, stdout, stderr)
	}
}

func (s *exitStage) submits(t *testing.T) int {
	t.Helper()
	ledger, err := readLedger(filepath.Join(s.home, "sandbox.ledger"))
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Count("submit")
}

const exitApply = "apply --yes --endpoint ENDPOINT "

var exitCases = []exitCase{
	{code: exitDone, line: exitApply + "--json ok.csv", submits: 2, rows: map[string]int{"OK": 2}},
	{code: exitDone, line: exitApply + "skip.csv", submits: 0},
	{code: exitDone, line: "check ok.csv"},
	{code: exitDone, line: "plan ok.csv"},
	{code: exitDone, line: "plan --detailed-exitcode skip.csv"},
	{code: exitDone, line: "resume"},
	{code: exitDone, line: "status"},
	{code: exitDone, line: "doctor --endpoint ENDPOINT"},
	{code: exitDone, line: "config check good.yaml", before: func(t *testing.T, s *exitStage) {
		mustWrite(t, filepath.Join(s.home, "good.yaml"), "wait: 1h\n")
	}},
	{code: exitDone, line: "import --endpoint ENDPOINT --json ok.csv", submits: 2, rows: map[string]int{"OK": 2}},

	{code: exitInternal, line: exitApply + "--json ok.csv --state garbage", before: garbageState},
	{code: exitInternal, line: "resume --state garbage", before: garbageState},
	{code: exitInternal, line: "doctor --endpoint ENDPOINT --state garbage", before: garbageState},
	{code: exitInternal, line: "import --endpoint ENDPOINT ok.csv --state garbage", before: garbageState},

	{code: exitUsage, line: "apply"},
	{code: exitUsage, line: "aply ok.csv"},
	{code: exitUsage, line: exitApply + "--sumbit-rate 3 ok.csv"},
	{code: exitUsage, line: exitApply + "--batch-size 0 ok.csv"},
	{code: exitUsage, line: exitApply + "ok.csv", env: "DOMAINBATCH_WAIT=soon"},
	{code: exitUsage, line: exitApply + "--config wrong.yaml ok.csv", before: func(t *testing.T, s *exitStage) {
		mustWrite(t, filepath.Join(s.home, "wrong.yaml"), "sumbit-rate: 3\n")
	}},
	{code: exitUsage, line: "resume nosuchrun"},
	{code: exitUsage, line: "import"},
	{code: exitUsage, line: "plan --detailed-exitcode ok.csv"},

	{code: exitInput, line: "check invalid.csv"},
	{code: exitInput, line: "check --format json garbage.csv"},
	{code: exitInput, line: exitApply + "--json invalid.csv", rows: map[string]int{"INVALID": 1}},
	{code: exitInput, line: exitApply + "nowhere.csv"},
	{code: exitInput, line: exitApply + "--strict mixed.csv"},
	{code: exitInput, line: "plan invalid.csv"},
	{code: exitInput, line: "import --endpoint ENDPOINT nowhere.csv"},
	{code: exitInput, line: "config check wrong.yaml", before: func(t *testing.T, s *exitStage) {
		mustWrite(t, filepath.Join(s.home, "wrong.yaml"), "sumbit-rate: 3\n")
	}},

	{code: exitRows, line: exitApply + "--json fails.csv", submits: 2, rows: map[string]int{"FAILED": 1, "OK": 1}},
	{code: exitRows, line: exitApply + "--json mixed.csv", submits: 1, rows: map[string]int{"INVALID": 1, "OK": 1}},
	{code: exitRows, line: "import --endpoint ENDPOINT --json fails.csv", submits: 2, rows: map[string]int{"FAILED": 1, "OK": 1}},
	{code: exitRows, line: "resume --json --wait 2m", before: func(t *testing.T, s *exitStage) { // what was out of time ends as it ends
		s.must(t, exitPending, "apply --yes --endpoint ENDPOINT --wait 1ms fails.csv")
	}, rows: map[string]int{"FAILED": 1, "OK": 1}},

	{code: exitCredentials, line: exitApply + "--json ok.csv", env: "ALIBABA_CLOUD_ACCESS_KEY_SECRET=wrong", submits: -1, rows: map[string]int{"NOT SENT": 2}},
	{code: exitCredentials, line: exitApply + "--json --credentials env:NOBODY ok.csv"},
	{code: exitCredentials, line: exitApply + "--json --credentials command:false ok.csv", rows: map[string]int{"NOT SENT": 2}},
	{code: exitCredentials, line: "doctor --endpoint ENDPOINT --profile nobody"},
	{code: exitCredentials, line: "import --endpoint ENDPOINT ok.csv", env: "ALIBABA_CLOUD_ACCESS_KEY_ID="},

	{code: exitUnavailable, line: "apply --yes --endpoint http://127.0.0.1:1 --json ok.csv", env: "DOMAINBATCH_NO_REFRESH=false"},
	{code: exitUnavailable, line: "import --endpoint http://127.0.0.1:1 ok.csv", env: "DOMAINBATCH_NO_REFRESH=false"},
	{code: exitUnavailable, line: "plan --endpoint http://127.0.0.1:1 ok.csv", env: "DOMAINBATCH_NO_REFRESH=false"},
	{code: exitUnavailable, line: "doctor --endpoint http://127.0.0.1:1"},

	{code: exitLimit, line: exitApply + "--max-changes 1 --json ok.csv"},
	{code: exitLimit, line: "plan --max-changes 1 ok.csv"},
	{code: exitLimit, line: "import --endpoint ENDPOINT --max-changes 1 ok.csv"},
	{code: exitLimit, line: exitApply + "--canary 1 --json fails.csv", submits: 1, rows: map[string]int{"FAILED": 1, "NOT SENT": 1}},

	{code: exitPending, line: exitApply + "--json --wait 1s slow.csv", submits: 1, rows: map[string]int{"PENDING": 1}},
	{code: exitPending, line: "import --endpoint ENDPOINT --json --wait 1s slow.csv", submits: 1, rows: map[string]int{"PENDING": 1}},
	{code: exitPending, line: "resume --json --wait 1s", before: func(t *testing.T, s *exitStage) {
		s.must(t, exitPending, "apply --yes --endpoint ENDPOINT --wait 1s slow.csv")
	}, rows: map[string]int{"PENDING": 1}},

	{code: exitUnknown, line: "resume --json", before: unknownOutcome, rows: map[string]int{"UNKNOWN": 1}},
	{code: exitUnknown, line: "import --endpoint ENDPOINT --json rows.csv", before: unknownOutcome, rows: map[string]int{"UNKNOWN": 1}},
	{code: exitUnknown, line: "resolve --json RUN", before: unknownOutcome, ownJSON: true},

	{code: exitStale, line: "apply --endpoint ENDPOINT --json ok.csv"}, // nobody can be asked
	{code: exitStale, line: exitApply + "--json saved.json", before: func(t *testing.T, s *exitStage) {
		s.must(t, exitDone, "plan --endpoint ENDPOINT ok.csv -o saved.json")
		mustWrite(t, filepath.Join(s.home, "ok.csv"), exitFiles["ok.csv"]+"late-example.com,transfer-code\n")
	}},
	{code: exitStale, line: "import --endpoint ENDPOINT --json saved.json", before: func(t *testing.T, s *exitStage) { // it is applied like any plan
		s.must(t, exitDone, "plan --endpoint ENDPOINT ok.csv -o saved.json")
		mustWrite(t, filepath.Join(s.home, "ok.csv"), exitFiles["ok.csv"]+"late-example.com,transfer-code\n")
	}, ownJSON: true},
	{code: exitStale, line: "import --endpoint ENDPOINT --stable 0s inbox", before: func(t *testing.T, s *exitStage) { // a plan is nothing to drop
		if err := os.Mkdir(filepath.Join(s.home, "inbox"), 0o700); err != nil {
			t.Fatal(err)
		}
		s.must(t, exitDone, "plan --endpoint ENDPOINT ok.csv --workbook inbox/saved.plan.xlsx")
	}},
	{code: exitStale, line: exitApply + "--require-approval --json saved.json", before: func(t *testing.T, s *exitStage) {
		s.must(t, exitDone, "plan --endpoint ENDPOINT ok.csv -o saved.json")
	}},
}

// garbageState puts something that is no journal in its place.
func garbageState(t *testing.T, s *exitStage) {
	t.Helper()
	dir := filepath.Join(s.home, "garbage")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	mustWrite(t, filepath.Join(dir, "journal.db"), strings.Repeat("this is no journal. ", 500))
}

// unknownOutcome leaves a run whose one answer was lost for good.
func unknownOutcome(t *testing.T, s *exitStage) {
	t.Helper()
	mustWrite(t, filepath.Join(s.home, "rows.csv"), "domain,action\nalpha-example.com,transfer-code\n")
	if code, _, stderr := s.run(t, exitApply+"rows.csv", "ALIBABA_CLOUD_ACCESS_KEY_SECRET=wrong"); code != int(exitCredentials) {
		t.Fatalf("ended with %d\n%s", code, stderr)
	}
	makeUnknown(t, stateJournal(s.home))
}

// Every exit code is reached on purpose, and what a program sees besides it
// says the same: the calls that were made, JSON on stdout or nothing, and a
// reason on stderr.
func TestEveryExitCodeIsReachedAndIsTheTruth(t *testing.T) {
	t.Parallel()
	reached, byImport := map[exitCode]bool{}, map[exitCode]bool{}
	for _, c := range exitCases {
		reached[c.code] = true
		if strings.HasPrefix(c.line, "import") {
			byImport[c.code] = true
		}
		t.Run(strconv.Itoa(int(c.code))+" "+strings.NewReplacer("/", "", " --yes", "", " --endpoint ENDPOINT", "", " --json", "").Replace(c.line), func(t *testing.T) {
			t.Parallel()
			s := newExitStage(t)
			if c.before != nil {
				c.before(t, s)
			}
			before := s.submits(t)
			var env []string
			if c.env != "" {
				env = []string{c.env}
			}
			code, stdout, stderr := s.run(t, c.line, env...)
			if code != int(c.code) {
				t.Fatalf("ended with %d, want %d\n%s%s", code, c.code, stdout, stderr)
			}
			if made := s.submits(t) - before; c.submits >= 0 && made != c.submits {
				t.Errorf("%d submitting calls, want %d", made, c.submits)
			}
			c.checkStreams(t, stdout, stderr)
		})
	}
	documented := documentedCodes(t)
	for by, reached := range map[string]map[exitCode]bool{"any command": reached, "import": byImport} {
		reached[exitLocked], reached[exitInterrupted] = true, true // by the tests below
		if !maps.Equal(reached, documented) {
			t.Errorf("reached by %s: %v, documented: %v", by, slices.Sorted(maps.Keys(reached)), slices.Sorted(maps.Keys(documented)))
		}
	}
}

var failureLine = regexp.MustCompile(`(?m)^domainbatch: .`)

// checkStreams wants stdout and stderr to agree with the code.
func (c exitCase) checkStreams(t *testing.T, stdout, stderr string) {
	t.Helper()
	failed := failureLine.MatchString(stderr)
	switch {
	case c.code == exitDone && failed:
		t.Errorf("it succeeded and says that it failed:\n%s", stderr)
	case c.code != exitDone && stdout == "" && !failed:
		t.Errorf("it failed without a word:\n%s", stderr)
	case failed && !strings.Contains(stderr, "\n  next: "):
		t.Errorf("it does not say what to type next:\n%s", stderr)
	}
	if !strings.Contains(c.line, "--json") && !strings.Contains(c.line, "--format json") {
		if c.code != exitDone && strings.Contains(stdout, "is finished") && c.code != exitRows {
			t.Errorf("it did not finish and says that it did:\n%s", stdout)
		}
		return
	}
	if c.ownJSON && json.Valid([]byte(stdout)) {
		return
	}
	if c.rows == nil {
		if stdout != "" {
			t.Errorf("there is nothing to tell, and stdout has\n%s", stdout)
		}
		return
	}
	rows := rowsTold(t, stdout)
	if !maps.Equal(rows, c.rows) {
		t.Errorf("the JSON tells of %v, want %v", rows, c.rows)
	}
	if !slices.Contains(codesFor(rows), c.code) {
		t.Errorf("the rows %v can mean codes %v, it ended with %d", rows, codesFor(rows), c.code)
	}
}

// codesFor are the codes that results can go with: what is open decides, and
// only what stopped a run before its end leaves a choice.
func codesFor(rows map[string]int) []exitCode {
	bad := rows["FAILED"] + rows["INVALID"] + rows["HELD"]
	switch {
	case rows["UNKNOWN"] > 0:
		return []exitCode{exitUnknown}
	case rows["NOT SENT"] > 0:
		return []exitCode{exitCredentials, exitUnavailable, exitLimit, exitPending, exitInterrupted}
	case rows["PENDING"] > 0:
		return []exitCode{exitPending, exitInterrupted}
	case bad > 0 && rows["OK"]+rows["UNCHANGED"] == 0:
		return []exitCode{exitInput, exitRows}
	case bad > 0:
		return []exitCode{exitRows}
	}
	return []exitCode{exitDone}
}

// rowsTold are the rows by result in the JSON of a run, or in the lines that
// import prints, one a file.
func rowsTold(t *testing.T, stdout string) map[string]int {
	t.Helper()
	rows := map[string]int{}
	decoder := json.NewDecoder(strings.NewReader(stdout))
	for {
		var told struct {
			Summary struct {
				Results map[string]int `json:"results"`
			} `json:"summary"`
			Rows json.RawMessage `json:"rows"`
		}
		if err := decoder.Decode(&told); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("stdout is no JSON (%v):\n%s", err, stdout)
		}
		found := told.Summary.Results
		if found == nil && told.Rows != nil {
			if err := json.Unmarshal(told.Rows, &found); err != nil {
				t.Fatalf("no rows by result: %v\n%s", err, stdout)
			}
		}
		for result, n := range found {
			rows[result] += n
		}
	}
	maps.DeleteFunc(rows, func(_ string, n int) bool { return n == 0 })
	return rows
}

// While one works for an account, another ends with 7; the one that is
// interrupted ends with 130; and what is under way is 9 for whoever looks later.
func TestCodesOfTwoAtOnceAndOfAnInterruption(t *testing.T) {
	t.Parallel()
	s := newExitStage(t)
	var stdout, stderr bytes.Buffer
	first := s.command(t, exitApply+"--json --wait 2m slow.csv")
	first.Stdout, first.Stderr = &stdout, &stderr
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- first.Wait() }()
	defer first.Process.Kill()
	for deadline := time.Now().Add(60 * time.Second); s.submits(t) == 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the first process sent nothing")
		}
	}
	for _, line := range []string{exitApply + "--json ok.csv", "resume --json", "import --endpoint ENDPOINT ok.csv"} {
		code, out, errs := s.run(t, line)
		if code != int(exitLocked) || !failureLine.MatchString(errs) || strings.Contains(line, "--json") && out != "" {
			t.Errorf("%s ended with %d, want %d\n%s%s", line, code, exitLocked, out, errs)
		}
	}
	if s.submits(t) != 1 {
		t.Errorf("%d submitting calls, want 1", s.submits(t))
	}
	if err := first.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if code := exitOf(<-ended); code != int(exitInterrupted) {
		t.Fatalf("the interrupted one ended with %d, want %d\n%s", code, exitInterrupted, stderr.String())
	}
	if rows := rowsTold(t, stdout.String()); !maps.Equal(rows, map[string]int{"PENDING": 1}) {
		t.Errorf("the interrupted one tells of %v", rows)
	}
	s.must(t, exitPending, "resume --wait 1s")
}

// An import that is interrupted ends with 130 and takes no further file; the next
// one goes on.
func TestCodeOfAnImportThatIsInterrupted(t *testing.T) {
	t.Parallel()
	s := newExitStage(t)
	inbox := filepath.Join(s.home, "inbox")
	if err := os.Mkdir(inbox, 0o700); err != nil {
		t.Fatal(err)
	}
	mustWrite(t, filepath.Join(inbox, "a.csv"), exitFiles["slow.csv"])
	mustWrite(t, filepath.Join(inbox, "b.csv"), exitFiles["ok.csv"])
	var stdout, stderr bytes.Buffer
	cmd := s.command(t, "import --endpoint ENDPOINT --json --stable 0s --wait 2m inbox")
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	for deadline := time.Now().Add(60 * time.Second); s.submits(t) == 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it sent nothing")
		}
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if code := exitOf(cmd.Wait()); code != int(exitInterrupted) {
		t.Fatalf("ended with %d, want %d\n%s%s", code, exitInterrupted, stdout.String(), stderr.String())
	}
	if rows := rowsTold(t, stdout.String()); !maps.Equal(rows, map[string]int{"PENDING": 1}) {
		t.Errorf("it tells of %v", rows)
	}
	if !exists(filepath.Join(inbox, "b.csv")) || s.submits(t) != 1 {
		t.Errorf("it went on with the next file; %d submitting calls", s.submits(t))
	}
	s.must(t, exitPending, "import --endpoint ENDPOINT --stable 0s --wait 1s inbox")
	if exists(filepath.Join(inbox, "b.csv")) || s.submits(t) != 3 {
		t.Errorf("the next one left the other file; %d submitting calls", s.submits(t))
	}
}

var codeOfTable = regexp.MustCompile(`(?m)^ +([0-9]+)  `)

func documentedCodes(t *testing.T) map[exitCode]bool {
	t.Helper()
	codes := map[exitCode]bool{}
	for _, m := range codeOfTable.FindAllStringSubmatch(exitHelp, -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil || codes[exitCode(n)] {
			t.Fatalf("code %s, %v", m[1], err)
		}
		codes[exitCode(n)] = true
	}
	return codes
}

// The table of the help has exactly the codes of the source, and every command
// that shows a table of codes shows that one.
func TestTheTableOfExitCodesIsTheOneOfTheSource(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "exit.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	inSource := map[exitCode]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 || spec.Names[0].Name == "exitChanges" {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); !ok || kind.Name != "exitCode" {
			return true
		}
		n2, err := strconv.Atoi(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		inSource[exitCode(n2)] = true
		return true
	})
	if documented := documentedCodes(t); len(inSource) != 13 || !maps.Equal(inSource, documented) {
		t.Errorf("in the source: %v, in the help: %v", slices.Sorted(maps.Keys(inSource)), slices.Sorted(maps.Keys(documented)))
	}
	shown := 0
	for _, cmd := range append(newRoot(quietProgram(nil)).Commands(), newRoot(quietProgram(nil))) {
		if strings.Contains(cmd.Long, "Exit codes:") {
			shown++
			if !strings.Contains(cmd.Long, exitHelp) {
				t.Errorf("the help of %s has a table of its own", cmd.Name())
			}
		}
	}
	if shown < 2 {
		t.Errorf("only %d commands show the table", shown)
	}
}
