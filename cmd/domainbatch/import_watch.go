package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/cmd/internal/inbox"
	"domainbatch/cmd/internal/sdnotify"
)

// watching says that this process looks at its folders again and again.
func (im *importer) watching() bool { return im.f.watch }

// tellAtLeast is how often a watch in which nothing happens lets those know who
// want to hear that it is alive.
const tellAtLeast = time.Hour

// importWatch is an import that goes on until a signal ends it.
type importWatch struct {
	*program
	request   importRequest
	cmd       *cobra.Command // as it was started
	boxes     []*dropbox
	im        *importer
	manager   *sdnotify.Socket
	hangup    chan struct{}
	out       int       // looks in a row that found the service out
	told      time.Time // when those who listen heard of us
	complaint string    // the latest error of a look, so as to say it once
}

// importRequest is what the command line and the configuration ask for.
type importRequest struct {
	names  []string
	f      *importFlags
	shared *sharedFlags
	cmd    *cobra.Command
}

// watchAll looks at the folders until it is stopped. The first signal ends it
// as it ends apply: no new call is sent, what is under way is written down. A
// hangup has the configuration read again.
func (p *program) watchAll(ctx context.Context, request importRequest) (err error) {
	p.pulse = &pulse{}
	w := &importWatch{program: p, request: request, cmd: request.cmd, hangup: make(chan struct{}, 1)}
	if err := request.check(); err != nil {
		return err
	}
	if w.manager, err = sdnotify.Open(p.getenv); err != nil {
		p.console.say("note: %v", err)
	}
	defer w.manager.Close()
	defer w.close()
	if err := w.open(ctx, request, true); err != nil {
		return err
	}
	defer p.interrupts.onHangup(func() {
		select {
		case w.hangup <- struct{}{}:
		default: // one that is not heeded yet is enough
		}
	})()
	defer p.interrupts.whenStopped(func() {
		w.manager.Send(sdnotify.Stopping, sdnotify.Status("stopping"))
		p.console.say("stopping: no further file is taken; once more leaves at once")
	})()
	defer w.stayAlive()()
	w.send(sdnotify.Ready)
	p.console.say("watching %s", strings.Join(request.names, ", "))
	for !p.interrupts.stopped() {
		p.pulse.beat()
		w.look(ctx)
		w.rest(ctx)
	}
	return nil
}

func (w *importWatch) send(state string) {
	if err := w.manager.Send(state, sdnotify.Status("watching "+strings.Join(w.request.names, ", "))); err != nil {
		w.log.Warn("the service manager was not told", "error", err)
	}
}

// open opens folders and account as a request says. alone says that nobody may
// work for the account at that moment; later a watch waits for the next look.
func (w *importWatch) open(ctx context.Context, request importRequest, alone bool) (err error) {
	if w.boxes, err = openBoxes(request.names); err != nil {
		return err
	}
	w.im, err = w.openImporter(ctx, w.boxes, request.f, request.shared, alone)
	return err
}

func (w *importWatch) close() {
	if w.im != nil {
		w.im.Close()
	}
	closeBoxes(w.boxes)
	w.im, w.boxes = nil, nil
}

// check refuses what makes no sense for a watch.
func (r *importRequest) check() error {
	switch {
	case r.f.again:
		return usage("import once with --again, and watch without", "--again and --watch exclude each other")
	case r.f.every < time.Second:
		return usage("give a duration such as 30s or 5m", "--every cannot be below a second")
	}
	if !r.f.typed.Changed("wait") { // new files need not wait for tasks that take days
		r.f.job.run.Wait = r.f.every
	}
	return r.f.validate()
}

