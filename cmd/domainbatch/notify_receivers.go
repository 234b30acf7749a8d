package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"domainbatch/cmd/internal/secretref"
	"domainbatch/executor/alidomain"
	"domainbatch/report/notify"
)

// The kinds of receivers that are told over the network, and commands.
var receiverKinds = []string{"webhook", "slack", "dingtalk", "feishu", "wecom", "mail", kindCommand}

const kindCommand = "command"

// target is where a receiver is, or what holds it.
type target struct {
	kind string // "" for the heartbeat
	text string // URL, or command line
	ref  secretref.Ref
}

// parseTarget reads KIND=URL or KIND=REF. Errors never quote it.
func parseTarget(flag, value string) (target, error) {
	kind, text, ok := strings.Cut(value, "=")
	kind = strings.ToLower(strings.TrimSpace(kind))
	if !ok || !slices.Contains(receiverKinds, kind) {
		return target{}, usage("write it as KIND=URL or KIND=env:NAME; the kinds are "+strings.Join(receiverKinds, ", "), "--%s: a value begins with no kind of receiver", flag)
	}
	return placeOf(flag, kind, text)
}

// placeOf reads a URL or a reference.
func placeOf(flag, kind, text string) (target, error) {
	t := target{kind: kind, text: strings.TrimSpace(text)}
	if kind == kindCommand {
		_, err := alidomain.SplitCommand(t.text)
		if err != nil {
			err = usage("quote it as for a shell; for more than one program write: sh -c '…'", "--%s: %v", flag, err)
		}
		return t, err
	}
	if ref, err := secretref.Parse(t.text); err == nil && !ref.IsZero() {
		t.ref, t.text = ref, ""
		return t, nil
	}
	_, err := t.sender(t.text, "", "", notify.HTTP{})
	if err != nil {
		return t, usage("name it, or what holds it: "+secretref.Accepted, "--%s: the address of %s %v", flag, t.what(), err)
	}
	return t, nil
}

func (t target) what() string {
	if t.kind == "" {
		return "the heartbeat"
	}
	return t.kind
}

// name is how a receiver is called: by kind and host, or by what holds its
// address.
func (t target) name() string {
	kind := strings.TrimPrefix(t.what(), "the ")
	switch {
	case !t.ref.IsZero():
		return kind + " of " + t.ref.String()
	case t.kind == kindCommand:
		return "command " + commandName(t.text)
	case t.kind == "mail":
		return kind + " over " + notify.MailHost(t.text)
	}
	if to, err := notify.ParseAddress(t.text); err == nil {
		return kind + " at " + to.Host()
	}
	return kind
}

// shownTarget is a value of a flag as it may be shown.
func shownTarget(value string) string {
	kind, text, ok := strings.Cut(value, "=")
	if !ok || !slices.Contains(receiverKinds, kind) {
		kind, text = "", value
	} else {
		kind += "="
	}
	if ref, err := secretref.Parse(text); err == nil {
		return kind + ref.String()
	}
	if kind == "mail=" {
		return kind + "smtp://" + notify.MailHost(text)
	}
	if to, err := notify.ParseAddress(text); err == nil {
		scheme, _, _ := strings.Cut(text, "://")
		return kind + strings.ToLower(scheme) + "://" + to.Host() + "/…"
	}
	return kind + "…"
}

// sender makes what sends to a target whose address and secret are known.
func (t target) sender(address, secret, lang string, how notify.HTTP) (notify.Sender, error) {
	if t.kind == "mail" {
		return notify.NewMail(address, secret, lang, how)
	}
	to, err := notify.ParseAddress(address)
	if err != nil {
		return nil, err
	}
	switch t.kind {
	case "webhook":
		return notify.NewWebhook(to, secret, how), nil
	case "slack":
		return notify.NewSlack(to, lang, how), nil
	case "dingtalk":
		return notify.NewDingTalk(to, secret, lang, how), nil
	case "feishu":
		return notify.NewFeishu(to, secret, lang, how), nil
	case "wecom":
		return notify.NewWeCom(to, lang, how), nil
	case "":
		return notify.NewHeartbeat(to, lang, how), nil
	}
	return nil, errors.New("is of no known kind")
}

// lateSender fetches address and secret when the first message is there: what
// holds them may be slow, or away, and the job does not wait for it.
type lateSender struct {
	target
	p      *program
	secret secretref.Ref
	lang   string

	mu    sync.Mutex
	ready notify.Sender
}

// Send implements notify.Sender.
func (l *lateSender) Send(ctx context.Context, s *notify.Summary) error {
	l.mu.Lock()
	if l.ready == nil {
		if err := l.fetch(ctx); err != nil {
			l.mu.Unlock()
			return &notify.Refusal{Reason: err.Error()}
		}
	}
	ready := l.ready
	l.mu.Unlock()
	return ready.Send(ctx, s)
}

// fetch makes the sender; its errors name places, never what was found there.
func (l *lateSender) fetch(ctx context.Context) (err error) {
	address, key := l.text, ""
	if !l.ref.IsZero() {
		if address, err = l.p.secretAt(ctx, l.ref); err != nil {
			return err
		}
	}
	if !l.secret.IsZero() {
		if key, err = l.p.secretAt(ctx, l.secret); err != nil {
			return err
		}
	}
	how := notify.HTTP{Getenv: l.p.getenv, Now: l.p.now, UserAgent: "domainbatch/" + toolVersion()}
	if l.ready, err = l.target.sender(address, key, l.lang, how); err != nil {
		return errors.New("its address " + err.Error())
	}
	return nil
}

func (p *program) secretAt(ctx context.Context, ref secretref.Ref) (string, error) {
	secret, err := ref.Resolve(ctx, p.environ)
	return secret.Reveal(), err
}
