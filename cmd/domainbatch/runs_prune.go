package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/executor"
	"domainbatch/executor/journal"
)

const runsPruneLong = `Remove what is large and personal of runs that ended long ago: their plans with the
contact values, the requests, the answers with sealed transfer codes, the kept
copies of their input files, and what the service told of the present.

What an audit needs stays for good: every change with who, when, from which file and
row, its domain, what came of it, request ids, task numbers, and the whole history,
so that "audit" still tells of these changes and "audit verify" still holds. That
they were pruned, by whom and when, is part of the history. A pruned run can not be
reported again, nor undone.

Runs that are not finished, that have rows whose outcome is not known, or whose
results (and so their transfer codes) were never written are left alone. The history
is verified first: when it is broken, nothing is pruned. "domainbatch backup" keeps
everything that is there now.`

const runsPruneExample = `  domainbatch runs prune --keep 90d --dry-run
  domainbatch runs prune --keep 90d --yes`

type pruneFlags struct {
	keep   string
	dryRun bool
	yes    bool
	asJSON bool
}

func newRunsPrune(p *program, shared *sharedFlags) *cobra.Command {
	f := &pruneFlags{}
	cmd := &cobra.Command{
		Use:     "prune",
		Short:   "Reduce old runs to what an audit needs",
		Long:    runsPruneLong,
		Example: runsPruneExample,
		Args:    args(0, 0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.runsPrune(cmd.Context(), f, shared)
		},
	}
	set := cmd.Flags()
	set.StringVar(&f.keep, "keep", "", "how long runs are kept whole after their end (`AGE`), such as 90d or 12w")
	set.BoolVar(&f.dryRun, "dry-run", false, "only say what would be pruned")
	set.BoolVarP(&f.yes, "yes", "y", false, "do not ask")
	set.BoolVar(&f.asJSON, "json", false, "print JSON")
	return cmd
}

// pruneSum is what was pruned, or would be, as JSON.
type pruneSum struct {
	Before  time.Time   `json:"before"` // runs that ended before
	DryRun  bool        `json:"dry_run"`
	Pruned  []prunedRun `json:"pruned"`
	Left    []leftRun   `json:"left"` // old ones that were left alone
	Changes int         `json:"changes"`
	Freed   int64       `json:"freed_bytes"`
	Head    string      `json:"head,omitempty"`
}

type prunedRun struct {
	ID      string    `json:"id"`
	Ended   time.Time `json:"ended"`
	Changes int       `json:"changes"`
	stored  journal.Run
}

type leftRun struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
	locked bool
}

func (p *program) runsPrune(ctx context.Context, f *pruneFlags, shared *sharedFlags) error {
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	keep, err := readAge(f.keep)
	if err != nil {
		return err
	}
	sum := &pruneSum{Before: p.now().Add(-keep), DryRun: f.dryRun, Pruned: []prunedRun{}, Left: []leftRun{}}
	state, err := p.existingStateDir(shared.state)
	if err != nil {
		return err
	}
	if state == nil {
		return p.tellPruned(sum, f)
	}
	if verdict, err := p.verifyJournal(ctx, state, nil); err != nil {
		return err
	} else if !verdict.Whole() {
		return fail(exitRows, "see what is wrong with: domainbatch audit verify", "the history in the journal is broken, so nothing was pruned")
	}
	if err := p.choosePrunable(ctx, state, sum); err != nil {
		return err
	}
	if f.dryRun || len(sum.Pruned) == 0 {
		return p.tellPruned(sum, f)
	}
	question := count(len(sum.Pruned), "run", "runs") + " that ended before " + p.local(sum.Before) + " will be reduced to what an audit needs. That cannot be taken back."
	if err := p.confirm(ctx, f.yes, question, len(sum.Pruned)); err != nil {
		return err
	}
	if err := p.pruneAll(ctx, state, sum); err != nil {
		return err
	}
	return p.tellPruned(sum, f)
}

// readAge reads a number of days or weeks, or what Go calls a duration.
func readAge(text string) (time.Duration, error) {
	wrong := usage("give a number of days or weeks, such as 90d or 12w", "--keep cannot be %q", text)
	if text == "" {
		return 0, usage("say how long runs are kept whole: --keep 90d", "runs prune needs --keep")
	}
	const day = 24 * time.Hour
	for unit, length := range map[string]time.Duration{"d": day, "w": 7 * day} {
		if number, ok := strings.CutSuffix(text, unit); ok {
			n, err := strconv.Atoi(number)
			if err != nil || n < 0 || n > 36500 {
				return 0, wrong
			}
			return time.Duration(n) * length, nil
		}
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, wrong
	}
	return d, nil
}

// choosePrunable divides the old runs into those that can be pruned and others.
func (p *program) choosePrunable(ctx context.Context, state *stateDir, sum *pruneSum) error {
	j, err := p.readJournalIn(ctx, state)
	if err != nil || j == nil {
		return err
	}
	defer j.Close()
	runs, err := j.Runs(ctx, "")
	if err != nil {
		return err
	}
	for _, run := range runs {
		if !run.PrunedAt.IsZero() || !run.CreatedAt.Before(sum.Before) || !run.FinishedAt.IsZero() && !run.FinishedAt.Before(sum.Before) {
			continue
		}
		counts, err := j.Counts(ctx, run.ID)
		if err != nil {
			return err
		}
		switch {
		case run.FinishedAt.IsZero():
			sum.leave(run, "it is not finished: domainbatch resume "+run.ID)
		case counts[journal.Unknown] > 0:
			sum.leave(run, "the outcome of some rows is not known: domainbatch resolve "+run.ID)
		case state.owes(run):
			sum.leave(run, "its results were never written: domainbatch report "+run.ID)
		default:
			sum.Pruned = append(sum.Pruned, prunedRun{ID: run.ID, Ended: run.FinishedAt, stored: run})
		}
	}
	return nil
}

