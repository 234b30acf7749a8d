package main

import (
	"context"
	"encoding/csv"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"domainbatch/executor/journal"
)

// What must stay secret is looked for in everything the commands print at
// their most talkative, and in every file they leave behind.
func TestSecretsAreInTheResultsFileOrNowhere(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	at := sandboxFor(t, home)
	mustWrite(t, filepath.Join(home, "rows.csv"), "domain,action,contact_type,registrant_type,name,organization,country,province,city,address,postal_code,email,tel_area,telephone\n"+
		"alpha-example.com,transfer-code,,,,,,,,,,,,\n"+
		"beta-example.com,update-contact,tech,individual,Canary Name,Canary Name,CN,zhe jiang,hang zhou shi,Canary Street 1,310024,canary@example.com,86,13800000000\n")
	var printed strings.Builder
	for _, args := range [][]string{
		{"check", "rows.csv"}, {"plan", "rows.csv", "--endpoint", at.url},
		{"apply", "--yes", "--endpoint", at.url, "rows.csv"}, {"apply", "--yes", "--json", "--endpoint", at.url, "rows.results.csv"},
		{"status"}, {"status", "--json"}, {"resume"}, {"report", "--json"},
	} {
		for _, format := range []string{"text", "json"} {
			output, err := command(t, home, append(args, "-vv", "--log-format", format)...).CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %v\n%s", args, err, output)
			}
			printed.Write(output)
		}
	}
	codes := transferCodes(t, filepath.Join(home, "rows.results.csv"))
	if len(codes) != 1 {
		t.Fatalf("transfer codes in the results: %v", codes)
	}
	secrets := map[string]string{"the access key secret": at.secret, "the transfer code": codes[0]}
	for what, secret := range secrets {
		if len(secret) < 8 {
			t.Fatalf("%s is %q: too short to be looked for", what, secret)
		}
		if strings.Contains(printed.String(), secret) {
			t.Errorf("%s was printed", what)
		}
		for _, name := range filesWith(t, home, secret) {
			if name != "secret" && name != "sandbox.ledger" && (name != "rows.results.csv" || what != "the transfer code") {
				t.Errorf("%s is in %s", what, name)
			}
		}
	}
	for line := range strings.Lines(printed.String()) {
		logged := strings.HasPrefix(line, "time=") || strings.HasPrefix(line, `{"time"`)
		if logged && strings.Contains(line, "anary") {
			t.Errorf("a contact value was logged: %s", line)
		}
	}
}

func transferCodes(t *testing.T, path string) []string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(mustRead(t, path), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for i, header := range records[0] {
		for _, record := range records[1:] {
			if header == "Transfer Code" && record[i] != "" {
				codes = append(codes, record[i])
			}
		}
	}
	return codes
}

// filesWith lists the files below a folder that hold a text.
func filesWith(t *testing.T, root, text string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if strings.Contains(mustRead(t, path), text) {
			rel, err := filepath.Rel(root, path)
			found = append(found, rel)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A row whose outcome could not be found out ends the run with a code of its
// own, and names the way on.
func TestUnknownRowsHaveAnExitCodeOfTheirOwn(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	rows := filepath.Join(home, "rows.csv")
	mustWrite(t, rows, "domain,action\nalpha-example.com,transfer-code\n")
	// The run is written down and nothing is sent: a permission is missing.
	denied := sandboxFor(t, home, "--fault", "code@submit,code=Forbidden.RAM,status=403")
	if code := exitCodeOf(t, home, "apply", "--yes", "--endpoint", denied.url, rows); code != int(exitCredentials) {
		t.Fatalf("exit code %d, want %d", code, exitCredentials)
	}
	makeUnknown(t, filepath.Join(home, ".local/state/domainbatch/journal.db"))
	cmd := command(t, home, "resume")
	output, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != int(exitUnknown) {
		t.Fatalf("%v, want exit code %d\n%s", err, exitUnknown, output)
	}
	for _, want := range []string{"UNKNOWN", "next: look up the rows marked UNKNOWN"} {
		if !strings.Contains(string(output), want) {
			t.Errorf("%q is missing in\n%s", want, output)
		}
	}
	if got := resultsOf(t, filepath.Join(home, "rows.results.csv"))["alpha-example.com"]; len(got) != 1 || got[0] != "UNKNOWN" {
		t.Errorf("the row ended as %v", got)
	}
}

func exitCodeOf(t *testing.T, home string, args ...string) int {
	t.Helper()
	cmd := command(t, home, args...)
	cmd.CombinedOutput()
	return cmd.ProcessState.ExitCode()
}

// makeUnknown writes into the journal what a lost answer that cannot be
// settled leaves there.
func makeUnknown(t *testing.T, path string) {
	t.Helper()
	ctx := context.Background()
	j, err := journal.Open(ctx, path, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	runs, err := j.Runs(ctx, "")
	if err != nil || len(runs) != 1 {
		t.Fatalf("%d runs, %v", len(runs), err)
	}
	batches, err := j.Batches(ctx, runs[0].ID)
	if err != nil || len(batches) != 1 {
		t.Fatalf("%d batches, %v", len(batches), err)
	}
	run, batch, now := runs[0].ID, batches[0].ID, time.Now()
	claimed, err := j.ClaimIntent(ctx, run, batch, journal.Frozen{Epoch: "test", Nonce: "nonce", Stamp: now})
	if err != nil || !claimed {
		t.Fatalf("claimed %v, %v", claimed, err)
	}
	if err := j.MarkAmbiguous(ctx, run, batch, "", "the answer was lost", true, now); err != nil {
		t.Fatal(err)
	}
	err = j.Resolve(ctx, run, batch, journal.Resolution{Outcome: journal.OutcomeUnknown, Code: "unsettled", Evidence: "a test"})
	if err != nil {
		t.Fatal(err)
	}
}
