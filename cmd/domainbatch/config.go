package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"domainbatch/cmd/internal/config"
)

const configLong = `Show where the settings of a command come from, and check configuration files.

A configuration file is YAML. Its keys are the flags, spelled alike; those at the
top are for every command that has the flag, those in a section named like a
command are for that one. A profile is a set of keys that --as NAME puts before
the others of the file; "as: NAME" at the top makes it the usual one.

  submit-rate: 2
  as: china
  apply:
    max-changes: 200
  profiles:
    china: {credentials: "profile:main"}
    international: {site: intl, credentials: "command:/usr/local/bin/keys --role domains"}

Two files are read: yours (see "domainbatch config path"), and domainbatch.yaml
in the folder of the input (the first, when there are several), which wins;
commands that take no input, such as resume, read yours only. --config FILE is
read in place of both. A flag wins over its environment variable, and that over
the files. Relative paths are relative to the file they stand in.

The file in the folder of the input lies beside data that others may send. It can
say how the input is read and set limits, and a limit of yours wins over one of
its own; it cannot name credentials, endpoints, commands, other files, the state
folder, or where anything is written. Files that others can write to are refused,
and in a folder for import, into which others drop files, they are left aside:
limits for import belong into your own file.

No file holds a secret: credentials are named, as profile:NAME of ~/.aliyun,
env:PREFIX (for PREFIX_ACCESS_KEY_ID, PREFIX_ACCESS_KEY_SECRET), ram-role:NAME
of an ECS machine, or command:PROGRAM. The program is run without a shell, has a
minute, and prints JSON: access_key_id, access_key_secret, and for temporary keys
sts_token and expiration. Keys are kept in memory, until shortly before their end.`

const configExample = `  domainbatch config show --origin apply portfolio.xlsx
  domainbatch config show -- apply --wait 1h portfolio.xlsx
  domainbatch config path
  domainbatch config check domainbatch.yaml`

func newConfig(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "config",
		Short:   "Show where settings come from, and check configuration files",
		Long:    configLong,
		Example: configExample,
		GroupID: groupOther,
		Args:    cobra.NoArgs,
	}
	cmd.AddCommand(newConfigShow(p), newConfigPath(p), newConfigCheck(p))
	return cmd
}

func newConfigPath(p *program) *cobra.Command {
	return &cobra.Command{
		Use:     "path [FILE]",
		Short:   "Print where configuration files are looked for, and which are there",
		Example: "  domainbatch config path\n  domainbatch config path portfolio.xlsx",
		Args:    args(0, 1, "at most one input file"),
		RunE: func(cmd *cobra.Command, files []string) error {
			out := &lines{w: p.stdout}
			schema := p.configSchema()
			for _, place := range p.configPlaces(cmd.Flags().Lookup("config").Value.String(), first(files)) {
				path, err := filepath.Abs(place.path)
				if err != nil {
					return err
				}
				state := "not there"
				switch file, err := readPlace(place, schema); {
				case err != nil:
					state = "not usable: " + explain(err).message
				case file != nil:
					state = "read, " + count(file.Len(), "value", "values")
				}
				out.put("%-13s %s (%s)\n", place.kind, path, state)
			}
			return out.err
		},
	}
}

func newConfigCheck(p *program) *cobra.Command {
	var project bool
	cmd := &cobra.Command{
		Use:   "check FILE",
		Short: "Say what is wrong with a configuration file",
		Long: `Say everything that is wrong with a configuration file, a line each with its
place. A file named ` + projectConfigName + ` is checked as one that lies beside an input.
Ends with 0 when nothing is wrong, else with 3.`,
		Example: "  domainbatch config check " + projectConfigName,
		Args:    args(1, 1, "one file"),
		RunE: func(_ *cobra.Command, files []string) error {
			place := configPlace{path: files[0], must: true, shared: project || filepath.Base(files[0]) == projectConfigName}
			file, err := readPlace(place, p.configSchema())
			var problems config.Problems
			switch {
			case errors.As(err, &problems):
				if _, err := fmt.Fprintln(p.stdout, printable(problems.Error())); err != nil {
					return err
				}
				return ended(exitInput)
			case err != nil:
				return err
			}
			_, err = fmt.Fprintf(p.stdout, "%s is right: %s\n", files[0], count(file.Len(), "value", "values"))
			return err
		},
	}
	cmd.Flags().BoolVar(&project, "project", false, "check it as one that lies beside an input, whatever its name")
	return cmd
}