func (s *pruneSum) leave(run journal.Run, reason string) {
	s.Left = append(s.Left, leftRun{ID: run.ID, Reason: reason})
}

// pruneAll prunes the chosen runs, oldest first. Whatever ends it, what was done
// is done and the rest is as it was.
func (p *program) pruneAll(ctx context.Context, state *stateDir, sum *pruneSum) error {
	j, err := journal.Open(ctx, state.journal(), journal.Options{Log: p.log})
	if err != nil {
		return err
	}
	defer j.Close()
	before := sizeOf(state.journal())
	chosen := sum.Pruned
	sum.Pruned = []prunedRun{}
	accounts := map[string]bool{}
	for i := len(chosen) - 1; i >= 0 && ctx.Err() == nil; i-- {
		run := chosen[i]
		changes, err := p.pruneRun(ctx, state, j, run.stored)
		var locked *journal.LockedError
		if errors.As(err, &locked) {
			sum.Left = append(sum.Left, leftRun{run.ID, "another process works on its account", true})
			continue
		}
		if err != nil {
			return fmt.Errorf("pruning run %s: %w", run.ID, err)
		}
		run.Changes = changes
		sum.Changes += changes
		sum.Pruned = append(sum.Pruned, run)
		accounts[run.stored.Account] = true
	}
	for account := range accounts {
		if err := j.ForgetFacts(ctx, account, sum.Before); err != nil {
			return err
		}
	}
	freed, err := state.dropInputs(ctx, j)
	if err == nil {
		err = j.Compact(ctx)
	}
	if err != nil {
		return err
	}
	sum.Freed = freed + before - sizeOf(state.journal())
	head, err := j.Head(ctx)
	sum.Head = head.String()
	return errors.Join(err, ctx.Err())
}

func (p *program) pruneRun(ctx context.Context, state *stateDir, j *journal.SQLite, run journal.Run) (int, error) {
	lock, err := journal.LockAccount(state.path, run.Account)
	if err != nil {
		return 0, err
	}
	defer lock.Unlock()
	remains, _, err := executor.Remains(ctx, j, run.ID)
	if err != nil {
		return 0, err
	}
	remains.Actor = p.person()
	reach("before-prune")
	err = j.Prune(ctx, run.ID, remains)
	reach("after-prune")
	return len(remains.Changes), err
}

func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// dropInputs removes the kept copies of inputs and the ledgers of rehearsals that
// only runs have which were pruned, and tells how large they were.
func (s *stateDir) dropInputs(ctx context.Context, j journal.Journal) (freed int64, err error) {
	runs, err := j.Runs(ctx, "")
	if err != nil {
		return 0, err
	}
	needed, old := map[string]bool{}, map[string]bool{}
	for _, run := range runs {
		var files []string
		if run.InputDigest != "" {
			files = append(files, s.input(run.InputDigest))
		}
		if record, err := recordOf(run); err == nil && record.Rehearsal != "" {
			files = append(files, s.ledger(record.Rehearsal))
		}
		for _, path := range files {
			if run.PrunedAt.IsZero() {
				needed[path] = true
			} else {
				old[path] = true
			}
		}
	}
	for path := range old {
		size := sizeOf(path)
		if needed[path] || !exists(path) {
			continue
		}
		if err := os.Remove(path); err != nil {
			return freed, fmt.Errorf("removing the kept copy of an input: %w", err)
		}
		freed += size
	}
	return freed, nil
}

func (p *program) tellPruned(sum *pruneSum, f *pruneFlags) error {
	if f.asJSON {
		if err := writeJSON(p.stdout, sum); err != nil {
			return err
		}
		return sum.ended()
	}
	out := &lines{w: p.stdout}
	switch {
	case len(sum.Pruned) == 0:
		out.put("nothing to prune: no whole run ended before %s\n", p.local(sum.Before))
	case sum.DryRun:
		out.put("would prune %s that ended before %s\n", count(len(sum.Pruned), "run", "runs"), p.local(sum.Before))
		for _, run := range sum.Pruned {
			out.put("  %s, ended %s\n", run.ID, p.local(run.Ended))
		}
	default:
		out.put("pruned %s with %s, %.1f MB freed\n", count(len(sum.Pruned), "run", "runs"), count(sum.Changes, "change", "changes"), float64(max(0, sum.Freed))/1e6)
		out.put("head   %s\n", sum.Head)
	}
	for _, run := range sum.Left {
		out.put("left   %s: %s\n", run.ID, run.Reason)
	}
	if out.err != nil {
		return out.err
	}
	return sum.ended()
}

// ended is 7 when a run could not be pruned because somebody works on its account.
func (s *pruneSum) ended() error {
	for _, run := range s.Left {
		if run.locked {
			return ended(exitLocked)
		}
	}
	return nil
}
