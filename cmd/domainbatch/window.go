package main

import (
	"context"
	"time"

	"github.com/spf13/pflag"

	"domainbatch/cmd/internal/hours"
	"domainbatch/executor"
)

// windowFlags say when calls may be sent: at which hours of the day, and for
// how long a command may go on sending. What has been sent is followed at any
// time.
type windowFlags struct {
	between     string
	wait        bool
	maxDuration time.Duration

	hours    hours.Window // what between says; none when it says "any"
	notAfter time.Time    // when maxDuration is over
}

// anyHours is what --between says to lift the hours that a run remembers.
const anyHours = "any"

func (f *windowFlags) register(set *pflag.FlagSet) {
	set.DurationVar(&f.maxDuration, "max-duration", 0, "send no more when the command has run for so long (`DURATION`, 0: no limit); what was sent is followed as --wait says, and the end is code 9")
	set.StringVar(&f.between, "between", "", "send only at these `HOURS` of the day: 22:00-06:00, '22:00-06:00 Asia/Shanghai', several with commas; any lifts what a run remembers")
	set.BoolVar(&f.wait, "between-wait", false, "outside the hours of --between wait for them, in place of ending with code 9")
}

// begin reads the hours, and starts the clock of --max-duration at its first
// call.
func (f *windowFlags) begin(p *program) error {
	if f.maxDuration < 0 {
		return usage("give a duration such as 90m, 2h or 8h", "--max-duration cannot be negative")
	}
	if f.maxDuration > 0 && f.notAfter.IsZero() {
		f.notAfter = p.now().Add(f.maxDuration)
	}
	f.hours = hours.Window{}
	if f.between == "" || f.between == anyHours {
		if f.wait && f.between == "" {
			return usage("say which with --between 22:00-06:00", "--between-wait has no hours to wait for")
		}
		return nil
	}
	window, err := hours.Parse(f.between, time.Local)
	if err != nil {
		return usage("write it as --between 22:00-06:00, or --between '22:00-06:00 Asia/Shanghai'", "--between: %v", err)
	}
	if err := p.knownZone(); err != nil && window.Local() {
		return err
	}
	f.hours = window
	return nil
}

// knownZone refuses a TZ that would silently be taken for UTC: hours that are
// off by eight are worse than none.
func (p *program) knownZone() error {
	name := p.getenv("TZ")
	if name == "" || name[0] == ':' || name[0] == '/' {
		return nil
	}
	if _, err := hours.Zone(name); err != nil {
		return usage("name the zone in --between '22:00-06:00 Asia/Shanghai', or correct TZ", "TZ is %q: %v", name, err)
	}
	return nil
}

// remembered is how a run keeps its hours.
func (f *windowFlags) remembered() string {
	if f.hours.IsZero() {
		return ""
	}
	return f.hours.String()
}

// over takes the hours that a run remembers, unless the person gave others.
func (f *windowFlags) over(remembered string, typed *pflag.FlagSet) {
	if !typed.Changed("between") {
		f.between = remembered
	}
	f.wait = f.wait && f.between != ""
}

// shape puts the limits into the options of a session.
func (f *windowFlags) shape(opt *executor.Options) {
	opt.NotAfter, opt.HoursWait = f.notAfter, f.wait
	if !f.hours.IsZero() {
		opt.Hours = f.hours.At
	}
}

// closed ends a command that would begin something new outside its hours,
// before anything is asked of the service.
func (f *windowFlags) closed(now time.Time) error {
	if f.hours.IsZero() || f.wait {
		return nil
	}
	open, opens := f.hours.At(now)
	if open {
		return nil
	}
	return fail(exitPending, "run it again then, or let it wait with --between-wait",
		"nothing was sent: the window opens at %s (--between %s)", opens.Format("2006-01-02 15:04 -0700"), f.hours)
}

// await waits for the hours, with --between-wait, or for the first signal.
func (f *windowFlags) await(ctx context.Context, p *program) error {
	if f.hours.IsZero() || !f.wait {
		return nil
	}
	for told := false; ; told = true {
		now := p.now()
		open, opens := f.hours.At(now)
		if open {
			return nil
		}
		if !f.notAfter.IsZero() && !opens.Before(f.notAfter) {
			return fail(exitPending, "run it again then, or give it longer", "nothing was sent: the window opens at %s (--between %s), and --max-duration %s ends before",
				opens.Format("2006-01-02 15:04 -0700"), f.hours, f.maxDuration)
		}
		if !told {
			p.console.say("waiting until %s, when calls may be sent (--between %s)", opens.Format("2006-01-02 15:04 -0700"), f.hours)
		}
		p.pulse.beat()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(min(opens.Sub(now), longestSleep)): // a clock that is set meanwhile is noticed
		}
	}
}

const longestSleep = 30 * time.Second
