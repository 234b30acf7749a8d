//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"domainbatch/executor/sandbox"
)

// A twentieth of all calls goes wrong, reads and submits alike: a gateway that
// is away, silence before the call is carried out, silence after. Nothing else
// is special: signatures live as long as ever, only the patience is short.
const (
	faulty    = 0.05
	impatient = "timeout=1500ms,settle=200ms,first-poll=500ms"
)

func TestAThousandRowsWithATwentiethOfAllCallsFaulty(t *testing.T) {
	proof(t)
	binary := builtWith(t, "failpoint")
	t.Run("against the sandbox", func(t *testing.T) {
		t.Parallel()
		silence := func(applied bool) sandbox.Fault {
			return sandbox.Fault{Kind: sandbox.Hang, Applied: applied, Probability: faulty / 3, Delay: sandbox.Delay(10 * time.Second)}
		}
		w := newWitness(t, sandbox.Options{
			Seed: 7, AdoptUnknown: true, Calm: true, Quota: map[string]sandbox.Quota{},
			Faults: []sandbox.Fault{silence(false), silence(true)},
		}, 7)
		w.away = faulty / 3
		id, secret := w.emulator.Key()
		home := t.TempDir()
		w.swapJournal(stateJournal(home))
		wishes, took := thousandFaultyRows(t, binary, home, w.server.URL, id, secret)
		results, expected := map[string][]resultRow{}, map[string]string{}
		for i, row := range resultRows(t, filepath.Join(home, "portfolio.results.xlsx")) {
			d := wishes[i].domain
			results[d] = append(results[d], resultRow{row["Result"], row["Result Comment"], row["Task No"], row["Transfer Code"]})
			expected[d] = "OK"
		}
		problems, unknown := w.checkAgainst(results, expected)
		for _, p := range problems {
			t.Error(p)
		}
		ledger := w.emulator.Ledger()
		t.Logf("1000 rows in %s: %d calls of which %d were turned away and %v fell silent, %d tasks, %d unknown, 0 doubled",
			took, len(ledger.Calls)+w.turnedAway, w.turnedAway, ledger.Faults, len(ledger.Tasks), unknown)
		if w.turnedAway < 5 || ledger.Faults[sandbox.Hang] < 10 || unknown > 0 {
			t.Errorf("%d turned away, %d silent, %d unknown", w.turnedAway, ledger.Faults[sandbox.Hang], unknown)
		}
	})
	t.Run("against the server in another language", func(t *testing.T) {
		t.Parallel()
		server := startIndependent(t, "--faulty", fmt.Sprint(faulty), "--seed", "11")
		home := t.TempDir()
		wishes, took := thousandFaultyRows(t, binary, home, server.url, independentKey, independentSecret)
		ledger := server.ledger(t)
		for _, v := range ledger.Violations {
			t.Errorf("violation: %s", v)
		}
		accepted, tasks := map[string]int{}, 0
		taskOf := map[string]string{}
		for _, s := range ledger.Submits {
			if s.TaskNo == "" {
				continue
			}
			tasks++
			for _, d := range s.Domains {
				accepted[d]++
				taskOf[d] = s.TaskNo
			}
		}
		rows := resultRows(t, filepath.Join(home, "portfolio.results.xlsx"))
		if len(rows) != len(wishes) {
			t.Fatalf("%d rows in the results, want %d", len(rows), len(wishes))
		}
		for i, w := range wishes {
			row := rows[i]
			if accepted[w.domain] != 1 || row["Result"] != "OK" || row["Task No"] != taskOf[w.domain] {
				t.Errorf("%s: accepted %d times, ended as %s (%s)", w.domain, accepted[w.domain], row["Result"], row["Result Comment"])
			}
			if w.kind == "code" && row["Transfer Code"] != ledger.Codes[w.domain] {
				t.Errorf("%s has another transfer code than the service gave", w.domain)
			}
		}
		calls := 0
		for _, n := range ledger.Calls {
			calls += n
		}
		t.Logf("1000 rows in %s: %d calls carried out, faults %v, %d tasks, 0 unknown, 0 doubled", took, calls, ledger.Faults, tasks)
		for _, kind := range []string{"unavailable", "silent before", "silent after"} {
			if ledger.Faults[kind] < 5 {
				t.Errorf("%q happened %d times", kind, ledger.Faults[kind])
			}
		}
	})
}

// thousandFaultyRows runs the job of a thousand rows and wants it done, in one
// go and without a person.
func thousandFaultyRows(t *testing.T, binary, home, url, id, secret string) (wishes []wish, took time.Duration) {
	t.Helper()
	wishes, rows := thousandRows()
	writeWorkbook(t, filepath.Join(home, "portfolio.xlsx"), rows)
	cmd := exec.Command(binary, "apply", "portfolio.xlsx", "--yes", "--endpoint", url, "--submit-rate", "80", "--query-rate", "200")
	cmd.Dir = home
	cmd.Env = []string{
		"HOME=" + home, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + home, "NO_PROXY=*", "DOMAINBATCH_NO_REFRESH=true", "DOMAINBATCH_HASTE=" + impatient,
		"ALIBABA_CLOUD_ACCESS_KEY_ID=" + id, "ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + secret,
	}
	stuck := time.AfterFunc(2*time.Minute, func() { cmd.Process.Kill() })
	defer stuck.Stop()
	began := time.Now()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, tail(string(out)))
	}
	if strings.Contains(string(out), secret) {
		t.Error("the access key secret was printed")
	}
	return wishes, time.Since(began).Round(100 * time.Millisecond)
}
