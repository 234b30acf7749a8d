//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// ofItsOwn gives a command a group of its own: Ctrl-C is not meant for it, and
// when its time is up, what it started ends with it.
func ofItsOwn(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
