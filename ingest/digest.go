package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
)

// digesting is the SHA-256 of a file while it is computed, beside the reading
// of the file, which makes little use of a second processor at first.
type digesting struct {
	cancel context.CancelFunc
	done   chan struct{}
	sum    string
	err    error
}

func startDigest(ctx context.Context, in Input) *digesting {
	ctx, cancel := context.WithCancel(ctx)
	d := &digesting{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(d.done)
		d.sum, d.err = digest(ctx, in)
	}()
	return d
}

// wait gives the digest in hexadecimal digits; none when none was begun.
func (d *digesting) wait() (string, error) {
	if d == nil {
		return "", nil
	}
	<-d.done
	return d.sum, d.err
}

// stop ends the computing, so that nothing of the file is read any more.
func (d *digesting) stop() {
	if d == nil {
		return
	}
	d.cancel()
	<-d.done
}

func digest(ctx context.Context, in Input) (string, error) {
	sum := sha256.New()
	err := chunks(ctx, io.NewSectionReader(in.Data, 0, in.Size), func(b []byte, _ bool) int {
		sum.Write(b)
		return len(b)
	})
	return hex.EncodeToString(sum.Sum(nil)), err
}
