//go:build unix

package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// As whom a session signs is asked once, kept with the run, and shown by the
// audit; a service that does not tell is no error.
func TestTheAuditNamesTheRAMIdentity(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	at := sandboxFor(t, home)
	var asked atomic.Int64
	arn := "acs:ram::123456789012:user/ann"
	sts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) > 1 {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		io.WriteString(w, `{"RequestId":"R-1","Arn":"`+arn+`","AccountId":"123456789012","IdentityType":"RAMUser"}`)
	}))
	defer sts.Close()
	mustWrite(t, filepath.Join(home, "codes.csv"), "domain,action\nalpha-example.com,transfer-code\n")
	program := builtWith(t, "failpoint")
	run := func(args ...string) string {
		t.Helper()
		like := command(t, home, args...)
		cmd := exec.Command(program, args...)
		cmd.Dir, cmd.Env = like.Dir, append(like.Env, "DOMAINBATCH_STS="+sts.URL)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	run("apply", "--yes", "--no-refresh", "--endpoint", at.url, "codes.csv")
	if n := asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
	if text := run("audit", "--json"); !strings.Contains(text, `"ram_identity":"`+arn+`"`) || strings.Count(text, arn) != 2 {
		t.Errorf("the change and the session are told as\n%s", text)
	}
	mustWrite(t, filepath.Join(home, "more.csv"), "domain,action\nbeta-example.com,transfer-code\n")
	run("apply", "--yes", "--no-refresh", "--endpoint", at.url, "more.csv")
	if text := run("audit", "--json", "--domain", "beta-example.com"); !strings.Contains(text, `"ram_identity":""`) {
		t.Errorf("what is not known is told as\n%s", text)
	}
}
