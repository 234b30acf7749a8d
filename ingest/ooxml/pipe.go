package ooxml

import "io"

// Unpacking, scanning and packing a large sheet take about the same time
// each, so each runs on its own: readAhead and writeBehind put a goroutine
// between them. Blocks go round, so that memory stays as it is.
const (
	blockSize = 256 << 10
	blocks    = 3
)

type block struct {
	data []byte
	err  error
}

// readAhead reads from r in a goroutine of its own. Close ends that, and
// waits for it; r must not be used before.
type readAhead struct {
	full, free chan block
	stop       chan struct{}
	done       chan struct{}
	now        block // being consumed
	rest       []byte
}

func newReadAhead(r io.Reader) *readAhead {
	a := &readAhead{full: make(chan block, blocks), free: make(chan block, blocks), stop: make(chan struct{}), done: make(chan struct{})}
	for range blocks {
		a.free <- block{data: make([]byte, blockSize)}
	}
	go a.run(r)
	return a
}

func (a *readAhead) run(r io.Reader) {
	defer close(a.done)
	for {
		var b block
		select {
		case b = <-a.free:
		case <-a.stop:
			return
		}
		var n int
		n, b.err = io.ReadFull(r, b.data[:blockSize])
		b.data = b.data[:n]
		if b.err == io.ErrUnexpectedEOF {
			b.err = io.EOF
		}
		a.full <- b // never blocks: there are as many places as blocks
		if b.err != nil {
			return
		}
	}
}

func (a *readAhead) Read(p []byte) (int, error) {
	for len(a.rest) == 0 {
		if a.now.err != nil {
			return 0, a.now.err
		}
		if a.now.data != nil {
			a.free <- block{data: a.now.data[:0:blockSize]}
		}
		a.now = <-a.full
		a.rest = a.now.data
	}
	n := copy(p, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

func (a *readAhead) Close() {
	close(a.stop)
	<-a.done
}

// writeBehind writes to w in a goroutine of its own. Close writes what is
// left and gives the first error.
type writeBehind struct {
	full, free chan []byte
	done       chan error
	now        []byte
}

func newWriteBehind(w io.Writer) *writeBehind {
	b := &writeBehind{full: make(chan []byte, blocks), free: make(chan []byte, blocks), done: make(chan error, 1)}
	for range blocks {
		b.free <- make([]byte, 0, blockSize)
	}
	go b.run(w)
	return b
}

// run goes on taking blocks after an error, so that Write never waits for
// nothing.
func (b *writeBehind) run(w io.Writer) {
	var failed error
	for data := range b.full {
		if failed == nil {
			_, failed = w.Write(data)
		}
		b.free <- data[:0]
	}
	b.done <- failed
}

func (b *writeBehind) Write(p []byte) (int, error) {
	written := len(p)
	for len(p) > 0 {
		if b.now == nil {
			b.now = <-b.free
		}
		n := min(len(p), blockSize-len(b.now))
		b.now = append(b.now, p[:n]...)
		p = p[n:]
		if len(b.now) == blockSize {
			b.full <- b.now
			b.now = nil
		}
	}
	return written, nil
}

func (b *writeBehind) Close() error {
	if b.now != nil {
		b.full <- b.now
	}
	close(b.full)
	return <-b.done
}
