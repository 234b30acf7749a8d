package journal

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
)

// planPiece is how much of a plan is read at once. SQLite brings the whole of it
// into its own memory for each piece, so that pieces are not small.
const planPiece = 8 << 20

// Plan implements Journal.
func (s *SQLite) Plan(ctx context.Context, runID string) (io.Reader, error) {
	p := &planReader{ctx: ctx, s: s}
	err := s.look(ctx, func(v *view) error {
		err := v.row(`SELECT run_no, coalesce(length(plan), 0) FROM run WHERE run_id = ?`, runID).Scan(&p.no, &p.size)
		if errors.Is(err, sql.ErrNoRows) {
			return runNotFound(runID)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// planReader reads a plan piece by piece. A plan never changes, so that no view
// has to stay open in between.
type planReader struct {
	ctx   context.Context
	s     *SQLite
	no    int64
	size  int64
	at    int64
	piece []byte
}

// Read implements io.Reader.
func (p *planReader) Read(b []byte) (int, error) {
	if len(p.piece) == 0 {
		if p.at == p.size {
			return 0, io.EOF
		}
		if err := p.fetch(); err != nil {
			return 0, err
		}
	}
	n := copy(b, p.piece)
	p.piece = p.piece[n:]
	return n, nil
}

func (p *planReader) fetch() error {
	p.piece = nil // while the next one is made
	err := p.s.look(p.ctx, func(v *view) error {
		return v.row(`SELECT substr(plan, ?, ?) FROM run WHERE run_no = ?`, p.at+1, planPiece, p.no).Scan(&p.piece)
	})
	if err == nil && len(p.piece) == 0 {
		err = io.ErrUnexpectedEOF
	}
	p.at += int64(len(p.piece))
	return err
}

// Plan implements Journal.
func (m *Memory) Plan(ctx context.Context, runID string) (io.Reader, error) {
	r, err := m.Run(ctx, runID)
	return bytes.NewReader(r.Plan), err
}
