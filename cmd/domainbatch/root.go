package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"domainbatch/cmd/internal/secretref"
)

const rootLong = `domainbatch takes a spreadsheet of domain names, does the job it describes on
Alibaba Cloud Domains, and hands the same spreadsheet back with the result of
every row.

A row can ask for new contact data, for a registrant profile, or for a transfer
code. The file you give is never changed: the results go into a copy beside it.

Every flag can also be given as an environment variable: --submit-rate is
DOMAINBATCH_SUBMIT_RATE, and as a key of a configuration file (see "domainbatch
config --help"). A flag wins over the environment, and that over files.

` + exitHelp

const rootExample = `  domainbatch apply --sandbox portfolio.xlsx    # try it, no account needed
  domainbatch check portfolio.xlsx              # is the file all right?
  domainbatch plan portfolio.xlsx               # what would be done
  domainbatch apply portfolio.xlsx              # do it
  domainbatch resume                            # go on after an interruption`

// newRoot builds the tree of commands for one run of the program.
func newRoot(p *program) *cobra.Command {
	shared := &sharedFlags{}
	root := &cobra.Command{
		Use:           "domainbatch",
		Short:         "Do what a spreadsheet of domain names says, on Alibaba Cloud Domains",
		Long:          rootLong,
		Example:       rootExample,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return cmd.Help()
		},
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error {
			if err := p.configure(cmd, args); err != nil {
				return err
			}
			log, err := newLogger(rawConsole{p.console}, shared.logFormat, shared.verbose, p.runMark)
			if err != nil {
				return err
			}
			p.log = log
			if shared.logFormat == "json" {
				p.console.onlyEvents(p.runMark)
			}
			return nil
		},
	}
	shared.register(root.PersistentFlags())
	root.SetFlagErrorFunc(explainFlagError)
	root.SetUsageTemplate(usageTemplate)
	root.SetHelpCommand(newHelp())
	root.AddGroup(
		&cobra.Group{ID: groupJob, Title: "The job:"},
		&cobra.Group{ID: groupRuns, Title: "Runs:"},
		&cobra.Group{ID: groupOther, Title: "Other:"},
	)
	root.AddCommand(
		newInit(p), newExport(p, shared), newCheck(p), newPlan(p, shared), newApply(p, shared), newImport(p, shared),
		newResume(p, shared), newStatus(p, shared), newReport(p, shared),
		newResolve(p, shared), newCancel(p, shared), newUndo(p, shared), newCodes(p, shared), newAudit(p, shared), newRuns(p, shared), newBackup(p, shared), newRestore(p, shared),
		newPolicy(p), newSchedule(p, shared), newDoctor(p, shared), newConfig(p), newNotify(p), newSandbox(p), newVersion(p),
	)
	root.SetHelpCommandGroupID(groupOther)
	root.SetCompletionCommandGroupID(groupOther)
	return root
}

const (
	groupJob   = "job"
	groupRuns  = "runs"
	groupOther = "other"
)

// usageTemplate is cobra's, without the trailing advice that every command
// would repeat.
const usageTemplate = `Usage:{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} COMMAND{{end}}{{if .HasExample}}

Examples:
{{.Example}}{{end}}{{if .HasAvailableSubCommands}}{{$cmds := .Commands}}{{range $group := .Groups}}

{{.Title}}{{range $cmds}}{{if (and (eq .GroupID $group.ID) (or .IsAvailableCommand (eq .Name "help")))}}
  {{rpad .Name .NamePadding }} {{.Short}}{{end}}{{end}}{{end}}{{if not .AllChildCommandsHaveGroup}}

Commands:{{range $cmds}}{{if (and (eq .GroupID "") .IsAvailableCommand)}}
  {{rpad .Name .NamePadding }} {{.Short}}{{end}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

Flags of every command:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}
`

func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Show the help of a command",
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			target, rest, err := root.Find(args)
			if err != nil || target == nil || len(rest) > 0 && target == root {
				return unknownCommand(root, args[0])
			}
			return target.Help()
		},
	}
}

func unknownCommand(root *cobra.Command, typed string) error {
	root.SuggestionsMinimumDistance = 2
	hint := "see domainbatch --help"
	if near := root.SuggestionsFor(typed); len(near) > 0 {
		hint = "did you mean: domainbatch " + near[0]
	} else if looksLikeFile(typed) {
		hint = "did you mean: domainbatch apply " + typed
	}
	return usage(hint, "unknown command %q", typed)
}

func looksLikeFile(name string) bool {
	lower := strings.ToLower(name)
	for _, ext := range []string{".xlsx", ".xlsm", ".csv", ".tsv", ".txt"} {
		if strings.HasSuffix(lower, ext) {
			return true
		}
	}
	return false
}

// explainFlagError turns what the flag parser says into a usage failure with
// the flag that was probably meant.
func explainFlagError(cmd *cobra.Command, err error) error {
	var missing *pflag.NotExistError
	if errors.As(err, &missing) && len(missing.GetSpecifiedName()) > 1 {
		name := missing.GetSpecifiedName()
		hint := "see " + cmd.CommandPath() + " --help"
		if near := nearest(name, flagNames(cmd.Flags())); near != "" {
			hint = "did you mean --" + near
		}
		return usage(hint, "%s has no flag --%s", cmd.Name(), name)
	}
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) && invalid.GetFlag().Value.Type() == secretref.Type { // what was typed may be the secret
		return usage("write "+secretref.Accepted, "--%s takes a reference to a secret", invalid.GetFlag().Name)
	}
	if errors.As(err, &invalid) {
		if f := plainFlagValue(invalid); f != nil {
			return f
		}
	}
	return usage("see "+cmd.CommandPath()+" --help", "%s", err)
}

func flagNames(set *pflag.FlagSet) []string {
	var names []string
	set.VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

// args checks the number of arguments and says what is missing in words.
func args(min, max int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, given []string) error {
		switch {
		case len(given) < min:
			return usage("see "+cmd.CommandPath()+" --help", "%s needs %s", cmd.Name(), what)
		case len(given) > max:
			return usage(fmt.Sprintf("quote a name that has blanks in it; see %s --help", cmd.CommandPath()),
				"%s takes %s and nothing more, but there is also %q", cmd.Name(), what, given[max])
		}
		return nil
	}
}
