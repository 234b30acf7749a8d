package main

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const configShowLong = `Print the settings of a command as YAML: what was typed, what the environment
and the configuration files say, and the rest by default. --origin adds where each
comes from. With FILE, the project file beside it is read too. Flags of the
command can be tried behind --.

Without COMMAND it prints what is set for any command. Secrets are never read,
and of references to them, commands and addresses only the harmless part is
shown.`

type configShowFlags struct {
	origin bool
	asJSON bool
}

func newConfigShow(p *program) *cobra.Command {
	f := &configShowFlags{}
	cmd := &cobra.Command{
		Use:     "show [COMMAND] [FILE]",
		Short:   "Print the settings of a command, and where each comes from",
		Long:    configShowLong,
		Example: "  domainbatch config show --origin apply portfolio.xlsx\n  domainbatch config show --json -- apply --wait 1h portfolio.xlsx",
		RunE: func(cmd *cobra.Command, words []string) error {
			return p.configShow(f, cmd.Flags(), words)
		},
	}
	cmd.Flags().BoolVar(&f.origin, "origin", false, "say where each value comes from")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print JSON")
	return cmd
}

// setting is a key with its value and where that comes from. Its JSON is part
// of the program's interface.
type setting struct {
	Key      string   `json:"key"`
	Value    any      `json:"value"`           // a text, or texts of a key that takes several
	Origin   string   `json:"origin"`          // flag, environment, file or default
	Place    string   `json:"place,omitempty"` // the variable, or FILE:LINE:COLUMN
	Commands []string `json:"commands,omitempty"`
}

// The origins of a setting.
const (
	fromFlag        = "flag"
	fromEnvironment = "environment"
	fromFile        = "file"
	fromDefault     = "default"
)

func (p *program) configShow(f *configShowFlags, typed *pflag.FlagSet, words []string) error {
	root := newRoot(p)
	var shown []setting
	command := ""
	if len(words) == 0 {
		var err error
		if shown, err = p.settingsOfAll(root, typed); err != nil {
			return err
		}
	} else {
		cmd, rest, err := root.Find(words)
		if err != nil || cmd == root || !readsConfiguration(commandPath(cmd)) || !cmd.Runnable() {
			return usage("see the commands with: domainbatch --help", "%q is no command with settings", words[0])
		}
		if err := p.settle(cmd, rest, typed); err != nil {
			return err
		}
		command, shown = commandPath(cmd), settingsOf(cmd, func(setting) bool { return true })
	}
	if f.asJSON {
		return writeJSON(p.stdout, struct {
			Command  string    `json:"command,omitempty"`
			Settings []setting `json:"settings"`
		}{command, shown})
	}
	return p.writeSettings(shown, f.origin)
}

// settle gives the flags of a command of another tree their values: as typed
// behind its name or for this process, else from environment and files.
func (p *program) settle(cmd *cobra.Command, words []string, typed *pflag.FlagSet) error {
	if err := cmd.ParseFlags(words); err != nil {
		return explainFlagError(cmd, err)
	}
	var err error
	cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) {
		if outer := typed.Lookup(f.Name); err == nil && outer != nil && outer.Changed && !f.Changed {
			err = cmd.Flags().Set(f.Name, outer.Value.String())
			setOrigin(f, given{place: originOf(outer)})
		}
	})
	if err != nil {
		return err
	}
	before := p.configuration
	defer func() { p.configuration = before }()
	err = p.fill(cmd, cmd.Flags().Args())
	if err == nil {
		err = p.configuration.err
	}
	return err
}

// settingsOf are the settings of a command that are wanted, by name.
func settingsOf(cmd *cobra.Command, wanted func(setting) bool) []setting {
	var out []setting
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if slices.Contains(notKeys, f.Name) {
			return
		}
		s := settingOf(f)
		if wanted(s) {
			out = append(out, s)
		}
	})
	return out
}

