//go:build race

package main

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const raceDetector = true

// The proofs live by the clock, and the race detector makes their emulator ten
// times slower; the program that they kill is built without it anyway. So they
// run in a test binary of their own.
func TestProofsWithoutTheRaceDetector(t *testing.T) {
	t.Parallel()
	var names []string
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\) \{\n\tproof\(t\)$`).FindAllStringSubmatch(mustRead(t, file), -1) {
			names = append(names, m[1])
		}
	}
	if len(names) < 10 {
		t.Fatalf("only %d proofs were found: %v", len(names), names)
	}
	binary := filepath.Join(t.TempDir(), "proofs.test")
	if out, err := exec.Command("go", "test", "-buildvcs=false", "-c", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	timeout := "15m"
	if long() {
		timeout = "24h"
	}
	out, err := exec.Command(binary, "-test.run", "^("+strings.Join(names, "|")+")$", "-test.v", "-test.parallel", "3", "-test.timeout", timeout).CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
	for _, name := range names {
		if !strings.Contains(string(out), "--- PASS: "+name) && !strings.Contains(string(out), "--- SKIP: "+name) {
			t.Errorf("%s did not pass", name)
		}
	}
}
