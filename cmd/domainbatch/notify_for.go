package main

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// tellingCommands tell how a job goes, and so can have receivers of their own in
// the configuration.
var tellingCommands = []string{"apply", "resume", "import"}

// receiverFlags say who gets messages, and how they are signed.
func receiverFlags() []string {
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	(&tellFlags{}).registerReceivers(set)
	var names []string
	set.VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

// fillFor gives the flags the values that the files have for another command.
// What was typed or is in the environment stays.
func (p *program) fillFor(flags *pflag.FlagSet, command string) (err error) {
	if !slices.Contains(tellingCommands, command) {
		return usage("write one of: "+strings.Join(tellingCommands, ", "), "--for %q is no command that tells anybody", command)
	}
	if p.configuration == nil {
		return nil
	}
	flags.VisitAll(func(f *pflag.Flag) {
		if origin := originOf(f); err == nil && origin != "" && !strings.HasPrefix(origin, placeEnvironment) {
			err = forget(f)
		}
	})
	if err != nil {
		return err
	}
	return fillFromSources(flags, p.fromFiles(p.configuration, command))
}

// toldElsewhere are the commands, beside the one that is tried out, for which the
// configuration names receivers in another place.
func (p *program) toldElsewhere(flags *pflag.FlagSet, tried string) (commands []string) {
	if p.configuration == nil || tried != "" {
		return nil
	}
	for _, command := range tellingCommands {
		own := func(name string) bool {
			f := flags.Lookup(name)
			value, ok := p.fromFiles(p.configuration, command).value(f)
			return ok && value.place != originOf(f)
		}
		if slices.ContainsFunc(receiverFlags(), own) {
			commands = append(commands, command)
		}
	}
	return commands
}
