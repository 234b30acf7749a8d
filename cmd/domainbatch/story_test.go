package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"domainbatch/executor/sandbox"
)

// command is the program, run as a process of its own with a home of its own
// and no credentials but those that a sandbox gave.
func command(t *testing.T, home string, args ...string) *exec.Cmd {
	t.Helper()
	binary, err := exec.LookPath("domainbatch")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary, args...)
	cmd.Dir = home
	cmd.Env = []string{"HOME=" + home, "TZ=UTC", "NO_PROXY=*", "PATH=" + os.Getenv("PATH"), "TERM=xterm", "DOMAINBATCH_NO_REFRESH=true"}
	if key, err := os.ReadFile(filepath.Join(home, "key")); err == nil {
		cmd.Env = append(cmd.Env, "ALIBABA_CLOUD_ACCESS_KEY_ID="+string(key))
	}
	if secret, err := os.ReadFile(filepath.Join(home, "secret")); err == nil {
		cmd.Env = append(cmd.Env, "ALIBABA_CLOUD_ACCESS_KEY_SECRET="+string(secret))
	}
	return cmd
}

// sandboxFor serves the emulator for a test, with its ledger and its key in
// the home of the test.
func sandboxFor(t *testing.T, home string, flags ...string) served {
	t.Helper()
	args := append([]string{"sandbox", "--addr", "127.0.0.1:0", "--calm", "--ledger", filepath.Join(home, "sandbox.ledger")}, flags...)
	cmd := command(t, home, args...)
	at, err := startSandbox(cmd)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stopSandbox(cmd) })
	mustWrite(t, filepath.Join(home, "key"), at.id)
	mustWrite(t, filepath.Join(home, "secret"), at.secret)
	return at
}

// exitOf is the exit code behind what running a process returned; -1 when it
// did not exit by itself.
func exitOf(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	return -1
}

func readLedger(path string) (sandbox.Ledger, error) {
	file, err := os.Open(path)
	if err != nil {
		return sandbox.Ledger{}, err
	}
	defer file.Close()
	return sandbox.ReadLedger(file)
}
