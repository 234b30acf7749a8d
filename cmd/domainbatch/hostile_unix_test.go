//go:build unix

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What a hostile file may cost. A loaded machine needs its time; a reader
// without limits needs minutes.
const (
	hostileMemory = 512 // MiB
	hostileTime   = time.Minute
)

// TestHostileFilesEndInOneLine gives the program files that are made to use up
// memory, time or patience. The sizes are those at which each limit begins to
// work; DOMAINBATCH_LONG=1 makes the files as large as they come.
func TestHostileFilesEndInOneLine(t *testing.T) {
	t.Parallel()
	program := builtWith(t, "")
	for _, h := range append(hostileWorkbooks(), hostileTexts()...) {
		t.Run(h.name, func(t *testing.T) { h.check(t, program) })
	}
}

func (h hostile) check(t *testing.T, program string) {
	home := t.TempDir()
	path := filepath.Join(home, "file")
	h.write(t, path)
	mustWrite(t, filepath.Join(home, "password"), "open sesame\n")

	cmd := exec.Command(program, append([]string{"check", "file"}, h.args...)...)
	cmd.Dir, cmd.Env = home, []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + home}
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(hostileTime, func() { cmd.Process.Kill() })
	ended, most := make(chan struct{}), make(chan int)
	go func() { most <- watch(cmd.Process.Pid, ended) }()
	err := cmd.Wait()
	close(ended)
	seen := <-most
	if !timer.Stop() {
		t.Fatalf("no end after %v", hostileTime)
	}
	text := output.String()
	if code := exitOf(err); code != int(h.code) || !strings.Contains(text, h.want) {
		t.Errorf("exit code %d, want %d and %q\n%.2000s", code, h.code, h.want, text)
	}
	for _, bad := range []string{"goroutine ", "panic", "runtime error"} {
		if strings.Contains(text, bad) {
			t.Errorf("a crash:\n%.2000s", text)
		}
	}
	if strings.HasPrefix(text, "domainbatch: ") && strings.Count(text, "\n") != 2 {
		t.Errorf("not one line and a next step:\n%.2000s", text)
	}
	if mib := peak(cmd.ProcessState, seen); mib > hostileMemory {
		t.Errorf("took %d MiB, at most %d are allowed", mib, hostileMemory)
	}
}

func (h hostile) write(t *testing.T, path string) {
	t.Helper()
	if h.bytes == nil {
		writeZip(t, path, workbookOf(h.parts))
		return
	}
	f, err := os.Create(path)
	if err == nil {
		err = h.bytes(f)
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// peak is the most memory of a program that has ended, in MiB. What the system
// says of a child begins with what its parent had when it was made, so that
// what was seen of it while it ran counts where that is less.
func peak(state *os.ProcessState, seen int) int {
	u, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return seen
	}
	most := int(u.Maxrss) / 1024
	if runtime.GOOS == "darwin" {
		most /= 1024
	}
	if seen > 0 {
		return min(most, seen)
	}
	return most
}

// watch follows the most memory of a running program, in MiB; 0 where there
// is no /proc.
func watch(pid int, ended <-chan struct{}) int {
	most := 0
	for {
		if f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid)); err == nil {
			for s := bufio.NewScanner(f); s.Scan(); {
				if rest, ok := strings.CutPrefix(s.Text(), "VmHWM:"); ok {
					kib, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
					most = max(most, kib/1024)
				}
			}
			f.Close()
		}
		select {
		case <-ended:
			return most
		case <-time.After(5 * time.Millisecond):
		}
	}
}
