package main

import (
	"context"
	"fmt"
	"time"
)

// takeNew takes the files that are whole. When some of them were written to a
// moment ago, they are looked at once more after that moment.
func (im *importer) takeNew(ctx context.Context) error {
	const looks = 2
	for nth := 1; nth <= looks; nth++ {
		var wait time.Duration
		for _, b := range im.boxes {
			pause, err := im.takeFrom(ctx, b, nth == looks || im.watching())
			if err != nil {
				return err
			}
			wait = max(wait, pause)
		}
		if wait == 0 || im.enough() || im.watching() {
			return nil
		}
		if nth < looks {
			if err := im.sleep(ctx, wait); err != nil {
				return err
			}
		}
	}
	return nil
}

// sleep waits, or ends early with the first signal.
func (im *importer) sleep(ctx context.Context, d time.Duration) error {
	ctx, cancel := im.interrupts.context(ctx)
	defer cancel()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// takeFrom takes the files of one box that are whole, and says for how long the
// others have to be left, unless that is final.
func (im *importer) takeFrom(ctx context.Context, b *dropbox, final bool) (wait time.Duration, err error) {
	looks, leave, err := b.look()
	if err != nil {
		return 0, err
	}
	whole, settling := b.memory.Sift(im.now(), looks, im.f.stable)
	for _, s := range settling {
		if wait = max(wait, s.Wait); final {
			leave = append(leave, left{name: s.Name, why: "it was written to a moment ago"})
		}
	}
	for _, l := range whole {
		if im.enough() {
			return 0, nil
		}
		if still, err := im.standsStill(ctx, b, l); err != nil {
			return 0, err
		} else if still {
			continue
		}
		if why := im.tooLate(); why != "" {
			leave = append(leave, left{name: l.Name, why: why, look: l, passes: true})
			im.codes = append(im.codes, int(exitPending))
			continue
		}
		why, err := im.take(ctx, b, l.Name)
		if err != nil {
			return 0, err
		}
		if why != "" {
			leave = append(leave, left{name: l.Name, why: why, look: l, passes: why == errBusy.Error()})
		} else if told, ok := im.named[b]; ok {
			told.look = l
			im.named[b] = told
		}
	}
	im.leave(b, leave)
	return wait, nil
}

// tooLate says why nothing new is begun now: it is not the hour for it, or the
// time is up. What was begun is followed all the same.
func (im *importer) tooLate() string {
	w := &im.f.job.window
	if err := w.closed(im.now()); err != nil {
		return explain(err).message
	}
	if !w.notAfter.IsZero() && !im.now().Before(w.notAfter) {
		return fmt.Sprintf("--max-duration %s is over", w.maxDuration)
	}
	return ""
}
