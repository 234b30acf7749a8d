package main

import (
	"context"
	"io"
	"log/slog"
	"sync/atomic"
)

// newLogger makes the logger that every stage gets. verbosity 0 shows
// warnings, 1 what is being done, 2 every call.
func newLogger(w io.Writer, format string, verbosity int, run *runMark) (*slog.Logger, error) {
	level := slog.LevelWarn
	switch {
	case verbosity == 1:
		level = slog.LevelInfo
	case verbosity > 1:
		level = slog.LevelDebug
	}
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level})), nil
	case "json":
		return slog.New(eventHandler{Handler: slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level}), run: run}), nil
	}
	return nil, usage("use --log-format text or --log-format json", "unknown log format %q", format)
}

// runMark is the run that this process works on, for the lines of those who do
// not know it themselves.
type runMark struct{ id atomic.Pointer[string] }

// is takes down the run; "" when there is none any more.
func (m *runMark) is(id string) {
	if m != nil {
		m.id.Store(&id)
	}
}

func (m *runMark) now() string {
	if m == nil {
		return ""
	}
	if id := m.id.Load(); id != nil {
		return *id
	}
	return ""
}

// eventHandler gives each line the name of its event and the run. Times that
// something took are seconds.
type eventHandler struct {
	slog.Handler
	run   *runMark
	named bool // the event is among the attributes already
	known bool // the run is
}

// Handle implements slog.Handler.
func (h eventHandler) Handle(ctx context.Context, r slog.Record) error {
	line := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	named, known := h.named, h.known
	r.Attrs(func(a slog.Attr) bool {
		named, known = named || a.Key == "event", known || a.Key == "run"
		return true
	})
	if !named {
		name := logEvents[r.Message].name
		if name == "" {
			name = eventOther
		}
		line.AddAttrs(slog.String("event", name))
	}
	if id := h.run.now(); !known && id != "" {
		line.AddAttrs(slog.String("run", id))
	}
	r.Attrs(func(a slog.Attr) bool {
		switch {
		case a.Key == "run" && a.Value.String() == "": // there is none
		case a.Value.Kind() == slog.KindDuration:
			line.AddAttrs(slog.Float64(a.Key, a.Value.Duration().Seconds()))
		default:
			line.AddAttrs(a)
		}
		return true
	})
	return h.Handler.Handle(ctx, line)
}

// WithAttrs implements slog.Handler.
func (h eventHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	for _, a := range attrs {
		h.named, h.known = h.named || a.Key == "event", h.known || a.Key == "run"
	}
	h.Handler = h.Handler.WithAttrs(attrs)
	return h
}

// WithGroup implements slog.Handler.
func (h eventHandler) WithGroup(name string) slog.Handler {
	h.Handler = h.Handler.WithGroup(name)
	return h
}

// onlyEvents makes everything that goes to stderr a line of JSON: what is said
// to people becomes an event, what is laid out for their eyes is left out. On a
// terminal, where a person may be asked, nothing changes.
func (c *console) onlyEvents(run *runMark) {
	if c.live {
		return
	}
	said := slog.NewJSONHandler(rawConsole{c}, &slog.HandlerOptions{Level: slog.LevelInfo})
	c.events.Store(slog.New(eventHandler{Handler: said, run: run}))
}

// rawConsole writes to stderr as the console does, whatever it says.
type rawConsole struct{ c *console }

func (r rawConsole) Write(b []byte) (int, error) {
	r.c.mu.Lock()
	defer r.c.mu.Unlock()
	if r.c.clearNow != nil {
		r.c.clearNow()
	}
	return r.c.err.Write(b)
}

// sayEvent says a line for people as an event; false when lines are not events.
func (c *console) sayEvent(line string) bool {
	events := c.events.Load()
	if events == nil {
		return false
	}
	events.Info(line, "event", eventSaid)
	return true
}

// failEvent is how the program ends with an error, as an event.
func (c *console) failEvent(f *failure) bool {
	events := c.events.Load()
	if events == nil {
		return false
	}
	events.Error(printable(f.message), "event", eventFailed, "next", printable(f.hint), "exit", int(f.code))
	return true
}
