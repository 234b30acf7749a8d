package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/executor"
	"domainbatch/executor/journal"
	"domainbatch/executor/vault"
	"domainbatch/report"
)

const codesShowLong = `Show the transfer codes of a run, one domain a line: from the journal, or from a
file FILE.codes.csv.age.

They are opened with the key of this machine's journal, or with the age key in
--identity FILE when they are sealed for its owner. They are shown on a terminal;
into a file or another program they go only with --yes. That they were shown, by
whom and when, is written into the journal first, and "domainbatch audit" lists it.
A file of codes opened apart from its journal leaves no such note.

Whoever has a transfer code can take the domain away.`

const codesShowExample = `  domainbatch codes show 20261122-063700-k3f9
  domainbatch codes show 20261122-063700-k3f9 --domain example.com
  domainbatch codes show portfolio.results.codes.csv.age --identity owner.key`

// codesShownEvent is the kind of the event that says that codes were shown.
const codesShownEvent = "codes-shown"

// codesShown is its detail.
type codesShown struct {
	Codes   int      `json:"codes"`
	Domains []string `json:"domains,omitempty"` // when not all of the run were asked for
	Key     string   `json:"key"`               // "journal" or "identity"
}

type codesFlags struct {
	domains  []string
	identity string
	yes      bool
}

func newCodes(p *program, shared *sharedFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "codes",
		Short:   "Show transfer codes to a person",
		GroupID: groupRuns,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, rest []string) error {
			if len(rest) > 0 {
				return usage("domainbatch codes show "+shellQuote(rest[0]), "codes has no command %q", rest[0])
			}
			return cmd.Help()
		},
	}
	f := &codesFlags{}
	show := &cobra.Command{
		Use:     "show RUN|FILE",
		Short:   "Decrypt and print the transfer codes of a run",
		Long:    codesShowLong,
		Example: codesShowExample,
		Args:    args(1, 1, "one run, or a file that ends in .age"),
		RunE: func(cmd *cobra.Command, given []string) error {
			return p.showCodes(cmd.Context(), given[0], f, shared)
		},
	}
	show.Flags().StringSliceVar(&f.domains, "domain", nil, "only these `DOMAINS`")
	show.Flags().StringVar(&f.identity, "identity", "", "`FILE` with the age key that the codes are sealed for")
	show.Flags().BoolVarP(&f.yes, "yes", "y", false, "print them also where there is no terminal")
	cmd.AddCommand(show)
	return cmd
}

func (p *program) showCodes(ctx context.Context, what string, f *codesFlags, shared *sharedFlags) error {
	if !f.yes && !isTerminal(p.stdout) {
		return fail(exitStale, "add --yes when that is what you want", "transfer codes are shown on a terminal only, and this is none")
	}
	if strings.HasSuffix(what, ".age") {
		return p.showCodesIn(what, f)
	}
	state, err := p.existingStateDir(shared.state)
	if err != nil {
		return err
	}
	if state == nil {
		return noSuchRun(what)
	}
	run, err := p.storedRun(ctx, state, what)
	if err != nil {
		return err
	}
	opened, err := journal.Open(ctx, state.journal(), journal.Options{Log: p.log})
	if err != nil {
		return err
	}
	defer opened.Close()
	codes, err := codesOf(ctx, opened, run.ID, f.domains)
	if err != nil {
		return err
	}
	key, err := codesKey(state, f.identity)
	if err != nil {
		return err
	}
	if err := unsealCodes(codes, key, run.ID); err != nil {
		return err
	}
	note := codesShown{Codes: len(codes), Domains: f.domains[:min(len(f.domains), mostNoted)], Key: "journal"}
	if f.identity != "" {
		note.Key = "identity"
	}
	detail, err := json.Marshal(note)
	if err != nil {
		return err
	}
	if err := opened.Note(ctx, journal.Event{RunID: run.ID, Actor: p.person(), Kind: codesShownEvent, Detail: string(detail)}); err != nil {
		return fmt.Errorf("noting that codes are shown; none was: %w", err)
	}
	return p.printCodes(codes)
}

