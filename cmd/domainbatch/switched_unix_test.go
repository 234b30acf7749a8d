//go:build unix

package main

import (
	"strings"
	"testing"
)

// P15: between two processes of a run the key has become that of another
// account. The second one refuses the run before it asks the service anything,
// and with the right key it goes on to its end.
func TestRunIsNotGoneOnWithByAnotherAccount(t *testing.T) {
	proof(t)
	opt := hurried(15)
	opt.Keys = map[string]string{"LTAIfirst": "secret-of-the-first", "LTAIsecond": "secret-of-the-second"}
	j := small(t, opt, []string{"--submit-rate", "20", "--workers", "1"}, "one.com", "two.com", "three.com", "four.com")
	keyOf := func(id string) []string {
		return []string{"ALIBABA_CLOUD_ACCESS_KEY_ID=" + id, "ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + opt.Keys[id]}
	}
	j.env = append(j.env, keyOf("LTAIfirst")...)
	e, err := j.run(j.command([]string{"DOMAINBATCH_FAILPOINT=after-accepted:2:kill"}, j.args...), nil)
	if err != nil || !e.killed {
		t.Fatalf("%+v, %v", e, err)
	}
	made, calls := j.witness.accepted(), len(j.witness.emulator.Ledger().Calls)
	for _, args := range [][]string{{"resume"}, {"cancel", j.runID(t), "--yes"}} {
		if _, err := j.run(j.command(keyOf("LTAIsecond"), args...), nil); err != nil || j.code != int(exitCredentials) {
			t.Errorf("P15 %v: code %d, %v\n%s", args, j.code, err, tail(j.said))
		}
		if !strings.Contains(j.said, "another account") || !strings.Contains(j.said, "next: ") {
			t.Errorf("P15 %v said:\n%s", args, tail(j.said))
		}
	}
	if n := len(j.witness.emulator.Ledger().Calls); n != calls || j.witness.accepted() != made || made == 0 {
		t.Errorf("P15 %d calls were made with the key of another account", n-calls)
	}
	if unknown, problems := j.finish(); unknown > 0 || len(problems) > 0 {
		t.Errorf("%d unknown\n%s", unknown, strings.Join(problems, "\n"))
	}
}
