package main

import (
	"errors"
	"math"
	"net"
	"time"

	"github.com/spf13/pflag"
)

// sharedFlags are understood by every command.
type sharedFlags struct {
	state     string
	logFormat string
	verbose   int
}

func (f *sharedFlags) register(set *pflag.FlagSet) {
	set.StringVar(&f.state, "state", "", "`DIR` of the journal and the key (default $XDG_STATE_HOME/domainbatch)")
	set.StringVar(&f.logFormat, "log-format", "text", "log lines on stderr as `text|json`")
	registerConfiguration(set)
	set.CountVarP(&f.verbose, "verbose", "v", "log what is being done; -vv logs every call")
}

// inputFlags say how a file is to be read. They are remembered with a run, so
// that its report can read the same file in the same way.
type inputFlags struct {
	Sheet        string   `json:"sheet,omitempty"`
	Encoding     string   `json:"encoding,omitempty"`
	Delimiter    string   `json:"delimiter,omitempty"`
	HeaderRow    int      `json:"header_row,omitempty"`
	Map          []string `json:"map,omitempty"`
	MapFile      string   `json:"map_file,omitempty"`
	Contacts     string   `json:"contacts,omitempty"`
	Action       string   `json:"action,omitempty"`
	AcceptFixes  bool     `json:"accept_fixes,omitempty"`
	AllowMissing []string `json:"allow_missing,omitempty"`
	PasswordFile string   `json:"password_file,omitempty"`
	SkipHidden   bool     `json:"skip_hidden,omitempty"`
}

func (f *inputFlags) register(set *pflag.FlagSet) {
	set.StringVar(&f.Sheet, "sheet", "", "`NAME` of the sheet with the rows (default \"Domains\", or the only sheet)")
	set.StringVar(&f.Encoding, "encoding", "", "`NAME` of the text encoding of a CSV file: utf-8, utf-16le, utf-16be, gb18030 (default: detected)")
	set.StringVar(&f.Delimiter, "delimiter", "", "`CHAR` between the values of a CSV file; \"tab\" for a tab (default: detected)")
	set.IntVar(&f.HeaderRow, "header-row", 0, "`ROW` with the column headers (default: found within the first 20)")
	set.StringArrayVar(&f.Map, "map", nil, "read a column of yours as one of ours: `'Owner mail=email'`; may be repeated")
	set.StringVar(&f.MapFile, "map-file", "", "CSV `FILE` with the columns header and field, for many --map")
	set.StringVar(&f.Contacts, "contacts", "", "CSV `FILE` of named contacts for the column contact_ref")
	set.StringVar(&f.Action, "action", "", "`ACTION` of rows that do not say one: update-contact, update-profile, transfer-code, skip")
	set.BoolVar(&f.AcceptFixes, "accept-fixes", false, "use the proposed value where a cell is damaged in a way that can be repaired")
	set.StringSliceVar(&f.AllowMissing, "allow-missing", nil, "contact `COLUMNS` that may be empty, as in postal_code,telephone")
	set.BoolVar(&f.SkipHidden, "skip-hidden", false, "leave out hidden and filtered rows and hidden columns")
	set.StringVar(&f.PasswordFile, "password-file", "", "`FILE` whose first line opens an encrypted workbook")
}

// targetFlags say where changes go. They shape the plan.
type targetFlags struct {
	Site      string `json:"site"`
	Endpoint  string `json:"endpoint,omitempty"`
	Profile   string `json:"profile,omitempty"`
	BatchSize int    `json:"batch_size"`

	Credentials    string `json:"credentials,omitempty"` // where keys come from: a reference, see credentialsValue
	AllowOtherHost bool   `json:"allow_other_host,omitempty"`
}

func (f *targetFlags) register(set *pflag.FlagSet) {
	f.registerPlace(set)
	set.IntVar(&f.BatchSize, "batch-size", 100, "most domains in one call (`N`)")
}

