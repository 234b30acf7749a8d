package main

import (
	"context"
	"os"
	"sync"
	"syscall"
)

// interrupts turns signals into the two steps of stopping: the first asks for
// an orderly end, the second for leaving at once. A hangup is one of them unless
// somebody has another use for it.
type interrupts struct {
	stop  chan struct{} // closed by the first signal
	leave chan struct{} // closed by the second

	mu     sync.Mutex
	hungUp func() // nil: a hangup stops as any signal does
}

func watchSignals(signals <-chan os.Signal) *interrupts {
	in := &interrupts{stop: make(chan struct{}), leave: make(chan struct{})}
	if signals == nil {
		return in
	}
	go func() {
		for _, step := range []chan struct{}{in.stop, in.leave} {
			for in.meansHangup(<-signals) {
			}
			close(step)
		}
	}()
	return in
}

// meansHangup passes a hangup on to whoever has a use for it.
func (in *interrupts) meansHangup(s os.Signal) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	if s != syscall.SIGHUP || in.hungUp == nil {
		return false
	}
	in.hungUp()
	return true
}

// onHangup has f called, which must not wait, when a terminal or a service
// manager hangs up, until it is undone. Then a hangup does not stop anything.
func (in *interrupts) onHangup(f func()) (undo func()) {
	set := func(f func()) {
		in.mu.Lock()
		defer in.mu.Unlock()
		in.hungUp = f
	}
	set(f)
	return func() { set(nil) }
}

func (in *interrupts) stopped() bool {
	select {
	case <-in.stop:
		return true
	default:
		return false
	}
}

// context returns a context that the first signal cancels, for work that may
// be dropped at any point.
func (in *interrupts) context(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	go func() {
		select {
		case <-in.stop:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// whenStopped calls f once, on the first signal, unless the returned function
// was called before.
func (in *interrupts) whenStopped(f func()) (forget func()) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		select {
		case <-in.stop:
			f()
		case <-ctx.Done():
		}
	}()
	return cancel
}
