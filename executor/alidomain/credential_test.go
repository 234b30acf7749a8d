package alidomain

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aliyun/credentials-go/credentials/providers"
)

func envOf(values m) func(string) string { return func(name string) string { return values[name] } }

// homeWith makes a home directory whose command line tool's file is as given.
func homeWith(t *testing.T, config string) string {
	t.Helper()
	home := t.TempDir()
	dir := filepath.Join(home, ".aliyun")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.json"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return home
}

const profiles = `{"current":"work","profiles":[
 {"name":"work","mode":"AK","access_key_id":"workID","access_key_secret":"canary-work"},
 {"name":"old","mode":"","access_key_id":"oldID","access_key_secret":"canary-old"},
 {"name":"sts","mode":"StsToken","access_key_id":"STS.x","access_key_secret":"canary-sts","sts_token":"canary-token"},
 {"name":"role","mode":"RamRoleArn","access_key_id":"id","access_key_secret":"canary-role","ram_role_arn":"acs:ram::1:role/a","ram_session_name":"s"},
 {"name":"chain","mode":"ChainableRamRoleArn","source_profile":"role","ram_role_arn":"acs:ram::1:role/b"},
 {"name":"circle","mode":"ChainableRamRoleArn","source_profile":"circle","ram_role_arn":"acs:ram::1:role/c"},
 {"name":"ecs","mode":"EcsRamRole","ram_role_name":"machine"},
 {"name":"oidc","mode":"OIDC","oidc_token_file":"/nowhere/token","oidc_provider_arn":"acs:ram::1:oidc-provider/p","ram_role_arn":"acs:ram::1:role/o"},
 {"name":"sso","mode":"CloudSSO","cloud_sso_sign_in_url":"https://s.example","cloud_sso_account_id":"1","cloud_sso_access_config":"c","access_token":"canary-at","cloud_sso_access_token_expire":4102444800},
 {"name":"ext","mode":"External","process_command":"true"},
 {"name":"oauth","mode":"OAuth","oauth_site_type":"CN","oauth_refresh_token":"canary-refresh"},
 {"name":"empty","mode":"AK","access_key_id":"","access_key_secret":""},
 {"name":"notoken","mode":"StsToken","access_key_id":"a","access_key_secret":"canary-b"},
 {"name":"rsa","mode":"RsaKeyPair"}
]}`

func TestCredentialsAreFoundWhereAlibabaUsersHaveThem(t *testing.T) {
	home := homeWith(t, profiles)
	other := homeWith(t, `{"current":"x","profiles":[{"name":"x","mode":"AK","access_key_id":"xID","access_key_secret":"canary-x"}]}`)
	key := m{envKeyID: "envID", envKeySecret: "canary-env", "HOME": home}
	cases := []struct {
		name    string
		profile string
		env     m
		want    string // KeyID
	}{
		{"environment first", "", key, "envID"},
		{"a named profile beats the environment", "sts", key, "STS.x"},
		{"current profile", "", m{"HOME": home}, "workID"},
		{"profile of the environment", "", m{"HOME": home, envProfile: "old"}, "oldID"},
		{"file of the environment", "", m{"HOME": home, envConfigFile: filepath.Join(other, ".aliyun", "config.json")}, "xID"},
		{"home on Windows", "", m{"USERPROFILE": home}, "workID"},
		{"role", "role", m{"HOME": home}, "acs:ram::1:role/a"},
		{"role from a role", "chain", m{"HOME": home}, "acs:ram::1:role/b"},
		{"machine", "ecs", m{"HOME": home}, "ecs-role:machine"},
		{"OIDC", "oidc", m{"HOME": home}, "acs:ram::1:role/o"},
		{"single sign-on", "sso", m{"HOME": home}, "cloudsso:1/c"},
		{"external", "ext", m{"HOME": home}, "external:ext"},
		{"OIDC of the environment", "", m{"HOME": home, envOIDCFile: "/nowhere", envOIDCArn: "p", envRoleARN: "acs:ram::1:role/e"}, "acs:ram::1:role/e"},
		{"machine of the environment", "", m{envECSRole: "machine"}, "ecs-role:machine"},
		{"machine only after the file", "", m{"HOME": home, envECSRole: "machine"}, "workID"},
	}
	for _, tc := range cases {
		cred, err := DefaultCredential(tc.profile, envOf(tc.env))
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		if got := cred.KeyID(); got != tc.want {
			t.Errorf("%s: key of %q, want %q", tc.name, got, tc.want)
		}
	}
	cred, err := DefaultCredential("", envOf(m{envKeyID: "i", envKeySecret: "s", envToken: "t"}))
	if err != nil {
		t.Fatal(err)
	}
	if k, err := cred.Keys(bg(t)); err != nil || k.ID != "i" || k.Secret.Reveal() != "s" || k.Token.Reveal() != "t" {
		t.Errorf("keys are %+v, %v", k, err)
	}
}

