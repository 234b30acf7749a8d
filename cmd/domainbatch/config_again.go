package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// reconfigure reads the configuration files of a command again and gives its
// flags what they say now, for a process that lives long. What was typed or is
// in the environment stays. It returns the names of the flags that changed.
// When the files cannot be used, nothing changes. The caller must not use the
// flags meanwhile, and validates them as it did at first.
func (p *program) reconfigure(cmd *cobra.Command, args []string) (changed []string, err error) {
	flags, name := cmd.Flags(), commandPath(cmd)
	found, err := p.readConfiguration(flags, inputOf(cmd, args))
	if err != nil {
		return nil, err
	}
	trial, _, err := newRoot(p).Find(strings.Fields(name))
	if err != nil {
		return nil, err
	}
	trial.InheritedFlags() // makes them flags of the command
	if err := fillFromSources(trial.Flags(), p.fromFiles(found, name)); err != nil {
		return nil, err
	}
	before := map[string][]string{}
	flags.VisitAll(func(f *pflag.Flag) {
		before[f.Name] = fingerprint(f)
		if origin := originOf(f); err == nil && origin != "" && !strings.HasPrefix(origin, placeEnvironment) {
			err = forget(f)
		}
	})
	if err == nil {
		err = fillFromSources(flags, p.fromFiles(found, name))
	}
	p.configuration = found
	flags.VisitAll(func(f *pflag.Flag) {
		if !slices.Equal(before[f.Name], fingerprint(f)) {
			changed = append(changed, f.Name)
		}
	})
	return changed, err
}

// fingerprint is the value of a flag for comparing: what was given for it
// counts too, because a reference to a secret does not show all of itself.
func fingerprint(f *pflag.Flag) []string {
	var given []string
	if note := f.Annotations[originNote]; len(note) > 0 {
		given = note[1:]
	}
	if list, ok := f.Value.(pflag.SliceValue); ok {
		return append(list.GetSlice(), given...)
	}
	return append([]string{f.Value.String()}, given...)
}

// forget gives a flag its default.
func forget(f *pflag.Flag) error {
	f.Changed = false
	delete(f.Annotations, originNote)
	if list, ok := f.Value.(pflag.SliceValue); ok {
		return list.Replace(nil) // no flag that takes several has a default
	}
	return f.Value.Set(f.DefValue)
}
