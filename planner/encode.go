package planner

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Errors of Decode that callers look for with errors.Is.
var (
	// ErrVersion says that a plan was written in a format that this program
	// does not know.
	ErrVersion = errors.New("plan format is not known to this version")
	// ErrDigest says that a plan is not what its digest was made over.
	ErrDigest = errors.New("plan was changed after it was made")
)

// Encode writes a plan as JSON, with a line for each batch and each row, so
// that two plans can be compared by line.
func Encode(w io.Writer, p *Plan) error {
	e := planWriter{w: bufio.NewWriterSize(w, 1<<16)}
	e.field("{\n  ", "version", p.Version)
	e.field(",\n  ", "tool", p.Tool)
	e.field(",\n  ", "created", p.Created)
	e.field(",\n  ", "digest", p.Digest)
	e.field(",\n  ", "source", p.Source)
	e.field(",\n  ", "settings", p.Settings)
	if p.Summary != nil {
		e.field(",\n  ", "preview", p.Summary)
	}
	e.text(",\n  \"batches\": [")
	for i := range p.Batches {
		e.item(i, &p.Batches[i])
	}
	e.text("\n  ],\n  \"rows\": [")
	for i := range p.Rows {
		e.item(i, &p.Rows[i])
	}
	e.text("\n  ]")
	if p.Standing != nil {
		e.field(",\n  ", "standing", p.Standing)
	}
	if len(p.Remarks) > 0 {
		e.field(",\n  ", "remarks", p.Remarks)
	}
	e.text("\n}\n")
	if e.err == nil {
		e.err = e.w.Flush()
	}
	if e.err != nil {
		return fmt.Errorf("writing the plan: %w", e.err)
	}
	return nil
}

// planWriter keeps the first error.
type planWriter struct {
	w   *bufio.Writer
	err error
}

func (e *planWriter) text(s string) {
	if e.err == nil {
		_, e.err = e.w.WriteString(s)
	}
}

func (e *planWriter) value(v any) {
	if e.err != nil {
		return
	}
	var text []byte
	if text, e.err = json.Marshal(v); e.err == nil {
		_, e.err = e.w.Write(text)
	}
}

func (e *planWriter) field(before, name string, v any) {
	e.text(before + `"` + name + `": `)
	e.value(v)
}

func (e *planWriter) item(i int, v any) {
	if i > 0 {
		e.text(",")
	}
	e.text("\n    ")
	e.value(v)
}

// Decode reads what Encode wrote. It refuses another version (ErrVersion), a
// field it does not know, and content that does not match the digest
// (ErrDigest).
func Decode(r io.Reader) (*Plan, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("reading the plan: %w", err)
	}
	version, err := versionOf(text)
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading the plan: %w", err)
	case version != Version:
		return nil, fmt.Errorf("reading the plan: format %d, but this program reads format %d: %w; make the plan again", version, Version, ErrVersion)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	p := new(Plan)
	if err := dec.Decode(p); err != nil {
		return nil, fmt.Errorf("reading the plan: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("reading the plan: there is more text after its end")
	}
	if p.Digest != p.digest() {
		return nil, fmt.Errorf("reading the plan: %w; make the plan again", ErrDigest)
	}
	return p, nil
}

// versionOf looks for the version alone, because the rest of a newer plan may
// not be readable at all. Encode writes it first, so that a large plan is not
// read twice.
func versionOf(text []byte) (int, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	if t, err := dec.Token(); err == nil && t == json.Delim('{') {
		if name, err := dec.Token(); err == nil && name == "version" {
			var version int
			if err := dec.Decode(&version); err == nil {
				return version, nil
			}
		}
	}
	var head struct {
		Version *int `json:"version"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return 0, fmt.Errorf("this is not a plan: %w", err)
	}
	if head.Version == nil {
		return 0, errors.New("this is not a plan: it has no version")
	}
	return *head.Version, nil
}
