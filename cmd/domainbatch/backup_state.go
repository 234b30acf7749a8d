package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"domainbatch/executor/journal"
)

const backupLong = `Keep a copy of the state in one file: the journal with all runs, and what "resume" and
"report" need beside it (kept inputs, notes on written results, ledgers of
rehearsals). It can be made at any time, also while a run is going on; the copy is
of one moment. It is verified, its pages and its history, before it gets its name,
and nobody else can read it: there are contact values in it, and sealed transfer
codes.

The key that opens the codes and the kept inputs (vault.key) is not in it, so that
who finds a backup cannot read them; without the key, codes that are not in a
results file yet are lost with this machine, and results cannot be written anew.
Keep a copy of vault.key elsewhere, or say --with-key and guard the file like the
codes themselves. Access keys are never in it.

A backup knows nothing of what is sent after it: make one after each run.`

const backupExample = `  domainbatch backup /backup/domainbatch-$(date +%F).tar.gz
  domainbatch backup --force --with-key state.tar.gz`

type backupFlags struct {
	force   bool
	withKey bool
}

func newBackup(p *program, shared *sharedFlags) *cobra.Command {
	f := &backupFlags{}
	cmd := &cobra.Command{
		Use:     "backup FILE",
		Short:   "Keep a copy of the journal and of what belongs to it",
		Long:    backupLong,
		Example: backupExample,
		GroupID: groupRuns,
		Args:    args(1, 1, "a name for the backup"),
		RunE: func(cmd *cobra.Command, files []string) error {
			return p.backup(cmd.Context(), files[0], f, shared)
		},
	}
	cmd.Flags().BoolVar(&f.force, "force", false, "overwrite FILE")
	cmd.Flags().BoolVar(&f.withKey, "with-key", false, "with the key that opens sealed transfer codes")
	return cmd
}

func (p *program) backup(ctx context.Context, name string, f *backupFlags, shared *sharedFlags) error {
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	path, err := absolute(name)
	if err != nil {
		return err
	}
	if path == stdoutName {
		return usage("give a name such as state.tar.gz", "a backup needs a file of its own")
	}
	state, err := p.existingStateDir(shared.state)
	if err != nil {
		return err
	}
	if state == nil {
		return usage("name its folder with --state DIR", "there is no journal to back up")
	}
	out, err := newDestination(path, func(string) bool { return f.force })
	if err != nil {
		return withoutFlag(err, " with -o")
	}
	j, err := p.fileJournal(ctx, state)
	if err != nil {
		return err
	}
	defer j.Close()
	// The copy lies in the state folder, which is private, until it is packed.
	sweep(state.path)
	temp, err := newTemporary(state.path)
	if err != nil {
		return fmt.Errorf("backing up: %w", err)
	}
	p.private.add(temp.Name())
	defer p.private.remove(temp.Name())
	defer temp.Close()
	if err := j.CopyTo(ctx, temp.Name()); err != nil {
		return err
	}
	m, err := p.examineCopy(ctx, temp.Name())
	if err != nil {
		return err
	}
	m.Key = f.withKey && exists(state.vault())
	names, err := state.filesToBackUp()
	if err != nil {
		return fmt.Errorf("backing up: %w", err)
	}
	err = out.write(&p.private, func(w io.Writer) error { return state.packBackup(w, m, temp.Name(), names) })
	if err != nil {
		return err
	}
	p.console.say("backed up %s, %d of them unfinished, to %s (%.1f MB)", count(int(m.Runs), "run", "runs"), m.Unfinished, shownPath(path), float64(sizeOf(path))/1e6)
	if !m.Key && exists(state.vault()) {
		p.console.say("note: the key that opens transfer codes and kept inputs is not in it: keep a copy of %s elsewhere", state.vault())
	}
	_, err = fmt.Fprintf(p.stdout, "head   %s\n", m.Head)
	return err
}

// fileJournal opens the journal of a state folder for reading, as a file.
func (p *program) fileJournal(ctx context.Context, state *stateDir) (*journal.SQLite, error) {
	j, err := p.readJournalIn(ctx, state)
	if err != nil {
		return nil, err
	}
	file, ok := j.(*journal.SQLite)
	if !ok {
		return nil, usage("name its folder with --state DIR", "there is no journal yet")
	}
	return file, nil
}

// examineCopy makes sure that a copy is whole: its pages, and its history.
func (p *program) examineCopy(ctx context.Context, path string, heads ...journal.Head) (manifest, error) {
	m := manifest{Version: backupVersion, Tool: toolString(), At: p.now().UTC()}
	copied, err := journal.Open(ctx, path, journal.Options{ReadOnly: true})
	if err != nil {
		return m, err
	}
	defer copied.Close()
	if err := copied.Examine(ctx); err != nil {
		return m, err
	}
	verdict, err := copied.Verify(ctx, heads...)
	if err != nil {
		return m, err
	}
	if !verdict.Whole() {
		b := verdict.Breaks[0]
		return m, fail(exitRows, "see what is wrong with: domainbatch audit verify", "the history in the copy is broken, so the copy is not used: %s", b.What)
	}
	runs, err := copied.Runs(ctx, "")
	for _, run := range runs {
		if run.FinishedAt.IsZero() {
			m.Unfinished++
		}
	}
	m.Head, m.Runs = verdict.Head.String(), verdict.Runs
	return m, errors.Join(err, os.Chmod(path, 0o600))
}
