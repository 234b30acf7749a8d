package main

import (
	"encoding/csv"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// portfolioOf writes a CSV file of n domains: a third of them get a new tech
// contact together, a third a profile each, a third are asked for their code.
func portfolioOf(t *testing.T, path string, n int) {
	t.Helper()
	var b strings.Builder
	b.WriteString("domain,action,contact_type,profile_id,registrant_type,name,organization,country,province,city,address,postal_code,email,tel_area,telephone\n")
	for i := range n {
		switch domain := fmt.Sprintf("story-%03d.com", i); i % 3 {
		case 0:
			fmt.Fprintf(&b, "%s,update-contact,tech,,individual,Li Si,Li Si,CN,zhe jiang,hang zhou shi,1 hao,310024,owner@example.com,86,13800000000\n", domain)
		case 1:
			fmt.Fprintf(&b, "%s,update-profile,admin,%d,,,,,,,,,,,\n", domain, 1000+i)
		default:
			fmt.Fprintf(&b, "%s,transfer-code,,,,,,,,,,,,,\n", domain)
		}
	}
	mustWrite(t, path, b.String())
}

// killed starts the program, kills it without warning after the pause, and
// reports whether it had ended before.
func killed(t *testing.T, cmd *exec.Cmd, pause time.Duration) (ended bool) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { cmd.Wait(); close(done) }()
	select {
	case <-done:
		return true
	case <-time.After(pause):
		cmd.Process.Kill()
		<-done
		return false
	}
}

// killedOnce starts a command and kills it as soon as something has come true,
// within a minute. It reports whether the command ended before that.
func killedOnce(t *testing.T, cmd *exec.Cmd, ready func() bool) (ended bool) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { cmd.Wait(); close(done) }()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline) && !ready(); {
		select {
		case <-done:
			return true
		case <-time.After(10 * time.Millisecond):
		}
	}
	cmd.Process.Kill()
	<-done
	return false
}

// resultsOf reads the column Result by domain from a CSV report.
func resultsOf(t *testing.T, path string) map[string][]string {
	t.Helper()
	content := strings.TrimPrefix(mustRead(t, path), "\ufeff")
	records, err := csv.NewReader(strings.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, header := range records[0] {
		at[header] = i
	}
	results := map[string][]string{}
	for _, r := range records[1:] {
		results[r[at["domain"]]] = append(results[r[at["domain"]]], r[at["Result"]])
	}
	return results
}

func TestARehearsalThatWasKilledIsResumed(t *testing.T) {
	t.Parallel()
	const domains = 18
	home := t.TempDir()
	portfolioOf(t, filepath.Join(home, "rows.csv"), domains)
	const places = ".local/state/domainbatch/sandbox/*.ledger"
	sent := func() bool {
		ledgers, _ := filepath.Glob(filepath.Join(home, places)) // the pattern is a good one
		if len(ledgers) != 1 {
			return false
		}
		ledger, err := readLedger(ledgers[0])
		return err == nil && len(ledger.Accepted()) > 0
	}
	if killedOnce(t, command(t, home, "apply", "--sandbox", "--submit-rate", "10", "rows.csv"), sent) {
		t.Fatal("it ended before it could be killed")
	}
	for range 2 {
		killed(t, command(t, home, "resume"), 500*time.Millisecond)
	}
	finish(t, command(t, home, "resume"))
	everyRowOnce(t, filepath.Join(home, "rows.results.csv"), domains)

	ledgers, err := filepath.Glob(filepath.Join(home, places))
	if err != nil || len(ledgers) != 1 {
		t.Fatalf("ledgers: %v, %v", ledgers, err)
	}
	ledger, err := readLedger(ledgers[0])
	if err != nil {
		t.Fatal(err)
	}
	if doubles := ledger.Doubles(); len(doubles) != 0 || len(ledger.Accepted()) != domains {
		t.Errorf("%d accepted, want %d; twice: %v", len(ledger.Accepted()), domains, doubles)
	}
}

// finish runs the program to its end and wants code 0.
func finish(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	timer := time.AfterFunc(90*time.Second, func() { cmd.Process.Kill() })
	defer timer.Stop()
	if output, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args[1:], err, output)
	}
}

func everyRowOnce(t *testing.T, path string, domains int) {
	t.Helper()
	results := resultsOf(t, path)
	if len(results) != domains {
		t.Errorf("%d domains in the results, want %d", len(results), domains)
	}
	for domain, result := range results {
		if len(result) != 1 || result[0] != "OK" {
			t.Errorf("%s ended as %v", domain, result)
		}
	}
}
