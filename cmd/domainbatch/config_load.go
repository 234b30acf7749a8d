package main

import (
	"errors"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"domainbatch/cmd/internal/config"
	"domainbatch/cmd/internal/secretref"
)

// configuration is what the files of a command line say.
type configuration struct {
	places []configPlace  // looked for
	files  []*config.File // found, the one that wins first
	layers *config.Layers
	err    error // why they cannot be used; only where a command goes on without them
}

// registerConfiguration adds the flags that say which files are read.
func registerConfiguration(set *pflag.FlagSet) {
	set.String("config", "", "read the configuration `FILE` and no other (default: the user's, and "+projectConfigName+" beside the input)")
	set.SetAnnotation("config", cobra.BashCompFilenameExt, []string{"yaml", "yml"})
	set.String("as", "", "use the keys of the profile `NAME` of the configuration first")
}

// configure gives every flag of a command that was not typed its value, and
// says so when a file in the folder of the input had a part in it: nobody may
// have meant that one.
func (p *program) configure(cmd *cobra.Command, args []string) error {
	if err := p.fill(cmd, args); err != nil || p.configuration == nil {
		return err
	}
	for _, file := range p.configuration.files {
		var keys []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if file.Shared && strings.HasPrefix(originOf(f), file.Name+":") {
				keys = append(keys, f.Name)
			}
		})
		if len(keys) > 0 {
			p.console.say("note: %s sets %s", file.Name, strings.Join(keys, ", "))
		}
	}
	return nil
}

// fill gives every flag of a command that was not typed its value: from the
// environment, else from the files.
func (p *program) fill(cmd *cobra.Command, args []string) error {
	flags := cmd.Flags()
	if err := fillFromSources(flags, environment{p.environ}); err != nil {
		return err
	}
	name := commandPath(cmd)
	if !readsConfiguration(name) {
		return nil
	}
	found, err := p.readConfiguration(flags, inputOf(cmd, args))
	if err == nil {
		err = fillFromSources(flags, p.fromFiles(found, name))
	}
	if p.configuration = found; name == "doctor" { // which says so among its findings
		found.err, err = err, nil
	}
	return err
}

func (p *program) fromFiles(c *configuration, command string) fromFiles {
	return fromFiles{c.layers, command, p.getenv("HOME")}
}

// readConfiguration reads the files for what a command works on, as its flags
// choose them.
func (p *program) readConfiguration(flags *pflag.FlagSet, input string) (*configuration, error) {
	named, as := flags.Lookup("config").Value.String(), flags.Lookup("as").Value.String()
	c := &configuration{places: p.configPlaces(named, input)}
	schema := p.configSchema()
	for _, place := range c.places {
		file, err := readPlace(place, schema)
		if place.inbox && errors.Is(err, errNotOwn) {
			p.console.say("warning: not read, because %s", explain(err).message)
			continue
		}
		if err != nil {
			return c, err
		}
		if file != nil {
			c.files = append(c.files, file)
		}
	}
	c.layers = &config.Layers{Files: c.files, Guards: isGuard, Exclusive: rivals, Profile: as}
	return c, c.choose(as)
}

// choose settles which profile counts: the one asked for, else the one that
// the files name.
func (c *configuration) choose(asked string) error {
	place := "--as"
	if asked == "" {
		value, ok := c.layers.Chosen()
		if !ok {
			return nil
		}
		asked, place = value.Texts[0], value.Place()
		c.layers.Profile = asked
	}
	known := c.layers.Profiles()
	if slices.Contains(known, asked) {
		return nil
	}
	hint := "the files have: " + strings.Join(known, ", ")
	if near := nearest(asked, known); near != "" {
		hint = "did you mean " + near + "?"
	} else if len(known) == 0 {
		hint = "write it as profiles: " + asked + ": … into a configuration file; see domainbatch config --help"
	}
	return usage(hint, "%s: there is no profile %q in the configuration", place, asked)
}

// inputOf is the file or folder that a command works on, "" for none: the
// first argument of a command that calls it so.
func inputOf(cmd *cobra.Command, args []string) string {
	words := strings.Fields(cmd.Use)
	if len(args) == 0 || len(words) < 2 {
		return ""
	}
	what := strings.Trim(words[1], "[]")
	if strings.HasPrefix(what, "FILE") || strings.HasPrefix(what, "DIR") {
		return args[0]
	}
	return ""
}

// fromFiles is the source of what configuration files say to a command.
type fromFiles struct {
	layers  *config.Layers
	command string
	home    string
}

func (f fromFiles) value(flag *pflag.Flag) (given, bool) {
	if flag.Name == "config" || flag.Name == "as" {
		return given{}, false
	}
	value, ok := f.layers.Value(f.command, flag.Name)
	if !ok {
		return given{}, false
	}
	texts := make([]string, len(value.Texts))
	for i, text := range value.Texts {
		switch {
		case isPath(flag):
			text = f.beside(value.File, text)
		case holdsReferences(flag):
			if parts := fileReference.FindStringSubmatch(text); parts != nil {
				text = parts[1] + f.beside(value.File, parts[2])
			}
		case flag.Value.Type() == "stringSlice" && len(value.Texts) > 1:
			text = oneOfMany(text)
		}
		texts[i] = text
	}
	return given{texts, value.Place()}, true
}

// fileReference is a reference to a file, behind the kind of a receiver or
// alone.
var fileReference = regexp.MustCompile(`^((?:[a-z]+=)?file:)\s*(.+)$`)

// holdsReferences says whether values of a flag can name a secret by its file.
func holdsReferences(flag *pflag.Flag) bool {
	_, hides := flag.Value.(*hidden)
	return hides || flag.Value.Type() == secretref.Type
}

// beside makes a path of a configuration file one of this process: it is
// relative to that file, and ~ is the home.
func (f fromFiles) beside(file, path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok && f.home != "" {
		return filepath.Join(f.home, rest)
	}
	if path == "" || path == stdoutName || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(file), path)
}
