package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// File is a file that fits the schema.
type File struct {
	Name     string // as messages name it
	Shared   bool   // somebody else may have written it
	Chosen   *Value // the profile that it names, nil for none
	profiles []string
	values   map[scope]map[string]Value
}

// scope is a section of a file: of a profile, or of the file itself when it is
// "", for one command and those below it, or for all when that is "".
type scope struct{ profile, command string }

// Value is what a file says about a key.
type Value struct {
	Texts   []string // one unless the key takes several
	File    string
	Pos     Pos
	Profile string // that it stands in, "" outside of profiles
	Section string // command that it is for, "" for all
}

// Place is where the value stands: FILE:LINE:COLUMN.
func (v Value) Place() string { return placed(v.File, v.Pos) }

// Profiles are the names of the profiles in the file.
func (f *File) Profiles() []string { return f.profiles }

// Len is the number of values in the file.
func (f *File) Len() int {
	n := 0
	for _, values := range f.values {
		n += len(values)
	}
	return n
}

// sharedHint is said where a shared file holds what it may not.
const sharedHint = "this file lies beside data that others may send; put it into your own file (see domainbatch config path), or into one named with --config"

// Read reads a file and fits it to the schema. shared says that somebody else
// may have written it. Everything that is wrong comes back in the order of the
// file, and the file with it as far as it can be used.
func Read(name string, content []byte, schema *Schema, shared bool) (*File, Problems) {
	b := &binder{schema: schema, file: &File{Name: name, Shared: shared, values: map[scope]map[string]Value{}}}
	entries, problems := parse(content)
	for _, p := range problems {
		b.report(p)
	}
	b.bind(scope{}, entries)
	slices.SortStableFunc(b.problems, func(a, c Problem) int {
		if a.Pos.Line != c.Pos.Line {
			return a.Pos.Line - c.Pos.Line
		}
		return a.Pos.Column - c.Pos.Column
	})
	return b.file, b.problems
}

type binder struct {
	schema   *Schema
	file     *File
	problems Problems
}

func (b *binder) report(p Problem) {
	p.File = b.file.Name
	b.problems = append(b.problems, p)
}

