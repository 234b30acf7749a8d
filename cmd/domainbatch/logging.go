package main

import (
	"io"
	"log/slog"
)

// newLogger makes the logger that every stage gets. verbosity 0 shows
// warnings, 1 what is being done, 2 every call.
func newLogger(w io.Writer, format string, verbosity int) (*slog.Logger, error) {
	level := slog.LevelWarn
	switch {
	case verbosity == 1:
		level = slog.LevelInfo
	case verbosity > 1:
		level = slog.LevelDebug
	}
	options := &slog.HandlerOptions{Level: level}
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(w, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, options)), nil
	}
	return nil, usage("use --log-format text or --log-format json", "unknown log format %q", format)
}
