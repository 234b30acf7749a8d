package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"domainbatch/planner"
)

// limitFlags keep accidents small. The first five shape the plan and are
// saved with it; the others stop a run, or keep it from beginning.
type limitFlags struct {
	Only    []string
	Exclude []string
	Limit   int
	Canary  int
	Wave    int

	maxChanges     string
	maxRegistrants int
}

func (f *limitFlags) register(cmd *cobra.Command) {
	set := cmd.Flags()
	set.StringSliceVar(&f.Only, "only", nil, "send only what `TERMS` name: a domain, a pattern (shop-*.com), .cn, registrant, admin, tech, billing, transfer-code")
	set.StringSliceVar(&f.Exclude, "exclude", nil, "send nothing that `TERMS` name, as in --only")
	set.IntVar(&f.Limit, "limit", 0, "send the first `N` rows that ask for something (0: all)")
	set.IntVar(&f.Canary, "canary", 0, "send the first `N` changes, wait for their tasks, and go on only if none has failed")
	set.IntVar(&f.Wave, "wave", 0, "send `N` changes at a time and wait for their tasks before the next (0: all)")
	set.StringVar(&f.maxChanges, "max-changes", "", "send nothing when there are more than `N|P%` changes; a share is of all that the file asks for")
	set.IntVar(&f.maxRegistrants, "max-registrant-changes", -1, "send nothing when more than `N` registrants would change (-1: any number)")
	for _, flag := range []string{"only", "exclude"} {
		cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"registrant", "admin", "tech", "billing", "transfer-code"}, cobra.ShellCompDirectiveNoFileComp
		})
	}
}

func (f *limitFlags) validate() error {
	if _, err := planner.ParseCap(f.maxChanges); err != nil {
		return usage("give a number such as 100, or a share such as 5%", "--max-changes %q: %v", f.maxChanges, err)
	}
	if err := (planner.Settings{Only: f.Only, Exclude: f.Exclude, Limit: f.Limit, Canary: f.Canary, Wave: f.Wave}).Validate(); err != nil {
		return usage("see domainbatch apply --help", "%v", err)
	}
	return nil
}

// shape puts the limits that shape a plan into its settings.
func (f *limitFlags) shape(set *planner.Settings) {
	set.Only, set.Exclude, set.Limit, set.Canary, set.Wave = f.Only, f.Exclude, f.Limit, f.Canary, f.Wave
}

// from takes the limits of a saved plan.
func (f *limitFlags) from(set planner.Settings) {
	f.Only, f.Exclude, f.Limit, f.Canary, f.Wave = set.Only, set.Exclude, set.Limit, set.Canary, set.Wave
}

// differ names the typed flags that say something else than a saved plan.
func (f *limitFlags) differ(typed *pflag.FlagSet, saved planner.Settings) []string {
	var out []string
	for flag, same := range map[string]bool{
		"only": slices.Equal(f.Only, saved.Only), "exclude": slices.Equal(f.Exclude, saved.Exclude),
		"limit": f.Limit == saved.Limit, "canary": f.Canary == saved.Canary, "wave": f.Wave == saved.Wave,
	} {
		if saidNow(typed, flag) && !same {
			out = append(out, flag)
		}
	}
	return out
}

// hold ends a run before it begins when the plan exceeds a limit.
func (f *limitFlags) hold(plan *planner.Plan) error {
	counts, asked := plan.Counts(), plan.Asked()
	limit, err := planner.ParseCap(f.maxChanges)
	if err != nil {
		return err
	}
	if most := limit.Of(asked); counts.Sent > most {
		return fail(exitLimit, fmt.Sprintf("look at the plan; if it is right: --max-changes %d", counts.Sent),
			"%s, more than --max-changes %s allows (%d of %d asked for); nothing was sent", count(counts.Sent, "change", "changes"), f.maxChanges, most, asked)
	}
	if f.maxRegistrants >= 0 && counts.Owners > f.maxRegistrants {
		return fail(exitLimit, fmt.Sprintf("look at the plan; if it is right: --max-registrant-changes %d", counts.Owners),
			"%s, more than --max-registrant-changes %d allows; nothing was sent", count(counts.Owners, "registrant would change", "registrants would change"), f.maxRegistrants)
	}
	return nil
}

// gateRecord is what a run remembers of the limits that can stop it.
type gateRecord struct {
	Waves       bool   `json:"waves,omitempty"`
	Canary      bool   `json:"canary,omitempty"`
	First       int    `json:"first,omitempty"` // changes of the canary
	MaxFailures string `json:"max_failures,omitempty"`
	Changes     int    `json:"changes,omitempty"` // of the plan, for shares
	Between     string `json:"between,omitempty"` // hours of the day at which calls are sent
}

// allowed is how many changes may fail; nil for any number. Whoever names a
// number has said how many failures of a canary are too many, too.
func (g gateRecord) allowed() (failures *int, canary bool) {
	limit, err := planner.ParseCap(g.MaxFailures)
	if err != nil || limit.Limitless {
		return nil, g.Canary
	}
	n := limit.Of(g.Changes)
	return &n, false
}

func registerMaxFailures(set *pflag.FlagSet, value *string) {
	set.StringVar(value, "max-failures", "", "send no more when more than `N|P%` changes have failed; what was sent is followed to its end")
}

func checkMaxFailures(value string) error {
	if _, err := planner.ParseCap(value); err != nil {
		return usage("give a number such as 10, or a share such as 5%", "--max-failures %q: %v", value, err)
	}
	return nil
}
