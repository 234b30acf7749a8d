package ingest

import (
	"context"
	"errors"
	"iter"
)

// Source is an open file whose layout is understood.
type Source struct {
	layout Layout
}

// Record is one data record as a person sees it, before anything is understood.
type Record struct {
	Number int      // as Row.Number
	Cells  []string // by column index; as long as the widest of header and record
}

var errNotYet = errors.New("ingest: being built")

// Open recognises the file and understands its layout.
func Open(ctx context.Context, in Input, opt Options) (*Source, error) { return nil, errNotYet }

// Layout is how the file was understood.
func (s *Source) Layout() Layout { return s.layout }

// Rows yields the rows in sheet order. An error ends it.
func (s *Source) Rows() iter.Seq2[Row, error] { return func(func(Row, error) bool) {} }

// Records yields the raw record of every row that Rows yields, in the same order.
func (s *Source) Records() iter.Seq2[Record, error] { return func(func(Record, error) bool) {} }

// Close gives back what Open took.
func (s *Source) Close() error { return nil }

// ReadAll reads a file into memory.
func ReadAll(ctx context.Context, in Input, opt Options) (Layout, []Row, error) {
	return Layout{}, nil, errNotYet
}

// Records yields the raw record of every row of an earlier reading.
func Records(ctx context.Context, in Input, layout Layout) iter.Seq2[Record, error] {
	return func(func(Record, error) bool) {}
}

// ReadContacts reads a library of contacts.
func ReadContacts(in Input) (map[string]Contact, []Problem, error) { return nil, nil, errNotYet }

// ReadMapping reads header names and the fields they stand for.
func ReadMapping(in Input) (map[string]Field, error) { return nil, errNotYet }

// ParseField understands a header.
func ParseField(name string) (Field, bool) { return "", false }
