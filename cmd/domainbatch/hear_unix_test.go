//go:build unix

package main

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// hearHangups makes the processes that tests start die of SIGHUP even where
// the tests run under nohup: what is ignored stays ignored in a child, what
// is caught does not.
var hearHangups = sync.OnceFunc(func() {
	if signal.Ignored(syscall.SIGHUP) {
		signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	}
})
