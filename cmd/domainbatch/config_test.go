package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"domainbatch/cmd/internal/config"
)

// quietProgram is a program whose environment is the map.
func quietProgram(env map[string]string) *program {
	p := &program{stdout: io.Discard, stderr: io.Discard, environ: func(name string) (string, bool) { v, ok := env[name]; return v, ok }}
	p.console = newConsole(p)
	return p
}

// commandOf is a command of a new tree with what was typed behind its name.
func commandOf(t *testing.T, p *program, line ...string) *cobra.Command {
	t.Helper()
	cmd, rest, err := newRoot(p).Find(line)
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.ParseFlags(rest); err != nil {
		t.Fatal(err)
	}
	return cmd
}

func TestEveryFlagOfEveryCommandIsAKey(t *testing.T) {
	p := quietProgram(nil)
	schema := p.configSchema()
	commands := 0
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		name := commandPath(cmd)
		if keys := schema.Commands[name]; readsConfiguration(name) && cmd.Runnable() {
			commands++
			cmd.InheritedFlags()
			cmd.Flags().VisitAll(func(f *pflag.Flag) {
				key, ok := keys[f.Name]
				if ok == slices.Contains(notKeys, f.Name) {
					t.Errorf("--%s of %s: a key is %t", f.Name, name, ok)
				}
				if !ok || f.DefValue == "" || strings.HasPrefix(f.DefValue, "[") {
					return
				}
				if err := key.Check(f.DefValue); err != nil {
					t.Errorf("--%s of %s does not take its own default %q: %v", f.Name, name, f.DefValue, err)
				}
			})
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(newRoot(p))
	if commands < 15 || commands != len(schema.Commands) {
		t.Errorf("%d commands were looked at, the schema has %d", commands, len(schema.Commands))
	}
}

// What a file beside somebody else's data may hold is a list that somebody has
// thought about: nothing in it runs, reaches, signs, writes or says yes.
func TestAProjectFileCannotNameAnythingDangerous(t *testing.T) {
	schema := quietProgram(nil).configSchema()
	p := quietProgram(nil)
	for _, name := range append(slices.Clone(shareable), guards...) {
		if slices.Contains(shareable, name) && slices.Contains(guards, name) {
			t.Errorf("%s is in both sets", name)
		}
		known := false
		for command, keys := range schema.Commands {
			key, ok := keys[name]
			if !ok {
				continue
			}
			known = true
			what, _ := pflag.UnquoteUsage(commandOf(t, p, strings.Fields(command)...).Flags().Lookup(name))
			if key.Reference || key.Pair || strings.Contains(what, "URL") || what == "COMMAND" || what == "DIR" || what == "FILE" || what == "REF" {
				t.Errorf("%s of %s takes %s and may be in a project file", name, command, what)
			}
		}
		if !known {
			t.Errorf("no command has the key %s", name)
		}
	}
	for _, name := range []string{
		"yes", "state", "endpoint", "allow-other-host", "profile", "credentials", "site", "output", "in-place", "force", "password-file", "codes-recipient",
		"sandbox", "no-refresh", "no-verify", "no-replay", "hold-moved", "dry-run", "client-ip", "config", "as", "contacts", "map-file", "identity", "addr", "ledger",
	} {
		if isShareable(name) {
			t.Errorf("a project file may hold %s", name)
		}
	}
}

func TestAConfigurationIsReadAgainWhileAProcessLives(t *testing.T) {
	home := t.TempDir()
	file := filepath.Join(home, "config.yaml")
	write := func(content string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("wait: 1h\nsubmit-rate: 3\nmap: [a=email]\nquery-rate: 9\nimport: {notify: [slack=env:A]}\n")
	p := quietProgram(map[string]string{"DOMAINBATCH_QUERY_RATE": "7"})
	cmd := commandOf(t, p, "import", "--config", file, "--limit", "4", home)
	flags := cmd.Flags()
	want := func(values map[string]string) {
		t.Helper()
		for name, value := range values {
			if got := flags.Lookup(name).Value.String(); got != value {
				t.Errorf("--%s is %s, want %s", name, got, value)
			}
		}
	}
	if err := p.configure(cmd, []string{home}); err != nil {
		t.Fatal(err)
	}
	want(map[string]string{"wait": "1h0m0s", "submit-rate": "3", "map": "[a=email]", "query-rate": "7", "limit": "4", "notify": "slack=env:A"})

	write("wait: 2h\nlimit: 9\nonly: [\"a,b.com\", .cn]\ncredentials: profile:x\n")
	changed, err := p.reconfigure(cmd, []string{home})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"credentials", "map", "notify", "only", "submit-rate", "wait"}; !slices.Equal(changed, want) {
		t.Errorf("changed: %v, want %v", changed, want)
	}
	after := map[string]string{
		"wait": "2h0m0s", "submit-rate": "2", "map": "[]", "query-rate": "7", "limit": "4", "notify": "", "only": `["a,b.com",.cn]`, "credentials": "profile:x",
	}
	want(after)
	if flags.Changed("submit-rate") || !flags.Changed("wait") {
		t.Error("what is a default and what was said is mixed up")
	}

	write("wait: 3h\nsumbit-rate: 9\n")
	if changed, err := p.reconfigure(cmd, []string{home}); err == nil || len(changed) > 0 {
		t.Errorf("a wrong file was taken: %v, %v", changed, err)
	}
	want(after)
	write("wait: 2h\nonly: [\"a,b.com\", .cn]\ncredentials: profile:x\n")
	if changed, err := p.reconfigure(cmd, []string{home}); err != nil || len(changed) > 0 {
		t.Errorf("nothing changed, it says: %v, %v", changed, err)
	}
	write("credentials: command:keys --a\n")
	if _, err := p.reconfigure(cmd, []string{home}); err != nil {
		t.Fatal(err)
	}
	write("credentials: command:keys --b\n")
	if changed, err := p.reconfigure(cmd, []string{home}); err != nil || !slices.Equal(changed, []string{"credentials"}) {
		t.Errorf("other arguments of a command: %v, %v", changed, err)
	}
}

func TestTheSampleConfigurationIsRightAndDoesWhatItSays(t *testing.T) {
	const sample = "../../samples/config.yaml"
	p := quietProgram(map[string]string{"HOME": "/home/me"})
	file, problems := config.Read(sample, []byte(mustRead(t, sample)), p.configSchema(), false)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, test := range []struct {
		as   string
		line []string
		want map[string]string
	}{
		{"", []string{"apply"}, map[string]string{"credentials": "profile:china-domains", "site": "cn", "max-changes": "500", "canary": "5", "wait": "15m0s"}},
		{"", []string{"import"}, map[string]string{"wait": "30m0s", "max-changes": "", "max-failures": "2%", "notify-secret": "file:/home/me/.config/domainbatch/webhook.secret"}},
		{"", []string{"resume"}, map[string]string{"wait": "8h0m0s"}},
		{"international", []string{"apply"}, map[string]string{"credentials": "command:domain-keys", "site": "intl", "submit-rate": "1", "query-rate": "5"}},
		{"on-the-server", []string{"import"}, map[string]string{"credentials": "ram-role:DomainBatchRole", "wait": "2h0m0s"}},
		{"ci", []string{"plan"}, map[string]string{"credentials": "env:DOMAINS"}},
	} {
		cmd := commandOf(t, p, test.line...)
		profile := test.as
		if profile == "" {
			profile = file.Chosen.Texts[0]
		}
		layers := &config.Layers{Files: []*config.File{file}, Profile: profile, Guards: isGuard, Exclusive: rivals}
		if err := fillFromSources(cmd.Flags(), fromFiles{layers, commandPath(cmd), "/home/me"}); err != nil {
			t.Fatal(err)
		}
		for name, want := range test.want {
			if got := cmd.Flags().Lookup(name).Value.String(); got != want {
				t.Errorf("--as %q %v: --%s is %q, want %q", test.as, test.line, name, got, want)
			}
		}
	}
	if got := strings.Join(file.Profiles(), " "); got != "china international on-the-server ci" {
		t.Errorf("profiles: %s", got)
	}
}

func TestWhatIsShownOfASettingHoldsNoSecret(t *testing.T) {
	p := quietProgram(nil)
	for _, test := range []struct{ flag, value, want string }{
		{"on-failure", "curl -H 'X: hush' https://x.example/hush", "curl …"},
		{"endpoint", "https://domain.aliyuncs.com", "https://domain.aliyuncs.com"},
		{"endpoint", "https://user:hush@x.example/", "https://x.example/***"},
		{"endpoint", "https://x.example/?hush", "https://x.example/***"},
		{"credentials", "command:'/opt/keys' --x hush", "command:keys"},
		{"heartbeat", "https://hc.example/hush", "https://hc.example/…"},
		{"sheet", "a b", "a b"},
	} {
		f := commandOf(t, p, "import").Flags().Lookup(test.flag)
		if err := f.Value.Set(test.value); err != nil {
			t.Fatal(err)
		}
		if got := settingOf(f).Value; got != test.want {
			t.Errorf("--%s %s is shown as %v, want %s", test.flag, test.value, got, test.want)
		}
	}
}

func TestCredentialsAreNamedInFourWays(t *testing.T) {
	var text string
	v := credentialsValue{&text}
	for given, want := range map[string]string{
		"profile:work": "profile:work", " command : keys  --a b ": "command:keys  --a b", "env:X_1": "env:X_1", "ram-role:Role": "ram-role:Role", "": "",
	} {
		if err := v.Set(given); err != nil || text != want {
			t.Errorf("%q gave %q, %v; want %q", given, text, err, want)
		}
	}
	for _, given := range []string{"hush", "profile:", "profile:a/b", "env:1X", "command:", "ram-role:a b", "other:x", "https://hush"} {
		if err := v.Set(given); err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("%q: %v", given, err)
		}
	}
}
