package main

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"domainbatch/cmd/internal/inbox"
	"domainbatch/executor/journal"
)

// importer carries out imports for one account. It holds a lock of its own, so
// that nobody else imports for the account between two files.
type importer struct {
	*program
	f       *importFlags
	shared  *sharedFlags
	boxes   []*dropbox
	state   *stateDir
	account string // in the journal; how they all begin in rehearsals
	lock    *journal.Lock

	codes []int                        // of what was done in this cycle
	said  int                          // lines of this cycle
	told  map[*dropbox]map[string]left // files that are left, as it was said
	named map[*dropbox]namedFile       // files that stay, as they were told of
	last  map[string]string            // what was said of runs that are not over
	ended bool                         // what ended one job would end every other one
}

// openImporter takes the lock of imports, and with alone makes sure that nobody
// else works for the account now. Nothing is sent, and nothing moved.
func (p *program) openImporter(ctx context.Context, boxes []*dropbox, f *importFlags, shared *sharedFlags, alone bool) (*importer, error) {
	im := &importer{program: p, f: f, shared: shared, boxes: boxes, account: rehearsalAccount, told: map[*dropbox]map[string]left{}, named: map[*dropbox]namedFile{}, last: map[string]string{}}
	if !f.job.sandbox {
		who, err := p.findAccount(f.job.target)
		if err != nil {
			return nil, err
		}
		im.account = who.key
	}
	var err error
	if im.state, err = p.openStateDir(shared.state); err != nil {
		return nil, err
	}
	if im.lock, err = p.lockAccount(ctx, im.state.path, "import of "+im.account, f.job.lockWait); err != nil {
		return nil, err
	}
	if !alone {
		return im, nil
	}
	nobody, err := p.lockAccount(ctx, im.state.path, im.account, f.job.lockWait)
	if err == nil {
		err = nobody.Unlock()
	}
	if err != nil {
		im.lock.Unlock()
		return nil, err
	}
	return im, nil
}

func (im *importer) Close() error { return im.lock.Unlock() }

// mine says whether a run is of the account that is imported for.
func (im *importer) mine(run *journal.Run) bool {
	if im.f.job.sandbox {
		return strings.HasPrefix(run.Account, rehearsalAccount)
	}
	return run.Account == im.account
}

// cycle goes on with what is not over, and takes what is new. The error is one
// of the import itself; those of files are in the code.
func (im *importer) cycle(ctx context.Context) (exitCode, error) {
	im.codes, im.said, im.ended = nil, 0, false
	for _, part := range []func(context.Context) error{im.goOnWithRuns, im.goOnWithJobs, im.takeNew} {
		if im.enough() {
			break
		}
		if err := part(ctx); err != nil && !errors.Is(err, context.Canceled) {
			return exitInternal, err
		}
	}
	if im.stopped() {
		im.codes = append(im.codes, int(exitInterrupted))
	}
	return exitCode(inbox.Worst(im.codes...)), nil
}

// enough says that nothing more is begun in this cycle.
func (im *importer) enough() bool { return im.ended || im.stopped() }

func (im *importer) stopped() bool { return im.interrupts.stopped() }

// runs lists the runs of the account, newest first.
func (im *importer) runs(ctx context.Context) ([]journal.Run, error) {
	j, err := im.readRuns(ctx)
	if j == nil || err != nil {
		return nil, err
	}
	defer j.Close()
	all, err := j.Runs(ctx, "")
	return slices.DeleteFunc(all, func(r journal.Run) bool { return !im.mine(&r) }), err
}

// readRuns opens the journal for reading; nil when there is none yet.
func (im *importer) readRuns(ctx context.Context) (journal.Journal, error) {
	if !exists(im.state.journal()) {
		return nil, nil
	}
	return im.readJournalIn(ctx, im.state)
}

// goOnWithRuns goes on with the runs that nobody was asked about, oldest first.
// Those that wait for a person are reported.
func (im *importer) goOnWithRuns(ctx context.Context) error {
	runs, err := im.runs(ctx)
	if err != nil {
		return err
	}
	for _, run := range slices.Backward(runs) {
		if im.enough() {
			return nil
		}
		record, err := recordOf(run)
		if err != nil {
			return err
		}
		if !record.Unattended || !im.state.owes(run) {
			continue
		}
		if err := im.goOnWithRun(ctx, run, record); err != nil {
			return err
		}
	}
	return nil
}

func (im *importer) goOnWithRun(ctx context.Context, run journal.Run, record *runRecord) error {
	at, err := im.standing(ctx, run, record)
	if err != nil {
		return err
	}
	box, place := im.find(jobFolder(run))
	line := &importLine{File: filepath.Base(record.InputName), Run: run.ID}
	if at.early {
		return nil
	}
	if at.moving {
		f := &resumeFlags{run: im.f.job.run, window: im.f.job.window, lockWait: im.f.job.lockWait, maxFailures: im.f.job.maxFailures}
		if box != nil && run.OutputPath != "" {
			f.output, f.force = box.path(string(place), jobFolder(run), filepath.Base(run.OutputPath)), true
		}
		did := im.inside(func(p *program) error {
			return p.telling(&im.f.job.tell, about{command: "import", lang: f.run.Lang}, func(heard *story) error {
				return p.resume(ctx, run.ID, f, im.f.typed, im.shared, heard)
			})
		})
		if at, err = im.standing(ctx, run, record); err != nil {
			return err
		}
		at.code = did.code
		line.heard(did)
	}
	if box == nil {
		return im.end(ctx, line, at)
	}
	return im.settle(ctx, box, place, jobFolder(run), line, at)
}

// jobFolder is the folder of the job that a run was begun for.
func jobFolder(run journal.Run) string { return filepath.Base(filepath.Dir(run.InputPath)) }

// find looks for the folder of a job where it can still be going.
func (im *importer) find(job string) (*dropbox, inbox.Place) {
	if _, ok := inbox.JobDigest(job); !ok {
		return nil, ""
	}
	for _, b := range im.boxes {
		for _, place := range []inbox.Place{inbox.Working, inbox.Held} {
			if info, err := b.root.Lstat(filepath.Join(string(place), job)); !b.stays() && err == nil && info.IsDir() {
				return b, place
			}
		}
	}
	return nil, ""
}
