package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// scheduledCommand is a command line that is to be run elsewhere and later, so
// that it must not depend on where and by whom it was typed.
type scheduledCommand struct {
	name   string // of the command
	words  []string
	writes []string // folders
	watch  bool
	hooks  bool     // it runs commands of the person's
	notes  []string // for whoever schedules it
}

func (c *scheduledCommand) note(format string, args ...any) {
	c.notes = append(c.notes, fmt.Sprintf(format, args...))
}

// scheduledCommand reads the command line in a tree of commands of its own:
// what is wrong with it is said now and not at night.
func (p *program) scheduledCommand(words []string, shared *sharedFlags) (*scheduledCommand, error) {
	root := newRoot(p)
	cmd, rest, err := root.Find(words)
	if err != nil || cmd == root {
		return nil, unknownCommand(root, words[0])
	}
	c := &scheduledCommand{name: commandPath(cmd)}
	if !slices.Contains([]string{"import", "apply", "resume"}, c.name) {
		return nil, usage("schedule import, apply or resume", "%s is no command to be run without a person", c.name)
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return nil, explainFlagError(cmd, err)
	}
	given := cmd.Flags().Args()
	if err := cmd.ValidateArgs(given); err != nil {
		return nil, err
	}
	typed := typedFlags(cmd.Flags())
	if err := p.configure(cmd, given); err != nil {
		return nil, err
	}
	if c.name == "apply" && cmd.Flags().Lookup("yes").Value.String() != "true" {
		return nil, usage("add --yes to the command", "nobody can be asked when apply is started without a person")
	}
	pinned, err := pinWords(cmd.Flags(), rest, c.name != "resume")
	if err != nil {
		return nil, err
	}
	c.words = append([]string{c.name}, pinned...)
	c.watch = cmd.Flags().Lookup("watch") != nil && cmd.Flags().Lookup("watch").Value.String() == "true"
	if err := p.pinPlaces(c, cmd.Flags(), typed, given, shared); err != nil {
		return nil, err
	}
	for _, flag := range []string{"on-failure", "on-success", "on-end"} {
		f := cmd.Flags().Lookup(flag)
		c.hooks = c.hooks || f != nil && f.Value.String() != ""
	}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if strings.HasPrefix(originOf(f), placeEnvironment) && f.Name != "state" && f.Name != "config" {
			c.note("%s is set here, and will not be there; write --%s into the command", variable(f.Name), f.Name)
		}
	})
	return c, nil
}

func typedFlags(set *pflag.FlagSet) map[string]bool {
	typed := map[string]bool{}
	set.Visit(func(f *pflag.Flag) { typed[f.Name] = true })
	return typed
}

// pinPlaces writes down where the state is and, when a person's own
// configuration counts, where that is; and gathers the folders that are
// written to.
func (p *program) pinPlaces(c *scheduledCommand, set *pflag.FlagSet, typed map[string]bool, given []string, shared *sharedFlags) error {
	named := set.Lookup("state").Value.String()
	if named == "" {
		named = shared.state
	}
	state, err := p.stateDirPath(named)
	if err != nil {
		return err
	}
	if !typed["state"] {
		c.words = append(c.words, "--state", state)
	}
	c.writes = append(c.writes, state)
	if !exists(state) {
		c.note("the state folder is not there yet; make it as the user it runs as: mkdir -p -m 700 %s", shellQuote(state))
	}
	if !typed["config"] {
		var found []string
		for _, place := range p.configuration.places {
			if exists(place.path) {
				found = append(found, place.kind)
			}
		}
		switch user := p.userConfig(); {
		case slices.Equal(found, []string{placeUser}):
			c.words = append(c.words, "--config", user)
		case slices.Equal(found, []string{placeNamed}): // by the environment
			path, err := absolute(set.Lookup("config").Value.String())
			if err != nil {
				return err
			}
			c.words = append(c.words, "--config", path)
		case slices.Contains(found, placeUser):
			c.note("of the two configuration files, the user's is that of the user it runs as, and here it is %s", user)
		}
	}
	if c.name != "resume" {
		for _, name := range given {
			if err := c.writesTo(name, set.Changed("output")); err != nil {
				return err
			}
		}
	}
	for _, flag := range []string{"output", "metrics-file"} {
		f := set.Lookup(flag)
		if f == nil || f.Value.String() == "" || f.Value.String() == stdoutName {
			continue
		}
		path, err := absolute(f.Value.String())
		if err != nil {
			return err
		}
		c.writes = append(c.writes, filepath.Dir(path))
	}
	return nil
}

// writesTo notes the folder that a run over a file or a folder writes to.
func (c *scheduledCommand) writesTo(name string, elsewhere bool) error {
	path, err := absolute(name)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		c.note("%s is not on this machine", path)
		if c.name == "apply" {
			path = filepath.Dir(path)
		}
	case !info.IsDir():
		path = filepath.Dir(path)
	}
	if !elsewhere {
		c.writes = append(c.writes, path)
	}
	return nil
}
