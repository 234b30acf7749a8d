package main

import (
	"context"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"

	"domainbatch/report/notify"
)

// How long is waited for those who are told.
const (
	tellFor  = 15 * time.Second // of an end, counted from it
	startFor = 5 * time.Second  // of a start that is not told when the end is there
	hooksFor = time.Minute      // for the commands of the person
)

// about is what is known of a job before it begins.
type about struct {
	command   string // apply, resume, import
	file      string // as typed, "" when there is none
	target    targetFlags
	lang      string
	rehearsal bool
}

// teller tells those who asked for it how a job goes: one command, and the
// sessions on runs it works through. Nothing that happens to it changes what the
// job does, or how it ends.
type teller struct {
	p *program
	about
	session   string // id
	started   time.Time
	receivers []notify.Receiver
	hooks     []notify.Receiver // commands of the person
	heartbeat []notify.Receiver // none or one
	metrics   string            // path, "" for none

	beaten   context.CancelFunc // ends the telling of the start
	begun    chan struct{}      // closed when the start was told
	underWay sync.WaitGroup     // ends of stories that are being told

	mu      sync.Mutex
	failed  []untold
	total   reckoning // of all stories
	stories int
	bad     bool // some story did not do its job
}

// untold is somebody who could not be told.
type untold struct {
	story *story // nil for the job as a whole
	notify.Delivery
}

// telling does something on one file or run and tells about it; the first that
// does so in a command tells about the command too. The story is nil when there
// is nobody to tell.
func (p *program) telling(f *tellFlags, a about, do func(*story) error) error {
	p.runMark.is("") // it is not known yet
	return p.tellingJob(f, a, func() error {
		if f.within == nil {
			return do(nil)
		}
		return f.within.tells(a, do)
	})
}

// tellingJob tells about a command that may do several things. What is told of
// each of them by telling, with the same flags, belongs to it.
func (p *program) tellingJob(f *tellFlags, a about, do func() error) (err error) {
	if f.within != nil {
		return do()
	}
	t, err := p.newTeller(f, a)
	if err != nil || t == nil {
		if err == nil {
			err = do()
		}
		return err
	}
	f.within = t
	t.begins()
	defer func() {
		f.within = nil
		r := recover()
		if r != nil {
			err = fail(exitInternal, "", "internal error")
		}
		t.ends(err)
		if r != nil {
			panic(r) // is explained where all are
		}
	}()
	return do()
}

// begins tells the heartbeat that the job begins, without keeping it waiting.
func (t *teller) begins() {
	t.session, t.started = uuid.NewString(), t.p.now()
	ctx, cancel := context.WithCancel(context.Background())
	t.beaten, t.begun = cancel, make(chan struct{})
	s := t.summary(t.about, t.started)
	s.Event = notify.Start
	go func() {
		defer close(t.begun)
		t.note(nil, notify.Deliver(ctx, t.heartbeat, s, notify.Policy{Deadline: tellFor}))
	}()
}

// tells does something and tells how it went. A panic passes through, told as
// a failure.
func (t *teller) tells(a about, do func(*story) error) (err error) {
	s := &story{teller: t, about: a, since: t.p.now()}
	returned := false
	defer func() {
		if !returned {
			err = fail(exitInternal, "", "internal error")
		}
		s.ends(err)
	}()
	err = do(s)
	returned = true
	return err
}

// ends tells how the job as a whole went and waits until everybody was told or
// given up.
func (t *teller) ends(err error) {
	t.mu.Lock()
	alone := t.stories == 0 || !didItsJob(codeOfEnd(err)) && !t.bad
	t.mu.Unlock()
	if alone { // what happened belongs to no story
		t.tells(t.about, func(*story) error { return err })
	}
	t.mu.Lock()
	total := t.total
	t.mu.Unlock()
	s := t.summary(t.about, t.started)
	sumUp(s, total, err, t.started, t.p.now(), t.lang)
	ctx, cancel := context.WithTimeout(context.Background(), tellFor)
	defer cancel()
	soon(t.begun, t.beaten)
	t.note(nil, notify.Deliver(ctx, t.heartbeat, s, notify.Policy{Deadline: tellFor}))
	t.underWay.Wait()
	t.writeMetrics(s, total)
	t.noteInJournal()
}

// soon waits a little for something, and then calls it off.
func soon(done <-chan struct{}, callOff context.CancelFunc) {
	patience := time.NewTimer(startFor)
	defer patience.Stop()
	select {
	case <-done:
	case <-patience.C:
	}
	callOff()
	<-done
}

// summary is the part of a message that is known at any time.
func (t *teller) summary(a about, since time.Time) *notify.Summary {
	s := &notify.Summary{
		Version: notify.Version, ID: uuid.NewString(), Tool: toolString(), Command: t.command, Session: t.session,
		Site: a.target.Site, Account: a.target.profile(), Rehearsal: a.rehearsal, Started: since.UTC().Truncate(time.Second),
	}
	if a.file != "" && a.file != stdoutName {
		s.File = filepath.Base(a.file)
	}
	return s
}

// note keeps who could not be told and says so.
func (t *teller) note(of *story, deliveries []notify.Delivery) {
	log := t.p.log
	if of != nil && of.run != "" {
		log = log.With("run", of.run) // another may be under way by now
	}
	for _, d := range deliveries {
		if d.Err == nil {
			log.Info("a receiver was told", "receiver", d.Name, "attempts", d.Attempts)
			continue
		}
		log.Warn("a receiver was not told", "receiver", d.Name, "attempts", d.Attempts, "reason", d.Err.Error())
		t.mu.Lock()
		t.failed = append(t.failed, untold{of, d})
		t.mu.Unlock()
	}
}
