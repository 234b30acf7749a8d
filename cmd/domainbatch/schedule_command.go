package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"domainbatch/cmd/internal/secretref"
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

// pinWords makes the paths of a command line absolute, and writes its flags in
// full. It was parsed before, so that it is known to be well-formed.
func pinWords(set *pflag.FlagSet, words []string, files bool) ([]string, error) {
	var out []string
	put := func(f *pflag.Flag, value string) error {
		value, err := pinValue(f, value)
		out = append(out, "--"+f.Name, value)
		return err
	}
	for i := 0; i < len(words); i++ {
		word := words[i]
		var err error
		switch name, value, has := strings.Cut(word, "="); {
		case word == "--":
			for _, rest := range words[i+1:] {
				if rest, err = pinFile(rest, files); err != nil {
					return nil, err
				}
				out = append(out, rest)
			}
			return out, nil
		case strings.HasPrefix(word, "--"):
			f := set.Lookup(name[2:])
			switch {
			case has && f.NoOptDefVal != "":
				out = append(out, "--"+f.Name+"="+value)
			case f.NoOptDefVal != "":
				out = append(out, "--"+f.Name)
			case !has:
				i++
				err = put(f, words[i])
			default:
				err = put(f, value)
			}
		case len(word) > 1 && word[0] == '-':
			for j := 1; j < len(word); j++ {
				f := set.ShorthandLookup(word[j : j+1])
				if f.NoOptDefVal != "" {
					out = append(out, "--"+f.Name)
					continue
				}
				if value = strings.TrimPrefix(word[j+1:], "="); value == "" {
					i++
					value = words[i]
				}
				err = put(f, value)
				break
			}
		default:
			if word, err = pinFile(word, files); err == nil {
				out = append(out, word)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func pinFile(name string, isFile bool) (string, error) {
	if !isFile {
		return name, nil
	}
	if name == stdoutName {
		return "", usage("name a file", "there is no standard input to read from without a person")
	}
	return absolute(name)
}

// reference is a value that names where a secret is, in place of the secret.
var reference = regexp.MustCompile(`^([a-z]+=)?(env|file|command):(.*)$`)

// pinValue makes the path in the value of a flag absolute. A value that can let
// somebody in does not go into a file that everybody may read.
func pinValue(f *pflag.Flag, value string) (string, error) {
	_, guarded := f.Value.(*hidden)
	m := reference.FindStringSubmatch(value)
	switch {
	case guarded && m == nil && !strings.HasPrefix(value, "command="):
		return "", usage("write env:NAME and put it into --env-file, or file:PATH, or into the configuration",
			"what --%s says would stand in a file that others can read", f.Name)
	case (guarded || f.Value.Type() == secretref.Type) && m != nil && m[2] == "file":
		path, err := absolute(strings.TrimSpace(m[3]))
		return m[1] + "file:" + path, err
	case isPath(f):
		return absolute(value)
	}
	return value, nil
}