func settingOf(f *pflag.Flag) setting {
	s := setting{Key: f.Name, Origin: fromDefault}
	if list, ok := f.Value.(pflag.SliceValue); ok && takesSeveral(f) {
		texts := []string{}
		for _, v := range list.GetSlice() {
			texts = append(texts, shownValue(f, v))
		}
		s.Value = texts
	} else {
		s.Value = shownValue(f, f.Value.String())
	}
	origin := originOf(f)
	variable, env := strings.CutPrefix(origin, placeEnvironment)
	switch {
	case env:
		s.Origin, s.Place = fromEnvironment, variable
	case origin != "":
		s.Origin, s.Place = fromFile, origin
	case f.Changed:
		s.Origin = fromFlag
	}
	return s
}

// shownValue leaves of a value what cannot be a secret: of a command the
// program, and of an address no path and no query, because many services put a
// token there.
func shownValue(f *pflag.Flag, value string) string {
	if what, _ := pflag.UnquoteUsage(f); what == "COMMAND" {
		program, rest, _ := strings.Cut(strings.TrimSpace(value), " ")
		if rest != "" {
			program += " …"
		}
		return program
	}
	if _, hides := f.Value.(*hidden); hides || !strings.Contains(value, "://") {
		return value
	}
	u, err := url.Parse(value)
	switch {
	case err != nil:
		return "***"
	case u.User == nil && strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.Fragment == "":
		return value
	}
	return u.Scheme + "://" + u.Host + "/***"
}

// settingsOfAll are the settings of all commands that something sets, equal
// ones put together.
func (p *program) settingsOfAll(root *cobra.Command, typed *pflag.FlagSet) ([]setting, error) {
	var all []setting
	having := map[string]int{} // commands by key
	var walk func(cmd *cobra.Command) error
	walk = func(cmd *cobra.Command) error {
		if name := commandPath(cmd); readsConfiguration(name) && cmd.Runnable() {
			if err := p.settle(cmd, nil, typed); err != nil {
				return err
			}
			for _, s := range settingsOf(cmd, func(s setting) bool { having[s.Key]++; return s.Origin != fromDefault }) {
				all = together(all, s, name)
			}
		}
		for _, sub := range cmd.Commands() {
			if err := walk(sub); err != nil {
				return err
			}
		}
		return nil
	}
	if err := walk(root); err != nil {
		return nil, err
	}
	for i := range all {
		slices.Sort(all[i].Commands)
		if len(all[i].Commands) == having[all[i].Key] {
			all[i].Commands = nil // all that have it
		}
	}
	slices.SortStableFunc(all, func(a, b setting) int { return strings.Compare(a.Key, b.Key) })
	return all, nil
}

func together(all []setting, s setting, command string) []setting {
	for i := range all {
		if all[i].Key == s.Key && all[i].Place == s.Place && all[i].Origin == s.Origin {
			all[i].Commands = append(all[i].Commands, command)
			return all
		}
	}
	s.Commands = []string{command}
	return append(all, s)
}

func (p *program) writeSettings(all []setting, origin bool) error {
	out := &lines{w: p.stdout}
	if len(all) == 0 {
		p.console.say("nothing is set: every setting has its default")
	}
	for _, s := range all {
		line := s.Key + ": " + yamlValue(s.Value)
		var remarks []string
		if len(s.Commands) > 0 {
			remarks = append(remarks, "for "+strings.Join(s.Commands, ", "))
		}
		if origin {
			remarks = append(remarks, strings.TrimSpace(s.Origin+" "+s.Place))
		}
		if len(remarks) > 0 {
			line = fmt.Sprintf("%-38s # %s", line, strings.Join(remarks, "; "))
		}
		out.put("%s\n", line)
	}
	return out.err
}

var plainYAML = regexp.MustCompile(`^(-[0-9]|[A-Za-z0-9/.])[A-Za-z0-9_./%+-]*$`)

// yamlValue writes a text or texts as YAML reads them back.
func yamlValue(value any) string {
	texts, list := value.([]string)
	if !list {
		texts = []string{fmt.Sprint(value)}
	}
	for i, text := range texts {
		if !plainYAML.MatchString(text) || text == "null" {
			texts[i] = strconv.Quote(text)
		}
	}
	if list {
		return "[" + strings.Join(texts, ", ") + "]"
	}
	return texts[0]
}
