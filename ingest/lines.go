package ingest

import (
	"context"
	"io"
	"iter"
)

// Lines yields every record of a delimited text whose layout is known from an
// earlier reading: what stands above the header, the header, empty lines
// (without cells) and the rows, numbered as Records numbers them. Guarding
// apostrophes are taken away. A first line sep=X is not among them.
func Lines(ctx context.Context, in Input, layout Layout) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		sheet, err := reopenCSV(ctx, in, layout)
		if err != nil {
			yield(Record{}, named(err, in.Name))
			return
		}
		for {
			rec, err := sheet.read()
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(Record{}, named(err, in.Name))
				return
			}
			rec = rec.own()
			out := Record{Number: rec.Number, Cells: make([]string, len(rec.Cells))}
			for i, c := range rec.Cells {
				out.Cells[i] = unguardFormula(c.Text)
			}
			if !yield(out, nil) {
				return
			}
		}
	}
}

func reopenCSV(ctx context.Context, in Input, layout Layout) (*csvSheet, error) {
	opt := Options{Encoding: layout.Encoding, Delimiter: string(layout.Delimiter)}
	b, err := openCSV(ctx, in, opt, newHeaderNames(nil), nil)
	if err != nil {
		return nil, err
	}
	sheet, err := b.open(ctx, "")
	if err != nil {
		return nil, err
	}
	return sheet.(*csvSheet), nil
}
