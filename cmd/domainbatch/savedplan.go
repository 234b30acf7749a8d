package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"

	"domainbatch/planner"
	"domainbatch/planner/planbook"
)

// savedPlan reads the plan when a person gave one instead of a file of rows,
// takes its settings, and returns the name of the file it was made from.
func (p *program) savedPlan(name string, f *applyFlags) (*planner.Plan, string, error) {
	book := name != "-" && isPlanBook(name)
	if name == "-" || !book && !looksLikePlan(name) {
		return nil, name, f.notAPlan()
	}
	plan, err := readPlan(name, book)
	switch {
	case errors.Is(err, planner.ErrVersion), errors.Is(err, planner.ErrDigest):
		return nil, "", err
	case errors.Is(err, planbook.ErrEdited):
		return nil, "", fail(exitStale, "undo it, or change the sheet of domains and plan anew", "%v", err).because(err)
	case err != nil:
		return nil, "", fail(exitInput, "make one with: domainbatch plan FILE -o plan.json", "%s is not a plan: %v", name, err).because(err)
	}
	input := plan.Source.File
	if !filepath.IsAbs(input) {
		return nil, "", fail(exitStale, "save the rows in a file and plan that",
			"%s was made from standard input, which cannot be read again", name)
	}
	if err := f.settingsMoved(plan); err != nil {
		return nil, "", err
	}
	f.limits.from(plan.Settings)
	f.target.Site, f.target.BatchSize = plan.Settings.Site, plan.Settings.BatchSize
	f.input.Action = string(plan.Settings.DefaultAction)
	if f.input.Sheet == "" {
		f.input.Sheet = plan.Source.Sheet
	}
	return plan, input, nil
}

// readPlan reads a plan from JSON or from a workbook.
func readPlan(name string, book bool) (*planner.Plan, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, cannotRead(name, err)
	}
	defer file.Close()
	if !book {
		return planner.Decode(file)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, cannotRead(name, err)
	}
	return planbook.Read(file, info.Size(), "")
}

// looksLikePlan recognises a plan by its first characters.
func looksLikePlan(name string) bool {
	file, err := os.Open(name)
	if err != nil {
		return false
	}
	defer file.Close()
	head := make([]byte, 64)
	n, _ := io.ReadFull(file, head)
	return bytes.HasPrefix(bytes.TrimSpace(head[:n]), []byte("{"))
}

// stillFits compares a saved plan with the one that the same file gives now.
// The file must be the very same: a plan's digest alone is equal for equal
// content.
func stillFits(saved, fresh *planner.Plan, account *account) error {
	anew := makeAnew(saved)
	switch {
	case saved.Source.Digest != fresh.Source.Digest:
		return fail(exitStale, anew, "the plan is out of date: %s has changed since", saved.Source.File)
	case saved.Digest == fresh.Digest:
		return nil
	case saved.Settings.Account != fresh.Settings.Account:
		return fail(exitStale, "use the credentials it was made with, or "+anew, "the plan was made for another account than %s", account.shown)
	}
	return fail(exitStale, "give the same flags as for the plan, or "+anew,
		"the plan is out of date: the same file gives another plan now, because of other flags or of runs in between")
}
