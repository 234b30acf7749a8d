package main

import (
	"errors"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/ingest/template"
)

const initLong = `Write a workbook to fill in: a sheet Domains with every column, a sheet Contacts
for contacts that many domains share, and a Legend that explains each column.
Its cells are text, so that postal codes and telephone numbers keep their zeros,
and offer their values where there are few.

A file that exists is not overwritten without --force.`

const initExample = `  domainbatch init                           # domains.xlsx
  domainbatch init portfolio.xlsx --example  # with a few rows that show how
  domainbatch init 域名.xlsx --lang zh       # in Chinese`

// defaultTemplate is what init writes when no name is given.
const defaultTemplate = "domains.xlsx"

func newInit(p *program) *cobra.Command {
	var lang, site string
	var example, force bool
	cmd := &cobra.Command{
		Use:     "init [FILE]",
		Short:   "Write a workbook to fill in",
		Long:    initLong,
		Example: initExample,
		GroupID: groupJob,
		Args:    args(0, 1, "the name of one file, or none"),
		RunE: func(_ *cobra.Command, files []string) error {
			name := defaultTemplate
			if len(files) > 0 {
				name = files[0]
			}
			language, err := p.language(lang)
			if err != nil {
				return err
			}
			target := targetFlags{Site: site, BatchSize: 1}
			if err = target.validate(); err == nil {
				err = p.init(name, site, template.Options{Lang: language, Site: target.dialect(), Example: example}, force)
			}
			return inLanguage(err, language)
		},
	}
	registerLang(cmd.Flags(), &lang)
	cmd.Flags().StringVar(&site, "site", "cn", "`SITE` of the account: cn, intl, or intl-2018 (international account, newer API)")
	cmd.Flags().BoolVar(&example, "example", false, "fill in a few rows that show how")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite a file that exists")
	return cmd
}

func (p *program) init(name, site string, opt template.Options, force bool) error {
	if ext := strings.ToLower(filepath.Ext(name)); ext != ".xlsx" {
		return usage("use a name that ends in .xlsx", "the template is a workbook, and %s is no name for that", filepath.Base(name))
	}
	if exists(name) && !force {
		return usage("give another name, or overwrite it with --force", "%s exists", name)
	}
	out, err := newDestination(name, func(string) bool { return true })
	if err != nil {
		return withoutFlag(err, " with -o")
	}
	if err := out.write(&p.private, func(w io.Writer) error { return template.Write(w, opt) }); err != nil {
		return err
	}
	written, next := "written  %s", "next: fill it in, then: %s"
	if opt.Lang == "zh" {
		written, next = "已写出  %s", "下一步：填写后运行：%s"
	}
	command := "domainbatch check " + shellQuote(name)
	if opt.Site != "cn" {
		command += " --site " + site // its columns are those of that site
	}
	p.console.say(written, name)
	p.console.say(next, command)
	return nil
}

// withoutFlag takes a flag out of the next step of a failure, for a command
// that takes the name as its argument.
func withoutFlag(err error, flag string) error {
	var f *failure
	if errors.As(err, &f) {
		f.hint = strings.Replace(f.hint, flag, "", 1)
	}
	return err
}
