package main

import (
	"context"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/cmd/internal/collect"
	"domainbatch/executor"
	"domainbatch/ingest"
	"domainbatch/planner"
	"domainbatch/report/audit"
)

const auditLong = `Tell every change of every run: who, when, from which file, sheet and row, what was
there before where the service was asked, what was asked for, and what came of it,
with task numbers, request ids and attempts. Then what persons decided, and who
looked at transfer codes. Nothing is sent.

The workbook has a sheet for each question: all changes, by day, by domain, what is
still open, what failed and was never mended by a later run, and what persons did.
Contact values stand in it; keep it as safe as the files they came from. Of a
transfer code there are its last two characters and a keyed fingerprint.

Times are in the zone of this machine; a day given with --until is included.`

const auditExample = `  domainbatch audit
  domainbatch audit --since 2026-01-01 --until 2026-03-31 -o quarter.xlsx
  domainbatch audit --domain example.com --contact-type registrant
  domainbatch audit --result failed --format json`

type auditFlags struct {
	since, until string
	domains      []string
	accounts     []string
	contactTypes []string
	results      []string
	output       string
	format       string
	lang         string
	force        bool
	asJSON       bool
}

func newAudit(p *program, shared *sharedFlags) *cobra.Command {
	f := &auditFlags{}
	cmd := &cobra.Command{
		Use:     "audit",
		Short:   "Tell who changed what, over all runs",
		Long:    auditLong,
		Example: auditExample,
		GroupID: groupRuns,
		Args:    args(0, 0, "no file"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.asJSON {
				f.format = "json"
			}
			return p.audit(cmd.Context(), f, shared)
		},
	}
	set := cmd.Flags()
	set.StringVar(&f.since, "since", "", "only changes from this `DAY` on, such as 2026-01-31, or time as RFC 3339 has it")
	set.StringVar(&f.until, "until", "", "only changes up to the end of this `DAY`, or before this time")
	set.StringSliceVar(&f.domains, "domain", nil, "only these `DOMAINS`")
	set.StringSliceVar(&f.accounts, "account", nil, "only these `ACCOUNTS`, as status or the audit shows them")
	set.StringSliceVar(&f.contactTypes, "contact-type", nil, "only these contact `TYPES`: registrant, admin, tech, billing, or transfer-code")
	set.StringSliceVar(&f.results, "result", nil, "only changes with these `RESULTS`, such as FAILED or UNKNOWN")
	set.StringVarP(&f.output, "output", "o", "", "write to `FILE`: .xlsx, .csv, .json or .html (default: text on standard output)")
	set.StringVar(&f.format, "format", "", "what to write: `"+strings.Join(audit.Formats(), "|")+"` (default: what FILE ends in, else text)")
	set.BoolVar(&f.asJSON, "json", false, "the same as --format json")
	set.BoolVar(&f.force, "force", false, "overwrite FILE")
	registerLang(set, &f.lang)
	cmd.AddCommand(newAuditVerify(p, shared))
	return cmd
}

func (p *program) audit(ctx context.Context, f *auditFlags, shared *sharedFlags) error {
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	filter, err := f.filter(p.now().Location())
	if err != nil {
		return err
	}
	format, path, err := f.choose()
	if err != nil {
		return err
	}
	lang, err := p.language(f.lang)
	if err != nil {
		return err
	}
	if path != stdoutName {
		if _, err := newDestination(path, func(string) bool { return f.force }); err != nil {
			return err
		}
	} else if format == "xlsx" && isTerminal(p.stdout) {
		return usage("name a file with -o", "a workbook cannot be shown on a terminal")
	}
	trail, state, done, err := p.trail(ctx, shared)
	if err != nil {
		return err
	}
	defer done()
	opt := audit.Options{Lang: lang, Location: p.now().Location(), Now: p.now()}
	if state != nil {
		opt.Scratch = p.scratchIn(state.path)
	}
	defer collect.Frugally()()
	err = p.writeTo(path, func(w io.Writer) error { return audit.Write(ctx, w, format, trail, filter, opt) })
	if err == nil && path != stdoutName {
		p.console.say("written: %s", shownPath(path))
	}
	return err
}

// choose decides what is written and where.
func (f *auditFlags) choose() (format, path string, err error) {
	if path, err = absolute(f.output); err != nil {
		return "", "", err
	}
	if path == "" {
		path = stdoutName
	}
	format = f.format
	if ext := strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), "."); format == "" && path != stdoutName {
		if format = ext; ext == "txt" {
			format = "text"
		}
		if !slices.Contains(audit.Formats(), format) {
			return "", "", usage("use a name that ends in .xlsx, .csv, .json, .html or .txt, or say --format", "%s does not say what to write", filepath.Base(path))
		}
	}
	if format == "" {
		format = "text"
	}
	return format, path, oneOf("format", format, audit.Formats()...)
}

func (f *auditFlags) filter(in *time.Location) (audit.Filter, error) {
	filter := audit.Filter{Accounts: f.accounts, ContactTypes: f.contactTypes}
	var err error
	if filter.Since, err = moment("since", f.since, in, 0); err != nil {
		return filter, err
	}
	if filter.Until, err = moment("until", f.until, in, 1); err != nil {
		return filter, err
	}
	if !filter.Until.IsZero() && !filter.Since.Before(filter.Until) {
		return filter, usage("give a day before it with --since", "--until %s is before --since %s", f.until, f.since)
	}
	for _, domain := range f.domains {
		filter.Domains = append(filter.Domains, strings.TrimSuffix(strings.TrimSpace(domain), "."))
	}
	types := []string{string(ingest.Registrant), string(ingest.Admin), string(ingest.Tech), string(ingest.Billing), planner.KindTransferCode}
	for _, t := range f.contactTypes {
		if err := oneOf("contact-type", strings.ToLower(t), types...); err != nil {
			return filter, err
		}
	}
	for _, text := range f.results {
		r := executor.Result(strings.ToUpper(strings.NewReplacer("-", " ", "_", " ").Replace(text)))
		if !slices.Contains(executor.Results(), r) {
			return filter, usage("give OK, FAILED, PENDING, UNKNOWN, CANCELLED or NOT SENT", "--result cannot be %q", text)
		}
		filter.Results = append(filter.Results, r)
	}
	return filter, nil
}

// moment reads a day, moved by some days, or an exact time.
func moment(flag, text string, in *time.Location, days int) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, text, in); err == nil {
		return day.AddDate(0, 0, days), nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, usage("give a day such as 2026-01-31, or a time such as 2026-01-31T08:00:00Z", "--%s cannot be %q", flag, text)
	}
	return at, nil
}