func TestMissingCredentialsNameWhatToSet(t *testing.T) {
	home := homeWith(t, profiles)
	broken := homeWith(t, `{"profiles":[{"name":"a","access_key_secret":"canary-broken"`)
	typed := homeWith(t, `{"profiles":[{"name":"a","access_key_secret":["canary-broken"]}]}`)
	cases := []struct {
		name    string
		profile string
		env     m
		none    bool // ErrNoCredential
		want    []string
	}{
		{"nothing", "", m{"HOME": t.TempDir()}, true, []string{envKeyID, envKeySecret, envToken, ".aliyun/config.json", "aliyun configure"}},
		{"no home", "", m{}, true, []string{envKeyID, envKeySecret, "config.json"}},
		{"id alone", "", m{envKeyID: "i", "HOME": home}, true, []string{envKeySecret + " is not"}},
		{"secret alone", "", m{envKeySecret: "canary", "HOME": home}, true, []string{envKeyID + " is not"}},
		{"unknown profile", "wrok", m{"HOME": home}, false, []string{`"wrok"`, "work, old, sts", "config.json"}},
		{"profile without a file", "work", m{"HOME": t.TempDir()}, false, []string{"config.json"}},
		{"no key in the profile", "empty", m{"HOME": home}, false, []string{"no access key", "--profile empty"}},
		{"no token in the profile", "notoken", m{"HOME": home}, false, []string{"no token"}},
		{"circle", "circle", m{"HOME": home}, false, []string{"circle"}},
		{"a mode that writes", "oauth", m{"HOME": home}, false, []string{"OAuth", "only reads"}},
		{"unknown mode", "rsa", m{"HOME": home}, false, []string{"RsaKeyPair", "RamRoleArn"}},
		{"damaged file", "", m{"HOME": broken}, false, []string{"config.json", "aliyun configure"}},
		{"file of another shape", "", m{"HOME": typed}, false, []string{"config.json", "aliyun configure"}},
		{"no profile at all", "", m{"HOME": homeWith(t, `{}`)}, false, []string{"no profile"}},
	}
	for _, tc := range cases {
		cred, err := DefaultCredential(tc.profile, envOf(tc.env))
		if err == nil {
			t.Errorf("%s: found %s", tc.name, cred.KeyID())
			continue
		}
		if errors.Is(err, ErrNoCredential) != tc.none {
			t.Errorf("%s: none at all %t: %v", tc.name, !tc.none, err)
		}
		for _, part := range tc.want {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %q is not in %q", tc.name, part, err)
			}
		}
		if strings.Contains(everyForm(err), "canary") {
			t.Errorf("%s shows a secret: %v", tc.name, err)
		}
	}
}

func TestTheProfileFileIsNotWritten(t *testing.T) {
	home := homeWith(t, profiles)
	path := filepath.Join(home, ".aliyun", "config.json")
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"work", "role", "sso", "ext", "oauth"} {
		if cred, err := DefaultCredential(name, envOf(m{"HOME": home})); err == nil && name == "work" {
			if _, err := cred.Keys(bg(t)); err != nil {
				t.Error(err)
			}
		}
	}
	after, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(path); string(got) != profiles || !after.ModTime().Equal(before.ModTime()) {
		t.Error("the file was changed")
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("files were left beside it: %v", entries)
	}
}

// keyService stands for the vendor's provider.
type keyService struct {
	mu    sync.Mutex
	calls int
	get   func(n int) (*providers.Credentials, error)
}

