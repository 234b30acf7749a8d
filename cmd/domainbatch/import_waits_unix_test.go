//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// Rows whose domain another run has under way wait for it, in a folder as in a
// file that was named, and an import says so with 9. When that run is over, what
// has waited is done, and nothing else.
func TestRowsThatWaitForAnotherRunAreDoneWhenItIsOver(t *testing.T) {
	proof(t)
	var ahead atomic.Int64
	opt := hurried(3)
	opt.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	j := small(t, opt, nil, "alpha-example.com")
	const head = "domain,action,contact_type,registrant_type,name,organization,country,province,city,address,postal_code,email,tel_area,telephone\n"
	row := func(domain, name string) string {
		return domain + ",,admin,individual," + name + "," + name + ",CN,zhe jiang,hang zhou shi,1 hao,310024,owner@example.com,86,13800000000\n"
	}
	write := func(name, rows string) { mustWrite(t, filepath.Join(j.home, name), head+rows) }
	write("slow.csv", row("shop-slow.com", "Wang Wu"))
	write("some.csv", "alpha-example.com,transfer-code,,,,,,,,,,,,\n"+row("shop-slow.com", "Li Si"))
	write("all.csv", row("shop-slow.com", "Zhao Liu"))
	apply := func(file string) []string {
		return []string{"apply", "--yes", "--endpoint", j.witness.server.URL, "--wait", "1s", file}
	}
	imports := func(want exitCode, tasks int, says, name string) {
		t.Helper()
		out := j.must(t, want, "import", "--endpoint", j.witness.server.URL, "--stable", "0s", "--query-rate", "100", "--wait", "1s", name)
		if !strings.Contains(out, says) {
			t.Errorf("import %s says\n%s, and not %q", name, out, says)
		}
		if n := j.witness.accepted(); n != tasks {
			t.Errorf("after import %s the service has %d tasks, want %d", name, n, tasks)
		}
	}
	j.must(t, exitPending, apply("slow.csv")...)
	imports(exitPending, 2, "some.csv: working (1 OK, 1 HELD): the rows that are not done wait for run ", "some.csv")
	imports(exitPending, 2, "some.csv: working (1 OK, 1 HELD): the rows that are not done wait for run ", "some.csv")
	imports(exitPending, 2, "all.csv: working (1 HELD): the rows that are not done wait for run ", "all.csv")
	inbox := filepath.Join(j.home, "inbox")
	if err := os.Mkdir(inbox, 0o700); err != nil {
		t.Fatal(err)
	}
	write("inbox/dropped.csv", "beta-example.com,transfer-code,,,,,,,,,,,,\n"+row("shop-slow.com", "Li Si"))
	imports(exitPending, 3, "dropped.csv: working (1 OK, 1 HELD): the rows that are not done wait for run ", "inbox")

	ahead.Store(int64(2 * time.Hour)) // the slow task takes one
	j.env = append(j.env, "DOMAINBATCH_CLOCK=2h")
	j.must(t, exitDone, "resume", "--wait", "30s")
	ahead.Store(int64(4 * time.Hour))
	j.env = append(j.env, "DOMAINBATCH_CLOCK=4h")
	imports(exitPending, 4, "some.csv: working (1 OK, 1 PENDING)", "some.csv")
	ahead.Store(int64(6 * time.Hour))
	j.env = append(j.env, "DOMAINBATCH_CLOCK=6h")
	imports(exitDone, 4, "done (2 OK)", "some.csv")
	imports(exitDone, 4, "some.csv: done (2 OK): the same content was run on ", "some.csv")
}
