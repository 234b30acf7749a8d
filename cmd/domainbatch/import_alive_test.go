package main

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// The service manager hears of a watch as long as its work moves, and nothing
// any more once it hangs, so that it is ended and started again.
func TestAWatchThatHangsIsNotToldOf(t *testing.T) {
	for _, most := range []time.Duration{200 * time.Millisecond, 5 * time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			p := &pulse{}
			var told, at atomic.Int64
			p.beat()
			go p.tell(ctx, most, func() { told.Add(1); at.Store(time.Now().UnixNano()) })
			latest := func() time.Time { return time.Unix(0, at.Load()) }
			for range 40 { // as a run that only waits
				time.Sleep(longestSleep)
				p.beat()
			}
			hung := time.Now()
			if least := int(2 * 40 * longestSleep / most); int(told.Load()) < least || hung.Sub(latest()) > most {
				t.Errorf("with a watchdog of %v it was told %d times in %v, at least %d are needed, the last one %v ago", most, told.Load(), 40*longestSleep, least, hung.Sub(latest()))
			}
			time.Sleep(time.Hour)
			if after := latest().Sub(hung); after > max(stillness, most) {
				t.Errorf("with a watchdog of %v it was still told %v after it hung", most, after)
			}
			p.beat()
			time.Sleep(most)
			if time.Since(latest()) > most {
				t.Error("it moves again, and nobody is told")
			}
		})
	}
}

// The work on a file is work of the watch, and so is waiting for a lock.
func TestWorkOnAFileBeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		outer := quietProgram(nil)
		outer.pulse, outer.log, outer.now = &pulse{}, slog.New(slog.DiscardHandler), time.Now
		outer.stdin, outer.stdout, outer.stderr = strings.NewReader(""), io.Discard, io.Discard
		im := &importer{program: outer, f: &importFlags{}}
		outer.pulse.beat()
		im.inside(func(p *program) error {
			time.Sleep(time.Hour)
			if outer.pulse.beats(stillness) {
				t.Error("an hour without a sign counts as moving")
			}
			p.pulse.beat()
			return nil
		})
		if !outer.pulse.beats(stillness) {
			t.Error("what was done inside did not beat")
		}
	})
}
