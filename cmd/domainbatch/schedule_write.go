package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"domainbatch/cmd/internal/schedule"
)

// scheduledJob is the whole of what is to be written down.
func (p *program) scheduledJob(f *scheduleFlags, c *scheduledCommand) (schedule.Job, error) {
	job := schedule.Job{
		Name: f.name, About: "domainbatch " + c.name, Args: c.words, Watch: c.watch, Delay: f.delay, Zone: f.zone,
		Writes: c.writes, User: f.runAs, AlertUnit: f.alert, MailTo: f.mailTo,
	}
	if job.Name == "" {
		job.Name = "domainbatch-" + c.name
	}
	if job.User == "" && f.systemd {
		job.User = p.person() // also for root: without a user there is no HOME
	}
	var err error
	if job.Program, err = f.program(); err != nil {
		return job, err
	}
	if job.EnvFile, err = absolute(f.envFile); err != nil {
		return job, err
	}
	if job.When, err = f.when(c.watch); err != nil {
		return job, usage("see domainbatch schedule print --help", "%v", err)
	}
	if _, err := os.Stat(job.Program); err != nil {
		c.note("%s is not on this machine", job.Program)
	}
	if p.getenv("ALIBABA_CLOUD_ACCESS_KEY_ID") != "" && f.envFile == "" {
		c.note("the access key is in the environment here, and will not be there; put it into a file of --env-file, or into a profile of ~/.aliyun/config.json")
	}
	if f.systemd && c.hooks {
		c.note("the commands that --on-failure and its like run are shut in as the service is: they write to its folders only")
	}
	if f.windows && filepath.Separator == '/' {
		c.note("the paths are those of this machine; print it on the Windows that it is for")
	}
	return job, nil
}

// program is the path of the program that is started.
func (f *scheduleFlags) program() (string, error) {
	if f.binary != "" {
		return absolute(f.binary)
	}
	path, err := os.Executable()
	if err != nil {
		return "", usage("name it with --binary FILE", "it is not known where this program lies: %v", err).because(err)
	}
	return path, nil
}

func (f *scheduleFlags) when(watch bool) (schedule.When, error) {
	switch {
	case f.at != "":
		return schedule.At(f.at)
	case f.on != "":
		return schedule.On(f.on)
	case f.every != 0:
		return schedule.Every(f.every)
	case watch:
		return schedule.When{}, nil
	}
	return schedule.At("02:30")
}

func (f *scheduleFlags) write(job schedule.Job, now time.Time) ([]schedule.File, error) {
	switch {
	case f.systemd:
		return schedule.Systemd(job)
	case f.cron:
		file, err := schedule.Crontab(job)
		return []schedule.File{file}, err
	}
	file, err := schedule.Windows(job, now)
	return []schedule.File{file}, err
}

// show prints the files one after the other, each with its name where there
// are several.
func (f *scheduleFlags) show(w io.Writer, files []schedule.File) error {
	out := &lines{w: w}
	for i, file := range files {
		if len(files) > 1 {
			if i > 0 {
				out.put("\n")
			}
			out.put("# %s\n", file.Name)
		}
		out.put("%s", file.Text)
	}
	return out.err
}

// putSchedule writes the files into a folder. They hold no secret, and whoever
// installs them reads them, so they are not kept private.
func (p *program) putSchedule(f *scheduleFlags, files []schedule.File) error {
	var places []*destination
	for _, file := range files {
		path, err := absolute(filepath.Join(f.output, file.Name))
		if err != nil {
			return err
		}
		place, err := newDestination(path, func(path string) bool {
			text, err := os.ReadFile(path)
			return f.force || err == nil && schedule.MadeHere(string(text))
		})
		if err != nil {
			return err
		}
		places = append(places, place)
	}
	for i, place := range places {
		err := place.write(&p.private, func(w io.Writer) error {
			_, err := io.WriteString(w, files[i].Text)
			return err
		})
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(p.stdout, "written  %s\n", shownPath(place.path)); err != nil {
			return err
		}
	}
	return nil
}

// install says how the files get to where they count.
func (f *scheduleFlags) install(name string, files []schedule.File) string {
	var paths []string
	for _, file := range files {
		paths = append(paths, shellQuote(filepath.Join(f.output, file.Name)))
	}
	switch {
	case f.systemd:
		last := files[len(files)-1].Name
		return fmt.Sprintf("next: sudo install -m 644 %s /etc/systemd/system/ && sudo systemctl daemon-reload && sudo systemctl enable --now %s", strings.Join(paths, " "), last)
	case f.cron && f.runAs != "":
		return fmt.Sprintf("next: sudo install -m 644 %s /etc/cron.d/%s", paths[0], strings.ReplaceAll(name, ".", "-")) // names with dots are not read there
	case f.cron:
		return "next: put the lines at the end of your crontab with: crontab -e"
	}
	return fmt.Sprintf("next: schtasks /Create /TN %s /XML %s", name, paths[0])
}
