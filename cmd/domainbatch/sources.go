package main

import (
	"encoding/csv"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"domainbatch/cmd/internal/secretref"
)

// given is what a source says about a flag: one text, or several for a flag
// that takes several, and how to name the place in a message.
type given struct {
	texts []string
	place string
}

// source gives values to flags that were not typed. Sources are asked in
// order of precedence.
type source interface {
	// value returns what the source says about a flag; ok is false when it
	// says nothing.
	value(flag *pflag.Flag) (_ given, ok bool)
}

// environment reads DOMAINBATCH_SUBMIT_RATE for --submit-rate. An empty
// variable counts as unset.
type environment struct {
	lookup func(string) (string, bool)
}

func (e environment) value(flag *pflag.Flag) (given, bool) {
	name := variable(flag.Name)
	value, ok := e.lookup(name)
	texts := []string{value}
	if flag.Value.Type() == "stringArray" { // one value a line, or separated by semicolons
		texts = strings.FieldsFunc(value, func(r rune) bool { return r == '\n' || r == ';' })
	}
	return given{texts, placeEnvironment + name}, ok && value != ""
}

const placeEnvironment = "environment variable "

func variable(flag string) string {
	return "DOMAINBATCH_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// rivals are flags of which one counts: the source that gives any of them
// decides about all.
var rivals = [][]string{{"credentials", "profile"}}

// fillFromSources gives every flag that was not typed the value of the first
// source that has one, and notes with the flag where that was.
func fillFromSources(flags *pflag.FlagSet, sources ...source) error {
	for _, s := range sources {
		if err := fillFromSource(flags, s); err != nil {
			return err
		}
	}
	return nil
}

func fillFromSource(flags *pflag.FlagSet, s source) (failed error) {
	settled := map[string]bool{} // by a source before this one, or typed
	for _, set := range rivals {
		decided := slices.ContainsFunc(set, func(name string) bool { return flags.Changed(name) })
		for _, name := range set {
			settled[name] = decided
		}
	}
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Changed || f.Name == "help" || settled[f.Name] || failed != nil {
			return
		}
		value, ok := s.value(f)
		if !ok {
			return
		}
		if err := setFlag(flags, f, value.texts); err != nil {
			failed = wrongValue(f, value)
			return
		}
		setOrigin(f, value)
	})
	return failed
}

func wrongValue(f *pflag.Flag, value given) error {
	switch f.Value.Type() {
	case secretref.Type: // what is there may be the secret itself
		return usage("write "+secretref.Accepted, "%s: this is no reference to a secret, as --%s takes it", value.place, f.Name)
	case credentialsType:
		return usage("write "+credentialsAccepted, "%s: this is no value for --%s", value.place, f.Name)
	}
	return usage("correct it or unset it", "%s: %q is no value for --%s", value.place, strings.Join(value.texts, ", "), f.Name)
}

// setFlag sets a flag from texts. A flag that takes several takes exactly
// these, none of them too.
func setFlag(flags *pflag.FlagSet, f *pflag.Flag, texts []string) error {
	if list, ok := f.Value.(pflag.SliceValue); ok && len(texts) == 0 {
		f.Changed = true
		return list.Replace(nil)
	}
	for _, text := range texts {
		if f.Value.Type() == "stringArray" {
			text = strings.TrimSpace(text)
		}
		if err := flags.Set(f.Name, text); err != nil {
			return err
		}
	}
	return nil
}

// oneOfMany writes a value so that a flag which splits at commas takes it as
// one.
func oneOfMany(text string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	if err := w.Write([]string{text}); err != nil {
		return text
	}
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

// originOf is where the value of a flag came from, "" when it was typed or is
// the default.
func originOf(f *pflag.Flag) string {
	if note := f.Annotations[originNote]; len(note) > 0 {
		return note[0]
	}
	return ""
}

// originNote is the annotation of a flag that has the place its value came
// from, and what was said there.
const originNote = "domainbatch.origin"

func setOrigin(f *pflag.Flag, g given) {
	if f.Annotations == nil {
		f.Annotations = map[string][]string{}
	}
	f.Annotations[originNote] = append([]string{g.place}, g.texts...)
}

var flagInText = regexp.MustCompile(`--([a-z][a-z0-9-]*)`)

// blameSource says in a failure where the wrong value came from, when it was
// not typed: what failed is a flag that is named, else one whose value is.
func blameSource(flags *pflag.FlagSet, err error) error {
	var f *failure
	if !errors.As(err, &f) || f.code != exitUsage && f.code != exitInput && f.code != exitInternal {
		return err
	}
	blamed := *f
	for _, named := range flagInText.FindAllStringSubmatch(f.message, -1) {
		flag := flags.Lookup(named[1])
		if flag != nil && f.code == exitUsage && originOf(flag) != "" && !strings.Contains(f.message, originOf(flag)) {
			blamed.message = originOf(flag) + ": " + f.message
			return &blamed
		}
	}
	flags.VisitAll(func(flag *pflag.Flag) {
		if origin := originOf(flag); origin != "" && blamed.message == f.message && !strings.Contains(f.message, origin) && quotes(f.message, flag) {
			blamed.message += " (" + origin + ")"
		}
	})
	return &blamed
}

// quotes says whether a message is about what was given for a flag.
func quotes(message string, flag *pflag.Flag) bool {
	for _, text := range flag.Annotations[originNote][1:] {
		if len(text) > 1 && strings.Contains(message, strconv.Quote(text)) || len(text) > 3 && isPath(flag) && strings.Contains(message, text) {
			return true
		}
	}
	return strings.HasPrefix(message, flag.Name+" cannot be ")
}

// saidNow says whether a flag was given for this command, typed or in its
// environment. What a configuration file says holds from day to day, so it
// yields where something more particular is known, such as a saved plan.
func saidNow(flags *pflag.FlagSet, name string) bool {
	f := flags.Lookup(name)
	return f != nil && f.Changed && (originOf(f) == "" || strings.HasPrefix(originOf(f), placeEnvironment))
}
