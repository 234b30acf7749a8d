// Package phrase says in another language what the program says in English.
//
// Its books hold sentences as the source code has them, with the verbs of
// package fmt, and find the values back in a finished sentence. So the
// packages that judge values write plain English, and a test can compare a
// book with the source and name what it lacks.
package phrase

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Phrase is a sentence in both languages. English has the verbs %s, %d and %q
// where values stand; in Other, {1} is the first of them, {2} the second.
type Phrase struct{ English, Other string }

// Book is a collection of phrases. It may be used by several goroutines.
type Book struct {
	rules  map[string]*shelf
	common *shelf
	words  map[string]string
	marks  []mark
}

// shelf holds the phrases of one rule.
type shelf struct {
	exact    map[string]string
	patterns []*pattern
	formats  map[string]bool
}

type pattern struct {
	Phrase
	compile func() *regexp.Regexp
}

type mark struct {
	find *regexp.Regexp
	put  string
}

// New makes a book. The key of a list of phrases is a rule such as
// "email.syntax", or the end of many as in "*.required", or "" for phrases of
// every rule. words are translated where they are a value, alone or in a list.
// marks are regular expressions with replacements for what stands inside a
// value.
func New(rules map[string][]Phrase, words map[string]string, marks map[string]string) *Book {
	b := &Book{rules: map[string]*shelf{}, words: words, common: newShelf(rules[""])}
	for rule, phrases := range rules {
		b.rules[rule] = newShelf(phrases)
	}
	for find, put := range marks {
		b.marks = append(b.marks, mark{regexp.MustCompile(find), put})
	}
	return b
}

func newShelf(phrases []Phrase) *shelf {
	s := &shelf{exact: map[string]string{}, formats: map[string]bool{}}
	for _, p := range phrases {
		s.formats[p.English] = true
		if !verb.MatchString(p.English) {
			s.exact[p.English] = p.Other
			continue
		}
		s.patterns = append(s.patterns, &pattern{p, sync.OnceValue(func() *regexp.Regexp { return compile(p.English) })})
	}
	return s
}

// verb is a verb of package fmt, with its width.
var verb = regexp.MustCompile(`%[.0-9]*[a-zA-Z]`)

// compile turns a format into an expression that finds the values back.
func compile(format string) *regexp.Regexp {
	var out strings.Builder
	out.WriteString(`(?s)^`)
	last := 0
	for _, at := range verb.FindAllStringIndex(format, -1) {
		out.WriteString(regexp.QuoteMeta(format[last:at[0]]))
		switch format[at[1]-1] {
		case 'd':
			out.WriteString(`(-?[0-9]+)`)
		case 'q':
			out.WriteString(`("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')`)
		default:
			out.WriteString(`(.*?)`)
		}
		last = at[1]
	}
	out.WriteString(regexp.QuoteMeta(format[last:]))
	out.WriteString(`$`)
	return regexp.MustCompile(out.String())
}

// Say gives a sentence of a rule in the other language, and false when no
// phrase fits; the sentence itself is given then.
func (b *Book) Say(rule, english string) (string, bool) {
	for _, s := range b.shelves(rule) {
		if other, ok := b.say(s, rule, english); ok {
			return other, true
		}
	}
	return english, false
}

// SayAny is Say for a sentence whose rule is not known.
func (b *Book) SayAny(english string) (string, bool) {
	for _, rule := range slices.Sorted(maps.Keys(b.rules)) {
		if other, ok := b.say(b.rules[rule], rule, english); ok {
			return other, true
		}
	}
	return english, false
}

// Has reports whether the book knows a rule.
func (b *Book) Has(rule string) bool { return len(b.shelves(rule)) > 1 }

// HasFormat reports whether a sentence stands in the book under any rule, as
// it is written in the source code.
func (b *Book) HasFormat(format string) bool {
	for _, s := range b.rules {
		if s.formats[format] {
			return true
		}
	}
	_, word := b.words[format]
	return word
}

func (b *Book) shelves(rule string) []*shelf {
	var out []*shelf
	if s, ok := b.rules[rule]; ok && rule != "" {
		out = append(out, s)
	}
	if i := strings.LastIndexByte(rule, '.'); i >= 0 {
		if s, ok := b.rules["*"+rule[i:]]; ok {
			out = append(out, s)
		}
	}
	return append(out, b.common)
}

func (b *Book) say(s *shelf, rule, english string) (string, bool) {
	if other, ok := s.exact[english]; ok {
		return other, true
	}
	for _, p := range s.patterns {
		values := p.compile().FindStringSubmatch(english)
		if values == nil {
			continue
		}
		other := p.Other
		for i, v := range values[1:] {
			other = strings.ReplaceAll(other, "{"+strconv.Itoa(i+1)+"}", b.value(rule, v))
		}
		return other, true
	}
	return "", false
}

// value translates what stands in place of a verb: another sentence, a word,
// a list of words; a name or a number stays as it is.
func (b *Book) value(rule, v string) string {
	if strings.HasPrefix(v, `"`) && strings.HasSuffix(v, `"`) && !strings.Contains(v, `, "`) {
		return v // quoted from the file
	}
	if word, ok := b.words[v]; ok {
		return word
	}
	if strings.ContainsRune(v, ' ') {
		if other, ok := b.Say(rule, v); ok {
			return other
		}
	}
	if list, ok := b.list(v); ok {
		return list
	}
	for _, m := range b.marks {
		v = m.find.ReplaceAllString(v, m.put)
	}
	return v
}

// plainList is words as a sentence lists them.
var plainList = regexp.MustCompile(`^[\w.-]+(?:, [\w.-]+)* (?:and|or) [\w.-]+$`)

func (b *Book) list(v string) (string, bool) {
	if plainList.MatchString(v) {
		return strings.NewReplacer(", ", "、", " and ", "和", " or ", "或").Replace(v), true
	}
	for _, between := range []string{" and ", ", "} {
		parts := strings.Split(v, between)
		for i, p := range parts {
			if parts[i] = b.words[p]; parts[i] == "" {
				parts = nil
				break
			}
		}
		if parts != nil {
			return strings.Join(parts, "、"), true
		}
	}
	return "", false
}
