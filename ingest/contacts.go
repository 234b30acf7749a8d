package ingest

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
)

// contactsSheet is the name of the sheet of named contacts.
const contactsSheet = "Contacts"

// maxContacts bounds the named contacts of a sheet, which stand in memory.
const maxContacts = 20_000

// addressBook holds the named contacts of one reading.
type addressBook struct {
	entries map[string]namedContact // by folded name
	near    vocabulary              // of all names, once they are known
}

type namedContact struct {
	ref     string
	contact Contact
	faults  string // what is wrong with it, for the rows that name it
	given   bool   // by Options, not by the file
}

func (l addressBook) find(ref string) (namedContact, bool) {
	e, ok := l.entries[foldWord(ref)]
	return e, ok
}

func (l addressBook) refs() []string {
	var names []string
	for _, e := range l.entries {
		names = append(names, e.ref)
	}
	slices.Sort(names)
	return names
}

// newAddressBook judges the contacts that were handed in by Options.
func newAddressBook(opt Options) addressBook {
	lib := addressBook{entries: map[string]namedContact{}}
	for ref, c := range opt.Contacts {
		understood, found := judgeContact(c, nil, opt)
		e := namedContact{ref: ref, contact: understood, given: true}
		for _, f := range found {
			if f.Severity == Error {
				e.faults = join(e.faults, string(f.field)+": "+f.Message)
			}
		}
		lib.entries[foldWord(ref)] = e
	}
	return lib
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// fieldFinding is a finding about one value of a contact.
type fieldFinding struct {
	finding
	field Field
}

// judgeContact judges the values of a contact outside any row; kinds may be
// nil. What is required depends on the row that uses the contact.
func judgeContact(c Contact, kinds map[Field]cellKind, opt Options) (Contact, []fieldFinding) {
	var all []fieldFinding
	env := valueEnv{accept: opt.AcceptFixes}
	env.country = understoodCountry(trim(c.Country), env.accept)
	env = env.withPhone(&phoneBook{}, phoneCells{trim(c.TelArea), trim(c.Telephone), trim(c.TelExt)})
	for _, r := range contactRules {
		if opt.international() && (isChineseField(r.field) || r.field == FieldRegistrantType) {
			continue
		}
		p := c.field(r.field)
		if *p = trim(*p); *p == "" {
			continue
		}
		env.kind = kinds[r.field]
		understood, found := checkValue(r, env, *p)
		*p = understood
		for _, f := range found {
			all = append(all, fieldFinding{f, r.field})
		}
	}
	all = append(all, completePhone(env, &c)...)
	return c, all
}

// readSheet adds the contacts of the sheet Contacts. They go before those of
// Options; what is wrong in them is reported once, at the cell.
func (l addressBook) readSheet(ctx context.Context, b book, file, name string, opt Options) ([]Problem, error) {
	counted, err := b.verify(ctx, name)
	if err != nil {
		return nil, err
	}
	sheet, err := b.open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer sheet.close()
	names := newHeaderNames(opt.Map)
	header, err := findHeader(withMerged(sheet, counted.Merged), names, 0)
	if err != nil || !header.score.ref {
		return contactsWithoutRef(file, name, header), err
	}
	cols, err := names.columns(header.row, func(i int) string { return cellName(i, header.row.Number) })
	if err != nil {
		return nil, inSheet(err, name)
	}
	if err := sheet.close(); err != nil {
		return nil, err
	}
	if sheet, err = b.open(ctx, name); err != nil {
		return nil, err
	}
	defer sheet.close()
	sheet = withMerged(sheet, counted.Merged)
	layout := Layout{File: file, Sheet: name, HeaderRow: header.row.Number, Columns: cols}
	m := newRowMaker(layout, opt, addressBook{})
	problems := layout.headerRemarks(names, opt)
	for n := 0; ; {
		rec, err := sheet.next()
		if err == io.EOF {
			return problems, sheet.close()
		}
		if err != nil {
			return problems, err
		}
		if rec.Number > header.row.Number && !rec.blank() {
			if n++; n > maxContacts {
				return problems, &FileError{
					Sheet: name, Row: rec.Number, Rule: "contacts.many", Message: "more than 20000 contacts, which is no list of contacts to choose from",
					Cure: "keep those that the rows name, or write the contacts into the rows",
				}
			}
			problems = append(problems, l.addRecord(m, rec)...)
		}
	}
}

func contactsWithoutRef(file, sheet string, h headerFound) []Problem {
	if h.first.Cells == nil {
		return nil
	}
	return []Problem{{
		Severity: Warning, Rule: "contacts.ref", File: file, Sheet: sheet, Row: h.first.Number,
		Message: "the sheet has no column ref, so its contacts cannot be named", Cure: "add a header row with ref and the contact columns",
	}}
}

// addRecord adds the contact of one record and reports what is wrong with it.
func (l addressBook) addRecord(m *rowMaker, rec rawRecord) []Problem {
	d := &rowDraft{rowMaker: m, rec: &rec, row: &Row{}}
	ref := d.take(FieldContactRef)
	if ref == "" {
		if !d.faulty(FieldContactRef) {
			d.add(FieldContactRef, finding{Severity: Error, Rule: "contacts.ref", Message: "a contact without a name", Cure: "fill the cell"})
		}
		return d.row.Problems
	}
	if e, twice := l.entries[foldWord(ref)]; twice {
		if e.given {
			d.add(FieldContactRef, finding{
				Severity: Warning, Rule: "contacts.both", Message: "the file of contacts has this name too; the sheet goes before",
				Cure: "give one of them another name",
			})
		} else {
			d.add(FieldContactRef, finding{Severity: Error, Rule: "contacts.twice", Message: duplicateContact, Cure: "rename one of them"})
			e.faults = duplicateContact
			l.entries[foldWord(ref)] = e
			return d.row.Problems
		}
	}
	e := namedContact{ref: ref}
	contact, problems := d.ownValues(Contact{})
	e.contact = contact
	d.row.Problems = append(d.row.Problems, problems...)
	for _, p := range d.row.Problems {
		if p.Severity == Error {
			e.faults = join(e.faults, fmt.Sprintf("%s (%s): %s", p.Field, strings.TrimPrefix(p.Place(), p.File+": "), p.Message))
		}
	}
	l.entries[foldWord(ref)] = e
	return d.row.Problems
}

const duplicateContact = "two contacts have this name"
