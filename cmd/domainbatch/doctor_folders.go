package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"domainbatch/executor/vault"
)

// What a disk should have left. A journal takes about a kilobyte for a change.
const (
	littleSpace = 200 << 20
	noSpace     = 10 << 20
)

// examineState looks at the state folder without making it.
func (p *program) examineState(ctx context.Context, shared *sharedFlags) []diagnosis {
	const check = "state folder"
	path, err := p.stateDirPath(shared.state)
	if err != nil {
		return []diagnosis{troubled(check, exitInternal, err)}
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		above := existingAbove(path)
		if err := tryFolder(above); err != nil {
			return []diagnosis{ailment(check, exitInternal, "name another folder with --state DIR", "%s is not there and cannot be made in %s: %v", path, above, cause(err))}
		}
		return []diagnosis{wellDone(check, "%s is not there yet; the first run makes it", path), space("space", above)}
	}
	state, err := p.openStateDir(shared.state)
	if err == nil {
		err = tryFolder(path)
	}
	if err != nil {
		return []diagnosis{troubled(check, exitInternal, err)}
	}
	return []diagnosis{wellDone(check, "%s is yours and can be written", path), space("space", path), p.examineJournal(ctx, state), examineKey(state)}
}

func (p *program) examineJournal(ctx context.Context, state *stateDir) diagnosis {
	j, err := p.readJournalIn(ctx, state)
	if errors.Is(err, fs.ErrNotExist) || err == nil && j == nil || !exists(state.journal()) {
		return wellDone("journal", "none yet; the first run makes it")
	}
	if err != nil {
		return troubled("journal", exitInternal, err)
	}
	defer j.Close()
	runs, err := j.Runs(ctx, "")
	if err != nil {
		return troubled("journal", exitInternal, err)
	}
	open := 0
	for _, run := range runs {
		if state.owes(run) {
			open++
		}
	}
	if open > 0 {
		return remark("journal", "domainbatch resume", "it opens and holds %s, %d of them unfinished", count(len(runs), "run", "runs"), open)
	}
	return wellDone("journal", "it opens and holds %s", count(len(runs), "run", "runs"))
}

func examineKey(state *stateDir) diagnosis {
	if !exists(state.vault()) {
		return wellDone("key", "none yet; the first run makes it")
	}
	if _, err := vault.OpenExisting(state.vault()); err != nil {
		return ailment("key", exitInternal, "restore it from a backup; without it no sealed transfer code can be read", "%s cannot be used: %v", state.vault(), err)
	}
	return wellDone("key", "it opens")
}

// examineOutput tries the place where results go.
func (p *program) examineOutput(name string) []diagnosis {
	const check = "results"
	path, err := filepath.Abs(name)
	if err != nil {
		return []diagnosis{troubled(check, exitInternal, err)}
	}
	dir := path
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		dir = filepath.Dir(path)
	} else {
		path = filepath.Join(path, "domainbatch.results.xlsx")
	}
	if _, err := newDestination(path, func(string) bool { return true }); err != nil {
		return []diagnosis{troubled(check, exitInternal, err)}
	}
	return []diagnosis{wellDone(check, "%s can be written", dir), space("space", dir)}
}

// space says what is left on the disk of a folder.
func space(check, dir string) diagnosis {
	free, err := freeSpace(dir)
	switch {
	case err != nil:
		return remark(check, "", "how much is left for %s is not known here", dir)
	case free < noSpace:
		return ailment(check, exitInternal, "make room, or name another folder", "%d MB are left for %s", free>>20, dir)
	case free < littleSpace:
		return remark(check, "make room before a large run", "%d MB are left for %s", free>>20, dir)
	}
	return wellDone(check, "%.1f GB are left for %s", float64(free)/(1<<30), dir)
}

// existingAbove is the nearest folder above a path that is there.
func existingAbove(path string) string {
	for {
		above := filepath.Dir(path)
		if exists(above) || above == path {
			return above
		}
		path = above
	}
}

// tryFolder makes a file in a folder and takes it away again.
func tryFolder(dir string) error {
	trial, err := newTemporary(dir)
	if err != nil {
		return err
	}
	trial.Close()
	return os.Remove(trial.Name())
}
