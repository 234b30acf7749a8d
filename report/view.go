package report

import (
	"context"
	"io"

	"domainbatch/executor"
	"domainbatch/ingest"
)

// View is one run as it stands at one moment, finished or not: all that any
// format is made of, so that every format says the same.
type View struct {
	Source  Source
	Run     Run
	Rows    []executor.RowResult // one for every row of the input, in its order
	Options Options
}

// Renderer writes a view in one format. It keeps nothing between two calls
// and asks nobody: what it is not given it does not say.
type Renderer interface {
	Render(ctx context.Context, w io.Writer, v View) error
}

// Format is a renderer with what a command has to know of it.
type Format struct {
	Name   string // as a person types it, and how the names of such files end
	Codes  bool   // transfer codes stand in it as they are; in all others they are masked
	Marker string // what its first kilobyte holds, so that such a file is known again; "" when it holds no such thing
	Renderer
}

// Formats lists every format: the two for the person's own file first.
func Formats() []Format {
	return []Format{
		{Name: "xlsx", Codes: true, Renderer: renderer(func(ctx context.Context, w io.Writer, v View) error {
			return WriteWorkbook(ctx, w, v.Source, v.Run, v.Rows, v.Options)
		})},
		{Name: "csv", Codes: true, Renderer: renderer(func(ctx context.Context, w io.Writer, v View) error {
			return WriteCSV(ctx, w, v.Source, v.Run, v.Rows, v.Options)
		})},
		{Name: "json", Marker: `"schema": "` + JSONSchema + `"`, Renderer: renderer(func(_ context.Context, w io.Writer, v View) error {
			return WriteJSON(w, v.Run, v.Rows)
		})},
		{Name: "jsonl", Renderer: renderer(func(_ context.Context, w io.Writer, v View) error {
			return WriteJSONLines(w, v.Rows)
		})},
		{Name: "md", Renderer: renderer(func(_ context.Context, w io.Writer, v View) error {
			return WriteMarkdown(w, v.Source, v.Run, v.Rows, v.Options)
		})},
		{Name: "html", Marker: htmlMarker, Renderer: renderer(func(_ context.Context, w io.Writer, v View) error {
			return WriteHTML(w, v)
		})},
	}
}

// FormatNamed finds a format by its name; false when there is none.
func FormatNamed(name string) (Format, bool) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// NaturalFormat is the format of results that go into the person's own kind
// of file.
func NaturalFormat(layout ingest.Layout) Format {
	name := "xlsx"
	if layout.Format == ingest.CSV {
		name = "csv"
	}
	f, _ := FormatNamed(name)
	return f
}

type renderer func(ctx context.Context, w io.Writer, v View) error

func (r renderer) Render(ctx context.Context, w io.Writer, v View) error { return r(ctx, w, v) }
