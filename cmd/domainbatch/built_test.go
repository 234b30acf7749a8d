package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// The tests of this file's kin kill a program that is built once, as a person
// gets it but for the seams of the tag failpoint, and without the race
// detector, which would make it ten times slower to die.

// builds is where those programs lie; TestMain removes it.
var builds = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "domainbatch-test-*") })

var built struct {
	mu    sync.Mutex
	paths map[string]string
}

// builtWith returns the program built with the tags, "" for the one that
// people get.
func builtWith(t *testing.T, tags string) string {
	t.Helper()
	built.mu.Lock()
	defer built.mu.Unlock()
	if path, ok := built.paths[tags]; ok {
		return path
	}
	dir, err := builds()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, fmt.Sprintf("domainbatch-%d", len(built.paths)))
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-tags", tags, "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	if built.paths == nil {
		built.paths = map[string]string{}
	}
	built.paths[tags] = path
	return path
}

// withoutBuilds runs the tests and removes what they built.
type withoutBuilds struct{ m *testing.M }

func (w withoutBuilds) Run() int {
	code := endedClean(w.m.Run())
	built.mu.Lock()
	defer built.mu.Unlock()
	if len(built.paths) > 0 {
		if dir, err := builds(); err == nil {
			os.RemoveAll(dir)
		}
	}
	return code
}

// long asks for the exhaustive form of the slow tests.
func long() bool { return os.Getenv("DOMAINBATCH_LONG") == "1" }

// proof begins a test of the built program that lives by the clock.
func proof(t *testing.T) {
	t.Helper()
	t.Parallel()
	if raceDetector {
		t.Skip("TestProofsWithoutTheRaceDetector runs this one")
	}
}
