package main

import (
	"bufio"
	"errors"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"domainbatch/samples"
)

// TestMain lets the test binary stand in for the program: scripts, and tests
// that start processes, run it under the name domainbatch. Those tests wait
// for tasks and rates far more than they compute, so more of them run side by
// side than there are processors.
func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	testscript.Main(withoutBuilds{m}, map[string]func(){"domainbatch": main})
}

// TestScripts tells the stories of testdata/script. Beside the usual commands
// a script has:
//
//	exits CODE COMMAND…     runs domainbatch and wants exactly that exit code
//	sandbox FLAGS…          serves the emulator and sets ENDPOINT and a key
//	sample NAME             copies a sample into the working folder
//	calls N [OPERATION]     wants that many calls in the ledger of the sandbox
//	mode PATH PERM          wants those permissions
//	waitfor FILE TEXT       waits until the text is in the file
//	sql FILE SCRIPT         does that to a database
func TestScripts(t *testing.T) {
	t.Parallel()
	scripts, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts found: %v", err)
	}
	testscript.Run(t, testscript.Params{
		Files:               scripts,
		RequireExplicitExec: true,
		Setup:               emptyHome,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "sandbox": serveForScript, "sample": copySample, "calls": wantCalls, "mode": wantMode,
			"waitfor": waitFor, "setcell": setCell, "sql": runSQL,
		},
	})
}

// emptyHome gives each script a home of its own and no credentials.
func emptyHome(env *testscript.Env) error {
	home := filepath.Join(env.WorkDir, "home")
	env.Setenv("HOME", home)
	env.Setenv("XDG_STATE_HOME", "")
	env.Setenv("TZ", "UTC")
	now := time.Now().UTC() // for --between
	env.Setenv("OPEN", now.Add(-2*time.Hour).Format("15:04")+"-"+now.Add(2*time.Hour).Format("15:04"))
	env.Setenv("SHUT", now.Add(2*time.Hour).Format("15:04")+"-"+now.Add(3*time.Hour).Format("15:04"))
	env.Setenv("NO_PROXY", "*")
	return os.MkdirAll(home, 0o700)
}

// exits runs domainbatch and compares the exit code. A leading NAME=VALUE sets
// a variable for this command only.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: exits CODE [NAME=VALUE…] ARGUMENT…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	args = args[1:]
	for len(args) > 0 && isAssignment(args[0]) {
		name, value, _ := strings.Cut(args[0], "=")
		old := ts.Getenv(name)
		ts.Setenv(name, value)
		defer ts.Setenv(name, old)
		args = args[1:]
	}
	err = ts.Exec("domainbatch", args...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func isAssignment(arg string) bool {
	name, _, ok := strings.Cut(arg, "=")
	return ok && name != "" && name == strings.ToUpper(name) && !strings.HasPrefix(name, "-")
}

// serveForScript runs the sandbox command in the background for the rest of
// the script.
func serveForScript(ts *testscript.TestScript, _ bool, args []string) {
	binary, err := exec.LookPath("domainbatch")
	ts.Check(err)
	ledger := ts.MkAbs("sandbox.ledger")
	cmd := exec.Command(binary, append([]string{"sandbox", "--addr", "127.0.0.1:0", "--ledger", ledger}, args...)...)
	address, err := startSandbox(cmd)
	ts.Check(err)
	ts.Defer(func() { stopSandbox(cmd) })
	ts.Setenv("ENDPOINT", address.url)
	ts.Setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", address.id)
	ts.Setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", address.secret)
}

// served is what the sandbox command says when it starts.
type served struct{ url, id, secret string }

// startSandbox starts the command and reads where it listens.
func startSandbox(cmd *exec.Cmd) (served, error) {
	var at served
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return at, err
	}
	if err := cmd.Start(); err != nil {
		return at, err
	}
	lines := bufio.NewScanner(stdout)
	for lines.Scan() && at.secret == "" {
		line := lines.Text()
		if url, ok := strings.CutPrefix(line, "listening on "); ok {
			at.url = url
		}
		if id, ok := strings.CutPrefix(line, "export ALIBABA_CLOUD_ACCESS_KEY_ID="); ok {
			at.id = id
		}
		if secret, ok := strings.CutPrefix(line, "export ALIBABA_CLOUD_ACCESS_KEY_SECRET="); ok {
			at.secret = secret
			break
		}
	}
	if at.secret == "" {
		stopSandbox(cmd)
		return at, errors.New("the sandbox did not say where it listens")
	}
	return at, nil
}

func stopSandbox(cmd *exec.Cmd) {
	cmd.Process.Signal(os.Interrupt)
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		cmd.Process.Kill()
	}
}

func copySample(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		content, err := fs.ReadFile(samples.FS(), name)
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(name), content, 0o600))
	}
}

// wantCalls compares the number of calls of a class in the ledger; the class
// is as in sandbox.Ledger.Count.
func wantCalls(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: calls N [OPERATION]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	class := "*"
	if len(args) == 2 {
		class = args[1]
	}
	ledger, err := readLedger(ts.MkAbs("sandbox.ledger"))
	ts.Check(err)
	if got := ledger.Count(class); (got == want) == neg {
		ts.Fatalf("%d calls of %s, want %d", got, class, want)
	}
}

// setCell types something into a cell of a workbook, as a person would.
func setCell(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 4 {
		ts.Fatalf("usage: setcell FILE SHEET CELL VALUE")
	}
	f, err := excelize.OpenFile(ts.MkAbs(args[0]))
	ts.Check(err)
	defer f.Close()
	ts.Check(f.SetCellStr(args[1], args[2], args[3]))
	ts.Check(f.Save())
}

func wantMode(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: mode PATH PERM")
	}
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := strconv.FormatUint(uint64(info.Mode().Perm()), 8); got != args[1] {
		ts.Fatalf("%s has mode %s, want %s", args[0], got, args[1])
	}
}

func waitFor(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: waitfor FILE TEXT")
	}
	for range 200 {
		content, err := os.ReadFile(ts.MkAbs(args[0]))
		if err == nil && strings.Contains(string(content), args[1]) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("%q did not appear in %s", args[1], args[0])
}
