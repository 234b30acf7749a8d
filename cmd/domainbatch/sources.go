package main

import (
	"strings"

	"github.com/spf13/pflag"
)

// source gives values to flags that were not typed. Sources are asked in
// order of precedence.
type source interface {
	// value returns what the source says about a flag, and how to name the
	// place in a message; ok is false when it says nothing.
	value(flag *pflag.Flag) (value, place string, ok bool)
}

// environment reads DOMAINBATCH_SUBMIT_RATE for --submit-rate. An empty
// variable counts as unset.
type environment struct {
	lookup func(string) (string, bool)
}

func (e environment) value(flag *pflag.Flag) (string, string, bool) {
	name := variable(flag.Name)
	value, ok := e.lookup(name)
	return value, "environment variable " + name, ok && value != ""
}

func variable(flag string) string {
	return "DOMAINBATCH_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// fillFromSources gives every flag that was not typed the value of the first
// source that has one.
func fillFromSources(flags *pflag.FlagSet, sources ...source) error {
	var failed error
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Changed || f.Name == "help" || failed != nil {
			return
		}
		for _, s := range sources {
			value, place, ok := s.value(f)
			if !ok {
				continue
			}
			if err := setFlag(flags, f, value); err != nil {
				failed = usage("correct it or unset it", "%s: %q is no value for --%s", place, value, f.Name)
			}
			return
		}
	})
	return failed
}

// setFlag sets a flag from text; a flag that may be repeated takes one value
// a line, or values separated by semicolons.
func setFlag(flags *pflag.FlagSet, f *pflag.Flag, value string) error {
	if f.Value.Type() != "stringArray" {
		return flags.Set(f.Name, value)
	}
	for _, one := range strings.FieldsFunc(value, func(r rune) bool { return r == '\n' || r == ';' }) {
		if err := flags.Set(f.Name, strings.TrimSpace(one)); err != nil {
			return err
		}
	}
	return nil
}
