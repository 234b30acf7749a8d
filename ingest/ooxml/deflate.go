package ooxml

import (
	"io"

	"github.com/klauspost/compress/flate"
)

// level compresses sheet markup about as well as Excel does.
const level = 5

func newDeflater(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, level) }