// registerPlace is for commands that send nothing.
func (f *targetFlags) registerPlace(set *pflag.FlagSet) {
	set.StringVar(&f.Site, "site", "cn", "site of the account: `cn|intl|intl-2018` (intl-2018: international account, newer API)")
	set.StringVar(&f.Endpoint, "endpoint", "", "`URL` of the service instead of the site's own; plain http only to loopback")
	set.BoolVar(&f.AllowOtherHost, "allow-other-host", false, "let --endpoint name an https host outside aliyuncs.com")
	set.StringVar(&f.Profile, "profile", "", "`NAME` of a profile in ~/.aliyun/config.json")
	registerCredentials(set, &f.Credentials)
}

// The rates that are used when nobody says otherwise, calls a second.
const (
	defaultSubmitRate = 2.0
	defaultQueryRate  = 5.0
)

// runFlags say how the calls are made. They may differ between a run and its
// resumption.
type runFlags struct {
	Rate       float64       `json:"rate,omitempty"`
	SubmitRate float64       `json:"submit_rate,omitempty"`
	QueryRate  float64       `json:"query_rate,omitempty"`
	Wait       time.Duration `json:"wait,omitempty"`
	Lang       string        `json:"lang,omitempty"`
	ClientIP   string        `json:"client_ip,omitempty"`
	Params     string        `json:"params,omitempty"`
	NoReplay   bool          `json:"no_replay,omitempty"`
	Workers    int           `json:"workers,omitempty"`

	CodesRecipient string `json:"codes_recipient,omitempty"`
}

func (f *runFlags) register(set *pflag.FlagSet) {
	set.Float64Var(&f.Rate, "rate", 0, "most calls a second, all together (`N`, 0: no further limit)")
	set.Float64Var(&f.SubmitRate, "submit-rate", defaultSubmitRate, "most submitting calls a second (`N`)")
	set.Float64Var(&f.QueryRate, "query-rate", defaultQueryRate, "most asking calls a second (`N`)")
	set.DurationVar(&f.Wait, "wait", 15*time.Minute, "how long to wait for running tasks before ending with code 9 (`DURATION`, 0: as long as it takes)")
	set.StringVar(&f.Lang, "lang", "", "language of the results, and of the service, to which it is sent as Lang: `en|zh` (default: as the environment says, not sent)")
	set.StringVar(&f.ClientIP, "client-ip", "", "`IP` address to send as UserClientIp")
	set.StringVar(&f.Params, "params", "auto", "where parameters travel: `auto|query|body`")
	set.BoolVar(&f.NoReplay, "no-replay", false, "never send a request again byte for byte to learn whether it arrived")
	set.IntVar(&f.Workers, "workers", 0, "calls under way at once (`N`, 0: enough for the rates)")
	registerCodesRecipient(set, &f.CodesRecipient)
}

// validate refuses values that mean nothing.
func (f *runFlags) validate() error {
	rates := []struct {
		flag  string
		value float64
	}{{"rate", f.Rate}, {"submit-rate", f.SubmitRate}, {"query-rate", f.QueryRate}}
	for _, r := range rates {
		if r.value < 0 || math.IsNaN(r.value) || math.IsInf(r.value, 0) {
			return usage("give calls a second, such as 2 or 0.5", "--%s cannot be %v", r.flag, r.value)
		}
	}
	switch {
	case f.SubmitRate == 0 || f.QueryRate == 0:
		return usage("give calls a second, such as 2 or 0.5", "--submit-rate and --query-rate cannot be 0")
	case f.Wait < 0:
		return usage("give a duration such as 90s, 15m or 8h", "--wait cannot be negative")
	case f.Workers < 0:
		return usage("leave it out, or give 1 or more", "--workers cannot be negative")
	case f.ClientIP != "" && net.ParseIP(f.ClientIP) == nil:
		return usage("give an IP address such as 127.0.0.1", "--client-ip %q is no IP address", f.ClientIP)
	}
	if err := checkRecipient(f.CodesRecipient); err != nil {
		return err
	}
	return errors.Join(oneOf("lang", f.Lang, "", "en", "zh"), oneOf("params", f.Params, "auto", "query", "body"))
}
