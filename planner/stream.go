package planner

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Parts receives a stored plan piece by piece. What is nil is passed over. An
// error ends the reading and comes out of it as it is.
type Parts struct {
	Source func(Source) error
	Batch  func(*Batch) error   // used before the next one is read
	Row    func(*RowPlan) error // all come behind the batches
}

// Stream reads what Encode wrote and keeps none of it, so that a plan of any
// size takes the memory of its largest batch. Like Decode it refuses another
// version (ErrVersion); the digest, which is over all of it, it leaves to Decode.
func Stream(r io.Reader, parts Parts) error {
	s := planReader{dec: json.NewDecoder(r)}
	s.delim('{')
	for s.err == nil && s.dec.More() {
		switch s.name() {
		case "version":
			var version int
			if s.value(&version); s.err == nil && version != Version {
				return fmt.Errorf("reading the plan: format %d, but this program reads format %d: %w; make the plan again", version, Version, ErrVersion)
			}
			s.versioned = true
		case "source":
			one(&s, parts.Source)
		case "batches":
			each(&s, parts.Batch)
		case "rows":
			each(&s, parts.Row)
		default:
			s.skip()
		}
	}
	s.delim('}')
	switch {
	case s.ended != nil:
		return s.ended
	case s.err != nil:
		return fmt.Errorf("reading the plan: %w", s.err)
	case !s.versioned:
		return errors.New("reading the plan: this is not a plan: it has no version")
	}
	return nil
}

// planReader keeps the first error, that of whoever is given the parts apart.
type planReader struct {
	dec       *json.Decoder
	raw       json.RawMessage
	versioned bool
	err       error
	ended     error
}

func (s *planReader) token() (t json.Token) {
	if s.err == nil {
		t, s.err = s.dec.Token()
	}
	return t
}

func (s *planReader) delim(want json.Delim) {
	if t := s.token(); s.err == nil && t != want {
		s.err = fmt.Errorf("this is not a plan: %v where %v belongs", t, want)
	}
}

func (s *planReader) name() string {
	name, _ := s.token().(string)
	return name
}

func (s *planReader) value(into any) {
	if s.err == nil {
		s.err = s.dec.Decode(into)
	}
}

func (s *planReader) skip() { s.value(&s.raw) }

// give hands a part on.
func (s *planReader) give(err error) {
	if s.err == nil && err != nil {
		s.err, s.ended = err, err
	}
}

func one[T any](s *planReader, use func(T) error) {
	if use == nil {
		s.skip()
		return
	}
	var v T
	if s.value(&v); s.err == nil {
		s.give(use(v))
	}
}

// each goes through a list. A plan may have null in its place.
func each[T any](s *planReader, use func(*T) error) {
	switch t := s.token(); {
	case s.err != nil || t == nil:
		return
	case t != json.Delim('['):
		s.err = fmt.Errorf("this is not a plan: %v where a list belongs", t)
		return
	}
	for s.err == nil && s.dec.More() {
		if use == nil {
			s.skip()
			continue
		}
		v := new(T)
		if s.value(v); s.err == nil {
			s.give(use(v))
		}
	}
	s.delim(']')
}
