package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"domainbatch/planner"
)

// manyDomains is from where on a plain "yes" is too easily typed.
const manyDomains = 100

// approve asks whether a plan may be carried out. Changes of registrants, which
// are hard to take back, want their number typed, and so do changes of many
// domains.
func (p *program) approve(ctx context.Context, plan *planner.Plan, account *account) error {
	if !p.console.askable {
		return fail(exitStale, "look at it with: domainbatch plan FILE, then add --yes", "not approved: there is no terminal to ask on")
	}
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	counts := plan.Counts()
	wanted, question := question(counts)
	answer, err := p.console.ask(ctx, fmt.Sprintf("\n%s for %s of account %s, in %s. %s", count(counts.Sent, "change", "changes"),
		count(counts.Domains, "domain", "domains"), printable(account.shown), count(counts.Submits, "call", "calls"), question))
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
	typed := func(n int) func(string) bool {
		return func(answer string) bool {
			return strings.ReplaceAll(strings.TrimSpace(answer), ",", "") == strconv.Itoa(n)
		}
	}
	switch {
	case c.Owners > 0:
		return typed(c.Owners), fmt.Sprintf("%s a new registrant, which is hard to take back. Type %d to go on: ",
			count(c.Owners, "domain gets", "domains get"), c.Owners)
	case c.Domains >= manyDomains:
		return typed(c.Domains), fmt.Sprintf("Type %d to go on: ", c.Domains)
	}
	return func(answer string) bool { return strings.EqualFold(answer, "yes") || strings.EqualFold(answer, "y") },
		"Go on? [y/N] "
}
