package alidomain

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// independent starts the server that shares no code and no language with this
// project, and returns its URL.
func independent(t *testing.T, args ...string) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: the server in JavaScript cannot run")
	}
	cmd := exec.Command(node, append([]string{"../../cmd/domainbatch/testdata/independent/server.mjs", "--key", testKeyID, "--secret", testSecret}, args...)...)
	stdin, err := cmd.StdinPipe() // the server ends with it
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	var hello struct{ URL string }
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &hello)
	}
	if err != nil {
		t.Fatalf("the server does not start: %v", err)
	}
	return hello.URL
}

func violations(t *testing.T, url string) []string {
	t.Helper()
	resp, err := http.Get(url + "/ledger")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var ledger struct{ Violations []string }
	if err := json.NewDecoder(resp.Body).Decode(&ledger); err != nil {
		t.Fatal(err)
	}
	return ledger.Violations
}

func TestAServerInAnotherLanguageFindsNothingUndocumented(t *testing.T) {
	for _, site := range []Site{SiteCN, SiteIntl} {
		url := independent(t, "--version", site.Version(), "--finish", "100")
		for i, place := range []Placement{PlaceAuto, PlaceQuery, PlaceBody} {
			c, err := New(Config{Site: site, Endpoint: url, Credential: StaticCredential(testKeyID, testSecret, ""), Placement: place, Lang: "en", ClientIP: "127.0.0.1", Getenv: noEnv})
			if err != nil {
				t.Fatal(err)
			}
			useEverything(t, c, site, fmt.Sprint(i))
		}
		if v := violations(t, url); len(v) != 0 {
			t.Errorf("%s: %v", site, v)
		}
	}
}

