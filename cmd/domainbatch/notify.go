package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"domainbatch/executor"
	"domainbatch/report/notify"
)

const notifyLong = `Tell people and programs how a job goes. apply, resume and import do it when
they have these flags; they are usually in the configuration file.

  --notify webhook=URL     JSON, signed when there is a --notify-secret:
                           Domainbatch-Signature: t=SECONDS,v1=HEX, where HEX is
                           HMAC-SHA256 of "SECONDS.BODY" with the secret
  --notify slack=URL       incoming webhook
  --notify dingtalk=URL    robot; --notify-secret signs as its settings want
  --notify feishu=URL      custom robot; --notify-secret in the same way
  --notify wecom=URL       robot of a group
  --notify mail=smtp://USER@HOST:587?from=ADDRESS&to=ADDRESS,ADDRESS
                           STARTTLS; smtps:// for TLS from the start; the
                           password is the --notify-secret
  --notify command=COMMAND gets the JSON on its standard input, and the variables
                           DOMAINBATCH_EVENT, DOMAINBATCH_RUN, DOMAINBATCH_EXIT

Whoever knows such a URL can write to the group, so it is better kept in a
variable or a file: --notify slack=env:SLACK_URL, --notify slack=file:/etc/slack.

A command is cut into words at blanks; single and double quotes keep words
together, a backslash keeps the next letter. No shell sees it: for pipes and
variables write --on-failure "sh -c '…'". It has a minute, and its output goes
to the log (-v).

Messages hold counts, times and states: no contact values, no domain names, no
keys, no transfer codes. A receiver that cannot be told is tried a few times
within 15 seconds. It never changes the results or the exit code: there is a
warning, a line in the metrics, and a note with the run.`

func newNotify(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "notify test|schema",
		Short:   "Try out who is told how a job goes",
		Long:    notifyLong,
		GroupID: groupOther,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("write: domainbatch notify test, or notify schema", "notify has nothing named %q", args[0])
			}
			return cmd.Help()
		},
	}
	cmd.AddCommand(newNotifyTest(p), newNotifySchema(p))
	return cmd
}

func newNotifySchema(p *program) *cobra.Command {
	var ofLog bool
	cmd := &cobra.Command{
		Use:     "schema",
		Short:   "Print the JSON Schema of a message, or of a line of the log",
		Example: "  domainbatch notify schema\n  domainbatch notify schema --log",
		Args:    args(0, 0, "no argument"),
		RunE: func(*cobra.Command, []string) error {
			if ofLog {
				return writeJSON(p.stdout, logSchema())
			}
			_, err := p.stdout.Write(notify.Schema)
			return err
		},
	}
	cmd.Flags().BoolVar(&ofLog, "log", false, "that of a line of --log-format json")
	return cmd
}

func newNotifyTest(p *program) *cobra.Command {
	f := &tellFlags{}
	var event, lang, job string
	cmd := &cobra.Command{
		Use:   "test",
		Short: "Send a sample to everybody who is told",
		Long: `Send a sample to everybody who is told, and print a line for each.

Those are told whom the flags name, and the keys at the top of the configuration.
Keys in a section, such as import:, are for its command alone; --for import sends
the sample to everybody whom an import would tell.`,
		Example: `  domainbatch notify test --notify slack=env:SLACK_URL
  domainbatch notify test --event failure
  domainbatch notify test --for import     # with its section of the configuration
  domainbatch notify test --on-failure 'cat'`,
		Args: args(0, 0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if job != "" {
				if err := p.fillFor(cmd.Flags(), job); err != nil {
					return err
				}
			}
			return p.tryOut(cmd.Context(), f, event, lang, p.toldElsewhere(cmd.Flags(), job))
		},
	}
	set := cmd.Flags()
	f.registerReceivers(set)
	set.StringVar(&job, "for", "", "tell those whom the `COMMAND` would tell: "+strings.Join(tellingCommands, ", "))
	set.StringVar(&event, "event", string(notify.Partial), "`EVENT` of the sample")
	registerLang(set, &lang)
	return cmd
}

// tryOut sends a sample to everybody, whatever they want to hear of otherwise,
// and prints a line for each. elsewhere are the commands that would tell others.
func (p *program) tryOut(ctx context.Context, f *tellFlags, event, lang string, elsewhere []string) error {
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	events, err := notify.ParseEvents([]string{event})
	if err != nil || len(events) != 1 {
		return usage("give one of: start, success, unchanged, partial, failure, unknown, pending", "--event %q is no event", event)
	}
	t, err := p.newTeller(f, about{command: "notify", lang: lang})
	if err != nil {
		return err
	}
	if t == nil && len(elsewhere) > 0 {
		return usage("domainbatch notify test --for "+elsewhere[0], "nobody is told anything by the flags and the top of the configuration; its sections name somebody, for %s", strings.Join(elsewhere, " and "))
	}
	if t == nil {
		return usage("name somebody with --notify, --on-failure, --on-success or --on-end, or put these keys at the top of the configuration: a section is for its command alone", "nobody is told anything")
	}
	s := sample(events[0], p.now(), t.lang)
	for _, r := range [][]notify.Receiver{t.receivers, t.hooks} {
		for i := range r {
			r[i].On = notify.Events()
		}
	}
	told := notify.Deliver(ctx, t.receivers, s, notify.Policy{Deadline: tellFor})
	told = append(told, notify.Deliver(ctx, t.hooks, s, notify.Policy{Deadline: hooksFor, Attempts: 1})...)
	out := &lines{w: p.stdout}
	for _, d := range told {
		if d.Err != nil {
			out.put("failed  %s: %v (%s)\n", d.Name, d.Err, count(d.Attempts, "attempt", "attempts"))
			continue
		}
		out.put("told    %s\n", d.Name)
	}
	for _, command := range elsewhere {
		p.console.say("note: %s tells others, as its section of the configuration says; try them out with: domainbatch notify test --for %s", command, command)
	}
	if out.err == nil && slices.ContainsFunc(told, func(d notify.Delivery) bool { return d.Err != nil }) {
		return ended(exitInternal)
	}
	return out.err
}

// sample is a message of the shape of a real one.
func sample(event notify.Event, now time.Time, lang string) *notify.Summary {
	codes := map[notify.Event]exitCode{
		notify.Partial: exitRows, notify.Failure: exitCredentials, notify.Unknown: exitUnknown, notify.Pending: exitPending,
	}
	s := &notify.Summary{
		Version: notify.Version, ID: uuid.NewString(), Event: event, Sample: true, Tool: toolString(), Command: "notify", Session: uuid.NewString(),
		Run: "20260101-000000-samp", File: "sample.xlsx", Site: "cn", Account: "sample", Started: now.Add(-2 * time.Minute).UTC().Truncate(time.Second),
	}
	if event == notify.Start {
		return s
	}
	code := int(codes[event])
	s.Exit, s.Reason = &code, meaningOf(exitCode(code), lang)
	s.Finished, s.Seconds = now.UTC().Truncate(time.Second), 120
	s.Rows = map[string]int{string(executor.Unchanged): 48}
	switch event {
	case notify.Success:
		s.Rows[string(executor.OK)] = 12
	case notify.Partial:
		s.Rows[string(executor.OK)], s.Rows[string(executor.Failed)] = 10, 2
	case notify.Unknown:
		s.Rows[string(executor.Unknown)], s.UnknownRows = 1, 1
	case notify.Pending:
		s.Rows[string(executor.Pending)], s.PendingTasks = 12, 1
		s.OldestPending, s.PendingAge = &s.Started, 120
	}
	s.Next = nextAfter(exitCode(code), s)
	return s
}