func (k *keyService) GetProviderName() string { return "test" }

func (k *keyService) GetCredentials() (*providers.Credentials, error) {
	if !k.mu.TryLock() {
		return nil, errors.New("two at a time")
	}
	defer k.mu.Unlock()
	k.calls++
	return k.get(k.calls)
}

func TestFetchedKeysSignAndAreRenewed(t *testing.T) {
	k := &keyService{get: func(n int) (*providers.Credentials, error) {
		time.Sleep(time.Millisecond)
		return &providers.Credentials{AccessKeyId: fmt.Sprintf("STS.%d", n), AccessKeySecret: testSecret, SecurityToken: "token"}, nil
	}}
	s := serve(t, answering(200, accepted))
	c := clientOf(t, s, func(cfg *Config) { cfg.Credential = newFetched("acs:ram::1:role/a", k) })
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if _, err := c.Submit(t.Context(), c.NewStamp(), aSubmit()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	ids := m{}
	for _, call := range s.seen() {
		id := call.Header.Get("X-Acs-Accesskey-Id")
		ids[id] = ""
		if err := verify(call, id, testSecret); err != nil {
			t.Error(err)
		}
	}
	if len(ids) != 10 || c.KeyID() != "acs:ram::1:role/a" {
		t.Errorf("keys used: %s; key of %s", sorted(ids), c.KeyID())
	}
}

func TestKeysThatCannotBeHadSendNothing(t *testing.T) {
	dial := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	hang := make(chan struct{})
	defer close(hang)
	cases := map[string]struct {
		get   func(int) (*providers.Credentials, error)
		class Class
		want  string
	}{
		"refused": {func(int) (*providers.Credentials, error) {
			return nil, errors.New(`refresh session token failed: {"Recommend":"https://x?canary","Code":"EntityNotExist.Role","Message":"canary"}`)
		}, Fatal, "EntityNotExist.Role"},
		"not reached": {func(int) (*providers.Credentials, error) {
			return nil, &url.Error{Op: "Post", URL: "https://sts.aliyuncs.com/?AccessKeyId=canary&Signature=canary", Err: dial}
		}, Safe, "refused"},
		"cut": {func(int) (*providers.Credentials, error) {
			return nil, &url.Error{Op: "Post", URL: "https://sts.aliyuncs.com/?AccessKeyId=canary&Signature=canary", Err: syscall.ECONNRESET}
		}, Safe, "cut"},
		"odd":     {func(int) (*providers.Credentials, error) { return nil, errors.New("canary") }, Fatal, "trust policy"},
		"nothing": {func(int) (*providers.Credentials, error) { return &providers.Credentials{}, nil }, Fatal, "no key"},
		"nil":     {func(int) (*providers.Credentials, error) { return nil, nil }, Fatal, "no key"},
		"hangs":   {func(int) (*providers.Credentials, error) { <-hang; return nil, nil }, Safe, "deadline"},
	}
	for name, tc := range cases {
		s := serve(t, answering(200, accepted))
		c := clientOf(t, s, func(cfg *Config) { cfg.Credential = newFetched("acs:ram::1:role/a", &keyService{get: tc.get}) })
		ctx, cancel := context.WithTimeout(bg(t), 200*time.Millisecond)
		_, err := c.Submit(ctx, testStamp(), aSubmit())
		cancel()
		e := asError(t, err)
		if e.Class != tc.class || e.Code != CodeNoCredentials || e.Written || len(s.seen()) != 0 {
			t.Errorf("%s: class %s, code %s, %d sent: %v", name, e.Class, e.Code, len(s.seen()), err)
		}
		if !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %q is not in %q", name, tc.want, err)
		}
		noCanary(t, name, everyForm(err))
	}
	s := serve(t, answering(200, accepted))
	c := clientOf(t, s, func(cfg *Config) { cfg.Credential = StaticCredential("", "", "") })
	if _, err := c.Submit(bg(t), testStamp(), aSubmit()); asError(t, err).Class != Fatal || len(s.seen()) != 0 {
		t.Errorf("an empty key: %v", err)
	}
}
