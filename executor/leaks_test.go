package executor

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// When all tests are over, whatever ended their runs, a crash, a cancel, a
// failing disk, nothing of ours goes on, and neither does a connection or a
// journal that was opened. (Bubbles look after their own goroutines; this is for
// the tests with real parts.)
func TestMain(m *testing.M) {
	code := m.Run()
	if left := leftOver(2 * time.Second); code == 0 && len(left) > 0 {
		fmt.Fprintf(os.Stderr, "%d goroutines go on after the tests:\n\n%s\n", len(left), strings.Join(left, "\n\n"))
		code = 1
	}
	os.Exit(code)
}

// leftOver lists the goroutines that should have ended, after waiting for them.
func leftOver(patience time.Duration) []string {
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		left := goroutines("domainbatch/", "database/sql.", "net/http.")
		if len(left) == 0 || time.Now().After(deadline) {
			return left
		}
	}
}

// goroutines lists the stacks, other than the caller's, that hold any of the
// names.
func goroutines(names ...string) []string {
	buf := make([]byte, 1<<20)
	buf = buf[:runtime.Stack(buf, true)]
	var found []string
	for _, stack := range strings.Split(string(buf), "\n\n")[1:] {
		for _, name := range names {
			if strings.Contains(stack, name) {
				found = append(found, stack)
				break
			}
		}
	}
	return found
}

func TestLeftOverGoroutineIsSeen(t *testing.T) {
	stop, begun := make(chan struct{}), make(chan struct{})
	go func() { // named for this package
		close(begun)
		<-stop
	}()
	<-begun
	if left := goroutines("executor.TestLeftOverGoroutineIsSeen.func1"); len(left) != 1 {
		t.Errorf("%d goroutines seen", len(left))
	}
	close(stop)
}
