package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// The whole job against a server that shares no code and no language with
// this project: it is written from the description of the API alone and keeps
// an account of all that arrives (testdata/independent/server.mjs).

const (
	independentKey    = "LTAIindependent"
	independentSecret = "independent-secret"
)

// independentLedger is what that server saw.
type independentLedger struct {
	Calls      map[string]int
	Submits    []independentSubmit
	Violations []string
	Codes      map[string]string // domain → transfer code
	Contacts   map[string]string // "domain type" → e-mail address
	Profiles   map[string]string // "domain type" → profile
	Faults     map[string]int    // of --faulty
	Lag        float64           // milliseconds that the server was held up at most
}

type independentSubmit struct {
	At         float64 // milliseconds
	Action     string
	Domains    []string
	Parameters map[string]string
	TaskNo     string
	Code       string
}

type independentServer struct{ url string }

func startIndependent(t *testing.T, args ...string) independentServer {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: the server in JavaScript cannot run")
	}
	cmd := exec.Command(node, append([]string{"testdata/independent/server.mjs", "--key", independentKey, "--secret", independentSecret}, args...)...)
	cmd.Stderr = os.Stderr
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
	return independentServer{hello.URL}
}

func (s independentServer) ledger(t *testing.T) independentLedger {
	t.Helper()
	resp, err := http.Get(s.url + "/ledger")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var l independentLedger
	if err := json.NewDecoder(resp.Body).Decode(&l); err != nil {
		t.Fatal(err)
	}
	return l
}

// builtBinary builds the program as a person gets it, without the race
// detector, because this test measures how fast it is.
func builtBinary(t *testing.T) string {
	t.Helper()
	return builtWith(t, "")
}

// office is a person's machine: a home without anything, a key for the server.
type office struct {
	dir, binary string
	server      independentServer
}

// run runs the program and wants exit code 0.
func (o office) run(t *testing.T, args ...string) (stdout, stderr string) {
	t.Helper()
	cmd := exec.Command(o.binary, args...)
	cmd.Dir = o.dir
	cmd.Env = []string{
		"HOME=" + o.dir, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir(), "DOMAINBATCH_NO_REFRESH=true",
		"ALIBABA_CLOUD_ACCESS_KEY_ID=" + independentKey, "ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + independentSecret,
	}
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("domainbatch %s: %v\n%s\n%s", strings.Join(args, " "), err, out.String(), tail(errs.String()))
	}
	return out.String(), errs.String()
}

func tail(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return strings.Join(lines[max(0, len(lines)-30):], "\n")
}

var independentHeader = []any{
	"domain", "action", "contact_type", "profile_id", "transfer_lock", "registrant_type", "name", "organization", "country",
	"province", "city", "address", "postal_code", "email", "tel_area", "telephone", "zh_name", "zh_organization", "note",
}

// wish is a row and what the server must have been asked for because of it.
type wish struct {
	domain, kind, contactType string
	email, profile            string // what must have arrived
}

// thousandRows is 400 contact updates that share 8 contacts, 300 distinct
// profiles and 300 transfer codes, in no order.
func thousandRows() (wishes []wish, rows [][]any) {
	types := []string{"registrant", "admin", "tech", "billing"}
	for i := range 1000 {
		n := i * 7 % 1000 // 7 and 1000 share no factor: every number once
		domain := fmt.Sprintf("portfolio-%04d.com", n)
		if n%50 == 3 {
			domain = fmt.Sprintf("例子%04d.com", n)
		}
		w := wish{domain: domain}
		row := make([]any, len(independentHeader))
		row[0], row[18] = domain, fmt.Sprintf("row %d", n)
		switch {
		case n < 400:
			contact := n % 8
			w.kind, w.contactType = "contact", types[contact%4]
			w.email = fmt.Sprintf("office%d@example.com", contact)
			row[1], row[2] = "update-contact", w.contactType
			if w.contactType == "registrant" {
				row[4] = "no"
			}
			copy(row[5:], []any{"2", fmt.Sprintf("li si %d", contact), "example trading", "CN", "zhe jiang", "hang zhou shi",
				fmt.Sprintf("%d hao, *~+&=('!) lu", contact), "310024", w.email, "86", "13800000000", "李四", "示例贸易公司"})
		case n < 700:
			w.kind, w.contactType, w.profile = "profile", types[n%4], fmt.Sprint(1000000+n)
			row[1], row[2], row[3] = "update-profile", w.contactType, w.profile
		default:
			w.kind, row[1] = "code", "transfer-code"
		}
		wishes, rows = append(wishes, w), append(rows, row)
	}
	return wishes, rows
}

