package main

import (
	"time"

	"github.com/spf13/cobra"

	"domainbatch/cmd/internal/hours"
)

const scheduleLong = `Print what starts a command without a person: lines for a crontab, a service and a
timer of systemd, or a task of Windows. Everything after -- is the command, as it
would be typed; it is checked now, and its paths, the program's and that of the
state folder are written down as they are now. Nothing is installed, and how to do
that is said on standard error.

Without a time it is 02:30 each day. A command that stays (import --watch) has
none: systemd is told when it is ready and keeps it running, cron and Windows
start it with the machine.

What is printed shuts the command in as far as systemd can: all the machine is
read-only but its folders, and it can become nobody else. It still reads keys in
~/.aliyun of the user it runs as. Keys in the environment come from --env-file, a
file of lines NAME=VALUE with mode 0600. Code 9 is no failure there: tasks are
still running, or time was up, and the next start goes on. Two starts never work
side by side for one account: the second ends with code 7, or waits (--lock-wait).`

const scheduleExample = `  domainbatch schedule print --systemd --at 02:30 -o units -- import /srv/domains/inbox
  domainbatch schedule print --systemd -- import /srv/domains/inbox --watch
  domainbatch schedule print --cron --on 'Mon..Fri 22:00' -- import inbox --between 22:00-06:00 --max-duration 7h
  domainbatch schedule print --cron --every 1h -- resume --wait 30m
  domainbatch schedule print --windows --at 02:30,14:30 -- import C:\domains\inbox`

type scheduleFlags struct {
	cron, systemd, windows bool

	name    string
	at, on  string
	every   time.Duration
	zone    string
	delay   time.Duration
	binary  string
	envFile string
	runAs   string
	mailTo  string
	alert   string
	output  string
	force   bool
}

func newSchedule(p *program, shared *sharedFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "schedule",
		Short:   "Print crontab lines, units of systemd and tasks of Windows",
		GroupID: groupOther,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, rest []string) error {
			if len(rest) > 0 {
				return usage("domainbatch schedule print --help", "schedule has no command %q", rest[0])
			}
			return cmd.Help()
		},
	}
	f := &scheduleFlags{}
	printing := &cobra.Command{
		Use:     "print --cron|--systemd|--windows -- COMMAND",
		Short:   "Print what starts a command without a person",
		Long:    scheduleLong,
		Example: scheduleExample,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, words []string) error {
			if dash := cmd.ArgsLenAtDash(); dash != 0 || len(words) == 0 {
				return usage("as in: domainbatch schedule print --cron -- import /srv/domains/inbox", "the command to start is written after --")
			}
			return p.printSchedule(words, f, shared)
		},
	}
	set := printing.Flags()
	set.BoolVar(&f.cron, "cron", false, "lines for a crontab; with --run-as for a file of /etc/cron.d")
	set.BoolVar(&f.systemd, "systemd", false, "a service and a timer of systemd")
	set.BoolVar(&f.windows, "windows", false, "a task for the Task Scheduler of Windows")
	set.StringVar(&f.name, "name", "", "`NAME` of the unit or task, and of the files (default domainbatch-COMMAND)")
	set.StringVar(&f.at, "at", "", "start each day at these `TIMES`: 02:30, or 02:30,14:30")
	set.StringVar(&f.on, "on", "", "start on days of the week: `'Mon..Fri 22:00'`")
	set.DurationVar(&f.every, "every", 0, "start every so often, counted from midnight (`DURATION`): 15m, 1h, 6h")
	set.StringVar(&f.zone, "zone", "", "time `ZONE` of the times and of the command, as Asia/Shanghai (default: the machine's)")
	set.DurationVar(&f.delay, "random-delay", 10*time.Minute, "put each start off by a random time up to this (`DURATION`, 0: none)")
	set.StringVar(&f.binary, "binary", "", "path of the program as `FILE` (default: of this one)")
	set.StringVar(&f.envFile, "env-file", "", "`FILE` with variables for the command, such as its access key")
	set.StringVar(&f.runAs, "run-as", "", "`USER` it runs as (default: whoever prints it)")
	set.StringVar(&f.mailTo, "mailto", "", "`ADDRESS` to which cron sends what is printed")
	set.StringVar(&f.alert, "alert-unit", "", "`UNIT` that systemd starts when it fails, as alert@%n.service")
	set.StringVarP(&f.output, "output", "o", "", "write the files into the folder `DIR`")
	set.BoolVar(&f.force, "force", false, "overwrite a file that was not written by domainbatch")
	cmd.AddCommand(printing)
	return cmd
}

func (p *program) printSchedule(words []string, f *scheduleFlags, shared *sharedFlags) error {
	if err := f.validate(); err != nil {
		return err
	}
	command, err := p.scheduledCommand(words, shared)
	if err != nil {
		return err
	}
	job, err := p.scheduledJob(f, command)
	if err != nil {
		return err
	}
	files, err := f.write(job, p.now())
	if err != nil {
		return usage("see domainbatch schedule print --help", "this cannot be scheduled: %v", err).because(err)
	}
	for _, note := range command.notes {
		p.console.say("note: %s", note)
	}
	if f.output == "" {
		err = f.show(p.stdout, files)
	} else {
		err = p.putSchedule(f, files)
	}
	if err == nil {
		p.console.say("%s", f.install(job.Name, files))
	}
	return err
}

func (f *scheduleFlags) validate() error {
	forms, times := 0, 0
	for _, chosen := range []bool{f.cron, f.systemd, f.windows} {
		if chosen {
			forms++
		}
	}
	for _, given := range []bool{f.at != "", f.on != "", f.every != 0} {
		if given {
			times++
		}
	}
	switch {
	case forms != 1:
		return usage("choose one", "one of --cron, --systemd and --windows says what is to be printed")
	case times > 1:
		return usage("choose one", "--at, --on and --every exclude each other")
	case f.mailTo != "" && !f.cron:
		return usage("leave it out; a unit that fails starts another one with --alert-unit", "--mailto is for cron")
	case f.alert != "" && !f.systemd:
		return usage("leave it out", "--alert-unit is for systemd")
	}
	if f.zone != "" {
		if _, err := hours.Zone(f.zone); err != nil {
			return usage("give a name as --zone Asia/Shanghai", "--zone: %v", err)
		}
	}
	return nil
}