// useEverything makes every call of a site and reads what comes back.
func useEverything(t *testing.T, c *Client, site Site, unique string) {
	t.Helper()
	domain := func(s string) string { return s + unique + "-例子.com" }
	many := []string{domain("a"), domain("b")}
	for i := range 10 {
		many = append(many, fmt.Sprintf("many%s-%d.example.com", unique, i))
	}
	contact := canaryContact
	contact.Address = "1 Main St. *~+&=('!)%"
	var tasks []string
	for _, req := range []SubmitRequest{
		{Operation: OpNewContact, Domains: many, ContactType: "registrant", Contact: contact, Lock: lockOf(true)},
		{Operation: OpProfileSingle, Domains: []string{domain("c")}, ContactType: "tech", ProfileID: 1000001, InstanceID: "S1"},
		{Operation: site.ProfileBatch(), Domains: []string{domain("d"), domain("e")}, ContactType: "registrant", ProfileID: 1000001, Lock: lockOf(false)},
		{Operation: OpTransferCode, Domains: []string{domain("f")}},
	} {
		receipt, err := c.Submit(bg(t), c.NewStamp(), req)
		if err != nil {
			t.Fatal(err)
		}
		tasks = append(tasks, receipt.TaskNo)
	}
	_, err := c.Submit(bg(t), c.NewStamp(), SubmitRequest{Operation: OpTransferCode, Domains: []string{domain("f")}})
	if e := asError(t, err); e.Class != Busy {
		t.Errorf("a second task: class %s: %v", e.Class, err)
	}
	deadline := time.Now().Add(5 * time.Second)
	for {
		page, err := c.TaskDetails(bg(t), TaskDetailsQuery{TaskNo: tasks[3]})
		if err != nil || len(page.Details) != 1 {
			t.Fatalf("details are %+v, %v", page, err)
		}
		if page.Details[0].Status == DetailSucceeded {
			if code := page.Details[0].Result.Reveal(); !strings.HasSuffix(code, `#!"<)]`) {
				t.Errorf("transfer code is %q", code)
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the task does not end: %+v", page)
		}
		time.Sleep(20 * time.Millisecond)
	}
	first, err := c.TaskDetails(bg(t), TaskDetailsQuery{TaskNo: tasks[0], PageSize: 5, PageNum: 3})
	if err != nil || len(first.Details) != 2 || first.Next || first.TotalItems != 12 {
		t.Errorf("third page is %+v, %v", first, err)
	}
	list, err := c.Tasks(bg(t), TasksQuery{Begin: time.Now().Add(-24 * time.Hour), End: time.Now().Add(24 * time.Hour), PageSize: 1000})
	if err != nil || !slices.ContainsFunc(list.Tasks, func(task Task) bool {
		return task.TaskNo == tasks[0] && task.Num == 12 && time.Since(task.CreatedAt) < time.Minute
	}) {
		t.Errorf("tasks are %+v, %v", list, err)
	}
	seen, cursor := map[string]bool{}, TaskCursor{}
	for range 100 {
		page, err := c.TaskHistory(bg(t), TaskHistoryQuery{PageSize: 3, Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		for _, task := range page.Tasks {
			seen[task.TaskNo] = true
		}
		if page.Next == nil {
			break
		}
		cursor = *page.Next
	}
	for _, no := range tasks {
		if !seen[no] {
			t.Errorf("task %s is not in the history", no)
		}
	}
	poll, err := c.PollTaskResults(bg(t), TaskDetailsQuery{Domain: domain("f")})
	if err != nil || len(poll.Details) != 1 || poll.Details[0].TaskNo != tasks[3] {
		t.Errorf("poll is %+v, %v", poll, err)
	}
	history, err := c.TaskDetailHistory(bg(t), TaskDetailHistoryQuery{TaskNo: tasks[0], PageSize: 5})
	if err != nil || len(history.Details) != 5 || history.Next == nil {
		t.Errorf("detail history is %+v, %v", history, err)
	}
	if err := c.CancelTask(bg(t), tasks[2]); err != nil {
		t.Error(err)
	}
	info, err := c.ContactInfo(bg(t), many[0], "registrant")
	if err != nil || info.Contact.Email != contact.Email {
		t.Errorf("contact is %+v, %v", info, err)
	}
	if err := c.VerifyContact(bg(t), contact, many[0]); err != nil {
		t.Error(err)
	}
	if _, err := c.Domains(bg(t), DomainsQuery{NameContains: "many"}); err != nil {
		t.Error(err)
	}
	if _, err := c.Domain(bg(t), many[0]); err != nil {
		t.Error(err)
	}
	if _, err := c.RegistrantProfiles(bg(t), ProfilesQuery{RegistrantType: "1"}); err != nil {
		t.Error(err)
	}
}

// The server is worth something only if it notices.
func TestTheServerInAnotherLanguageNotices(t *testing.T) {
	url := independent(t)
	client := func(key, secret string) *Client {
		c, err := New(Config{Site: SiteCN, Endpoint: url, Credential: StaticCredential(key, secret, ""), Getenv: noEnv})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	good := client(testKeyID, testSecret)
	if _, err := client(testKeyID, "other").Tasks(bg(t), TasksQuery{}); asError(t, err).Code != "SignatureDoesNotMatch" {
		t.Errorf("a wrong secret: %v", err)
	}
	if _, err := client("other", testSecret).Tasks(bg(t), TasksQuery{}); asError(t, err).Code != "InvalidAccessKeyId.NotFound" {
		t.Errorf("a wrong key: %v", err)
	}
	old := NewStamp(time.Now().Add(-time.Hour))
	if _, err := good.Submit(bg(t), old, aSubmit()); !asError(t, err).ClockRefused() {
		t.Errorf("an old stamp: %v", err)
	}
	p := newParams()
	p.submit(aSubmit(), dialectCN)
	p.set("AddTransferLock", "true")
	if _, err := good.call(bg(t), OpNewContact, good.NewStamp(), p, nil); err != nil {
		t.Error(err)
	}
	stamp := good.NewStamp()
	code := SubmitRequest{Operation: OpTransferCode, Domains: []string{"xn--fiq228c.com"}}
	if _, err := good.Submit(bg(t), stamp, code); err != nil {
		t.Error(err)
	}
	if _, err := good.Submit(bg(t), stamp, code); !asError(t, err).NonceUsed() || asError(t, err).Class != Ambiguous {
		t.Errorf("a replay: %v", err)
	}
	got := strings.Join(violations(t, url), "\n")
	for _, want := range []string{"undocumented parameter AddTransferLock", "punycode", "nonce was used twice"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not among the violations:\n%s", want, got)
		}
	}
}
