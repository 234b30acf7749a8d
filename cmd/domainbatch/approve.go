package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"domainbatch/ingest"
	"domainbatch/planner"
)

// manyDomains is from where on a plain "yes" is too easily typed.
const manyDomains = 100

// approve asks whether a plan may be carried out. Changes of owners, which
// cannot be taken back, and changes of many domains want the number typed.
func (p *program) approve(ctx context.Context, plan *planner.Plan, account *account) error {
	if !p.console.askable {
		return fail(exitStale, "look at it with: domainbatch plan FILE, then add --yes", "not approved: there is no terminal to ask on")
	}
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	counts := plan.Counts()
	wanted, question := question(counts)
	answer, err := p.console.ask(ctx, fmt.Sprintf("\n%s of account %s. %s", count(counts.Domains, "domain", "domains"), printable(account.shown), question))
	switch {
	case errors.Is(err, errNoAnswer):
		return notApproved()
	case err != nil:
		return err
	case !wanted(answer):
		return notApproved()
	}
	return nil
}

func notApproved() error {
	return fail(exitStale, "run it again when it is right", "not approved; nothing was sent")
}

// question chooses what has to be typed.
func question(c planner.Counts) (accepts func(string) bool, text string) {
	owners := 0
	for _, change := range c.Changes {
		if change.ContactType == ingest.Registrant {
			owners += change.Changes
		}
	}
	number := strconv.Itoa(c.Domains)
	typed := func(answer string) bool { return strings.ReplaceAll(answer, ",", "") == number }
	switch {
	case owners > 0:
		return typed, fmt.Sprintf("%s cannot be taken back. Type %s to go on: ", count(owners, "change of an owner", "changes of owners"), number)
	case c.Domains >= manyDomains:
		return typed, fmt.Sprintf("Type %s to go on: ", number)
	}
	return func(answer string) bool { return strings.EqualFold(answer, "yes") || strings.EqualFold(answer, "y") },
		"Go on? [y/N] "
}
