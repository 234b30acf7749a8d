// Package collect spares a short command its first garbage collections, and
// has memory collected early where little of it is worth keeping.
package collect

import (
	"os"
	"runtime"
	"runtime/debug"
	"sync/atomic"
)

// Percentages of debug.SetGCPercent. The first collection comes when the heap
// has as many times 4 MiB.
const (
	late  = 400
	usual = 100
)

// The tables that the libraries make when they are loaded take some 4 MiB,
// which is just when a first collection would begin, and they stay. To look
// through them again and again takes a quarter of the time of a short
// command. It has to be said before they are made, so not in main.
func init() { later(os.LookupEnv) }

// waiting says that the first collection is still to come, and that all will be
// as usual after it.
var waiting atomic.Bool

// later has the first collection wait; from then on, all is as usual. It
// changes nothing when the person has set GOGC.
func later(environ func(string) (string, bool)) {
	if _, set := environ("GOGC"); set {
		return
	}
	waiting.Store(true)
	debug.SetGCPercent(late)
	mark := new(*int) // a pointer, so that it is an object of its own
	runtime.AddCleanup(mark, func(struct{}) { asUsual() }, struct{}{})
}

// asUsual ends the waiting for the first collection, once.
func asUsual() {
	if waiting.CompareAndSwap(true, false) {
		debug.SetGCPercent(usual)
	}
}

// Frugally has memory collected when the heap has grown by a fifth, until it is
// undone.
func Frugally() (undo func()) {
	asUsual() // else the first collection would undo it
	const percent = 20
	before := debug.SetGCPercent(percent)
	return func() { debug.SetGCPercent(before) }
}
