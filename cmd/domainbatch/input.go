package main

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"domainbatch/ingest"
)

// inputFile is the file a person gave, open for reading at any place. Standard
// input was copied to a private file first.
type inputFile struct {
	file   *os.File
	name   string // as a person would say it: the path typed, or "standard input"
	path   string // absolute; "" for standard input
	size   int64
	digest string // SHA-256, hex; known once the file was read
}

func (in *inputFile) Close() error { return in.file.Close() }

func (in *inputFile) bytes() ingest.Input {
	return ingest.Input{Name: in.name, Data: in.file, Size: in.size}
}

// openInput opens a file by the name a person typed; "-" is standard input.
func (p *program) openInput(name string) (*inputFile, error) {
	if name == "-" {
		return p.spoolStdin()
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, cannotRead(name, err)
	}
	path, err := filepath.Abs(name)
	if err != nil {
		file.Close()
		return nil, cannotRead(name, err)
	}
	in := &inputFile{file: file, name: name, path: path}
	if err := in.measure(); err != nil {
		file.Close()
		return nil, err
	}
	return in, nil
}

// measure learns the size, and refuses what is not a plain file.
func (in *inputFile) measure() error {
	info, err := in.file.Stat()
	switch {
	case err != nil:
		return cannotRead(in.name, err)
	case info.IsDir():
		return fail(exitInput, "name a file in it", "%s is a folder", in.name)
	case !info.Mode().IsRegular():
		return fail(exitInput, "pass it on standard input: domainbatch COMMAND - < "+in.name, "%s is not a regular file", in.name)
	}
	in.size = info.Size()
	return nil
}

// spoolStdin copies standard input to a file that nobody else can read, and
// that is gone as soon as the program ends, however it ends.
func (p *program) spoolStdin() (*inputFile, error) {
	if isTerminal(p.stdin) {
		return nil, usage("give a file, or pipe one in: domainbatch COMMAND - < FILE", "standard input is the keyboard")
	}
	file, err := os.CreateTemp("", "domainbatch-*")
	if err != nil {
		return nil, fail(exitInternal, "set TMPDIR to a folder with space", "cannot keep standard input: %v", cause(err)).because(err)
	}
	if os.Remove(file.Name()) != nil { // some systems keep the name of an open file
		p.private.add(file.Name())
	}
	if _, err := io.Copy(file, io.LimitReader(p.stdin, ingest.MaxSize+1)); err != nil {
		file.Close()
		return nil, fail(exitInput, "try again", "cannot read standard input: %v", cause(err)).because(err)
	}
	in := &inputFile{file: file, name: "standard input"}
	if err := in.measure(); err != nil {
		file.Close()
		return nil, err
	}
	return in, nil
}

func cannotRead(name string, err error) *failure {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fail(exitInput, "check the name; a name with blanks needs quotes", "cannot read %s: no such file", name).because(err)
	case errors.Is(err, fs.ErrPermission):
		return fail(exitInput, "ask its owner for permission, or copy it", "cannot read %s: permission denied", name).because(err)
	}
	return fail(exitInput, "check the name", "cannot read %s: %v", name, cause(err)).because(err)
}

// options turns flags into what ingest wants to know, reading the small files
// that some of them name.
func (f *inputFlags) options(target targetFlags) (ingest.Options, []ingest.Problem, error) {
	opt, err := f.layoutOptions(target)
	if err != nil {
		return opt, nil, err
	}
	if opt.AllowMissing, err = f.allowMissing(); err != nil {
		return opt, nil, err
	}
	if f.Contacts == "" {
		return opt, nil, nil
	}
	var problems []ingest.Problem
	err = withSmallFile(f.Contacts, func(in ingest.Input) (err error) {
		opt.Contacts, problems, err = ingest.ReadContacts(in)
		return err
	})
	return opt, problems, err
}

// layoutOptions are those that decide how a file is laid out; the values in
// it do not matter.
func (f *inputFlags) layoutOptions(target targetFlags) (ingest.Options, error) {
	if f.HeaderRow < 0 {
		return ingest.Options{}, usage("rows are numbered from 1, or leave it out", "--header-row cannot be %d", f.HeaderRow)
	}
	opt := ingest.Options{
		Site: target.dialect(), Sheet: f.Sheet, Encoding: f.Encoding, Delimiter: f.Delimiter,
		HeaderRow: f.HeaderRow, SkipHidden: f.SkipHidden, AcceptFixes: f.AcceptFixes, DefaultAction: ingest.Action(f.Action),
	}
	err := f.checkAction()
	if err == nil {
		opt.Map, err = f.mapping()
	}
	if err == nil {
		opt.Password, err = f.password()
	}
	return opt, err
}

