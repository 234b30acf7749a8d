package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/ingest/template"
)

// rowsFile is a file of rows that this program fills in: a workbook, or CSV
// when its name says so or it is standard output.
type rowsFile struct {
	path string
	csv  bool
}

func registerRowsFile(cmd *cobra.Command, output *string, force *bool, standard string) {
	set := cmd.Flags()
	set.StringVarP(output, "output", "o", "", "write to `FILE`, a workbook or, by its name, CSV (default "+standard+"; - is CSV to stdout)")
	set.BoolVar(force, "force", false, "overwrite a file that exists")
	cmd.MarkFlagFilename("output", "xlsx", "csv")
}

// newRowsFile chooses the file and makes sure, before anything is asked, that
// it can be written. Files that exist are left alone: a person may have worked
// in them.
func newRowsFile(name, standard string, force bool) (*rowsFile, error) {
	if name == "" {
		name = standard
	}
	path, err := absolute(name)
	if err != nil {
		return nil, err
	}
	f := &rowsFile{path: path}
	switch ext := strings.ToLower(filepath.Ext(path)); {
	case path == stdoutName, ext == ".csv":
		f.csv = true
	case ext != ".xlsx":
		return nil, usage("use a name that ends in .xlsx or .csv", "%s is no name for a workbook or CSV", filepath.Base(name))
	}
	if path == stdoutName {
		return f, nil
	}
	if exists(path) && !force {
		return nil, usage("give another name with -o, or overwrite it with --force", "%s exists", shownPath(path))
	}
	_, err = newDestination(path, func(string) bool { return true })
	return f, err
}

func (f *rowsFile) write(p *program, opt template.FillOptions, rows []template.Row) error {
	fill := template.Fill
	if f.csv {
		fill = template.FillCSV
	}
	if err := p.writeTo(f.path, func(w io.Writer) error { return fill(w, opt, rows) }); err != nil {
		return err
	}
	if f.path != stdoutName {
		p.console.say("written  %s", shownPath(f.path))
	}
	return nil
}

// then names the next command with the file, so that it can be pasted.
func (f *rowsFile) then(p *program, target targetFlags, what string) {
	if f.path == stdoutName {
		return
	}
	command := "domainbatch plan " + shellQuote(shownPath(f.path))
	for _, flag := range []struct{ name, value, standard string }{
		{"site", target.Site, "cn"}, {"endpoint", target.Endpoint, ""}, {"profile", target.profile(), ""},
	} {
		if flag.value != flag.standard {
			command += fmt.Sprintf(" --%s %s", flag.name, shellQuote(flag.value))
		}
	}
	p.console.say("next: %s, then: %s", what, command)
}
