package config

import (
	"slices"
	"strings"
	"testing"
)

func read(t *testing.T, name, content string, shared bool) *File {
	t.Helper()
	f, problems := Read(name, []byte(content), testSchema(), shared)
	if len(problems) > 0 {
		t.Fatalf("%s: %v", name, problems)
	}
	return f
}

func TestEveryProblemIsFoundInOnePassWithItsPlace(t *testing.T) {
	tests := []struct {
		name, content string
		want          []string // the beginning of each problem, or a part after |
	}{
		{"nothing", "", nil},
		{"comments", "# rate: 2\n", nil},
		{"only a null", "~\n", nil},
		{"all forms", "rate: 2\nyes: on\nmap: [a=b, c=d]\nsheet: 2026\nhook-secret: env:X\ncredentials: {profile: work}\nreport: {diff: {rate: 1}}\nprofiles: {a: {rate: 3, plan: {sheet: x}}}\nas: a\n", nil},
		{"unknown keys", "rat: 2\nfrob: 1\nyess: true\n", []string{"f:1:1: there is no key \"rat\"|did you mean rate?", "f:2:1: there is no key \"frob\"|help COMMAND", "f:3:1:"}},
		{"known elsewhere", "report:\n  yes: true\n", []string{"f:2:3: report has no key \"yes\"|apply"}},
		{"wrong values", "rate: fast\nyes: maybe\nlimit: many\n", []string{"f:1:7: \"fast\" is no value for \"rate\"|it takes a number", "f:2:6: \"maybe\"|yes or no", "f:3:8: \"many\" is no value for \"limit\" of apply"}},
		{"a list for one", "rate: [1, 2]\n", []string{"f:1:7: \"rate\" takes a number, and this is a list"}},
		{"a section for one", "sheet: {a: b}\n", []string{"f:1:8: \"sheet\" takes one value, and this is a section"}},
		{"a value for a section", "apply: yes\n", []string{"f:1:8: \"apply\" is a command, and this is one value"}},
		{"twice", "rate: 1\napply:\n  rate: 1\n  rate: 2\nrate: 3\n", []string{"f:4:3: \"rate\" is here a second time; the first is at 3:3", "f:5:1: \"rate\" is here a second time; the first is at 1:1"}},
		{"no value", "rate:\nsheet: ~\n", []string{"f:1:6: \"rate\" has no value", "f:2:8: \"sheet\" has no value"}},
		{"secrets by name", "access-key-secret: canary\nAccessKeyId: canary\nsecurity_token: canary\npassword: canary\n", []string{"f:1:1: \"access-key-secret\" looks like a secret|credentials: profile:NAME", "f:2:1:", "f:3:1:", "f:4:1:"}},
		{"secrets by value", "sheet: LTAI5tCanaryCanaryXY\nhook-secret: canary\nmap: [\"https://user:canary@host/\", x]\ncontacts: https://hooks.slack.com/services/canary\n", []string{"f:1:8: \"sheet\" holds a secret", "f:2:14: the value of \"hook-secret\" is no reference|env:NAME", "f:3:6: \"map\" holds an address", "f:4:11:"}},
		{"a pair of two", "credentials: {profile: a, env: B}\n", []string{"f:1:14: \"credentials\" takes one kind of value|profile:NAME"}},
		{"profiles that are none", "profiles:\n  a: 1\nas: [x]\n", []string{"f:2:6: \"a\" is a profile, and this is one value", "f:3:5: \"as\" takes one name"}},
		{"a value named profiles", "profiles: 1\n", []string{"f:1:1: there is no key"}},
		{"anchors", "rate: &a 1\nlimit: *a\n<<: {sheet: x}\n", []string{"f:1:7: anchors", "f:2:8: anchors", "f:3:1: this is no key"}},
		{"tags", "rate: !int 1\n", []string{"f:1:7: tags"}},
		{"nested lists", "map: [[a]]\n", []string{"f:1:7: a list holds plain values only"}},
		{"too deep", "profiles: {a: {report: {diff: {diff: {diff: {diff: {diff: {}}}}}}}}\n", []string{"f:1:32: there is no key|", "|nested too deeply"}},
		{"no mapping", "- rate\n", []string{"f:1:1: the file is no list of keys"}},
		{"a tab", "apply:\n\trate: 1\n", []string{"f:2:1: a tab cannot indent a line"}},
		{"no YAML", "rate: [1\nyes: true\n", []string{"f:2:4: this is no YAML|config --help"}},
		{"two documents", "rate: 1\n---\nrate: 2\n", []string{"f: this is no YAML: expected single document"}},
		{"no UTF-8", "rate: 1\nsheet: \xff\n", []string{"f:2:8: this is no text in UTF-8"}},
		{"a control character", "sheet: 域\x07\n", []string{"f:1:9: there is a control character"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, problems := Read("f", []byte(test.content), testSchema(), false)
			lines := strings.Split(problems.Error(), "\n")
			if len(problems) != len(test.want) {
				t.Fatalf("%d problems, want %d:\n%s", len(problems), len(test.want), problems)
			}
			for i, want := range test.want {
				begins, holds, _ := strings.Cut(want, "|")
				if !strings.HasPrefix(lines[i], begins) || !strings.Contains(lines[i], holds) {
					t.Errorf("problem %d is\n%s\nwant\n%s", i+1, lines[i], want)
				}
			}
			if strings.Contains(strings.ToLower(problems.Error()), "canary") {
				t.Errorf("a problem quotes a secret:\n%s", problems)
			}
		})
	}
}

