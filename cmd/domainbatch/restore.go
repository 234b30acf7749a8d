package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"domainbatch/executor/journal"
)

const restoreLong = `Put the state that "domainbatch backup" kept back into the state folder (--state).

The backup is verified first, its pages and its history. A journal that has runs in it
is replaced only with --force, and stays beside the new one under another name. While
a run is going on nothing is replaced. The new journal appears in one step: whatever
happens, there is the old one or the new one.

What was sent after the backup was made is unknown to it. "domainbatch resume" looks in
the service's task list before it goes on with a run that was under way. A run that was
begun after the backup is not in it at all, and applying its file again sends it again:
look at the task list of the account first.`

const restoreExample = `  domainbatch restore /backup/domainbatch-2026-11-22.tar.gz
  domainbatch restore state.tar.gz --state /tmp/look     # beside, to look at it
  domainbatch restore state.tar.gz --force`

func newRestore(p *program, shared *sharedFlags) *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:     "restore FILE",
		Short:   "Put a backup back",
		Long:    restoreLong,
		Example: restoreExample,
		GroupID: groupRuns,
		Args:    args(1, 1, "a file that backup wrote"),
		RunE: func(cmd *cobra.Command, files []string) error {
			return p.restore(cmd.Context(), files[0], force, shared)
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "replace a journal that has runs in it; it is kept under another name")
	return cmd
}

func (p *program) restore(ctx context.Context, name string, force bool, shared *sharedFlags) error {
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	if _, err := readBackup(ctx, name, func(string, int64, io.Reader) error { return nil }); err != nil {
		return err // before a folder is made for it
	}
	state, err := p.openStateDir(shared.state)
	if err != nil {
		return err
	}
	unlock, err := journal.LockAll(state.path)
	if err != nil {
		return err
	}
	defer unlock()
	state.sweepCopies()
	temp, err := newTemporary(state.path)
	if err != nil {
		return fmt.Errorf("restoring: %w", err)
	}
	p.private.add(temp.Name())
	defer p.private.remove(temp.Name())
	defer temp.Close()
	m, err := p.unpackJournal(ctx, name, temp)
	if err != nil {
		return err
	}
	kept, err := p.putAside(ctx, state, m, force)
	if err != nil {
		return err
	}
	if err := p.unpackFiles(ctx, name, state); err != nil {
		return err
	}
	if !renameOpen {
		if err := temp.Close(); err != nil {
			return fmt.Errorf("restoring: %w", err)
		}
	}
	reach("before-restore")
	if err := journal.Replace(state.journal(), temp.Name()); err != nil {
		return err
	}
	reach("after-restore")
	if err := syncDir(state.path); err != nil {
		return fmt.Errorf("restoring: %w", err)
	}
	p.tellRestored(state, m, kept)
	_, err = fmt.Fprintf(p.stdout, "head   %s\n", m.Head)
	return err
}

func (p *program) tellRestored(state *stateDir, m manifest, kept string) {
	p.console.say("restored %s, as of %s, to %s", count(int(m.Runs), "run", "runs"), p.local(m.At), state.path)
	if kept != "" {
		p.console.say("the journal that was there is kept as %s", shownPath(kept))
	}
	p.console.say("note: what was sent after %s is unknown to it; of a run begun since it knows nothing, and its file would be sent again", p.local(m.At))
	if !exists(state.vault()) {
		p.console.say("note: there is no vault.key: put yours beside the journal, else transfer codes and kept inputs that were sealed with it stay sealed")
	}
	if m.Unfinished > 0 {
		p.console.say("next: domainbatch resume (%s under way then; it looks in the service's task list before it sends anything)", count(m.Unfinished, "run was", "runs were"))
	}
}

// copySidecars are what SQLite keeps beside a copy while it is looked at.
var copySidecars = []string{"-wal", "-shm", "-journal"}

// sweepCopies removes what a process left that was killed while it looked at a
// copy: files of ours that are not needed without it.
func (s *stateDir) sweepCopies() {
	sweep(s.path)
	for _, suffix := range copySidecars {
		left, _ := filepath.Glob(filepath.Join(s.path, ".domainbatch-*.tmp"+suffix)) // the pattern is right
		for _, path := range left {
			if !exists(path[:len(path)-len(suffix)]) {
				os.Remove(path)
			}
		}
	}
}

