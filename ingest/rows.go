package ingest

import (
	"context"
	"io"
	"iter"
	"runtime"
	"slices"
	"sync"
)

// pieceBook is a book that can give the records of a sheet in pieces, each of
// which can be read by itself. There are none where the sheet cannot be cut.
type pieceBook interface {
	pieces(sheet string) int
	// piece opens the piece with this index; used is nil or a sheet that
	// piece gave before and that is not needed any more.
	piece(ctx context.Context, sheet string, index int, used rawSheet) (rawSheet, error)
}

// Rows yields the rows in sheet order. All-blank records, and records that
// hold nothing but result columns, are no rows. An error ends the rows; then
// the file is not what it was when it was opened, or reading it failed.
// Rows may be called again, and begins at the top each time.
func (s *Source) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		m := newRowMaker(s.layout, s.opt, s.addressBook)
		if book, ok := s.book.(pieceBook); ok && len(s.layout.Merged) == 0 {
			if n := book.pieces(s.layout.Sheet); n > 1 {
				s.rowsOfPieces(book, n, m, yield)
				return
			}
		}
		record := 0
		for rec, err := range s.records() {
			if err != nil {
				yield(Row{}, err)
				return
			}
			if !yield(m.row(rec, record), nil) {
				return
			}
			record++
		}
	}
}

// rowBatch is the rows of one piece.
type rowBatch struct {
	rows     []Row
	err      error // behind the rows
	panicked any
}

// rowTask is a piece of which somebody makes the rows.
type rowTask struct {
	piece int
	done  chan *rowBatch
}

// rowsOfPieces makes the rows of several pieces at once, and yields them in
// order. What it begins has ended when it returns.
func (s *Source) rowsOfPieces(book pieceBook, pieces int, m *rowMaker, yield func(Row, error) bool) {
	workers := min(runtime.GOMAXPROCS(0), pieces, 8)
	var running sync.WaitGroup
	defer running.Wait()
	ctx, stop := context.WithCancel(s.ctx)
	defer stop()
	tasks, order := make(chan rowTask), make(chan rowTask, workers+1)
	used := make(chan *rowBatch, 2*workers+3) // as many as there can be
	running.Go(func() {
		defer close(tasks)
		defer close(order)
		for i := range pieces {
			task := rowTask{i, make(chan *rowBatch, 1)}
			select {
			case order <- task:
			case <-ctx.Done():
				return
			}
			tasks <- task
		}
	})
	for range workers {
		running.Go(func() {
			w := rowWorker{source: s, book: book, maker: m.again(), few: m.few()}
			for task := range tasks {
				var batch *rowBatch
				select {
				case batch = <-used:
				default:
					batch = &rowBatch{}
				}
				w.fill(ctx, task.piece, batch)
				task.done <- batch
			}
		})
	}
	record := 0
	for task := range order {
		batch := <-task.done
		if batch.panicked != nil {
			panic(batch.panicked)
		}
		for i := range batch.rows {
			batch.rows[i].Record = record
			if !yield(batch.rows[i], nil) {
				return
			}
			record++
		}
		if batch.err != nil {
			yield(Row{}, named(batch.err, s.in.Name))
			return
		}
		used <- batch
	}
	if err := s.ended(); err != nil {
		yield(Row{}, err)
	}
}

// ended is what there is to say behind the last row.
func (s *Source) ended() error {
	if _, err := s.sum.wait(); err != nil {
		return named(err, s.in.Name)
	}
	return s.ctx.Err()
}

// rowWorker makes the rows of one piece after the other.
type rowWorker struct {
	source *Source
	book   pieceBook
	maker  *rowMaker
	sheet  rawSheet

	few  *fewCells // nil where the cells are all needed
	line fewLine   // room for one
}

func (w *rowWorker) fill(ctx context.Context, piece int, b *rowBatch) {
	*b = rowBatch{rows: b.rows[:0]}
	defer func() { b.panicked = recover() }() // goes on where the rows are used
	if b.err = ctx.Err(); b.err != nil {
		return
	}
	w.sheet, b.err = w.book.piece(ctx, w.source.layout.Sheet, piece, w.sheet)
	if b.err != nil {
		return
	}
	next := viewOf(w.sheet)
	lines, _ := w.sheet.(lineSheet)
	top := w.source.layout.headerEnd()
	var rec rawRecord
	for {
		if lines != nil && lines.line(w.few, &w.line) && w.line.number > top {
			b.rows = slices.Grow(b.rows, 1)[:len(b.rows)+1]
			if w.maker.makeRowOf(&w.line, &b.rows[len(b.rows)-1]) {
				lines.leave()
				continue
			}
			b.rows = b.rows[:len(b.rows)-1]
		}
		err := next(&rec)
		if err == io.EOF {
			return
		}
		if err != nil {
			b.err = err
			return
		}
		if w.source.isRow(&rec, top) {
			b.rows = slices.Grow(b.rows, 1)[:len(b.rows)+1]
			w.maker.makeRow(&rec, &b.rows[len(b.rows)-1])
		}
	}
}

// viewOf gives the records of a sheet in the quickest way.
func viewOf(sheet rawSheet) func(*rawRecord) error {
	if quick, ok := sheet.(viewSheet); ok {
		return quick.view
	}
	return func(rec *rawRecord) (err error) {
		*rec, err = sheet.next()
		return err
	}
}
