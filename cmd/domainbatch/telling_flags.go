package main

import (
	"strings"

	"github.com/spf13/pflag"

	"domainbatch/report/notify"
)

// tellFlags say who is told how a job goes. They are no part of a run: another
// session of it tells whom its own flags name.
type tellFlags struct {
	notify    hidden
	secrets   hidden
	on        []string
	onFailure string
	onSuccess string
	onEnd     string
	heartbeat hidden
	metrics   string

	within *teller // of the command that is under way, nil when there is none
}

func (f *tellFlags) register(set *pflag.FlagSet) {
	f.registerReceivers(set)
	f.heartbeat.single = true
	set.Var(&f.heartbeat, "heartbeat", "tell `URL` at start, success and failure as healthchecks.io takes it, or env:NAME, file:PATH, command:PROGRAM that hold the URL")
	set.StringVar(&f.metrics, "metrics-file", "", "keep metrics for Prometheus in `FILE`, such as /var/lib/node_exporter/domainbatch.prom")
}

// registerReceivers adds the flags that say who gets messages.
func (f *tellFlags) registerReceivers(set *pflag.FlagSet) {
	set.Var(&f.notify, "notify", "tell `KIND=URL`, or KIND=env:NAME, file:PATH, command:PROGRAM that hold it; KIND is webhook, slack, dingtalk, feishu, wecom, mail or command; may be repeated")
	set.StringSliceVar(&f.on, "notify-on", nil, "`EVENTS` to tell: start, success, unchanged, partial, failure, unknown, pending, all (default: all but start and unchanged)")
	set.Var(&f.secrets, "notify-secret", "sign messages with the secret in `[KIND=]REF`: env:NAME, file:PATH or command:PROGRAM; for mail the password; may be repeated")
	set.StringVar(&f.onFailure, "on-failure", "", "run `COMMAND` when something was not done, with the summary as JSON on its standard input")
	set.StringVar(&f.onSuccess, "on-success", "", "run `COMMAND` after success, in the same way")
	set.StringVar(&f.onEnd, "on-end", "", "run `COMMAND` at every end, in the same way")
}

// hidden are values of a flag that can let somebody in, such as the URL of a
// webhook. Setting one never fails, because errors of flags quote the value: what
// is wrong is said when it is used. It shows nothing but kinds and hosts.
type hidden struct {
	values []string
	single bool // the last value wins
}

// Set implements pflag.Value.
func (h *hidden) Set(text string) error {
	if h.single {
		h.values = nil
	}
	h.values = append(h.values, strings.TrimSpace(text))
	return nil
}

// Type implements pflag.Value; sources give lists to flags of this name.
func (h *hidden) Type() string {
	if h.single {
		return "string"
	}
	return "stringArray"
}

// String implements pflag.Value.
func (h *hidden) String() string {
	var out []string
	for _, v := range h.values {
		out = append(out, shownTarget(v))
	}
	return strings.Join(out, "; ")
}

// Values are the values themselves.
func (h *hidden) all() []string {
	var out []string
	for _, v := range h.values {
		if v != "" {
			out = append(out, v)
		}
	}
	return out
}

// none says whether nobody is to be told anything.
func (f *tellFlags) none() bool {
	return len(f.notify.all())+len(f.heartbeat.all()) == 0 && f.metrics == "" && f.onFailure+f.onSuccess+f.onEnd == ""
}

// events are those that receivers of --notify want.
func (f *tellFlags) events() ([]notify.Event, error) {
	if len(f.on) == 0 {
		return notify.Usual(), nil
	}
	on, err := notify.ParseEvents(f.on)
	if err != nil {
		return nil, usage("give some of: start, success, unchanged, partial, failure, unknown, pending, all", "--notify-on: %v", err)
	}
	return on, nil
}
