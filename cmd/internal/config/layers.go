package config

import (
	"slices"
	"strings"
)

// Layers are the files of a run in the order of their precedence, the first
// one wins.
type Layers struct {
	Files []*File
	// Profile is the profile to take first in every file; "" for none.
	Profile string
	// Guards are keys that protect the person who runs the program: for them a
	// shared file has the last word and not the first.
	Guards func(key string) bool
	// Exclusive are sets of keys of which one counts: the place that wins for
	// any of them decides about all.
	Exclusive [][]string
}

// Value is what the files say about a key of a command.
func (l *Layers) Value(command, key string) (Value, bool) {
	rivals := l.Rivals(key)
	for _, f := range l.order(key) {
		for _, p := range l.profiles() {
			for section := command; ; section = above(section) {
				values := f.values[scope{p, section}]
				if v, ok := values[key]; ok {
					return v, true
				}
				for _, r := range rivals {
					if _, ok := values[r]; ok {
						return Value{}, false
					}
				}
				if section == "" {
					break
				}
			}
		}
	}
	return Value{}, false
}

// Rivals are the other keys of a set of which one counts.
func (l *Layers) Rivals(key string) []string {
	for _, set := range l.Exclusive {
		if i := slices.Index(set, key); i >= 0 {
			return slices.Delete(slices.Clone(set), i, i+1)
		}
	}
	return nil
}

// order is the order of the files for a key.
func (l *Layers) order(key string) []*File {
	if l.Guards == nil || !l.Guards(key) {
		return l.Files
	}
	files := slices.Clone(l.Files)
	slices.SortStableFunc(files, func(a, b *File) int { return last(a) - last(b) })
	return files
}

func last(f *File) int {
	if f.Shared {
		return 1
	}
	return 0
}

// profiles are the parts of a file in the order they are asked.
func (l *Layers) profiles() []string {
	if l.Profile == "" {
		return []string{""}
	}
	return []string{l.Profile, ""}
}

// above is the section around a section: "report" for "report diff", "" for
// that.
func above(section string) string {
	return section[:max(strings.LastIndex(section, " "), 0)]
}

// Chosen is the profile that the files name, the first one wins.
func (l *Layers) Chosen() (Value, bool) {
	for _, f := range l.Files {
		if f.Chosen != nil {
			return *f.Chosen, true
		}
	}
	return Value{}, false
}

// Profiles are the names of all profiles, each once.
func (l *Layers) Profiles() []string {
	var out []string
	for _, f := range l.Files {
		out = append(out, f.profiles...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
