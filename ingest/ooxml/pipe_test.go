package ooxml

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
)

func someBytes(n int) []byte {
	data := make([]byte, n)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range data {
		data[i] = byte(r.Uint32())
	}
	return data
}

func TestReadAheadGivesWhatItsReaderGives(t *testing.T) {
	for _, n := range []int{0, 1, blockSize - 1, blockSize, 5*blockSize + 7} {
		data := someBytes(n)
		a := newReadAhead(iotest.HalfReader(bytes.NewReader(data)))
		got, err := io.ReadAll(a)
		a.Close()
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("%d bytes: got %d, %v", n, len(got), err)
		}
	}
}

func TestReadAheadCanBeLeftEarly(t *testing.T) {
	a := newReadAhead(bytes.NewReader(someBytes(20 * blockSize)))
	if _, err := io.ReadFull(a, make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	a.Close()
}

func TestReadAheadHandsOnTrouble(t *testing.T) {
	bad := errors.New("disk on fire")
	a := newReadAhead(io.MultiReader(bytes.NewReader(someBytes(2*blockSize)), iotest.ErrReader(bad)))
	defer a.Close()
	if got, err := io.ReadAll(a); err != bad || len(got) != 2*blockSize {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if _, err := a.Read(make([]byte, 1)); err != bad {
		t.Errorf("afterwards %v", err)
	}
}

func TestWriteBehindWritesAll(t *testing.T) {
	for _, n := range []int{0, 1, blockSize, 7*blockSize + 3} {
		var out bytes.Buffer
		data := someBytes(n)
		b := newWriteBehind(&out)
		if _, err := io.Copy(struct{ io.Writer }{b}, bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
		if err := b.Close(); err != nil || !bytes.Equal(out.Bytes(), data) {
			t.Errorf("%d bytes: wrote %d, %v", n, out.Len(), err)
		}
	}
}

func TestWriteBehindHandsOnTrouble(t *testing.T) {
	b := newWriteBehind(iotest.TruncateWriter(failing{}, 1))
	if _, err := b.Write(someBytes(9 * blockSize)); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != errFull {
		t.Errorf("error %v", err)
	}
}

var errFull = errors.New("disk full")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }
