package sandbox

import (
	"errors"
	"io"
	"net/http"
)

// Server is one emulator. It is an http.Handler and safe for concurrent use.
type Server struct{ o Options }

// New starts an emulator, replaying Options.Ledger if that file exists.
func New(o Options) (*Server, error) { return &Server{o: o}, nil }

// Key returns an access key the emulator accepts: the generated one, or the
// first of Options.Keys in alphabetical order.
func (s *Server) Key() (id, secret string) { return "", "" }

// Ledger returns a copy of what happened so far.
func (s *Server) Ledger() Ledger { return Ledger{} }

// Close ends hanging answers and closes the ledger file.
func (s *Server) Close() error { return nil }

// ServeHTTP answers one API call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusServiceUnavailable)
}

// ReadLedger computes the ledger from the lines of a ledger file.
func ReadLedger(r io.Reader) (Ledger, error) { return Ledger{}, errors.ErrUnsupported }
