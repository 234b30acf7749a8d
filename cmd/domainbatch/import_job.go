package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"

	"domainbatch/cmd/internal/inbox"
	"domainbatch/executor/journal"
)

// take begins with a file of a box, unless it says why that has to wait.
func (im *importer) take(ctx context.Context, b *dropbox, name string) (why string, err error) {
	digest, err := b.digest(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case errors.Is(err, errBusy):
		return err.Error(), nil
	case err != nil:
		im.codes = append(im.codes, int(exitInput))
		return fmt.Sprintf("it cannot be read: %v", cause(err)), nil
	}
	if !b.stays() && inbox.KindOf(name) == inbox.Results && im.state.wroteContent(digest) {
		return "it has results as they were written; correct the rows that are not done, or name the file to run them again", nil
	}
	earlier, err := im.ranBefore(ctx, digest)
	if err != nil {
		return "", err
	}
	if earlier != nil && im.state.owes(*earlier) {
		return "its content is under way in run " + earlier.ID, nil
	}
	if b.stays() {
		return "", im.doNamed(ctx, b, name, earlier)
	}
	job, err := b.claim(name, digest, im.now())
	if err != nil {
		im.codes = append(im.codes, int(exitInternal))
		return fmt.Sprintf("it cannot be moved to %s: %v", inbox.Working, cause(err)), nil
	}
	b.memory.Forget(name)
	return "", im.doJob(ctx, b, job)
}

// ranBefore is the newest run of a content; nil when there is none, or when
// that is not to matter.
func (im *importer) ranBefore(ctx context.Context, digest string) (*journal.Run, error) {
	if im.f.again {
		return nil, nil
	}
	runs, err := im.runs(ctx)
	i := slices.IndexFunc(runs, func(r journal.Run) bool { return r.InputDigest == digest })
	if err != nil || i < 0 {
		return nil, err
	}
	return &runs[i], nil
}

// goOnWithJobs settles the jobs whose run is over, and begins those that were
// taken and never begun.
func (im *importer) goOnWithJobs(ctx context.Context) error {
	for _, b := range im.boxes {
		for _, place := range []inbox.Place{inbox.Working, inbox.Held} {
			if err := im.goOnIn(ctx, b, place); err != nil {
				return err
			}
		}
	}
	return nil
}

