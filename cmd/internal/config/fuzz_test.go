package config

import (
	"bytes"
	"strings"
	"testing"
)

// Whatever the bytes are, reading ends, every problem has a place within the
// file and a text that can be shown, and a shared file gives harmless keys only.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"", "rate: 2\n", "apply:\n  rate: 1\n  rate: 2\n", "profiles: {a: {rate: 1}}\nas: a\n", "credentials: {profile: x}\n", "map: [a, b]\n",
		"a: &x [*x]\n", "a: *x\n", "<<: {a: 1}\n", "? [a]\n: b\n", "- a\n", "\xef\xbb\xbfrate: 1\r\n", "\xff\xfer\x00", "%YAML 9.9\n---\n", "a: |\n x\n  y\n",
		"a: \"\\x07\"\n", "---\n---\n", "a: !!binary aGk=\n", strings.Repeat("{a: ", 50), strings.Repeat("- ", 200), "hook-secret: canary\n", "\t: x\n", "rate: \x85 1\n",
		"report:\n  diff:\n    rate: 1\nreport diff: {}\n", "sheet: 2026-01-01\nyes: ~\n", "contacts: ../../x\n", "\"\\u202e\": 1\n", "x: 'a\n\n\n",
	} {
		f.Add([]byte(seed), true)
		f.Add([]byte(seed), false)
	}
	schema := testSchema()
	f.Fuzz(func(t *testing.T, content []byte, shared bool) {
		file, problems := Read("f", content, schema, shared)
		lines := bytes.Count(content, []byte("\n")) + bytes.Count(content, []byte("\r")) + 1
		lines += bytes.Count(content, []byte("\u0085")) + bytes.Count(content, []byte("\u2028")) + bytes.Count(content, []byte("\u2029"))
		for _, p := range problems {
			if p.Pos.Line < 0 || p.Pos.Line > lines+1 || p.Pos.Line > 0 && p.Pos.Column < 1 {
				t.Fatalf("%s in a file of %d lines: %s", p.Pos, lines, p.Message)
			}
			if p.Message == "" || strings.Contains(p.Message, "\n") || strings.Contains(p.Message, "canary") && strings.Contains(string(content), "hook-secret: canary") {
				t.Fatalf("message %q", p.Message)
			}
		}
		layers := &Layers{Files: []*File{file}}
		for command, keys := range schema.Commands {
			for key := range keys {
				v, ok := layers.Value(command, key)
				if ok && shared && !schema.Shared(key) {
					t.Fatalf("a shared file set %s to %q", key, v.Texts)
				}
				if ok && (v.Pos.Line < 1 || v.Pos.Line > lines) {
					t.Fatalf("%s stands at %s in a file of %d lines", key, v.Pos, lines)
				}
			}
		}
		again, moreProblems := Read("f", content, schema, shared)
		if again.Len() != file.Len() || len(moreProblems) != len(problems) {
			t.Fatal("read twice, understood differently")
		}
	})
}
