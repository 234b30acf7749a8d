package main

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/spf13/cobra"
	"golang.org/x/net/idna"

	"domainbatch/executor"
	"domainbatch/executor/alidomain"
	"domainbatch/planner"
)

const policyLong = `Print the least RAM policy that a file, or a saved plan, needs: what its changes
need, for its domains only, and what it takes to look at the present and to follow
the tasks. The permission to hand out transfer codes is in it only when the file
asks for codes. Paste it in the RAM console as a custom policy, and attach it to
the user whose key domainbatch gets. Nothing is asked, no account is needed.

That a permission can be limited to single domains is documented for changes of
contacts; all others are for every domain of the account. A list that is too long
for a policy of RAM, or that holds international names, is replaced by all
domains, which is said.`

const policyExample = `  domainbatch policy portfolio.xlsx > policy.json
  domainbatch policy change.plan.json
  domainbatch policy portfolio.xlsx --no-refresh   # for runs that do not look first`

type policyFlags struct {
	input  inputFlags
	target targetFlags
	look   lookFlags
}

func newPolicy(p *program) *cobra.Command {
	f := &policyFlags{}
	cmd := &cobra.Command{
		Use:     "policy FILE",
		Short:   "Print the least RAM policy that a file needs",
		Long:    policyLong,
		Example: policyExample,
		GroupID: groupOther,
		Args:    args(1, 1, "one file, a saved plan, or - for standard input"),
		RunE:    func(cmd *cobra.Command, files []string) error { return p.policy(cmd.Context(), files[0], f) },
	}
	f.input.register(cmd.Flags())
	f.target.register(cmd.Flags())
	cmd.Flags().BoolVar(&f.look.none, "no-refresh", false, "for runs with --no-refresh: leave out what looking at the present needs")
	cmd.Flags().BoolVar(&f.look.noVerify, "no-verify", false, "for runs with --no-verify")
	return cmd
}

func (p *program) policy(ctx context.Context, name string, f *policyFlags) error {
	if err := f.target.validate(); err != nil {
		return err
	}
	plan, err := p.planForPolicy(ctx, name, f)
	if err != nil {
		return err
	}
	if counts := plan.Counts(); counts.Submits == 0 {
		if unusable(counts) {
			return fail(exitInput, "see what is wrong with: domainbatch check "+shellQuote(name), "no row of %s can be used, so there is nothing to allow", name)
		}
		p.console.say("%s asks for nothing, so it needs no permission", name)
		return nil
	}
	policy, wide := leastPolicy(plan, f.look)
	if wide != "" {
		p.console.say("note: changes are allowed for all domains of the account, because %s", wide)
	}
	if counts := plan.Counts(); unusableRows(counts) > 0 {
		p.console.say("note: %s, which the policy does not cover", count(unusableRows(counts), "row cannot be used", "rows cannot be used"))
	}
	return writeJSON(p.stdout, policy)
}

func unusableRows(c planner.Counts) int {
	return c.Rows[planner.RowInvalid] + c.Rows[planner.RowHeld]
}

// planForPolicy is the plan of a file or of a saved plan. It may belong to any
// account.
func (p *program) planForPolicy(ctx context.Context, name string, f *policyFlags) (*planner.Plan, error) {
	if name != "-" && (isPlanBook(name) || looksLikePlan(name)) {
		plan, err := readPlan(name, isPlanBook(name))
		if err != nil && !errors.Is(err, planner.ErrVersion) && !errors.Is(err, planner.ErrDigest) {
			err = fail(exitInput, "make one with: domainbatch plan FILE -o plan.json", "%s is not a plan: %v", name, err).because(err)
		}
		return plan, err
	}
	in, err := p.openInput(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	s, err := p.readSheet(ctx, in, &f.input, f.target)
	if err != nil {
		return nil, err
	}
	s.anyAccount()
	return p.planFor(s, blueprint{input: &f.input, target: f.target})
}

// ramPolicy is a policy document of RAM.
type ramPolicy struct {
	Version   string         `json:"Version"`
	Statement []ramStatement `json:"Statement"`
}

type ramStatement struct {
	Effect   string   `json:"Effect"`
	Action   []string `json:"Action"`
	Resource []string `json:"Resource"`
}

// maxPolicy is how long the text of a custom policy may be (documented by RAM:
// 6,144 characters), blanks aside.
const maxPolicy = 6144

// leastPolicy is what a plan needs. wide says why it is for all domains, "" if
// it is not.
func leastPolicy(plan *planner.Plan, look lookFlags) (_ ramPolicy, wide string) {
	writes, domains := writesOf(plan)
	others := map[string]bool{}
	for _, op := range []alidomain.Operation{alidomain.OpQueryTaskDetailList, alidomain.OpQueryTaskList} {
		others[op.Permission()] = true
	}
	if !look.none {
		for _, op := range executor.RefreshOperations(plan, executor.RefreshOptions{NoVerify: look.noVerify}) {
			others[op.Permission()] = true
		}
	}
	policy := ramPolicy{Version: "1"}
	var changes []string
	for _, op := range writes {
		if action := op.Permission(); !limitedToDomains(op) {
			others[action] = true
		} else if !slices.Contains(changes, action) {
			changes = append(changes, action)
		}
	}
	if len(changes) > 0 {
		resources, why := resourcesOf(domains)
		wide = why
		policy.Statement = append(policy.Statement, ramStatement{"Allow", changes, resources})
	}
	policy.Statement = append(policy.Statement, ramStatement{"Allow", sortedKeys(others), []string{"*"}})
	if text, err := json.Marshal(policy); err == nil && len(text) > maxPolicy && len(changes) > 0 {
		policy.Statement[0].Resource, wide = []string{anyDomain}, "a policy of RAM has at most 6,144 characters"
	}
	return policy, wide
}

// limitedToDomains says whether the permission of an operation can be limited
// to single domains (documented for changes of contacts only).
func limitedToDomains(op alidomain.Operation) bool { return op != alidomain.OpTransferCode }

// writesOf are the operations that a plan submits, each once, and the domains
// whose contacts it changes.
func writesOf(plan *planner.Plan) (ops []alidomain.Operation, domains []string) {
	seen := map[string]bool{}
	for i := range plan.Batches {
		b := &plan.Batches[i]
		op := alidomain.Operation(b.Call)
		if !slices.Contains(ops, op) {
			ops = append(ops, op)
		}
		for _, c := range b.Changes {
			if limitedToDomains(op) && !seen[c.Domain] {
				seen[c.Domain] = true
				domains = append(domains, c.Domain)
			}
		}
	}
	slices.Sort(domains)
	return ops, domains
}

const anyDomain = "acs:domain:*:*:domain/*"

func resourcesOf(domains []string) (resources []string, wide string) {
	for _, d := range domains {
		if ascii, err := idna.ToASCII(d); err != nil || ascii != d {
			return []string{anyDomain}, "it is not documented how a policy spells international names such as " + d
		}
		resources = append(resources, "acs:domain:*:*:domain/"+d)
	}
	return resources, ""
}

func sortedKeys(set map[string]bool) []string {
	var out []string
	for k := range set {
		if k != "" {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}