func writeWorkbook(t *testing.T, path string, rows [][]any) {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", "Domains"); err != nil {
		t.Fatal(err)
	}
	for i, row := range append([][]any{independentHeader}, rows...) {
		if err := f.SetSheetRow("Domains", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
}

// resultRows reads the first sheet of a results workbook, by column name.
func resultRows(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cells, err := f.GetRows("Domains", excelize.Options{RawCellValue: true}) // the Result cells show a sign before the word
	if err != nil || len(cells) < 2 {
		t.Fatalf("the results have %d rows: %v", len(cells), err)
	}
	var rows []map[string]string
	for _, line := range cells[1:] {
		row := map[string]string{}
		for i, name := range cells[0] {
			if i < len(line) {
				row[name] = line[i]
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func TestTheJobAgainstAServerInAnotherLanguage(t *testing.T) {
	binary := builtBinary(t)
	t.Run("a thousand rows", func(t *testing.T) { doAThousandRows(t, binary) })
	t.Run("every lock in China", func(t *testing.T) {
		doEveryLock(t, binary, "cn", "2018-01-29", map[string]string{
			"new": "TransferOutProhibited true", "single": "AddTransferLock true", "batch": "TransferOutProhibited false",
		})
	})
	t.Run("every lock abroad", func(t *testing.T) {
		doEveryLock(t, binary, "intl", "2017-12-18", map[string]string{
			"new": "TransferOutProhibited true", "single": "AddTransferLock true", "batch": "AddTransferLock false",
		})
	})
}

// doEveryLock does one small file whose transfer locks travel under the name
// that each operation has for them.
func doEveryLock(t *testing.T, binary, site, version string, want map[string]string) {
	server := startIndependent(t, "--version", version, "--finish", "200")
	o := office{dir: t.TempDir(), binary: binary, server: server}
	const contact = ",2,li si,example trading,CN,zhe jiang,hang zhou shi,1 hao,310024,office@example.com,86,13800000000\n"
	const blank = ",,,,,,,,,,,\n"
	input := "domain,contact_type,transfer_lock,profile_id,registrant_type,name,organization,country,province,city,address,postal_code,email,tel_area,telephone\n" +
		"new-1.com,registrant,yes," + contact + "new-2.com,registrant,yes," + contact + "new-3.com,tech,," + contact +
		"single-1.com,registrant,yes,1000001" + blank + "batch-1.com,registrant,no,1000002" + blank + "batch-2.com,registrant,no,1000002" + blank +
		"admin-1.com,admin,,1000002" + blank
	if err := os.WriteFile(filepath.Join(o.dir, "in.csv"), []byte(input), 0o600); err != nil {
		t.Fatal(err)
	}
	o.run(t, "apply", "in.csv", "--yes", "--site", site, "--endpoint", server.url, "--submit-rate", "50", "--query-rate", "50")
	ledger := server.ledger(t)
	for _, v := range ledger.Violations {
		t.Errorf("violation: %s", v)
	}
	if len(ledger.Submits) != 5 {
		t.Errorf("%d submits, want 5", len(ledger.Submits))
	}
	for _, s := range ledger.Submits {
		var locks []string
		for _, name := range []string{"AddTransferLock", "TransferOutProhibited"} {
			if value, there := s.Parameters[name]; there {
				locks = append(locks, name+" "+value)
			}
		}
		kind, _, _ := strings.Cut(s.Domains[0], "-")
		wanted := want[kind]
		if s.Parameters["ContactType"] != "registrant" {
			wanted = ""
		}
		if got := strings.Join(locks, ", "); got != wanted || s.Code != "" {
			t.Errorf("%s of %v carries %q, want %q (%s)", s.Action, s.Domains, got, wanted, s.Code)
		}
	}
}

// doAThousandRows wants everything right in every attempt, and the rate used
// in one of three: on a machine that is busy with other things no program can
// use it.
func doAThousandRows(t *testing.T, binary string) {
	const rate = 80.0
	for attempt := 1; ; attempt++ {
		used := oneThousandRows(t, binary, rate)
		if used >= 0.95 || t.Failed() {
			return
		}
		if attempt == 3 {
			t.Errorf("%.1f %% of the rate was used, want 95 %%", 100*used)
			return
		}
		t.Logf("%.1f %% of the rate was used, trying again", 100*used)
	}
}

func oneThousandRows(t *testing.T, binary string, rate float64) (used float64) {
	t.Helper()
	server := startIndependent(t, "--version", "2018-01-29", "--finish", "1000")
	o := office{dir: t.TempDir(), binary: binary, server: server}
	wishes, rows := thousandRows()
	writeWorkbook(t, filepath.Join(o.dir, "portfolio.xlsx"), rows)

	begin, held := time.Now(), heldUp()
	_, stderr := o.run(t, "apply", "portfolio.xlsx", "--yes", "--endpoint", server.url,
		"--submit-rate", fmt.Sprint(rate), "--query-rate", "200", "--lang", "en", "--client-ip", "127.0.0.1")
	took := time.Since(begin)
	ledger := server.ledger(t)
	ledger.Lag = max(ledger.Lag, held())
	if strings.Contains(stderr, independentSecret) {
		t.Error("standard error shows the access key secret")
	}
	for _, code := range ledger.Codes {
		if strings.Contains(stderr, code) {
			t.Error("standard error shows a transfer code")
		}
	}
	checkSubmits(t, ledger, wishes)
	checkCalls(t, ledger)
	used = checkRate(t, ledger, rate)
	checkResults(t, resultRows(t, filepath.Join(o.dir, "portfolio.results.xlsx")), wishes, ledger)
	t.Logf("%d submits and %v calls in %s, %.1f %% of the rate used, lag %.0f ms",
		len(ledger.Submits), ledger.Calls, took.Round(100*time.Millisecond), 100*used, ledger.Lag)

	// The results file is the input of the next run, which has nothing to do.
	o.run(t, "apply", "portfolio.results.xlsx", "--yes", "--endpoint", server.url)
	if again := server.ledger(t); len(again.Submits) != len(ledger.Submits) {
		t.Errorf("the results file sent %d submits more", len(again.Submits)-len(ledger.Submits))
	}
	return used
}

func checkSubmits(t *testing.T, ledger independentLedger, wishes []wish) {
	t.Helper()
	for _, v := range ledger.Violations {
		t.Errorf("violation: %s", v)
	}
	if len(ledger.Submits) != 608 {
		t.Errorf("%d submits, want 608", len(ledger.Submits))
	}
	byAction, times := map[string]int{}, map[string]int{}
	for _, s := range ledger.Submits {
		byAction[s.Action]++
		for _, d := range s.Domains {
			times[d]++
		}
		if s.Code != "" {
			t.Errorf("a submit of %d domains was refused: %s", len(s.Domains), s.Code)
		}
		if s.Parameters["Lang"] != "en" || s.Parameters["UserClientIp"] != "127.0.0.1" {
			t.Errorf("a submit has Lang %q and UserClientIp %q", s.Parameters["Lang"], s.Parameters["UserClientIp"])
		}
	}
	for action, want := range map[string]int{
		"SaveBatchTaskForUpdatingContactInfoByNewContact":    8,
		"SaveSingleTaskForUpdatingContactInfo":               300,
		"SaveSingleTaskForQueryingTransferAuthorizationCode": 300,
	} {
		if byAction[action] != want {
			t.Errorf("%d calls of %s, want %d", byAction[action], action, want)
		}
	}
	for _, w := range wishes {
		if times[w.domain] != 1 {
			t.Errorf("%s was submitted %d times", w.domain, times[w.domain])
		}
		key := w.domain + " " + w.contactType
		if ledger.Contacts[key] != w.email || ledger.Profiles[key] != w.profile {
			t.Errorf("%s: e-mail %q and profile %q arrived, want %q and %q", key, ledger.Contacts[key], ledger.Profiles[key], w.email, w.profile)
		}
	}
}

// checkCalls wants no call that the plan did not need.
func checkCalls(t *testing.T, ledger independentLedger) {
	t.Helper()
	queries := 0
	for action, n := range ledger.Calls {
		switch action {
		case "QueryTaskDetailList", "QueryTaskList", "PollTaskResult":
			queries += n
		case "SaveBatchTaskForUpdatingContactInfoByNewContact", "SaveSingleTaskForUpdatingContactInfo", "SaveSingleTaskForQueryingTransferAuthorizationCode":
		default:
			t.Errorf("%d calls of %s, which nothing needed", n, action)
		}
	}
	const limit = 32 // finished tasks are found by sweeps, not one by one
	if queries > limit {
		t.Errorf("%d queries to follow %d tasks, want at most %d: %v", queries, len(ledger.Submits), limit, ledger.Calls)
	}
}

// checkRate wants that no stretch of time holds more submits than the rate
// allows, and returns how much of the rate was used. Times are those of
// arrival, so a busy machine may bring calls closer together than they were
// sent: by what held the server up, and a little on the way.
func checkRate(t *testing.T, ledger independentLedger, rate float64) float64 {
	t.Helper()
	jitter := 100 + min(ledger.Lag, 1000) // milliseconds
	var at []float64
	for _, s := range ledger.Submits {
		at = append(at, s.At)
	}
	if len(at) < 2 {
		t.Fatalf("%d submits have no rate", len(at))
	}
	slices.Sort(at)
	worst, where := 0.0, ""
	for i := range at {
		for j := i + 1; j < len(at); j++ {
			allowed := 1 + rate*(at[j]-at[i]+jitter)/1000
			if over := float64(j-i+1) - allowed; over > worst {
				worst, where = over, fmt.Sprintf("%d submits within %.0f ms", j-i+1, at[j]-at[i])
			}
		}
	}
	if worst > 0 {
		t.Errorf("the rate of %v a second was exceeded: %s", rate, where)
	}
	return used(at, rate)
}

// used is the share of the rate that was used while most of it was: over the
// best stretch of some seconds. What a machine that is busy with other things
// leaves out elsewhere says nothing about the program; one that spends its time
// waiting has no such stretch.
func used(at []float64, rate float64) float64 {
	n := min(int(2*rate), len(at)-1)
	best := 0.0
	for i := n; i < len(at); i++ {
		best = max(best, float64(n)/((at[i]-at[i-n])/1000)/rate)
	}
	return best
}

// heldUp watches for how long this machine keeps a process waiting; the function
// ends the watch and tells the longest time, in milliseconds.
func heldUp() func() float64 {
	const pause = 5 * time.Millisecond
	stop, longest := make(chan struct{}), make(chan time.Duration)
	go func() {
		most := time.Duration(0)
		for last := time.Now(); ; last = time.Now() {
			select {
			case <-stop:
				longest <- most
				return
			case <-time.After(pause):
				most = max(most, time.Since(last)-pause)
			}
		}
	}()
	return func() float64 {
		close(stop)
		return float64((<-longest).Microseconds()) / 1000
	}
}

func checkResults(t *testing.T, rows []map[string]string, wishes []wish, ledger independentLedger) {
	t.Helper()
	if len(rows) != len(wishes) {
		t.Fatalf("%d rows in the results, want %d", len(rows), len(wishes))
	}
	tasks := map[string]string{}
	for _, s := range ledger.Submits {
		for _, d := range s.Domains {
			tasks[d] = s.TaskNo
		}
	}
	for i, w := range wishes {
		row := rows[i]
		if row["domain"] != w.domain || row["Result"] != "OK" || row["Task No"] != tasks[w.domain] {
			t.Errorf("row %d: %s is %s with task %q, want %s OK with %q (%s)", i+2, row["domain"], row["Result"], row["Task No"], w.domain, tasks[w.domain], row["Result Comment"])
		}
		if row["Transfer Code"] != ledger.Codes[w.domain] || (w.kind == "code") != (row["Transfer Code"] != "") {
			t.Errorf("row %d: the transfer code is not the one the service gave", i+2)
		}
	}
}