// look is one look at everything. Nobody is told of one that finds nothing,
// but once in an hour.
func (w *importWatch) look(ctx context.Context) {
	code, err := exitDone, error(nil)
	f := w.request.f
	f.job.window.notAfter = time.Time{} // --max-duration counts from each look
	if w.im == nil {                    // after a hangup the account could not be had
		err = w.open(ctx, w.request, false)
		if err != nil {
			w.close()
		}
	}
	if err == nil {
		err = f.job.window.begin(w.program)
	}
	if err == nil {
		something, failed := w.im.something(ctx)
		if err = failed; err == nil && (something || w.now().Sub(w.told) >= tellAtLeast) {
			w.told = w.now()
			err = w.tellingJob(&f.job.tell, f.about(), func() (err error) {
				if code, err = w.im.cycle(ctx); err != nil {
					return err
				}
				return ended(code)
			})
		}
	}
	if failure := (*failure)(nil); errors.As(err, &failure) && failure.message == "" {
		err = nil // a code, and what it means was said file by file
	}
	w.complain(err)
	if w.out++; err == nil && !inbox.StopsAll(int(code)) {
		w.out = 0
	}
}

// complain says what keeps a look from being done, once.
func (w *importWatch) complain(err error) {
	text := ""
	if err != nil {
		f := explain(err)
		text = f.message + "; next: " + f.hint
	}
	if text != w.complaint && text != "" {
		w.console.say("domainbatch: %s", text)
	}
	w.complaint = text
}

// rest waits for the next look, for a hangup or for the end.
func (w *importWatch) rest(ctx context.Context) {
	ctx, cancel := w.interrupts.context(ctx)
	defer cancel()
	pause := time.NewTimer(inbox.Pause(w.request.f.every, w.out, rand.Float64()))
	defer pause.Stop()
	tick := time.NewTicker(longestSleep)
	defer tick.Stop()
	for {
		w.pulse.beat()
		select {
		case <-ctx.Done():
		case <-pause.C:
		case <-tick.C:
			continue
		case <-w.hangup:
			w.reload(ctx)
		}
		return
	}
}

// reload reads flags, environment and configuration again. What cannot be used
// is said, and the watch goes on as it was.
func (w *importWatch) reload(ctx context.Context) {
	w.manager.Reloading()
	defer w.send(sdnotify.Ready)
	request, err := w.readAgain()
	if err == nil {
		err = request.check()
	}
	if err == nil {
		var boxes []*dropbox // are they there?
		boxes, err = openBoxes(request.names)
		closeBoxes(boxes)
	}
	if err == nil {
		w.close()
		if err = w.open(ctx, request, false); err == nil {
			w.request = request
			w.sayChanges()
			return
		}
		w.close()
		if again := w.open(ctx, w.request, false); again != nil {
			err = errors.Join(err, again)
		}
	}
	f := explain(err)
	w.console.say("the configuration cannot be used, so nothing changes: %s; next: %s", f.message, f.hint)
}

// sayChanges says what is not as it was.
func (w *importWatch) sayChanges() {
	changed, err := w.reconfigure(w.cmd, w.request.names)
	switch {
	case err != nil:
		w.log.Warn("what has changed is not known", "error", err)
	case len(changed) == 0:
		w.console.say("the configuration was read again; nothing has changed")
	default:
		w.console.say("the configuration was read again; changed: %s", strings.Join(changed, ", "))
	}
}

// readAgain reads what this process was asked for once more.
func (p *program) readAgain() (request importRequest, err error) {
	all := &overheard{}
	q := &program{
		stdin: strings.NewReader(""), stdout: all, stderr: all, args: p.args, environ: p.environ, now: p.now, interrupts: p.interrupts, log: p.log,
		asked: func(r importRequest) { request = r },
	}
	q.console = newConsole(q)
	root := newRoot(q)
	root.SetArgs(p.args)
	root.SetOut(all)
	root.SetErr(all)
	if err := root.ExecuteContext(context.Background()); err != nil {
		return request, err
	}
	if request.f == nil || !request.f.watch {
		return request, usage("start it again", "it does not ask for a watch any more")
	}
	return request, nil
}
