package main

import (
	"slices"
	"strings"

	"domainbatch/cmd/internal/secretref"
	"domainbatch/report/notify"
)

// newTeller finds out who is to be told; nil when nobody is. What is wrong with
// the flags is said before anything is done.
func (p *program) newTeller(f *tellFlags, a about) (*teller, error) {
	if f.none() {
		return nil, nil
	}
	lang, err := p.language(a.lang)
	if err != nil {
		return nil, err
	}
	a.lang = lang
	t := &teller{p: p, about: a, metrics: f.metrics}
	if err := p.receivers(f, t); err != nil {
		return nil, err
	}
	if err := checkMetricsFile(f.metrics); err != nil {
		return nil, err
	}
	if f.metrics != "" {
		if t.metrics, err = absolute(f.metrics); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// receivers puts those who get messages into a teller.
func (p *program) receivers(f *tellFlags, t *teller) error {
	on, err := f.events()
	if err != nil {
		return err
	}
	secrets, err := readSecrets(f.secrets.all())
	if err != nil {
		return err
	}
	for _, value := range f.notify.all() {
		to, err := parseTarget("notify", value)
		if err != nil {
			return err
		}
		if to.kind == kindCommand {
			t.hooks = append(t.hooks, notify.Receiver{Name: to.name(), On: on, Sender: &hook{p: p, line: to.text}})
			continue
		}
		t.receivers = append(t.receivers, p.receiver(to, secrets.of(to.kind), on, t.lang))
	}
	for _, value := range f.heartbeat.all() {
		to, err := placeOf("heartbeat", "", value)
		if err != nil {
			return err
		}
		t.heartbeat = append(t.heartbeat, p.receiver(to, secretref.Ref{}, notify.Events(), t.lang))
	}
	return p.hooks(f, t)
}

func (p *program) receiver(to target, secret secretref.Ref, on []notify.Event, lang string) notify.Receiver {
	return notify.Receiver{Name: to.name(), On: on, Sender: &lateSender{target: to, p: p, secret: secret, lang: lang}}
}

// hooks are the commands that have flags of their own.
func (p *program) hooks(f *tellFlags, t *teller) error {
	for _, h := range []struct {
		flag, line string
		on         []notify.Event
	}{
		{"on-failure", f.onFailure, []notify.Event{notify.Partial, notify.Failure, notify.Unknown}},
		{"on-success", f.onSuccess, []notify.Event{notify.Success, notify.Unchanged}},
		{"on-end", f.onEnd, slices.DeleteFunc(notify.Events(), func(e notify.Event) bool { return e == notify.Start })},
	} {
		if h.line == "" {
			continue
		}
		to, err := placeOf(h.flag, kindCommand, h.line)
		if err != nil {
			return err
		}
		t.hooks = append(t.hooks, notify.Receiver{Name: to.name() + " of --" + h.flag, On: h.on, Sender: &hook{p: p, line: to.text}})
	}
	return nil
}

// secretOf are the secrets by kind of receiver; that of "" is for all kinds
// without one of their own.
type secretOf map[string]secretref.Ref

func (s secretOf) of(kind string) secretref.Ref {
	if ref, ok := s[kind]; ok {
		return ref
	}
	return s[""]
}

func readSecrets(values []string) (secretOf, error) {
	out := secretOf{}
	for _, value := range values {
		kind, text, ok := strings.Cut(value, "=")
		if !ok || !slices.Contains(receiverKinds, kind) {
			kind, text = "", value
		}
		ref, err := secretref.Parse(text)
		if err != nil || ref.IsZero() {
			return nil, usage("write "+secretref.Accepted, "--notify-secret names no place of a secret")
		}
		out[kind] = ref
	}
	return out, nil
}
