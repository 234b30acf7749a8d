package config

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Key is what may be set: a flag of one or more commands.
type Key struct {
	Name string
	List bool // takes several values
	Bool bool // takes yes and no
	// Reference marks a key whose value names a secret. Such a value is never
	// quoted.
	Reference bool
	// Pair marks a key whose value KIND:REST may be written as a section of
	// one line, as in credentials: {profile: work}.
	Pair bool
	// Check refuses a value that the flag cannot take; Accepts says what it
	// can.
	Check   func(text string) error
	Accepts string
}

// Schema is what a file may hold.
type Schema struct {
	// Commands has the keys of every command by its path, such as "apply" and
	// "report diff", and by their names.
	Commands map[string]map[string]Key
	// Chooser is the key that names the profile to use, ProfilesKey the
	// section that holds profiles.
	Chooser, ProfilesKey string
	// Shared says what a file may hold that somebody else may have written.
	Shared func(key string) bool
	// Nearest finds the candidate that was probably meant, "" for none.
	Nearest func(typed string, candidates []string) string
}

// key is the key of that name in a scope: a command with all below it, or ""
// for every command. A key that commands spell alike may mean different things
// to them; all of them are returned, by command.
func (s *Schema) key(scope, name string) map[string]Key {
	found := map[string]Key{}
	for command, keys := range s.Commands {
		if k, ok := keys[name]; ok && covers(scope, command) {
			found[command] = k
		}
	}
	return found
}

// covers says whether a section applies to a command: the command itself, one
// below it, or all when the section is "".
func covers(scope, command string) bool {
	return scope == "" || command == scope || strings.HasPrefix(command, scope+" ")
}

// sections are the names that a section may have inside a scope.
func (s *Schema) sections(scope string) []string {
	names := map[string]bool{}
	for command := range s.Commands {
		rest := command
		if scope != "" {
			var below bool
			if rest, below = strings.CutPrefix(command, scope+" "); !below {
				continue
			}
		}
		name, _, _ := strings.Cut(rest, " ")
		names[name] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// names are the keys that a scope may hold.
func (s *Schema) names(scope string) []string {
	names := map[string]bool{}
	for command, keys := range s.Commands {
		if covers(scope, command) {
			for name := range keys {
				names[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// users are the commands that know a key, for a message.
func (s *Schema) users(name string) []string {
	var out []string
	for command := range s.key("", name) {
		out = append(out, command)
	}
	slices.Sort(out)
	return out
}

var secretWords = regexp.MustCompile(`accesskey|secret|token|passw|passphrase|privatekey|apikey|^ak$|^sk$|^key$`)

// looksSecret says whether a key's name is that of a secret.
func looksSecret(key string) bool {
	plain := strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == '.' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(key))
	return secretWords.MatchString(plain) && !strings.HasSuffix(plain, "file")
}

// accessKeyID is the form of the vendor's access key ids, permanent and
// temporary (documented examples).
var accessKeyID = regexp.MustCompile(`\b(LTAI[0-9A-Za-z]{12,}|STS\.[0-9A-Za-z]{12,})\b`)

// holdsKey says whether a value has an access key in it.
func holdsKey(text string) bool { return accessKeyID.MatchString(text) }

// openDoors are forms of addresses and headers that let whoever has them in: a
// password before the host, a token in the query, a header of authorization, and
// the webhooks of Slack, Feishu and Discord (documented).
var openDoors = regexp.MustCompile(`(?i)://[^/@\s]*:[^/@\s]+@|[?&](access_?token|token|key|secret|sig|sign|password|pwd)=[^&]|` +
	`hooks\.slack\.com/|/open-apis/bot/|/api/webhooks/|\b(bearer|authorization:)\s*\S`)

// letsIn says whether whoever has a value can use somebody's service.
func letsIn(text string) bool { return openDoors.MatchString(text) }
