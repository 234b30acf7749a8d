//go:build unix

package main

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"domainbatch/report/notify"
)

// listeners are all who can be told, on loopback. They keep what they get.
type listeners struct {
	web  *httptest.Server
	post net.Listener

	mu   sync.Mutex
	got  []told
	mail []string
}

// told is one request.
type told struct {
	path, signature, body string
}

const sharedSecret = "a secret shared with the receiver"

func listening(t *testing.T) *listeners {
	t.Helper()
	l := &listeners{}
	l.web = httptest.NewServer(l)
	t.Cleanup(l.web.Close)
	var err error
	if l.post, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.post.Close() })
	go func() {
		for {
			conn, err := l.post.Accept()
			if err != nil {
				return
			}
			go l.deliver(conn)
		}
	}()
	return l
}

// ServeHTTP implements http.Handler: the answer pleases all chat services.
func (l *listeners) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	l.mu.Lock()
	l.got = append(l.got, told{r.URL.Path, r.Header.Get(notify.HeaderSignature), string(body)})
	l.mu.Unlock()
	io.WriteString(w, `{"errcode":0,"code":0}`)
}

// deliver takes a mail as a server on the same machine does.
func (l *listeners) deliver(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	say := func(line string) { io.WriteString(conn, line+"\r\n") }
	say("220 test")
	for {
		line, err := in.ReadString('\n')
		switch {
		case err != nil:
			return
		case strings.HasPrefix(line, "QUIT"):
			say("221 bye")
			return
		case !strings.HasPrefix(line, "DATA"):
			say("250 ok")
			continue
		}
		say("354 go on")
		var mail strings.Builder
		for line != ".\r\n" && err == nil {
			if line, err = in.ReadString('\n'); err == nil {
				mail.WriteString(line)
			}
		}
		l.mu.Lock()
		l.mail = append(l.mail, mail.String())
		l.mu.Unlock()
		say("250 taken")
	}
}

// flags name all of them.
func (l *listeners) flags(home string) []string {
	flags := []string{"--notify-secret", "webhook=env:SHARED", "--notify-secret", "dingtalk=env:SHARED", "--heartbeat", l.web.URL + "/beat", "--metrics-file", filepath.Join(home, "job.prom")}
	for _, kind := range []string{"webhook", "slack", "dingtalk", "feishu", "wecom"} {
		flags = append(flags, "--notify", kind+"="+l.web.URL+"/"+kind)
	}
	return append(flags, "--notify", "mail=smtp://"+l.post.Addr().String()+"?from=jobs@ops.example&to=night@ops.example", "--notify", "command=sh -c 'cat >> heard.jsonl'")
}

// take returns what came since the last time, by path.
func (l *listeners) take() map[string][]told {
	l.mu.Lock()
	defer l.mu.Unlock()
	by := map[string][]told{}
	for _, r := range l.got {
		by[r.path] = append(by[r.path], r)
	}
	for _, m := range l.mail {
		by["mail"] = append(by["mail"], told{body: m})
	}
	l.got, l.mail = nil, nil
	return by
}

