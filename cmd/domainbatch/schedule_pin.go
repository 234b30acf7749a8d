package main

import (
	"regexp"
	"strings"

	"github.com/spf13/pflag"

	"domainbatch/cmd/internal/secretref"
)

// pinWords makes the paths of a command line absolute, and writes its flags in
// full. It was parsed before, so that it is known to be well-formed.
func pinWords(set *pflag.FlagSet, words []string, files bool) ([]string, error) {
	var out []string
	put := func(f *pflag.Flag, value string) error {
		value, err := pinValue(f, value)
		out = append(out, "--"+f.Name, value)
		return err
	}
	for i := 0; i < len(words); i++ {
		word := words[i]
		var err error
		switch name, value, has := strings.Cut(word, "="); {
		case word == "--":
			for _, rest := range words[i+1:] {
				if rest, err = pinFile(rest, files); err != nil {
					return nil, err
				}
				out = append(out, rest)
			}
			return out, nil
		case strings.HasPrefix(word, "--"):
			f := set.Lookup(name[2:])
			switch {
			case has && f.NoOptDefVal != "":
				out = append(out, "--"+f.Name+"="+value)
			case f.NoOptDefVal != "":
				out = append(out, "--"+f.Name)
			case !has:
				i++
				err = put(f, words[i])
			default:
				err = put(f, value)
			}
		case len(word) > 1 && word[0] == '-':
			flags, value, has := shorthands(set, word[1:])
			for _, f := range flags {
				switch {
				case f.NoOptDefVal != "":
					out = append(out, "--"+f.Name)
				case has:
					err = put(f, value)
				default:
					i++
					err = put(f, words[i])
				}
			}
		default:
			if word, err = pinFile(word, files); err == nil {
				out = append(out, word)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// shorthands takes a word such as yo=FILE apart: flags of one letter, the last
// of which may have its value in the same word.
func shorthands(set *pflag.FlagSet, letters string) (flags []*pflag.Flag, value string, has bool) {
	for i := range len(letters) {
		f := set.ShorthandLookup(letters[i : i+1])
		flags = append(flags, f)
		if f.NoOptDefVal == "" {
			value = strings.TrimPrefix(letters[i+1:], "=")
			return flags, value, value != ""
		}
	}
	return flags, "", false
}

func pinFile(name string, isFile bool) (string, error) {
	if !isFile {
		return name, nil
	}
	if name == stdoutName {
		return "", usage("name a file", "there is no standard input to read from without a person")
	}
	return absolute(name)
}

// reference is a value that names where a secret is, in place of the secret.
var reference = regexp.MustCompile(`^([a-z]+=)?(env|file|command):(.*)$`)

// pinValue makes the path in the value of a flag absolute. A value that can let
// somebody in does not go into a file that everybody may read.
func pinValue(f *pflag.Flag, value string) (string, error) {
	_, guarded := f.Value.(*hidden)
	m := reference.FindStringSubmatch(value)
	switch {
	case guarded && m == nil && !strings.HasPrefix(value, "command="):
		return "", usage("write env:NAME and put it into --env-file, or file:PATH, or into the configuration",
			"what --%s says would stand in a file that others can read", f.Name)
	case (guarded || f.Value.Type() == secretref.Type) && m != nil && m[2] == "file":
		path, err := absolute(strings.TrimSpace(m[3]))
		return m[1] + "file:" + path, err
	case isPath(f):
		return absolute(value)
	}
	return value, nil
}
