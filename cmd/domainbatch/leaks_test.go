package main

import (
	"fmt"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// endedClean turns a success into a failure when goroutines of ours go on after
// the tests, or a connection, a journal or a child process that one has opened.
func endedClean(code int) int {
	http.DefaultClient.CloseIdleConnections() // the tests' own, to what they serve
	left := leftOver(5*time.Second, "domainbatch/", "database/sql.", "net/http.", "os/exec.", "os/signal.NotifyContext")
	if code == 0 && len(left) > 0 {
		fmt.Fprintf(os.Stderr, "%d goroutines go on after the tests:\n\n%s\n", len(left), strings.Join(left, "\n\n"))
		return 1
	}
	return code
}

// leftOver lists the stacks of goroutines, other than the caller's, that hold any
// of the names and do not end while it waits for them.
func leftOver(patience time.Duration, names ...string) []string {
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		left := stacksWith(names...)
		if len(left) == 0 || time.Now().After(deadline) {
			return left
		}
	}
}

func stacksWith(names ...string) []string {
	buf := make([]byte, 1<<20)
	for n := runtime.Stack(buf, true); ; n = runtime.Stack(buf, true) {
		if n < len(buf) {
			buf = buf[:n]
			break
		}
		buf = make([]byte, 2*len(buf))
	}
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

func TestGoroutineThatIsLeftOverIsSeen(t *testing.T) {
	stop, begun := make(chan struct{}), make(chan struct{})
	go func() { // named for this package
		close(begun)
		<-stop
	}()
	<-begun
	const name = "domainbatch.TestGoroutineThatIsLeftOverIsSeen.func1"
	if left := leftOver(0, name); len(left) != 1 {
		t.Errorf("%d goroutines seen", len(left))
	}
	close(stop)
	if left := leftOver(10*time.Second, name); len(left) != 0 {
		t.Errorf("it has ended and is still seen:\n%s", strings.Join(left, "\n"))
	}
}
