package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	filelock "github.com/gofrs/flock"

	"domainbatch/report/metrics"
	"domainbatch/report/notify"
)

// checkMetricsFile refuses a path where no metrics can be put, before anything
// is done.
func checkMetricsFile(path string) error {
	if path == "" {
		return nil
	}
	info, err := os.Stat(filepath.Dir(path))
	if err != nil || !info.IsDir() {
		return usage("create the folder, or name a file in the one that the collector reads", "--metrics-file %s: there is no such folder", path)
	}
	if _, err := readMetrics(path); err != nil {
		return usage("name another file", "--metrics-file %s: %v", path, cause(err))
	}
	return nil
}

// readMetrics reads what stands there; nothing yet is fine.
func readMetrics(path string) (*metrics.File, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &metrics.File{}, nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no regular file")
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	read, err := metrics.Read(file)
	if err != nil {
		return nil, fmt.Errorf("it is there, and %w", err)
	}
	return read, nil
}

// profileOfRehearsals is the profile of what is tried out.
const profileOfRehearsals = "sandbox"

// jobOf is the job of a command in the metrics: the site, and the profile of
// the configuration, else that of the credentials, else where they come from.
func (p *program) jobOf(a about) metrics.Job {
	job := metrics.Job{Site: a.target.Site, Profile: "default"}
	switch {
	case a.rehearsal:
		job.Profile = profileOfRehearsals
	case p.configuration != nil && p.configuration.layers != nil && p.configuration.layers.Profile != "":
		job.Profile = p.configuration.layers.Profile
	case a.target.profile() != "":
		job.Profile = a.target.profile()
	case a.target.Credentials != "":
		job.Profile = shownCredentials(a.target.Credentials)
	}
	return job
}

// writeMetrics adds the session to the metrics file. One that says nothing of
// its account, such as a resume with nothing to resume, adds nothing.
func (t *teller) writeMetrics(s *notify.Summary, f reckoning) {
	if t.metrics == "" || t.target.Site == "" {
		return
	}
	sent, asked := callsBySort(f.calls)
	session := metrics.Session{
		Started: t.started, Finished: t.p.now(), Exit: *s.Exit, Succeeded: s.Succeeded(), Rows: f.rows,
		Submits: sent, Queries: asked, Throttled: f.throttled, Rate: f.rate, Standing: f.standing, NotificationFailures: len(t.failed),
	}
	if err := t.p.updateMetrics(t.metrics, t.p.jobOf(t.about), session); err != nil {
		t.p.log.Warn("the metrics could not be written", "error", err)
	}
}

// metricsPatience is how long is waited for another job that writes the same
// file.
const metricsPatience = 3 * time.Second

// updateMetrics puts a file with the session in it in the place of the old one,
// readable for all: the collector is another user.
func (p *program) updateMetrics(path string, job metrics.Job, session metrics.Session) error {
	lock := filelock.New(filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".lock"))
	for end := time.Now().Add(metricsPatience); ; time.Sleep(20 * time.Millisecond) {
		if mine, err := lock.TryLock(); err != nil {
			return fmt.Errorf("locking %s: %w", path, err)
		} else if mine {
			break
		}
		if time.Now().After(end) {
			return fmt.Errorf("another process keeps %s locked", path)
		}
	}
	defer lock.Unlock()
	file, err := readMetrics(path)
	if err != nil {
		return err
	}
	file.Add(job, session)
	return (&destination{path: path}).write(&p.private, func(w io.Writer) error {
		if own, ok := w.(*os.File); ok {
			if err := own.Chmod(0o644); err != nil {
				return err
			}
		}
		_, err := file.WriteTo(w)
		return err
	})
}
