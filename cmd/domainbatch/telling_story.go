package main

import (
	"context"
	"encoding/json"
	"time"

	"domainbatch/executor/journal"
	"domainbatch/report/notify"
)

// story is one session on a file or a run, as far as others hear of it. All
// methods do nothing on nil, so that whoever works need not know whether anybody
// listens.
type story struct {
	*teller
	about // may come to know more than that of the teller
	since time.Time
	state *stateDir
	run   string
	reckoning

	startTold chan struct{} // nil when no start was told; closed when it was
	notToTell context.CancelFunc
}

// heardBy makes what is done with a session part of a story: whose account it is,
// and how that stands when the session is over.
func (s *session) heardBy(story *story) {
	s.story = story
	if story == nil {
		return
	}
	story.state = s.state
	story.account = s.account.shown
	if story.metrics != "" {
		s.closers = append(s.closers, closeFunc(func() { story.lookAround(s) })) // closed first, while the journal is open
	}
}

// begins tells that work on a run begins.
func (s *story) begins(runID string, record *runRecord) {
	if s == nil {
		return
	}
	s.isAbout(runID, record)
	ctx, cancel := context.WithCancel(context.Background())
	s.notToTell, s.startTold = cancel, make(chan struct{})
	m := s.message()
	m.Event = notify.Start
	go func() {
		defer close(s.startTold)
		s.note(s, notify.Deliver(ctx, s.receivers, m, notify.Policy{Deadline: tellFor}))
		s.note(s, notify.Deliver(ctx, s.hooks, m, notify.Policy{Deadline: hooksFor, Attempts: 1}))
	}()
}

// isAbout takes down which run it is.
func (s *story) isAbout(runID string, record *runRecord) {
	if s == nil {
		return
	}
	s.run, s.account = runID, record.Account
	s.about.target, s.about.file, s.about.rehearsal = record.Target, record.InputName, record.Rehearsal != ""
	if s.teller.target.Site == "" {
		s.teller.target, s.teller.rehearsal = s.about.target, s.about.rehearsal
	}
}

// ends tells how it ended, without keeping the next story waiting.
func (s *story) ends(err error) {
	m := s.message()
	sumUp(m, s.reckoning, err, s.since, s.p.now(), s.teller.lang)
	t := s.teller
	t.mu.Lock()
	t.stories++
	t.bad = t.bad || !m.Succeeded()
	t.total.add(s.reckoning)
	t.mu.Unlock()
	t.underWay.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), tellFor)
		defer cancel()
		if s.startTold != nil {
			soon(s.startTold, s.notToTell)
		}
		t.underWay.Go(func() {
			s.note(s, notify.Deliver(context.Background(), s.hooks, m, notify.Policy{Deadline: hooksFor, Attempts: 1}))
		})
		s.note(s, notify.Deliver(ctx, s.receivers, m, notify.Policy{Deadline: tellFor}))
	})
}

func (s *story) message() *notify.Summary {
	m := s.teller.summary(s.about, s.since)
	m.Run = s.run
	if s.account != "" {
		m.Account = s.account
	}
	return m
}

// tellEvent is the kind of the event that says who could not be told of a run.
const tellEvent = "not-told"

// notTold is its detail.
type notTold struct {
	Receiver string `json:"receiver"`
	Attempts int    `json:"attempts"`
	Reason   string `json:"reason"`
}

// shownNotTold is the same for whoever looks at a run.
type shownNotTold struct {
	At time.Time `json:"at"`
	notTold
}

// notToldIn reads an event; none when it is of another kind.
func notToldIn(e journal.Event) []shownNotTold {
	n := shownNotTold{At: e.At}
	if e.Kind != tellEvent || json.Unmarshal([]byte(e.Detail), &n.notTold) != nil {
		return nil
	}
	return []shownNotTold{n}
}

// noteInJournal keeps with each run who could not be told of it. The session
// is over, so the journal is opened once more; a failure here is only logged.
func (t *teller) noteInJournal() {
	open := map[string]journal.Journal{}
	ctx, cancel := context.WithTimeout(context.Background(), tellFor)
	defer cancel()
	for _, f := range t.failed {
		if f.story == nil || f.story.run == "" || f.story.state == nil {
			continue
		}
		path := f.story.state.journal()
		err := error(nil)
		if open[path] == nil {
			if open[path], err = journal.Open(ctx, path, journal.Options{Log: t.p.log}); err == nil {
				defer open[path].Close()
			}
		}
		if err == nil {
			detail, _ := json.Marshal(notTold{f.Name, f.Attempts, f.Err.Error()})
			err = open[path].Note(ctx, journal.Event{RunID: f.story.run, Actor: journal.ExecutorActor, Kind: tellEvent, Detail: string(detail)})
		}
		if err != nil {
			t.p.log.Warn("who was not told could not be noted", "run", f.story.run, "error", err)
			return
		}
	}
}
