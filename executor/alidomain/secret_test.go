package alidomain

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSecretsPrintThemselvesNowhere(t *testing.T) {
	s := NewSecret("canary-secret")
	keys := Keys{ID: "id", Secret: s, Token: s}
	holder := struct{ S *Secret }{&s}
	static := StaticCredential("id", "canary-secret", "canary-secret")
	detail := TaskDetail{Result: s}
	client, err := New(Config{Site: SiteCN, Credential: static, Getenv: noEnv})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T"} {
		for _, v := range []any{s, &s, keys, &keys, holder, static, detail, &detail, []Secret{s}, client, map[string]Secret{"a": s}, signer{keys}} {
			fmt.Fprintf(&b, verb+"\n", v)
		}
	}
	fmt.Fprintln(&b, s, keys, detail, static)
	slog.New(slog.NewJSONHandler(&b, nil)).Info("m", "s", s, "keys", keys, "static", static, "detail", detail)
	slog.New(slog.NewTextHandler(&b, nil)).Info("m", "s", s, "keys", keys, "static", static, "detail", detail)
	for _, v := range []any{s, keys, detail, map[string]Secret{"a": s}} {
		j, err := json.Marshal(v)
		if err != nil {
			t.Error(err)
		}
		b.Write(j)
	}
	x, err := xml.Marshal(keys)
	if err != nil {
		t.Error(err)
	}
	b.Write(x)
	for _, hidden := range []string{"canary", fmt.Sprintf("%x", "canary"), fmt.Sprintf("%X", "canary")} {
		if strings.Contains(b.String(), hidden) {
			t.Errorf("%q is shown in:\n%s", hidden, b.String())
		}
	}
	if s.Reveal() != "canary-secret" || s.Empty() || !NewSecret("").Empty() || NewSecret("").String() != "" {
		t.Error("a secret does not keep its text")
	}
}
