package sandbox

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// npmStory is what one client in one style reports.
type npmStory struct {
	TaskNo  string
	Updated []struct {
		DomainName, TaskStatus, TaskNo string
	}
	Contact map[string]string
	Code    string
	Polled  int
	Listed  int
	Profile string

	Absent, Foreign, WrongSecret string
}

// The vendor's own Node clients, which share no code with this repository, are
// understood: both signatures, GET and POST, query and body.
func TestNodeClientsAreAccepted(t *testing.T) {
	dir := npmDir(t)
	s := newServer(t, Options{AdoptUnknown: true, ListLag: -1, Quota: map[string]Quota{}, Keys: map[string]string{testID: testSecret},
		TaskTime: TaskTime{WaitMin: time.Millisecond, WaitMax: time.Millisecond, ExecuteMin: 5 * time.Millisecond, ExecuteMax: 10 * time.Millisecond}})
	hs := httptest.NewServer(s)
	defer hs.Close()
	contact := awkwardContact()
	job, err := json.Marshal(map[string]any{"endpoint": strings.TrimPrefix(hs.URL, "http://"), "id": testID, "secret": testSecret, "contact": contact})
	if err != nil {
		t.Fatal(err)
	}
	stories := map[string]npmStory{}
	if err := json.Unmarshal(runNode(t, dir, string(job)), &stories); err != nil {
		t.Fatal(err)
	}
	if len(stories) != 6 {
		t.Errorf("%d styles, want 6", len(stories))
	}
	for style, story := range stories {
		t.Run(style, func(t *testing.T) { story.check(t, contact) })
	}
	l := s.Ledger()
	if len(l.Unknown) != 0 {
		t.Errorf("undocumented parameters: %v", l.Unknown)
	}
	if n := len(l.Tasks); n != 3*len(stories) {
		t.Errorf("%d tasks, want %d", n, 3*len(stories))
	}
}

// check compares what a client read back with what it sent.
func (s npmStory) check(t *testing.T, contact map[string]string) {
	if len(s.Updated) != 2 || s.Updated[0].TaskNo != s.TaskNo || s.Updated[0].TaskStatus != "EXECUTE_SUCCESS" || !strings.Contains(s.Updated[1].DomainName, "例子") {
		t.Errorf("details %+v", s.Updated)
	}
	for name, want := range contact {
		if got := s.Contact[name]; got != want {
			t.Errorf("%s came back as %q, sent %q", name, got, want)
		}
	}
	if len(s.Code) < 13 || s.Polled != 2 || s.Listed == 0 || s.Profile == "" {
		t.Errorf("code of %d characters, %d polled, %d listed, profile task %q", len(s.Code), s.Polled, s.Listed, s.Profile)
	}
	if s.Absent != "DomainNotExist" || s.Foreign != "UnsupportedOperation" || s.WrongSecret != "SignatureDoesNotMatch" {
		t.Errorf("refusals %q %q %q", s.Absent, s.Foreign, s.WrongSecret)
	}
}

// awkwardContact holds every character on which encoders disagree.
func awkwardContact() map[string]string {
	return map[string]string{
		"RegistrantName": "O'Neil (jr.) *~!", "RegistrantOrganization": `"A & B" = C + D; E, F`, "Country": "CN", "Province": "100% zhe/jiang",
		"City": "hang zhou  shi", "Address": `1 hao ?#[]@$:\|^{}<>` + "`", "PostalCode": "010010", "Email": "owner+tag@example.com", "TelArea": "86",
		"Telephone": "013800000000", "TelExt": "007", "ZhRegistrantName": "张三·丽", "ZhRegistrantOrganization": "《示例》公司 + 100%", "ZhProvince": "浙江",
		"ZhCity": "杭州市", "ZhAddress": "文一路 1 号 𠮷",
	}
}

// npmDir is where the clients are installed, or the test is skipped.
func npmDir(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("DOMAINBATCH_NPM_DIR") // holds node_modules
	if dir == "" {
		dir = filepath.Join("testdata", "npm")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not installed; the signatures are still checked against the published vectors")
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "@alicloud", "pop-core")); err != nil {
		t.Skip("the Node clients are not installed; to run this test: (cd executor/sandbox/testdata/npm && npm ci --ignore-scripts)")
	}
	return dir
}

// runNode runs the script of this repository with the modules of dir.
func runNode(t *testing.T, dir, job string) []byte {
	t.Helper()
	script, err := filepath.Abs(filepath.Join("testdata", "npm", "calls.js"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", script, job)
	cmd.Env = append(os.Environ(), "NODE_PATH="+filepath.Join(dir, "node_modules"), "NO_PROXY=127.0.0.1", "ALIBABA_CLOUD_ECS_METADATA_DISABLED=true")
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, errs.String())
	}
	return out
}