func (f *inputFlags) checkAction() error {
	actions := []string{
		string(ingest.ActionUpdateContact), string(ingest.ActionUpdateProfile),
		string(ingest.ActionTransferCode), string(ingest.ActionSkip),
	}
	return oneOf("action", f.Action, append([]string{""}, actions...)...)
}

func (f *inputFlags) allowMissing() ([]ingest.Field, error) {
	var fields []ingest.Field
	for _, name := range f.AllowMissing {
		field, ok := ingest.ParseField(name)
		if !ok {
			return nil, usage("name columns as in --allow-missing postal_code,telephone", "--allow-missing: %q is no column", name)
		}
		if !field.OfContact() {
			return nil, usage("name columns as in --allow-missing postal_code,telephone", "--allow-missing: %s is no column of a contact", field)
		}
		fields = append(fields, field)
	}
	return fields, nil
}

// mapping joins --map-file and --map; the latter wins.
func (f *inputFlags) mapping() (map[string]ingest.Field, error) {
	mapped := map[string]ingest.Field{}
	if f.MapFile != "" {
		err := withSmallFile(f.MapFile, func(in ingest.Input) (err error) {
			mapped, err = ingest.ReadMapping(in)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	said := map[string]ingest.Field{}
	for _, one := range f.Map {
		header, name, ok := cutLast(one, "=")
		if !ok || strings.TrimSpace(header) == "" {
			return nil, usage("write it as --map 'Owner mail=email'", "--map %q has no header and field", one)
		}
		field, known := ingest.ParseField(strings.TrimSpace(name))
		if strings.TrimSpace(name) == string(ingest.Ignore) {
			field, known = ingest.Ignore, true
		}
		if !known {
			hint := "see the table of columns in the README"
			if near := ingest.SuggestField(name); near != "" {
				hint = "did you mean --map '" + strings.TrimSpace(header) + "=" + near + "'?"
			}
			return nil, usage(hint, "--map %q: %q is no column of ours", one, name)
		}
		if before, twice := said[strings.TrimSpace(header)]; twice && before != field {
			return nil, usage("keep one of them", "--map gives the header %q two meanings: %s and %s", strings.TrimSpace(header), before, field)
		}
		said[strings.TrimSpace(header)] = field
		mapped[header] = field
	}
	return mapped, nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// password is the first line of the password file.
func (f *inputFlags) password() (string, error) {
	if f.PasswordFile == "" {
		return "", nil
	}
	file, err := os.Open(f.PasswordFile)
	if err != nil {
		return "", cannotRead(f.PasswordFile, err)
	}
	defer file.Close()
	line, err := bufio.NewReader(io.LimitReader(file, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", cannotRead(f.PasswordFile, err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// withSmallFile opens a file of contacts or headers for f.
func withSmallFile(name string, f func(ingest.Input) error) error {
	file, err := os.Open(name)
	if err != nil {
		return cannotRead(name, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return cannotRead(name, err)
	}
	if info.IsDir() {
		return fail(exitInput, "name a file in it", "%s is a folder", name)
	}
	return f(ingest.Input{Name: name, Data: file, Size: info.Size()})
}

// dialect is whose parameters a site takes: the newer API of an international
// account speaks as the China site does.
func (f targetFlags) dialect() string {
	if f.Site == "intl" {
		return "intl"
	}
	return "cn"
}

// oneOf refuses a value that is not among those listed.
func oneOf(flag, value string, allowed ...string) error {
	var words []string
	for _, a := range allowed {
		if a == value {
			return nil
		}
		if a != "" {
			words = append(words, a)
		}
	}
	hint := "use one of: " + strings.Join(words, ", ")
	if near := nearest(value, words); near != "" {
		hint = "did you mean --" + flag + " " + near
	}
	return usage(hint, "--%s cannot be %q", flag, value)
}

// remembered is what has to be known to lay the same file out again, wherever
// and whenever: the mapping itself instead of the file it came from.
func (f inputFlags) remembered() (inputFlags, error) {
	mapped, err := f.mapping()
	if err != nil {
		return f, err
	}
	f.Map, f.MapFile, f.Contacts = nil, "", ""
	for _, header := range slices.Sorted(maps.Keys(mapped)) {
		f.Map = append(f.Map, header+"="+string(mapped[header]))
	}
	f.PasswordFile, err = absolute(f.PasswordFile)
	return f, err
}
