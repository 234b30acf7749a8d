package ingest

import "io"

// Sizes of the blocks in which a large part is unpacked. In front of every
// block there is room for what the reader of the block before has not used
// up; behind it stand zeros, so that a few bytes can be looked at without
// asking first how many are left.
const (
	blockSize = 512 << 10
	blockHead = 16 << 10
	blockPad  = 64
	blockRing = 4
)

// blockReader unpacks a part on a goroutine of its own, a few blocks ahead
// of whoever scans it.
type blockReader struct {
	src  io.ReadCloser
	size int // of a buffer
	full chan block
	free chan []byte
	quit chan struct{}
	err  error // of src behind the last block, io.EOF at its end

	closed bool
}

type block struct {
	buf []byte
	end int // its bytes are buf[blockHead:end]
	err error
}

// newBlockReader begins to unpack src, of which about so many bytes are
// expected. It closes src when it is closed.
func newBlockReader(src io.ReadCloser, expected uint64) *blockReader {
	r := &blockReader{
		src: src, size: blockHead + int(min(blockSize, expected+1)) + blockPad,
		full: make(chan block, blockRing), free: make(chan []byte, blockRing), quit: make(chan struct{}),
	}
	for range blockRing {
		r.free <- nil
	}
	go r.unpack()
	return r
}

func (r *blockReader) unpack() {
	defer close(r.full)
	for {
		var buf []byte
		select {
		case buf = <-r.free:
		case <-r.quit:
			return
		}
		if buf == nil {
			buf = make([]byte, r.size)
		}
		b := r.fill(buf)
		r.full <- b // has room for every buffer there is
		if b.err != nil {
			return
		}
	}
}

func (r *blockReader) fill(buf []byte) block {
	b := block{buf: buf, end: blockHead}
	limit := len(buf) - blockPad
	for idle := 0; b.err == nil && b.end < limit; idle++ {
		n, err := r.src.Read(buf[b.end:limit])
		if b.end, b.err = b.end+n, err; n > 0 {
			idle = 0
		}
		if idle == 100 && err == nil {
			b.err = io.ErrNoProgress
		}
	}
	clear(buf[b.end : b.end+blockPad])
	return b
}

// next gives the next bytes of the part, buf[from:end], with those of keep in
// front of them and blockPad zeros behind. keep is a piece of old, the buffer
// that next gave before, which must not be used any more. On an error, which
// is io.EOF at the end of the part, old stays as it is.
func (r *blockReader) next(keep, old []byte) (buf []byte, from, end int, err error) {
	if r.err != nil {
		return nil, 0, 0, r.err
	}
	b := <-r.full
	if r.err = b.err; b.end == blockHead {
		return nil, 0, 0, r.err
	}
	buf, from, end = b.buf, blockHead-len(keep), b.end
	if from < 0 { // a very long row
		buf = make([]byte, len(keep)+b.end-blockHead+blockPad)
		from, end = 0, len(buf)-blockPad
		copy(buf[len(keep):], b.buf[blockHead:b.end])
		r.giveBack(b.buf)
	}
	copy(buf[from:], keep)
	r.giveBack(old)
	return buf, from, end, nil
}

// giveBack takes a buffer for a later block, if it is one of its own.
func (r *blockReader) giveBack(buf []byte) {
	if len(buf) != r.size {
		return
	}
	select {
	case r.free <- buf:
	default:
	}
}

// Close stops the unpacking and waits for its end. It may be called again.
func (r *blockReader) Close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	close(r.quit)
	for range r.full {
	}
	return r.src.Close()
}
