//go:build unix

package main

import (
	"strings"
	"testing"
	"time"

	"domainbatch/executor/sandbox"
)

// A process that looks at the present before it plans is killed in that look, a
// few times, and then while it sends. What it had asked is kept or asked again,
// and the run is what it would have been.
func TestKilledWhileItLooksNothingIsLostOrDoubled(t *testing.T) {
	proof(t)
	seed := seedOf(t)
	j := newJob(t, builtWith(t, "failpoint"), seed, false, sandbox.Fault{Operation: "query", Kind: sandbox.Error503, Probability: 0.02})
	j.env = append(j.env, "DOMAINBATCH_NO_REFRESH=false")
	looking := 0
	for range 12 {
		if j.reported() {
			break // applied again it would be a new wish
		}
		pause := time.Duration(j.dice.Int64N(int64(400 * time.Millisecond)))
		e, err := j.run(j.command(nil, j.args...), func(die func(), first, gone <-chan struct{}) {
			select {
			case <-first:
			case <-gone:
				return
			}
			select {
			case <-time.After(pause):
				die()
			case <-gone:
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if !e.killed {
			break
		}
		if len(j.witness.emulator.Ledger().Tasks) == 0 {
			looking++
		}
	}
	if looking == 0 {
		t.Log("no process was killed before the first task: the machine is quick")
	}
	for attempt := 0; !j.reported() && attempt < 10; attempt++ {
		if _, err := j.run(j.command(nil, j.args...), nil); err != nil {
			t.Fatal(err)
		}
	}
	if unknown, problems := j.finish(); unknown > 4 || len(problems) > 0 {
		t.Errorf("%d unknown\n%s", unknown, strings.Join(problems, "\n"))
	}
	t.Logf("%d kills, %d of them before the first task", j.kills, looking)
}
