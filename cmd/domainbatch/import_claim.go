package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"domainbatch/cmd/internal/inbox"
)

// claim moves a file into the folder of a new job, and returns the job's name.
// From then on nobody else comes across it, another import least of all.
func (b *dropbox) claim(name, digest string, now time.Time) (job string, err error) {
	working := string(inbox.Working)
	for nth := 1; ; nth++ {
		if job = inbox.JobName(now, digest, name, nth); b.taken(job) {
			continue // the same content under the same name in the same second
		}
		if err = b.root.Mkdir(filepath.Join(working, job), 0o700); err != nil {
			return "", err
		}
		break
	}
	reach("before-claim")
	if err := b.root.Rename(name, filepath.Join(working, job, name)); err != nil {
		b.root.Remove(filepath.Join(working, job))
		return "", err
	}
	reach("after-claim")
	return job, errors.Join(syncDir(b.path(working, job)), syncDir(b.path(working)), syncDir(b.dir))
}

// tidy removes the folder of a job out of which a person has taken the file, so
// that only the summary was left.
func (b *dropbox) tidy(folder string) {
	names, err := b.names(folder)
	if err == nil && len(names) == 1 && names[summaryName] && b.root.Remove(filepath.Join(folder, summaryName)) == nil {
		b.root.Remove(folder)
	}
}

// taken says that there is a job of that name, wherever it has gone.
func (b *dropbox) taken(job string) bool {
	return slices.ContainsFunc(inbox.Places(), func(place inbox.Place) bool {
		_, err := b.root.Lstat(filepath.Join(string(place), job))
		return err == nil
	})
}

// move puts the folder of a job into another place.
func (b *dropbox) move(from inbox.Place, job string, to inbox.Place) error {
	if from == to {
		return nil
	}
	reach("before-move")
	if err := b.root.Rename(filepath.Join(string(from), job), filepath.Join(string(to), job)); err != nil {
		return fmt.Errorf("moving %s to %s: %w", job, to, err)
	}
	reach("after-move")
	return errors.Join(syncDir(b.path(string(to))), syncDir(b.path(string(from))))
}

// nowAt is where a file of a run lies now: when it was part of a job, it has
// moved with the whole folder of the job.
func nowAt(path string) string {
	folder := filepath.Dir(path)
	working := filepath.Dir(folder)
	job := filepath.Base(folder)
	if _, is := inbox.JobDigest(job); !is || filepath.Base(working) != string(inbox.Working) || exists(folder) {
		return path
	}
	for _, place := range inbox.Places() {
		if moved := filepath.Join(filepath.Dir(working), string(place), job); exists(moved) {
			return filepath.Join(moved, filepath.Base(path))
		}
	}
	return path
}