// mostNoted bounds the domains that the note of a showing names.
const mostNoted = 50

// codesOf are the codes of a run, or of the domains that were asked for.
func codesOf(ctx context.Context, j journal.Journal, runID string, domains []string) ([]report.Code, error) {
	sealed, err := executor.Codes(ctx, j, runID)
	if err != nil {
		return nil, err
	}
	codes := make([]report.Code, 0, len(sealed))
	for _, code := range sealed {
		codes = append(codes, report.Code{SealedCode: code, RunID: runID})
	}
	return chosenCodes(codes, domains)
}

func chosenCodes(codes []report.Code, domains []string) ([]report.Code, error) {
	for _, domain := range domains {
		has := func(c report.Code) bool { return strings.EqualFold(c.Domain, domain) }
		if !slices.ContainsFunc(codes, has) {
			return nil, usage("leave out --domain to see all there are", "there is no transfer code for %s", domain)
		}
	}
	if len(domains) > 0 {
		codes = slices.DeleteFunc(codes, func(c report.Code) bool {
			return !slices.ContainsFunc(domains, func(d string) bool { return strings.EqualFold(c.Domain, d) })
		})
	}
	if len(codes) == 0 {
		return nil, usage("see what became of the rows with: domainbatch report", "there are no transfer codes to show")
	}
	return codes, nil
}

// codesKey opens the key that codes are to be opened with.
func codesKey(state *stateDir, identity string) (*vault.Vault, error) {
	if identity == "" {
		return vault.OpenExisting(state.vault())
	}
	return identityIn(identity)
}

func identityIn(path string) (*vault.Vault, error) {
	key, err := vault.OpenExisting(path)
	if err != nil {
		return nil, usage("name the file that age-keygen wrote, with mode 0600, in a folder of your own", "cannot use --identity %s: %v", path, err).because(err)
	}
	return key, nil
}

// unsealCodes opens every code, or says for which it cannot.
func unsealCodes(codes []report.Code, key *vault.Vault, runID string) error {
	for i, c := range codes {
		if c.Plain != "" {
			continue
		}
		plain, err := key.Unseal(c.Context(), c.Sealed)
		var other *vault.ForOtherError
		switch {
		case errors.As(err, &other):
			return usage("domainbatch codes show "+runID+" --identity FILE", "the transfer code of %s is sealed for the owner of another key (%s)", c.Domain, other.For)
		case errors.Is(err, vault.ErrOtherKey):
			return usage("leave out --identity, or name another key", "the transfer code of %s: %v", c.Domain, err).because(err)
		case err != nil:
			return fmt.Errorf("the transfer code of %s: %w", c.Domain, err)
		}
		codes[i].Plain = executor.Secret(plain)
	}
	return nil
}

// showCodesIn shows the codes of a file that was made for the owner of a key.
func (p *program) showCodesIn(name string, f *codesFlags) error {
	if f.identity == "" {
		return usage("name the key with --identity FILE", "a file of codes is opened with the key of its owner")
	}
	key, err := identityIn(f.identity)
	if err != nil {
		return err
	}
	file, err := os.Open(name)
	if err != nil {
		return usage("give a run or a file of codes", "cannot open %s: %v", name, cause(err)).because(err)
	}
	defer file.Close()
	plain, err := key.Read(file)
	if err != nil {
		return usage("name the key it was made for with --identity FILE", "%s: %v", name, err).because(err)
	}
	codes, err := report.ReadCodes(plain)
	if err == nil {
		codes, err = chosenCodes(codes, f.domains)
	}
	if err == nil {
		err = unsealCodes(codes, key, "RUN")
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return p.printCodes(codes)
}

func (p *program) printCodes(codes []report.Code) error {
	for _, c := range codes {
		if _, err := fmt.Fprintf(p.stdout, "%s\t%s\n", printable(c.Domain), printable(c.Plain.Reveal())); err != nil {
			return fmt.Errorf("printing codes: %w", err)
		}
	}
	return nil
}
