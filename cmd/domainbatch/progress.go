package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"domainbatch/executor"
)

// plainEvery is how often progress is told where no bar can be drawn.
const plainEvery = 5 * time.Second

// progress shows how far a run is: a bar on a terminal, else a line now and
// then. It is fed from one goroutine and closed from another.
type progress struct {
	console *console
	now     func() time.Time
	mu      sync.Mutex
	bar     *progressbar.ProgressBar // nil without a terminal
	told    time.Time                // of the last plain line
	closed  bool
}

func newProgress(c *console, now func() time.Time) *progress {
	return &progress{console: c, now: now, told: now()}
}

// show is what the executor calls after every change.
func (g *progress) show(s executor.Snapshot) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed || s.Changes.Total == 0 {
		return
	}
	if !g.console.live {
		if now := g.now(); now.Sub(g.told) >= plainEvery {
			g.told = now
			g.console.say("%s", progressLine(s))
		}
		return
	}
	if g.bar == nil {
		g.bar = newBar(g.console, s.Changes.Total)
		g.console.setBar(func() { g.bar.Clear() })
	}
	g.bar.Describe(barText(s))
	g.console.drawing(func() { g.bar.Set(settled(s.Changes)) })
}

// close takes the bar off the screen. Nothing is shown afterwards.
func (g *progress) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	g.console.clearBar()
	g.console.setBar(nil)
}

func newBar(c *console, total int) *progressbar.ProgressBar {
	return progressbar.NewOptions(total,
		progressbar.OptionSetWriter(c.err),
		progressbar.OptionSetWidth(max(10, min(30, c.width-70))),
		progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionSetElapsedTime(false),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionUseANSICodes(true),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionSetTheme(progressbar.Theme{Saucer: "=", SaucerHead: ">", SaucerPadding: " ", BarStart: "[", BarEnd: "]"}),
	)
}

// settled is how many changes nothing more will happen to.
func settled(c executor.Counts) int { return c.Done + c.Failed + c.Cancelled + c.Unknown }

// barText is the words before the bar.
func barText(s executor.Snapshot) string {
	text := fmt.Sprintf("%d done", s.Changes.Done)
	if s.Changes.Failed > 0 {
		text += fmt.Sprintf(", %d failed", s.Changes.Failed)
	}
	if s.Changes.Running > 0 {
		text += fmt.Sprintf(", %d running", s.Changes.Running)
	}
	if s.Waiting != "" {
		text += "; " + s.Waiting
	}
	return text
}

// progressLine says the same without a bar.
func progressLine(s executor.Snapshot) string {
	return fmt.Sprintf("%s: %d of %d changes settled; %s, %s so far, %.3g a second",
		briefly(s.Elapsed), settled(s.Changes), s.Changes.Total, barText(s), count(s.Submits, "submit", "submits"), s.Rate)
}
