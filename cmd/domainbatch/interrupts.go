package main

import (
	"context"
	"os"
)

// interrupts turns signals into the two steps of stopping: the first asks for
// an orderly end, the second for leaving at once.
type interrupts struct {
	stop  chan struct{} // closed by the first signal
	leave chan struct{} // closed by the second
}

func watchSignals(signals <-chan os.Signal) *interrupts {
	in := &interrupts{stop: make(chan struct{}), leave: make(chan struct{})}
	if signals == nil {
		return in
	}
	go func() {
		<-signals
		close(in.stop)
		<-signals
		close(in.leave)
	}()
	return in
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
