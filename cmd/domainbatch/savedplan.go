package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"

	"domainbatch/planner"
)

// savedPlan reads the plan when a person gave one instead of a file of rows,
// takes its settings, and returns the name of the file it was made from.
func (p *program) savedPlan(name string, f *applyFlags) (*planner.Plan, string, error) {
	if name == "-" || !looksLikePlan(name) {
		return nil, name, nil
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, "", cannotRead(name, err)
	}
	plan, err := planner.Decode(bytes.NewReader(content))
	switch {
	case errors.Is(err, planner.ErrVersion), errors.Is(err, planner.ErrDigest):
		return nil, "", err
	case err != nil:
		return nil, "", fail(exitInput, "make one with: domainbatch plan FILE -o plan.json", "%s is not a plan: %v", name, err).because(err)
	}
	input := plan.Source.File
	if !filepath.IsAbs(input) {
		return nil, "", fail(exitStale, "save the rows in a file and plan that",
			"%s was made from standard input, which cannot be read again", name)
	}
	f.target.Site, f.target.BatchSize = plan.Settings.Site, plan.Settings.BatchSize
	f.input.Action = string(plan.Settings.DefaultAction)
	if f.input.Sheet == "" {
		f.input.Sheet = plan.Source.Sheet
	}
	return plan, input, nil
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
	anew := "make it anew with: domainbatch plan " + shellQuote(saved.Source.File) + " -o plan.json"
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
