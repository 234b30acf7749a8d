package alidomain

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestACommandIsCutIntoWordsWithoutAShell(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("backslashes are ordinary letters there")
	}
	tests := map[string][]string{
		"a":                        {"a"},
		"  /opt/keys  --role\tx  ": {"/opt/keys", "--role", "x"},
		`"/opt/my tools/k" 'a b'`:  {"/opt/my tools/k", "a b"},
		`a '' ""`:                  {"a", "", ""},
		`a x"y z"'w'`:              {"a", "xy zw"},
		`a \' \\ b\ c`:             {"a", "'", `\`, "b c"},
		`a "\"" "\\" "\n" '\n'`:    {"a", `"`, `\`, `\n`, `\n`},
		"a $HOME `id` ; rm > x":    {"a", "$HOME", "`id`", ";", "rm", ">", "x"},
	}
	for line, want := range tests {
		got, err := SplitCommand(line)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s gave %q (%v), want %q", line, got, err, want)
		}
	}
	for _, line := range []string{"", "  ", `''`, `a "b`, "a 'b", `a \`} {
		if got, err := SplitCommand(line); err == nil {
			t.Errorf("%q gave %q", line, got)
		}
	}
}

func TestCommandOutputIsBoundedAndSaysNothingOfWhatWasPrinted(t *testing.T) {
	tests := []struct{ name, line, want string }{
		{"fails", `sh -c "echo canary; echo canary >&2; exit 7"`, "exit status 7"},
		{"prints for ever", `sh -c "while :; do echo canary; done"`, "more than"},
		{"is not there", "no-such-program-at-all canary", "no-such-program-at-all cannot be run"},
	}
	for _, test := range tests {
		out, err := CommandOutput(t.Context(), test.line)
		if err == nil || !out.Empty() || !strings.Contains(err.Error(), test.want) || strings.Contains(everyForm(err), "canary") {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	_, err := CommandOutput(ctx, "sleep 60")
	var netErr net.Error
	if !errors.As(err, &netErr) {
		t.Errorf("a program that hangs: %v", err)
	}
}

const printed = `{"mode":"StsToken","access_key_id":"STS.id","access_key_secret":"canary-secret","sts_token":"canary-token","expiration":"2026-05-01T12:00:00Z"}`

func TestKeysOfACommandAreUnderstoodInEveryDocumentedForm(t *testing.T) {
	end := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		name, text        string
		id, secret, token string
		until             time.Time
	}{
		{"command line tool", printed, "STS.id", "canary-secret", "canary-token", end},
		{"permanent key", `{"mode":"AK","access_key_id":"id","access_key_secret":"s"}`, "id", "s", "", time.Time{}},
		{"answer of STS", `{"AccessKeyId":"id","AccessKeySecret":"s","SecurityToken":"t","Expiration":"2026-05-01T12:00:00Z"}`, "id", "s", "t", end},
		{"credential_process", `{"Version":1,"AccessKeyId":"id","SecretAccessKey":"s","SessionToken":"t","Expiration":"2026-05-01T14:00:00.5+02:00"}`, "id", "s", "t", end.Add(time.Second / 2)},
	}
	for _, test := range tests {
		keys, until, err := parseKeys(NewSecret(test.text))
		if err != nil || keys.ID != test.id || keys.Secret.Reveal() != test.secret || keys.Token.Reveal() != test.token || !until.Equal(test.until) {
			t.Errorf("%s: %v until %v, %v", test.name, keys, until, err)
		}
	}
	for _, text := range []string{
		"", "canary", `["canary"]`, `{"access_key_id":"canary"}`, `{"access_key_secret":"canary"}`, `{"Version":2,"AccessKeyId":"canary","SecretAccessKey":"canary"}`,
		`{"mode":"canary","access_key_id":"canary","access_key_secret":"canary"}`, `{"mode":"StsToken","access_key_id":"canary","access_key_secret":"canary"}`,
		`{"access_key_id":"canary","access_key_secret":"canary","expiration":"canary"}`, `{"access_key_id":"canary","access_key_secret":12345678}`,
	} {
		_, _, err := parseKeys(NewSecret(text))
		if err == nil || strings.Contains(everyForm(err), "canary") || strings.Contains(err.Error(), "12345678") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestKeysOfACommandAreKeptUntilShortlyBeforeTheirEnd(t *testing.T) {
	now := time.Date(2026, 5, 1, 11, 0, 0, 0, time.UTC)
	calls, text, broken := 0, printed, error(nil)
	f := newFromCommand("command:test", "test")
	f.now = func() time.Time { return now }
	f.run = func(context.Context, string) (Secret, error) { calls++; return NewSecret(text), broken }
	ask := func(wantCalls int, wantErr bool) {
		t.Helper()
		keys, err := f.Keys(t.Context())
		if (err != nil) != wantErr || calls != wantCalls || err == nil && keys.ID == "" {
			t.Fatalf("at %s: %d calls, %v; want %d calls", now.Format("15:04:05"), calls, err, wantCalls)
		}
	}
	ask(1, false)
	now = now.Add(56 * time.Minute)
	ask(1, false)
	now, broken = now.Add(2*time.Minute), errors.New("the vault is away")
	ask(2, false) // two minutes are left
	ask(2, false)
	now = now.Add(renewAgain)
	ask(3, false)
	now = now.Add(2 * time.Minute)
	ask(4, true) // they have ended
	broken = nil
	ask(5, true) // and are printed again
	text = strings.Replace(printed, "T12:00", "T13:00", 1)
	ask(6, false)
	ask(6, false)

	text = `{"access_key_id":"id","access_key_secret":"s"}`
	now = now.Add(2 * time.Hour)
	ask(7, false)
	now = now.Add(renewEndless - time.Second)
	ask(7, false)
	now, broken = now.Add(2*time.Second), errors.New("the vault is away")
	ask(8, false)
}

func TestACommandSignsCallsAndItsNameStaysTheSame(t *testing.T) {
	line := fmt.Sprintf(`printf '{"access_key_id":"%s","access_key_secret":"%s"}'`, "made", testSecret)
	cred, err := CommandCredential(line)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := CommandCredential(line)
	other, _ := CommandCredential(line + " b")
	if cred.KeyID() != again.KeyID() || cred.KeyID() == other.KeyID() || strings.Contains(cred.KeyID(), testSecret) {
		t.Errorf("names: %s, %s, %s", cred.KeyID(), again.KeyID(), other.KeyID())
	}
	s := serve(t, answering(200, accepted))
	c := clientOf(t, s, func(cfg *Config) { cfg.Credential = cred })
	if _, err := c.Submit(t.Context(), c.NewStamp(), aSubmit()); err != nil {
		t.Error(err)
	}
	home := homeWith(t, `{"profiles":[{"name":"out","mode":"External","process_command":"echo canary-not-json"}]}`)
	external, err := DefaultCredential("out", envOf(m{"HOME": home}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := external.Keys(t.Context()); err == nil || strings.Contains(everyForm(err), "canary") {
		t.Errorf("an answer that is no JSON: %v", err)
	}
}
