package secretref

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

func lookupIn(env map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) { v, ok := env[name]; return v, ok }
}

func writeFile(t *testing.T, content string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReferencesLeadToTheSecret(t *testing.T) {
	file := writeFile(t, "from a file\r\n", 0o600)
	tests := map[string]string{
		"env:TOKEN":                           "from env",
		" env : TOKEN ":                       "from env",
		"file:" + file:                        "from a file",
		`command:printf '%s\n' 'two  blanks'`: "two  blanks",
	}
	for text, want := range tests {
		ref, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		secret, err := ref.Resolve(t.Context(), lookupIn(map[string]string{"TOKEN": "from env"}))
		if err != nil || secret.Reveal() != want {
			t.Errorf("%s gave %q (%v), want %q", text, secret.Reveal(), err, want)
		}
	}
}

func TestWhatIsNoReferenceIsNotQuoted(t *testing.T) {
	for _, text := range []string{
		"canary", "canary:canary", "env:", "env:canary canary", "env:9canary", "file:", "command: ", "https://canary.example/x", "file:a\x00canary", "ENV:canary",
	} {
		ref, err := Parse(text)
		if !errors.Is(err, ErrForm) || !ref.IsZero() {
			t.Errorf("%q was taken: %v", text, err)
		}
		if strings.Contains(fmt.Sprint(err), "canary") {
			t.Errorf("the error quotes %q: %v", text, err)
		}
	}
}

func TestSecretsThatCannotBeHad(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("permissions are not in the mode there")
	}
	pipe := t.TempDir()
	tests := []struct {
		name, text, want string
	}{
		{"unset variable", "env:NOT_SET", "empty or not set"},
		{"blank file", "file:" + writeFile(t, "\n", 0o600), "empty"},
		{"missing file", "file:/nowhere/at/all", "no such file"},
		{"folder", "file:" + pipe, "no ordinary file"},
		{"readable by the group", "file:" + writeFile(t, "canary", 0o640), "chmod 600"},
		{"readable by all", "file:" + writeFile(t, "canary", 0o604), "chmod 600"},
		{"writable by all", "file:" + writeFile(t, "canary", 0o602), "chmod 600"},
		{"too long", "file:" + writeFile(t, strings.Repeat("canary", maxFile/6+1), 0o600), "more than"},
		{"failing program", `command:sh -c "echo canary; echo canary >&2; exit 3"`, "sh failed (exit status 3)"},
		{"missing program", "command:/nowhere/canary-program canary-argument", "cannot be run"},
		{"no program", "command:''", "names no program"},
		{"open quote", "command:echo 'canary", "does not end"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ref, err := Parse(test.text)
			if err != nil {
				t.Fatal(err)
			}
			secret, err := ref.Resolve(t.Context(), lookupIn(nil))
			if err == nil || !secret.Empty() {
				t.Fatalf("got a secret of %d letters", len(secret.Reveal()))
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("%q does not say %q", err, test.want)
			}
			if said := strings.ReplaceAll(err.Error(), "canary-program", ""); strings.Contains(said, "canary") {
				t.Errorf("the error holds what must not be shown: %v", err)
			}
		})
	}
}

func TestNoWayOfFormattingShowsTheArgumentsOfACommand(t *testing.T) {
	ref, err := Parse(`command:/usr/bin/fetch --password canary`)
	if err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(map[string]Ref{"hook": ref})
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "ref", ref)
	for _, shown := range []string{
		fmt.Sprint(ref), fmt.Sprintf("%v %+v %#v %s %q %x", ref, ref, ref, ref, ref, ref), string(asJSON), log.String(), fmt.Sprintf("%#v", &ref),
	} {
		if strings.Contains(shown, "canary") || strings.Contains(shown, fmt.Sprintf("%x", "canary")) {
			t.Errorf("shown: %s", shown)
		}
		if !strings.Contains(shown, "command:fetch") {
			t.Errorf("%s does not name the program", shown)
		}
	}
}

func TestAReferenceIsTheValueOfAFlag(t *testing.T) {
	var ref Ref
	set := pflag.NewFlagSet("x", pflag.ContinueOnError)
	set.Var(&ref, "hook-secret", "reference of the `SECRET`")
	if err := set.Parse([]string{"--hook-secret", "env:HOOK"}); err != nil || ref.String() != "env:HOOK" {
		t.Fatalf("%v, %v", ref, err)
	}
	if err := ref.Set("canary"); err == nil || ref.String() != "env:HOOK" {
		t.Errorf("a text that is no reference was taken: %v", ref)
	}
	if set.Lookup("hook-secret").Value.Type() != Type {
		t.Errorf("the flag is of type %s", set.Lookup("hook-secret").Value.Type())
	}
}
