package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"domainbatch/ingest"
	"domainbatch/ingest/template"
	"domainbatch/planner"
)

// exportation is what an export has found out.
type exportation struct {
	lang    string
	site    string // as in template.Options
	names   []string
	types   []ingest.ContactType
	present *planner.Present

	told, masked, incomplete, silent, foreign int // contacts, by what became of them
}

// olderThan counts the contacts that were asked for before a time, and tells
// when the first of them was.
func (e *exportation) olderThan(began time.Time) (n int, oldest time.Time) {
	oldest = began
	for _, name := range e.names {
		facts := e.present.Domain(name)
		for _, t := range e.types {
			if c, asked := facts.Contacts[t]; asked && c.AsOf.Before(began) {
				n++
				if c.AsOf.Before(oldest) {
					oldest = c.AsOf
				}
			}
		}
	}
	return n, oldest
}

// rows makes a row for each contact, and counts.
func (e *exportation) rows() []template.Row {
	var out []template.Row
	for _, name := range e.names {
		facts := e.present.Domain(name)
		for _, t := range e.types {
			out = append(out, e.row(name, t, facts))
		}
	}
	return out
}

func (e *exportation) row(name string, t ingest.ContactType, facts planner.DomainFacts) template.Row {
	r := template.Row{Domain: name, Type: t}
	known, asked := facts.Contacts[t]
	switch {
	case facts.Owned == planner.No:
		e.foreign++
		r.Skip, r.Note = true, e.say("the domain is not in the account", "该域名不在本账号中")
		return r
	case !asked:
		e.silent++
		r.Skip, r.Note = true, e.say("the service did not tell this contact; run export again", "服务没有返回该联系人；请重新运行 export")
		return r
	}
	e.told++
	r.Contact = known.Contact
	r.Contact.RegistrantType = facts.RegistrantType
	hidden, missing := maskedFields(r.Contact), template.Missing(r.Contact, e.site)
	r.Marks = map[ingest.Field]template.Mark{}
	for _, f := range append(hidden, missing...) {
		r.Marks[f] = template.Doubts
	}
	switch {
	case len(hidden) > 0:
		e.masked++
		r.Skip, r.Note = true, e.say("masked by the service: %s; to change this contact, type the true values and empty Action", "服务已隐藏：%s；如需修改，请填写真实值并清空“操作”", fieldNames(hidden))
	case len(missing) > 0:
		e.incomplete++
		r.Skip, r.Note = true, e.say("not there, and needed for a change: %s; to change this contact, fill them in and empty Action", "服务中没有、修改时必填：%s；如需修改，请填写并清空“操作”", fieldNames(missing))
	}
	return r
}

func (e *exportation) say(english, chinese string, args ...any) string {
	if e.lang == "zh" {
		return fmt.Sprintf(chinese, args...)
	}
	return fmt.Sprintf(english, args...)
}

// notes say which rows are not ready.
func (e *exportation) notes() []string {
	var out []string
	for _, x := range []struct {
		n         int
		one, many string
	}{
		{e.masked, "row says skip, because the service masks values in it", "rows say skip, because the service masks values in them"},
		{e.incomplete, "row says skip, because values are empty that a change needs", "rows say skip, because values are empty that a change needs"},
		{e.silent, "row is empty, because the service did not answer", "rows are empty, because the service did not answer"},
		{e.foreign, "row is empty, because the domain is not in the account", "rows are empty, because their domains are not in the account"},
	} {
		if x.n > 0 {
			out = append(out, count(x.n, x.one, x.many))
		}
	}
	return out
}

// code is what export ends with: rows that could not be told are failed ones.
func (e *exportation) code() exitCode {
	if e.silent+e.foreign > 0 {
		return exitRows
	}
	return exitDone
}

func exportLead(lang, at string) []string {
	if lang == "zh" {
		return []string{
			"由 domainbatch export 于 " + at + " 写出：每行是一个域名的一个联系人，即服务当时返回的内容。",
			"直接修改要改的单元格即可：plan 会与服务中的现状比较，apply 只提交有变化的联系人。",
			"红色的值被服务隐藏，或为空但修改时必填；这些行的操作为“跳过”。",
		}
	}
	return []string{
		"Written by domainbatch export at " + at + ": each row is one contact of a domain, as the service told it then.",
		"Change the cells that shall change: plan compares with what is there, and apply sends only the contacts that differ.",
		"Red values are masked by the service, or empty though a change needs them; these rows say skip.",
	}
}

// maskedFields are the values that the service shows with asterisks.
func maskedFields(c ingest.Contact) []ingest.Field {
	var out []ingest.Field
	for _, f := range template.ContactFields() {
		if strings.Contains(c.Value(f), "*") {
			out = append(out, f)
		}
	}
	return out
}

func fieldNames(fields []ingest.Field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = string(f)
	}
	return strings.Join(names, ", ")
}

// domainsOf reads the names of the domains in a file, each once.
func (p *program) domainsOf(ctx context.Context, name string, target targetFlags) ([]string, error) {
	in, err := p.openInput(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	var names []string
	if strings.EqualFold(filepath.Ext(name), ".txt") {
		names, err = readNames(io.NewSectionReader(in.file, 0, in.size))
	} else {
		var s *sheet
		if s, err = p.readSheet(ctx, in, &inputFlags{}, target); err == nil {
			names = namesOf(s)
		}
	}
	if err != nil {
		return nil, err
	}
	names = unique(names)
	if len(names) == 0 {
		return nil, fail(exitInput, "put one name on a line, or give a sheet with a column of domains", "%s names no domain", name)
	}
	return names, nil
}

func namesOf(s *sheet) []string {
	var names []string
	for r := range s.rows.All() {
		if r.Domain != "" {
			names = append(names, r.Domain)
		}
	}
	return names
}

// maxName is more than a line with a domain can be long.
const maxName = 4096

func readNames(r io.Reader) ([]string, error) {
	var names []string
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxName)
	for n := 1; lines.Scan(); n++ {
		line := strings.ToLower(strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff")))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if strings.ContainsAny(line, " \t,;/@") || !strings.Contains(line, ".") {
			return nil, fail(exitInput, "write one domain on a line", "line %d is not the name of a domain: %.60q", n, line)
		}
		names = append(names, strings.TrimSuffix(line, "."))
	}
	if err := lines.Err(); err != nil {
		return nil, fail(exitInput, "write one domain on a line", "the list of domains cannot be read: %v", err).because(err)
	}
	return names, nil
}

// unique leaves out names that are there twice, in whatever spelling.
func unique(names []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, name := range names {
		if key := planner.Key(name); !seen[key] {
			seen[key] = true
			out = append(out, name)
		}
	}
	return out
}
