package config

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Pos is a place in a file; both count from 1. The zero value is the file as a
// whole.
type Pos struct {
	Line   int
	Column int // in characters
}

// entry is a key with what stands behind it: a text, a list of texts, or a
// section of further entries.
type entry struct {
	key     string
	at      Pos
	form    form
	texts   []string // one unless it is a list
	valueAt Pos
	section []entry
}

type form int

const (
	formText form = iota
	formList
	formSection
)

func (f form) String() string {
	return [...]string{"one value", "a list", "a section"}[f]
}

// maxDepth is deeper than any section: profile, command, command below it,
// list.
const maxDepth = 6

// parse reads the bytes of a file into entries. What it cannot read it says,
// and goes on behind it where that is possible.
func parse(content []byte) ([]entry, []Problem) {
	if p, bad := unreadable(content); bad {
		return nil, []Problem{p}
	}
	if len(bytes.TrimSpace(content)) == 0 {
		return nil, nil
	}
	var root yaml.Node
	if err := yaml.Load(content, &root); err != nil {
		return nil, syntaxProblems(err, content)
	}
	if len(root.Content) == 0 {
		return nil, nil
	}
	top := root.Content[0]
	if isNull(top) {
		return nil, nil
	}
	if top.Kind != yaml.MappingNode {
		return nil, []Problem{{Pos: place(top), Message: "the file is no list of keys with values", Hint: "write one key a line, as in: submit-rate: 2"}}
	}
	r := &reader{}
	return r.entries(top, 0), r.problems
}

// reader collects the problems of a file.
type reader struct{ problems []Problem }

func (r *reader) problem(n *yaml.Node, message, hint string) {
	r.problems = append(r.problems, Problem{Pos: place(n), Message: message, Hint: hint})
}

func (r *reader) entries(mapping *yaml.Node, depth int) []entry {
	if depth > maxDepth {
		r.problem(mapping, "sections are nested too deeply", "")
		return nil
	}
	var out []entry
	seen := map[string]Pos{}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		key, value := mapping.Content[i], mapping.Content[i+1]
		if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" || key.Tag == "!!null" || key.Value == "" {
			r.problem(key, "this is no key", "write the name of a flag, as in: submit-rate: 2")
			continue
		}
		if before, twice := seen[key.Value]; twice {
			r.problem(key, quoted(key.Value)+" is here a second time; the first is at "+before.String(), "remove one of them")
			continue
		}
		seen[key.Value] = place(key)
		e := entry{key: key.Value, at: place(key), valueAt: place(value)}
		if r.value(&e, value, depth) {
			out = append(out, e)
		}
	}
	return out
}

// value reads what stands behind a key. It says what is wrong and returns
// false when nothing can be made of it.
func (r *reader) value(e *entry, n *yaml.Node, depth int) bool {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		r.problem(n, "anchors and aliases are not understood here", "write the value out")
		return false
	}
	if strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		r.problem(n, "tags are not understood here", "remove "+n.Tag)
		return false
	}
	switch n.Kind {
	case yaml.ScalarNode:
		if isNull(n) {
			r.problem(n, quoted(e.key)+" has no value", "give it one, or remove the line")
			return false
		}
		e.form, e.texts = formText, []string{n.Value}
	case yaml.SequenceNode:
		e.form = formList
		for _, item := range n.Content {
			var one entry
			if !r.value(&one, item, depth+1) {
				return false
			}
			if one.form != formText {
				r.problem(item, "a list holds plain values only", "")
				return false
			}
			e.texts = append(e.texts, one.texts[0])
		}
	case yaml.MappingNode:
		e.form, e.section = formSection, r.entries(n, depth+1)
	default:
		r.problem(n, "nothing can be made of this", "")
		return false
	}
	return true
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

func place(n *yaml.Node) Pos { return Pos{n.Line, n.Column} }

// syntaxProblems takes the place and the reason out of an error of the YAML
// module.
func syntaxProblems(err error, content []byte) []Problem {
	const hint = "see what the YAML should look like in: domainbatch config --help"
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		return []Problem{{Message: "this is no YAML", Hint: hint}}
	}
	message := strings.TrimPrefix(load.Message, "yaml: ")
	if strings.HasPrefix(message, "no documents") {
		return nil
	}
	if load.ContextMsg != "" {
		message = load.ContextMsg + ": " + message
	}
	at := Pos{load.Mark.Line, load.Mark.Column}
	if at.Line == 0 {
		at = Pos{load.ContextMark.Line, load.ContextMark.Column}
	}
	if line := lineAt(content, at.Line); at.Line > 0 && strings.HasPrefix(strings.TrimLeft(line, " "), "\t") {
		return []Problem{{Pos: at, Message: "a tab cannot indent a line", Hint: "use blanks"}}
	}
	return []Problem{{Pos: at, Message: "this is no YAML: " + message, Hint: hint}}
}

func lineAt(content []byte, line int) string {
	for text := range bytes.Lines(content) {
		if line--; line == 0 {
			return string(text)
		}
	}
	return ""
}

// unreadable finds bytes that no text has.
func unreadable(content []byte) (Problem, bool) {
	line, column := 1, 1
	for i := 0; i < len(content); {
		r, size := utf8.DecodeRune(content[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return Problem{Pos: Pos{line, column}, Message: "this is no text in UTF-8", Hint: "save the file as UTF-8"}, true
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0x7f:
			return Problem{Pos: Pos{line, column}, Message: "there is a control character here", Hint: "remove it"}, true
		case r == '\n':
			line, column = line+1, 0
		}
		column++
		i += size
	}
	return Problem{}, false
}
