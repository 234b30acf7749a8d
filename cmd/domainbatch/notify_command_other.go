//go:build !unix

package main

import "os/exec"

// ofItsOwn leaves a command as it is where there are no groups of processes.
func ofItsOwn(*exec.Cmd) {}
