package executor

import (
	"context"
	"sync"
	"sync/atomic"
)

// line keeps submits in the order of the plan although each of them waits for
// the disk on its own: intents become durable side by side, and then wait for
// leave one behind the other. It is short, because each intent in it is a
// question to be settled should the program die now.
type line struct {
	length int // most submits that may stand in it
	inside atomic.Int64
	last   *turn
	moved  chan struct{} // filled when one has left
}

func newLine(length int) *line { return &line{length: length, moved: make(chan struct{}, 1)} }

// room reports whether one more submit may join.
func (l *line) room() bool { return int(l.inside.Load()) < l.length }

// join adds a submit at the end. One goroutine joins for all.
func (l *line) join() *turn {
	l.inside.Add(1)
	t := &turn{line: l, passed: make(chan struct{})}
	if l.last != nil {
		t.before = l.last.passed
	}
	l.last = t
	return t
}

// turn is one place in a line.
type turn struct {
	line   *line
	before <-chan struct{} // nil: the first
	passed chan struct{}
	once   sync.Once
}

// wait returns when everybody before has left the line.
func (t *turn) wait(ctx context.Context) error {
	if t == nil || t.before == nil {
		return ctx.Err()
	}
	select {
	case <-t.before:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// pass leaves the line: the request may go, or will not.
func (t *turn) pass() {
	if t == nil {
		return
	}
	t.once.Do(func() {
		close(t.passed)
		t.line.inside.Add(-1)
		select {
		case t.line.moved <- struct{}{}:
		default:
		}
	})
}