func (b *binder) refuse(at Pos, hint, format string, args ...any) {
	b.report(Problem{Pos: at, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// bind takes the entries of a section.
func (b *binder) bind(in scope, entries []entry) {
	for _, e := range entries {
		top := in == scope{}
		switch keys := b.schema.key(in.command, e.key); {
		case top && e.key == b.schema.ProfilesKey && e.form == formSection:
			b.bindProfiles(e)
		case top && e.key == b.schema.Chooser:
			b.bindChooser(e)
		case len(keys) > 0 && (e.form != formSection || pairs(keys)):
			b.bindKey(in, e, keys)
		case slices.Contains(b.schema.sections(in.command), e.key):
			b.bindSection(in, e)
		case len(keys) > 0:
			b.refuse(e.valueAt, "write it as in: "+e.key+": VALUE", "%s takes %s, and this is a section", quoted(e.key), takes(anyKey(keys)))
		default:
			b.unknown(in, e)
		}
	}
}

func (b *binder) bindSection(in scope, e entry) {
	if e.form != formSection {
		b.refuse(e.valueAt, "put the keys for it below, indented", "%s is a command, and this is %s", quoted(e.key), e.form)
		return
	}
	b.bind(scope{in.profile, strings.TrimSpace(in.command + " " + e.key)}, e.section)
}

func (b *binder) bindProfiles(e entry) {
	if b.file.Shared {
		b.refuse(e.at, sharedHint, "profiles cannot be here")
		return
	}
	for _, p := range e.section {
		if p.form != formSection {
			b.refuse(p.valueAt, "put its keys below, indented", "%s is a profile, and this is %s", quoted(p.key), p.form)
			continue
		}
		b.file.profiles = append(b.file.profiles, p.key)
		b.bind(scope{profile: p.key}, p.section)
	}
}

func (b *binder) bindChooser(e entry) {
	switch {
	case b.file.Shared:
		b.refuse(e.at, sharedHint, "%s cannot be here", quoted(e.key))
	case e.form != formText:
		b.refuse(e.valueAt, "write the name of a profile", "%s takes one name, and this is %s", quoted(e.key), e.form)
	default:
		b.file.Chosen = &Value{Texts: e.texts, File: b.file.Name, Pos: e.valueAt}
	}
}

// bindKey takes a value that every command of the scope can take which has the
// key.
func (b *binder) bindKey(in scope, e entry, keys map[string]Key) {
	if b.file.Shared && !b.schema.Shared(e.key) {
		b.refuse(e.at, sharedHint, "%s cannot be here", quoted(e.key))
		return
	}
	texts, ok := b.texts(e, anyKey(keys))
	if !ok {
		return
	}
	if !b.fit(e, texts, keys) {
		return
	}
	if b.file.values[in] == nil {
		b.file.values[in] = map[string]Value{}
	}
	b.file.values[in][e.key] = Value{Texts: texts, File: b.file.Name, Pos: e.valueAt, Profile: in.profile, Section: in.command}
}

// texts are the values of an entry in the form that its key takes.
func (b *binder) texts(e entry, k Key) ([]string, bool) {
	switch {
	case e.form == formSection: // a pair, see pairs
		if len(e.section) != 1 || e.section[0].form != formText {
			b.refuse(e.valueAt, "write "+k.Accepts, "%s takes one kind of value", quoted(e.key))
			return nil, false
		}
		return []string{e.section[0].key + ":" + e.section[0].texts[0]}, true
	case e.form == formList && !k.List:
		b.refuse(e.valueAt, "write it as in: "+e.key+": VALUE", "%s takes %s, and this is a list", quoted(e.key), takes(k))
		return nil, false
	case k.Bool:
		return []string{truth(e.texts[0])}, true
	}
	return e.texts, true
}

// fit says whether every command that has the key can take the values.
func (b *binder) fit(e entry, texts []string, keys map[string]Key) bool {
	var failing []string // commands
	wrong := ""
	for _, command := range slices.Sorted(maps.Keys(keys)) {
		k := keys[command]
		for _, text := range texts {
			if holdsKey(text) || looksSecret(k.Name) && !k.Reference {
				b.refuse(e.valueAt, "name credentials instead, as in: credentials: profile:NAME", "%s holds a secret, and a configuration file must not", quoted(e.key))
				return false
			}
			if letsIn(text) {
				b.refuse(e.valueAt, "put it into a variable or a private file and name that: env:NAME or file:PATH",
					"%s holds an address or a header that lets whoever has it in, and a configuration file must not", quoted(e.key))
				return false
			}
			if k.Check(text) != nil {
				failing, wrong = append(failing, command), text
				break
			}
		}
	}
	if len(failing) == 0 {
		return true
	}
	of := ""
	if 2*len(failing) <= len(keys) {
		of = " of " + strings.Join(failing, ", ")
	}
	k := keys[failing[0]]
	if k.Reference {
		b.refuse(e.valueAt, "write "+takes(k), "the value of %s%s is no reference to a secret", quoted(e.key), of)
	} else {
		b.refuse(e.valueAt, "it takes "+takes(k), "%s is no value for %s%s", quoted(wrong), quoted(e.key), of)
	}
	return false
}

// unknown explains a key that nothing has.
func (b *binder) unknown(in scope, e entry) {
	if looksSecret(e.key) {
		b.refuse(e.at, "name where it is instead, as in: credentials: profile:NAME, env:PREFIX, command:PROGRAM or ram-role:NAME",
			"%s looks like a secret, and a configuration file must not hold one", quoted(e.key))
		return
	}
	if users := b.schema.users(e.key); len(users) > 0 {
		b.refuse(e.at, "it is a key of "+strings.Join(users, ", "), "%s has no key %s", in.command, quoted(e.key))
		return
	}
	candidates := append(b.schema.names(in.command), b.schema.sections(in.command)...)
	if (in == scope{}) {
		candidates = append(candidates, b.schema.ProfilesKey, b.schema.Chooser)
	}
	hint := "see the keys with: domainbatch help COMMAND"
	if near := b.schema.Nearest(strings.ReplaceAll(strings.ToLower(e.key), "_", "-"), candidates); near != "" {
		hint = "did you mean " + near + "?"
	}
	b.refuse(e.at, hint, "there is no key %s", quoted(e.key))
}

// anyKey is one of the keys that commands spell alike: the first command's.
func anyKey(keys map[string]Key) Key { return keys[slices.Min(slices.Collect(maps.Keys(keys)))] }

func pairs(keys map[string]Key) bool { return anyKey(keys).Pair }

func takes(k Key) string {
	switch {
	case k.Accepts != "":
		return k.Accepts
	case k.Bool:
		return "yes or no"
	case k.List:
		return "a list, or one value"
	}
	return "one value"
}

// truth spells yes and no as flags do.
func truth(text string) string {
	switch strings.ToLower(text) {
	case "yes", "on":
		return "true"
	case "no", "off":
		return "false"
	}
	return text
}
