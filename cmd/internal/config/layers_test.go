package config

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTheFirstOfRivalsDecides(t *testing.T) {
	rivals := [][]string{{"credentials", "profile"}}
	tests := []struct {
		name        string
		files       []string
		profile     string
		credentials string // what each of the two ends with
		named       string
	}{
		{"alone", []string{"profile: a\n"}, "", "", "a"},
		{"an earlier file wins", []string{"profile: a\n", "credentials: env:B\n"}, "", "", "a"},
		{"the other way", []string{"credentials: env:B\n", "profile: a\n"}, "", "env:B", ""},
		{"a profile of the file wins", []string{"profile: a\nprofiles: {p: {credentials: env:B}}\n"}, "p", "env:B", ""},
		{"a section wins", []string{"profile: a\napply: {credentials: env:B}\n"}, "", "env:B", ""},
		{"both in one place", []string{"profile: a\ncredentials: env:B\n"}, "", "env:B", "a"},
	}
	for _, test := range tests {
		l := &Layers{Exclusive: rivals, Profile: test.profile}
		for i, content := range test.files {
			l.Files = append(l.Files, read(t, fmt.Sprint(i), content, false))
		}
		one := func(key string) string {
			v, ok := l.Value("apply", key)
			if !ok {
				return ""
			}
			return v.Texts[0]
		}
		if one("credentials") != test.credentials || one("profile") != test.named {
			t.Errorf("%s: credentials %q, profile %q", test.name, one("credentials"), one("profile"))
		}
	}
}

// The value is that of the first place that has one: by file, profiles before
// the file itself, sections before what is for all, and for guards a shared file
// last.
func TestPrecedence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		guard := rapid.Bool().Draw(t, "guard")
		command := rapid.SampledFrom([]string{"apply", "report diff"}).Draw(t, "command")
		profile := rapid.SampledFrom([]string{"", "p"}).Draw(t, "profile")
		key := map[string]string{"apply": "rate", "report diff": "rate"}[command]
		var files []*File
		want := map[bool][]string{} // by whether it is asked last
		n := 0
		for _, shared := range []bool{true, false} {
			var text strings.Builder
			sections := []string{command}
			if command == "report diff" {
				sections = append(sections, "report")
			}
			sections = append(sections, "")
			put := func(indent string, counts bool) {
				for _, section := range sections {
					if section == "report" || !rapid.Bool().Draw(t, "set") {
						continue
					}
					n++
					head, deeper := "", ""
					for _, word := range strings.Fields(section) {
						head += indent + deeper + word + ":\n"
						deeper += "  "
					}
					fmt.Fprintf(&text, "%s%s%s: %d\n", head, indent+deeper, key, n)
					if counts {
						last := shared && guard
						want[last] = append(want[last], fmt.Sprint(n))
					}
				}
			}
			if !shared && rapid.Bool().Draw(t, "profiles") {
				text.WriteString("profiles:\n  p:\n")
				before := text.Len()
				put("    ", profile == "p")
				if text.Len() == before {
					text.WriteString("    sheet: x\n")
				}
			}
			put("", true)
			f, problems := Read("f", []byte(text.String()), testSchema(), shared)
			if len(problems) > 0 {
				t.Fatalf("%v in\n%s", problems, text.String())
			}
			files = append(files, f)
		}
		l := &Layers{Files: files, Profile: profile, Guards: func(string) bool { return guard }}
		all := append(want[false], want[true]...)
		v, ok := l.Value(command, key)
		switch {
		case ok != (len(all) > 0):
			t.Fatalf("found %v, want %v", ok, all)
		case ok && v.Texts[0] != all[0]:
			t.Fatalf("got %s, want the first of %v", v.Texts[0], all)
		}
	})
}