// unpackJournal takes the journal out of a backup and verifies it. One of an older
// program is brought up to date.
func (p *program) unpackJournal(ctx context.Context, name string, temp *os.File) (manifest, error) {
	said, err := readBackup(ctx, name, func(entry string, _ int64, content io.Reader) error {
		if entry != journalName {
			return nil
		}
		_, err := io.Copy(temp, content)
		return errors.Join(err, temp.Sync())
	})
	if err != nil {
		return said, err
	}
	heads, err := readHeads([]string{said.Head})
	if err != nil {
		return said, fail(exitInput, "use another backup", "the manifest of %s says nothing of a history", name).because(err)
	}
	open, err := journal.Open(ctx, temp.Name(), journal.Options{Log: p.log}) // the newest schema, or refused
	if err != nil {
		return said, err
	}
	if err := open.Close(); err != nil {
		return said, err
	}
	found, err := p.examineCopy(ctx, temp.Name(), heads...)
	for _, suffix := range copySidecars { // whoever only reads leaves them
		os.Remove(temp.Name() + suffix)
	}
	found.At, found.Key = said.At, said.Key
	return found, err
}

// putAside keeps the journal that is there under another name, when it has runs.
func (p *program) putAside(ctx context.Context, state *stateDir, m manifest, force bool) (kept string, err error) {
	if !exists(state.journal()) {
		return "", nil
	}
	there, trouble := p.whatIsThere(ctx, state)
	switch {
	case trouble == nil && there.runs == 0:
		return "", nil
	case force:
	case trouble != nil:
		f := explain(trouble)
		return "", fail(exitStale, "replace it with --force; it is kept under another name", "there is a journal that cannot be read (%s)", f.message).because(trouble)
	default:
		return "", fail(exitStale, "replace it with --force; it is kept under another name, and what it knows beyond the backup is forgotten",
			"there is a journal with %s and %s in %s; the backup has %s", count(there.runs, "run", "runs"), count(int(there.events), "event", "events"), state.path, count(int(m.Runs), "run", "runs"))
	}
	kept = fmt.Sprintf("%s.before-%s", state.journal(), p.now().UTC().Format("20060102-150405"))
	for n := 2; exists(kept); n++ {
		kept = fmt.Sprintf("%s.before-%s-%d", state.journal(), p.now().UTC().Format("20060102-150405"), n)
	}
	// The log goes with a journal that could not be opened, and so not emptied.
	log := state.journal() + "-wal"
	withLog := trouble != nil && exists(log)
	err = copyAs(&p.private, state.journal(), kept)
	if err == nil && withLog {
		if err = copyAs(&p.private, log, kept+"-wal"); err == nil {
			err = os.Remove(log)
		}
	}
	if err != nil {
		return "", fmt.Errorf("keeping the journal that is there: %w", err)
	}
	return kept, nil
}

type journalThere struct {
	runs   int
	events int64
}

// whatIsThere looks at the journal in the folder, and empties its log into it.
func (p *program) whatIsThere(ctx context.Context, state *stateDir) (there journalThere, err error) {
	j, err := journal.Open(ctx, state.journal(), journal.Options{Log: p.log})
	if err != nil {
		return there, err
	}
	runs, err := j.Runs(ctx, "")
	head, headErr := j.Head(ctx)
	there = journalThere{len(runs), head.Count}
	return there, errors.Join(err, headErr, j.Close())
}

// unpackFiles puts the other files of a backup in their places. Those that are
// there stay: an input is named by its content, and a note on written results
// says what is so. The key that is there stays too.
func (p *program) unpackFiles(ctx context.Context, name string, state *stateDir) error {
	_, err := readBackup(ctx, name, func(entry string, _ int64, content io.Reader) error {
		path := filepath.Join(state.path, filepath.FromSlash(entry))
		if entry == journalName || exists(path) {
			return nil
		}
		if folder := filepath.Dir(filepath.FromSlash(entry)); folder != "." {
			if err := state.sub(folder); err != nil {
				return err
			}
		}
		return (&destination{path: path}).write(&p.private, func(w io.Writer) error {
			_, err := io.Copy(w, content)
			return err
		})
	})
	return err
}
