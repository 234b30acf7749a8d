package main

import (
	"context"
	"os"
	"sync/atomic"
	"time"

	"domainbatch/cmd/internal/sdnotify"
)

// stillness is how long a watch may go on without a beat before it is taken for
// hung: a run that only waits beats every 30 seconds, and planning or writing a
// million rows does not beat at all.
const stillness = 3 * time.Minute

// pulse tells whether the work moves. Whoever works or waits in an orderly way
// beats; a step that hangs does not. A nil pulse is nobody's.
type pulse struct{ last atomic.Pointer[time.Time] }

func (p *pulse) beat() {
	if p != nil {
		now := time.Now() // with the monotonic clock: setting the other one is no standstill
		p.last.Store(&now)
	}
}

// beats reports whether there was a beat within a time.
func (p *pulse) beats(within time.Duration) bool {
	last := p.last.Load()
	return last != nil && time.Since(*last) < within
}

// stayAlive tells the service manager that the watch is alive, as often as it
// wants to hear that and as long as the work moves, until it is undone. A watch
// that hangs is not told of, so that the manager ends it and starts it again.
func (w *importWatch) stayAlive() (undo func()) {
	most, err := sdnotify.Watchdog(w.getenv, os.Getpid())
	if err != nil {
		w.console.say("note: %v", err)
	}
	if most == 0 || w.manager == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	w.pulse.beat()
	go w.pulse.tell(ctx, most, func() { w.manager.Send(sdnotify.Alive) })
	return cancel
}

// tell calls send twice in each time of at most, as long as there are beats.
func (p *pulse) tell(ctx context.Context, most time.Duration, send func()) {
	tick := time.NewTicker(most / 2)
	defer tick.Stop()
	for {
		if p.beats(max(stillness, most)) {
			send()
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