func (im *importer) goOnIn(ctx context.Context, b *dropbox, place inbox.Place) error {
	jobs, err := im.openJobs(ctx, b, place)
	if err != nil {
		return err
	}
	for _, j := range jobs {
		switch {
		case im.enough():
			return nil
		case j.waited:
			err = im.redo(ctx, b, j)
		case j.run == nil:
			err = im.doJob(ctx, b, j.name)
		default:
			err = im.settleOver(ctx, b, place, j.name, j.run)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// openJob is a job that was never begun, or whose run is over.
type openJob struct {
	name   string
	run    *journal.Run // nil when it was never begun
	waited bool         // rows of it waited for other runs, which are over
}

// openJobs lists the jobs in a place that can go on without their run, oldest
// first. What was held before it was begun waits for a person.
func (im *importer) openJobs(ctx context.Context, b *dropbox, place inbox.Place) ([]openJob, error) {
	if b.stays() {
		return nil, nil
	}
	names, err := b.names(string(place))
	if err != nil || len(names) == 0 {
		return nil, err
	}
	runs, err := im.runs(ctx)
	if err != nil {
		return nil, err
	}
	byJob, open := map[string]*journal.Run{}, map[string]bool{}
	for i := range runs {
		if job := jobFolder(runs[i]); byJob[job] == nil {
			byJob[job] = &runs[i]
		}
		open[runs[i].ID] = im.state.owes(runs[i])
	}
	var jobs []openJob
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if _, ok := inbox.JobDigest(name); !ok || !b.isFolder(filepath.Join(string(place), name)) {
			continue
		}
		run := byJob[name]
		if run == nil && place == inbox.Held {
			b.tidy(filepath.Join(string(place), name))
		}
		waits := b.waitsFor(filepath.Join(string(place), name))
		if slices.ContainsFunc(waits, func(id string) bool { return open[id] }) {
			continue
		}
		if run != nil && len(waits) > 0 && im.state.owes(*run) {
			continue // begun once more, and killed: it goes on as a run
		}
		if len(waits) > 0 {
			jobs = append(jobs, openJob{name, run, true})
			continue
		}
		if run == nil && place == inbox.Working || run != nil && !im.state.owes(*run) {
			jobs = append(jobs, openJob{name, run, false})
		}
	}
	return jobs, nil
}

// settleOver moves a job whose run came to its end without us: this process's
// forerunner was killed before the move, or a person went on with it.
func (im *importer) settleOver(ctx context.Context, b *dropbox, place inbox.Place, job string, run *journal.Run) error {
	record, err := recordOf(*run)
	if err != nil {
		return err
	}
	at, err := im.standing(ctx, *run, record)
	if err != nil {
		return err
	}
	line := &importLine{File: filepath.Base(record.InputName), Run: run.ID, Message: "run " + run.ID + " was finished before"}
	return im.settle(ctx, b, place, job, line, at)
}

// doJob does the file of a job that has no run yet.
func (im *importer) doJob(ctx context.Context, b *dropbox, job string) error {
	folder := filepath.Join(string(inbox.Working), job)
	name, err := b.fileOf(folder)
	if err != nil {
		return err
	}
	if name == "" { // killed before the file was in it
		if err := b.root.Remove(folder); err != nil {
			im.console.say("note: %s holds no spreadsheet and is left as it is", b.path(folder))
		}
		return nil
	}
	line := &importLine{File: name}
	path := filepath.Join(folder, name)
	digest, err := b.digest(path)
	if err != nil {
		line.failed(fail(exitInput, "drop it again", "%s cannot be read: %v", name, cause(err)))
		return im.settle(ctx, b, inbox.Working, job, line, stand{code: exitInput})
	}
	earlier, err := im.ranBefore(ctx, digest)
	switch {
	case err != nil:
		return err
	case earlier != nil && !im.state.owes(*earlier):
		return im.repeat(ctx, line, earlier, func(at stand) error { return im.settle(ctx, b, inbox.Working, job, line, at) })
	case isPlanBook(b.path(path)) || looksLikePlan(b.path(path)):
		line.failed(fail(exitStale, "apply it by hand: domainbatch apply FILE", "%s is a saved plan, not a sheet of rows", name))
		return im.settle(ctx, b, inbox.Working, job, line, stand{code: exitStale})
	}
	did := im.apply(ctx, b.path(path), resultsName(b.path(path)))
	line.heard(did)
	at, err := im.after(ctx, did, line)
	if err != nil {
		return err
	}
	return im.settle(ctx, b, inbox.Working, job, line, at)
}

// fileOf is the spreadsheet in the folder of a job that has no results yet.
func (b *dropbox) fileOf(folder string) (string, error) {
	names, err := b.names(folder)
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", b.path(folder), err)
	}
	for name := range names {
		if kind := inbox.KindOf(name); kind == inbox.Sheet || kind == inbox.Results {
			return name, nil
		}
	}
	return "", nil
}

// repeat says that a content was run before, and how that ended.
func (im *importer) repeat(ctx context.Context, line *importLine, earlier *journal.Run, then func(stand) error) error {
	record, err := recordOf(*earlier)
	if err != nil {
		return err
	}
	at, err := im.standing(ctx, *earlier, record)
	if err != nil {
		return err
	}
	line.Run, line.Message = earlier.ID, "the same content was run on "+im.local(earlier.CreatedAt)+" (run "+earlier.ID+"), so nothing was asked or sent"
	if at.vague {
		line.Message += "; the run was pruned since, and what became of rows that had no change is not known any more"
		line.Next = "domainbatch check FILE says whether any row of it needs a correction; run it anew with --again"
	}
	if at.code != exitDone {
		line.Next = "correct the rows that were not done in its results, or run it anew with --again"
	}
	return then(at)
}

// apply does a file as the command apply --yes does.
func (im *importer) apply(ctx context.Context, path, output string) *deed {
	f := im.f.job
	f.output = output
	return im.inside(func(p *program) error { return p.apply(ctx, path, &f, im.shared) })
}

// after finds out how the run stands that a deed worked on, if it came so far.
func (im *importer) after(ctx context.Context, did *deed, line *importLine) (stand, error) {
	at := stand{code: did.code}
	if did.run == "" {
		return at, im.waitsOfPlan(ctx, did, &at)
	}
	line.Run = did.run
	j, err := im.readRuns(ctx)
	if err != nil || j == nil {
		return at, err
	}
	run, err := j.Run(ctx, did.run)
	j.Close()
	if err != nil {
		return at, err
	}
	record, err := recordOf(run)
	if err != nil {
		return at, err
	}
	at, err = im.standing(ctx, run, record)
	at.code = did.code
	return at, err
}
