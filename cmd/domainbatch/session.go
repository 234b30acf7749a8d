package main

import (
	"context"
	"errors"
	"io"
	"time"

	"domainbatch/executor"
	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/executor/vault"
)

// session is everything that is open while a run is worked on. The lock of
// the account is held all the time, so that nobody else plans or sends for it.
type session struct {
	state     *stateDir
	account   *account
	rehearsal *rehearsal // nil for a real account
	journal   journal.Journal
	home      string // where the journal is
	fresh     bool   // the run that is worked on was made in this session
	vault     executor.Vault
	envelope  *vault.Envelope // nil unless codes are sealed for somebody else
	client    *alidomain.Client
	identity  func(context.Context) string // RAM identity of the keys, see askIdentity
	quota     executor.Quota               // of a look at the present, for the run after it; nil without one
	story     *story                       // who hears of it; nil when nobody does
	closers   []io.Closer
}

// Close releases everything in the reverse order of opening.
func (s *session) Close() error {
	var errs []error
	for i := len(s.closers) - 1; i >= 0; i-- {
		errs = append(errs, s.closers[i].Close())
	}
	s.closers = nil
	return errors.Join(errs...)
}

type closeFunc func()

func (f closeFunc) Close() error { f(); return nil }

// whom is the account a session is for: one that has to be found in the
// environment, or the rehearsal of that id.
type whom struct {
	target    targetFlags
	run       runFlags
	rehearsal string
	lockWait  time.Duration // how long to wait for the account's lock
}

// openSession finds the account, takes its lock and opens journal, vault and
// client. Nothing is sent.
func (p *program) openSession(ctx context.Context, stateFlag string, who whom) (_ *session, err error) {
	s := &session{}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	if s.state, err = p.openStateDir(stateFlag); err != nil {
		return nil, err
	}
	if err := s.findAccount(p, &who); err != nil {
		return nil, err
	}
	lock, err := p.lockAccount(ctx, s.state.path, s.account.key, who.lockWait)
	if err != nil {
		return nil, err
	}
	s.closers = append(s.closers, closeFunc(func() { lock.Unlock() }))
	if s.journal, err = journal.Open(ctx, s.state.journal(), journal.Options{Now: p.now}); err != nil {
		return nil, err
	}
	s.closers = append(s.closers, s.journal)
	s.home = s.homeOf()
	s.journal = watchedJournal(s.journal)
	if s.vault, s.envelope, err = openVault(s.state, who.run.CodesRecipient); err != nil {
		return nil, err
	}
	if s.client, err = p.newClient(s.account, who); err != nil {
		return nil, err
	}
	s.closers = append(s.closers, closeFunc(s.client.Close))
	s.identity = p.askIdentity(s.account, who.target.Endpoint)
	return s, nil
}

// findAccount looks for credentials, or starts the emulator that needs none.
func (s *session) findAccount(p *program, who *whom) (err error) {
	if who.rehearsal == "" {
		s.account, err = p.findAccount(who.target)
		return err
	}
	if s.rehearsal, err = p.startRehearsal(s.state, who.rehearsal); err != nil {
		return err
	}
	s.closers = append(s.closers, s.rehearsal)
	s.account = s.rehearsal.account()
	who.target.Endpoint = s.rehearsal.endpoint
	return nil
}

func (p *program) newClient(account *account, who whom) (*alidomain.Client, error) {
	client, err := alidomain.New(hastenedClient(alidomain.Config{
		Site: alidomain.Site(who.target.Site), Credential: account.credential,
		Endpoint: who.target.Endpoint, AllowOtherHost: who.target.AllowOtherHost,
		Placement: alidomain.Placement(who.run.Params), Lang: who.run.Lang, ClientIP: who.run.ClientIP,
		UserAgent: "domainbatch/" + toolVersion(), Now: p.now, Getenv: p.getenv,
		Observe: func(c alidomain.Call) {
			p.log.Debug("call", "operation", c.Operation, "ms", c.Duration.Milliseconds(), "status", c.HTTPStatus,
				"code", c.Code, "class", c.Class.String(), "request", c.RequestID)
		},
	}))
	if err != nil {
		return nil, usage("see domainbatch apply --help", "%v", err).because(err)
	}
	return client, nil
}