func TestASharedFileHoldsOnlyWhatIsHarmless(t *testing.T) {
	read(t, "f", "sheet: x\nrate: 3\nmap: [a=b]\napply:\n  sheet: y\n", true)
	for content, want := range map[string]string{
		"yes: true\n":                 "f:1:1: \"yes\" cannot be here",
		"apply:\n  yes: true\n":       "f:2:3: \"yes\" cannot be here",
		"credentials: profile:x\n":    "f:1:1: \"credentials\" cannot be here",
		"credentials: {profile: x}\n": "f:1:1: \"credentials\" cannot be here",
		"profiles: {a: {rate: 1}}\n":  "f:1:1: profiles cannot be here",
		"as: a\n":                     "f:1:1: \"as\" cannot be here",
		"contacts: people.csv\n":      "f:1:1: \"contacts\" cannot be here",
		"hook-secret: env:X\n":        "f:1:1: \"hook-secret\" cannot be here",
	} {
		f, problems := Read("f", []byte(content), testSchema(), true)
		if len(problems) != 1 || !strings.HasPrefix(problems[0].Error(), want) || !strings.Contains(problems[0].Hint, "your own file") {
			t.Errorf("%s: %v, want %s", content, problems, want)
		}
		if f.Len() != 0 {
			t.Errorf("%s: %d values were taken", content, f.Len())
		}
	}
}

func TestValuesKnowWhereTheyStand(t *testing.T) {
	f := read(t, "f", "map:\n  - a=b\n  - c\nyes: on\ncredentials: {profile: work}\nprofiles:\n  p:\n    plan: {rate: 4}\nas: p\n", false)
	layers := &Layers{Files: []*File{f}, Profile: "p"}
	tests := []struct {
		command, key, place, profile, section string
		texts                                 []string
	}{
		{"apply", "map", "f:2:3", "", "", []string{"a=b", "c"}},
		{"apply", "yes", "f:4:6", "", "", []string{"true"}},
		{"plan", "credentials", "f:5:14", "", "", []string{"profile:work"}},
		{"plan", "rate", "f:8:18", "p", "plan", []string{"4"}},
	}
	for _, test := range tests {
		v, ok := layers.Value(test.command, test.key)
		if !ok || v.Place() != test.place || v.Profile != test.profile || v.Section != test.section || !slices.Equal(v.Texts, test.texts) {
			t.Errorf("%s %s: %+v, want %+v", test.command, test.key, v, test)
		}
	}
	if v, ok := layers.Value("apply", "rate"); ok {
		t.Errorf("apply has the rate of plan: %+v", v)
	}
	if chosen, ok := layers.Chosen(); !ok || chosen.Texts[0] != "p" || chosen.Place() != "f:9:5" {
		t.Errorf("chosen: %+v", chosen)
	}
	if got := layers.Profiles(); !slices.Equal(got, []string{"p"}) {
		t.Errorf("profiles: %v", got)
	}
}
