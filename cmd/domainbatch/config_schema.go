package main

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"domainbatch/cmd/internal/config"
	"domainbatch/cmd/internal/secretref"
)

// shareable are the keys that a project file may hold. It lies beside the
// input, which others may have sent, so it says how that is read and how
// results look, and nothing that decides where calls go, as whom, what is run,
// asked or written. It names no other file either: a link to a private one would
// be read, and quoted in what goes back. A new flag is in none of these sets
// until somebody has thought about it.
var shareable = []string{
	"sheet", "encoding", "delimiter", "header-row", "map", "action", "accept-fixes", "allow-missing", "skip-hidden",
	"lang", "format", "all", "explain", "wait",
}

// guards are limits. A project file may set them too, and what the person set
// elsewhere wins over it.
var guards = []string{
	"max-changes", "max-registrant-changes", "max-failures", "canary", "wave", "limit", "only", "exclude", "strict",
	"require-approval", "batch-size", "rate", "submit-rate", "query-rate", "max-duration", "between",
}

func isGuard(key string) bool { return slices.Contains(guards, key) }

func isShareable(key string) bool { return slices.Contains(shareable, key) || isGuard(key) }

// withoutConfiguration are the commands that do not read configuration files,
// so that a wrong one does not stop them, and that files say nothing about.
var withoutConfiguration = []string{"help", "completion", "config", "version", "schedule", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd}

func readsConfiguration(command string) bool {
	name, _, _ := strings.Cut(command, " ")
	return command != "" && !slices.Contains(withoutConfiguration, name)
}

// notKeys are flags that say which files to read, or are for a person at the
// keyboard.
var notKeys = []string{"help", "config", "as"}

// configSchema is what a configuration file may hold: the flags of every
// command, as a tree of commands of its own has them. The values of that tree
// are for trying values on.
func (p *program) configSchema() *config.Schema {
	schema := &config.Schema{
		Commands: map[string]map[string]config.Key{},
		Chooser:  "as", ProfilesKey: "profiles", Shared: isShareable, Nearest: nearest,
	}
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		if name := commandPath(cmd); readsConfiguration(name) && cmd.Runnable() {
			keys := map[string]config.Key{}
			add := func(f *pflag.Flag) {
				if !slices.Contains(notKeys, f.Name) {
					keys[f.Name] = configKey(f)
				}
			}
			cmd.LocalFlags().VisitAll(add)
			cmd.InheritedFlags().VisitAll(add)
			schema.Commands[name] = keys
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(newRoot(p))
	return schema
}

// commandPath is the path of a command without the program: "report diff".
func commandPath(cmd *cobra.Command) string {
	_, name, _ := strings.Cut(cmd.CommandPath(), " ")
	return name
}

var choices = regexp.MustCompile(`^[a-z][a-z0-9-]*(\|[a-z][a-z0-9-]*)+$`)

// configKey is a flag as a key of a configuration file. The flag is set to the
// values that are tried.
func configKey(f *pflag.Flag) config.Key {
	kind := f.Value.Type()
	what, _ := pflag.UnquoteUsage(f)
	k := config.Key{
		Name: f.Name, Bool: kind == "bool", List: takesSeveral(f), Pair: kind == credentialsType,
		Reference: kind == secretref.Type || what == receiverSecret, Accepts: accepted(kind, what),
	}
	k.Check = func(text string) error {
		if what == receiverSecret {
			_, err := readSecrets([]string{text})
			return err
		}
		if choices.MatchString(what) && !slices.Contains(strings.Split(what, "|"), text) {
			return errors.New("none of the choices")
		}
		if kind == "stringSlice" {
			text = oneOfMany(text)
		}
		return f.Value.Set(text)
	}
	return k
}

// receiverSecret is what the usage of --notify-secret calls its value.
const receiverSecret = "[KIND=]REF"

func takesSeveral(f *pflag.Flag) bool {
	kind := f.Value.Type()
	return strings.HasSuffix(kind, "Slice") || strings.HasSuffix(kind, "Array")
}

// accepted says in words what a flag takes, "" when any text will do.
func accepted(kind, what string) string {
	switch kind {
	case "bool":
		return "yes or no"
	case "int", "int64", "uint", "count":
		return "a whole number"
	case "float64":
		return "a number such as 2 or 0.5"
	case "duration":
		return "a duration such as 90s, 15m or 8h"
	case secretref.Type:
		return secretref.Accepted
	case "stringSlice", "stringArray":
		return ""
	case credentialsType:
		return credentialsAccepted
	}
	if choices.MatchString(what) {
		return "one of: " + strings.ReplaceAll(what, "|", ", ")
	}
	return ""
}

// isPath says whether the value of a flag names a file or a folder.
func isPath(f *pflag.Flag) bool {
	what, _ := pflag.UnquoteUsage(f)
	return what == "FILE" || what == "DIR"
}