// messages reads what a webhook got and checks its signatures.
func messages(t *testing.T, got []told) []notify.Summary {
	t.Helper()
	var out []notify.Summary
	for _, r := range got {
		seconds, digits, _ := strings.Cut(strings.TrimPrefix(r.signature, "t="), ",v1=")
		mac := hmac.New(sha256.New, []byte(sharedSecret))
		io.WriteString(mac, seconds+"."+r.body)
		if want := hex.EncodeToString(mac.Sum(nil)); digits != want {
			t.Errorf("signature %q, want %q", r.signature, want)
		}
		var s notify.Summary
		if err := json.Unmarshal([]byte(r.body), &s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

const tellingRows = "domain,action,contact_type,registrant_type,name,organization,country,province,city,address,postal_code,email,tel_area,telephone\n" +
	"alpha-example.com,transfer-code,,,,,,,,,,,,\n" +
	"gamma-example.com,fly,,,,,,,,,,,,\n" + // no such action: invalid
	"beta-example.com,update-contact,registrant,individual,Canary Name,Canary Name,CN,zhe jiang,hang zhou shi,Canary Street 1,310024,canary@example.com,86,13800000000\n"

// Everybody hears of a run at its start and its end, signed, and of nobody's
// name, address, domain, key or code.
func TestEverybodyHearsOfARunAndNothingPersonal(t *testing.T) {
	t.Parallel()
	home, l := t.TempDir(), listening(t)
	at := sandboxFor(t, home)
	mustWrite(t, filepath.Join(home, "rows.csv"), tellingRows)
	var spoken strings.Builder
	run := func(want int, args ...string) map[string][]told {
		t.Helper()
		cmd := command(t, home, append(args, l.flags(home)...)...)
		cmd.Env = append(cmd.Env, "SHARED="+sharedSecret)
		output, err := cmd.CombinedOutput()
		if got := exitOf(err); got != want {
			t.Fatalf("%v ended with %d, want %d\n%s", args, got, want, output)
		}
		if strings.Contains(string(output), "was not told") {
			t.Errorf("%v: %s", args, output)
		}
		got := l.take()
		for _, requests := range got {
			for _, r := range requests {
				spoken.WriteString(r.body)
			}
		}
		return got
	}
	eventsOf := func(got map[string][]told) (out []string) {
		for _, m := range messages(t, got["/webhook"]) {
			out = append(out, string(m.Event))
		}
		return out
	}

	got := run(4, "apply", "--yes", "--endpoint", at.url, "--notify-on", "all", "rows.csv")
	for _, path := range []string{"/webhook", "/slack", "/dingtalk", "/feishu", "/wecom", "mail"} {
		if len(got[path]) != 2 {
			t.Errorf("%s was told %d times, want start and end", path, len(got[path]))
		}
	}
	if len(got["/beat/start"]) != 1 || len(got["/beat/4"]) != 1 || len(got) != 8 {
		t.Errorf("heard: %v", got)
	}
	heard := messages(t, got["/webhook"])
	begin, end := heard[0], heard[1]
	if begin.Event != notify.Start || end.Event != notify.Partial || begin.Run == "" || begin.Run != end.Run || begin.Session != end.Session || begin.ID == end.ID || begin.Exit != nil {
		t.Errorf("start %+v\nend %+v", begin, end)
	}
	if *end.Exit != 4 || end.File != "rows.csv" || end.Site != "cn" || end.Rows["OK"] != 2 || end.Rows["INVALID"] != 1 || end.Calls["PollTaskResult"]+end.Calls["QueryTaskDetailList"] == 0 {
		t.Errorf("end %+v", end)
	}
	if len(end.FollowUps) != 1 || end.FollowUps[0].Kind != "mail" || end.FollowUps[0].Until == nil || !slices.Contains(end.Also, notify.Pending) {
		t.Errorf("a changed registrant has a mail to be clicked: %+v", end)
	}

	// The usual events: a night on which nothing changes is quiet, but the heart beats.
	mustWrite(t, filepath.Join(home, "none.csv"), "domain,action\nalpha-example.com,skip\n")
	got = run(0, "apply", "--yes", "--endpoint", at.url, "none.csv")
	if len(got) != 2 || len(got["/beat"]) != 1 {
		t.Errorf("heard: %v", got)
	}
	// What ends before there is a run is told as well.
	got = run(8, "apply", "--yes", "--endpoint", at.url, "--max-changes", "0", "rows.csv")
	if !slices.Equal(eventsOf(got), []string{"failure"}) || len(got["/beat/8"]) != 1 {
		t.Errorf("heard: %v", got)
	}
	got = run(3, "apply", "--yes", "--endpoint", at.url, "missing.csv")
	if m := messages(t, got["/webhook"]); len(m) != 1 || m[0].Run != "" || *m[0].Exit != 3 || m[0].File != "missing.csv" {
		t.Errorf("heard: %v", got)
	}

	key := mustRead(t, filepath.Join(home, "key"))
	secrets := append(transferCodes(t, filepath.Join(home, "rows.results.csv")), at.secret, key, sharedSecret, "anary", "13800000000", "310024", "hang zhou", "example.com", home)
	for _, secret := range secrets {
		if text := spoken.String() + mustRead(t, filepath.Join(home, "heard.jsonl")); strings.Contains(text, secret) {
			t.Errorf("%q was told", secret)
		}
	}
	if len(secrets) < 10 || spoken.Len() < 5000 {
		t.Errorf("%d secrets were looked for in %d bytes", len(secrets), spoken.Len())
	}
}

// Whoever cannot be told changes nothing: not the exit code, not the results.
// It is said, counted, and kept with the run.
func TestWhoCannotBeToldChangesNothing(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	at := sandboxFor(t, home)
	mustWrite(t, filepath.Join(home, "rows.csv"), tellingRows)
	refuses := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	defer refuses.Close()
	output, err := command(t, home, "apply", "--yes", "--endpoint", at.url, "--metrics-file", "job.prom", "--notify", "webhook="+refuses.URL+"/hidden-path",
		"--notify", "slack=file:nowhere", "--notify", "mail=smtp://127.0.0.1:1?from=a@ops.example&to=b@ops.example", "--heartbeat", refuses.URL+"/hidden-path", "--on-end", "no-such-program", "rows.csv").CombinedOutput()
	if got := exitOf(err); got != 4 || !exists(filepath.Join(home, "rows.results.csv")) {
		t.Fatalf("ended with %d\n%s", got, output)
	}
	for _, want := range []string{"webhook at 127.0.0.1", "slack of file:nowhere", "mail over 127.0.0.1:1", "heartbeat at 127.0.0.1", "command no-such-program of --on-end"} {
		if n := strings.Count(string(output), want); n == 0 {
			t.Errorf("nothing is said of %s:\n%s", want, output)
		}
	}
	if strings.Contains(string(output), "hidden-path") {
		t.Errorf("an address is shown:\n%s", output)
	}
	// Start and end of the heartbeat, and one each of the others.
	if prom := mustRead(t, filepath.Join(home, "job.prom")); !strings.Contains(prom, "domainbatch_notification_failures_total{site=\"cn\",profile=\"default\"} 6\n") {
		t.Errorf("not counted:\n%s", prom)
	}
	if info, err := os.Stat(filepath.Join(home, "job.prom")); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("the collector cannot read the metrics: %v, %v", info, err)
	}
	shown, err := command(t, home, "runs", "show", (&job{home: home}).runID(t)).CombinedOutput()
	if n := strings.Count(string(shown), "\nnot told "); err != nil || n != 4 || !strings.Contains(string(shown), "webhook at 127.0.0.1") {
		t.Errorf("%d notes with the run, want one for each who could not be told of it: %v\n%s", n, err, shown)
	}
}
