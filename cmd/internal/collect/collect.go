// Package collect spares a short command its first garbage collections. A
// program that imports it need do no more.
package collect

import (
	"os"
	"runtime"
	"runtime/debug"
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

// later has the first collection wait; from then on, all is as usual. It
// changes nothing when the person has set GOGC.
func later(environ func(string) (string, bool)) {
	if _, set := environ("GOGC"); set {
		return
	}
	debug.SetGCPercent(late)
	mark := new(*int) // a pointer, so that it is an object of its own
	runtime.AddCleanup(mark, func(percent int) { debug.SetGCPercent(percent) }, usual)
}
