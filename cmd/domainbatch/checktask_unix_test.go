//go:build unix

package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"domainbatch/executor/journal"
	"domainbatch/executor/sandbox"
)

const contactHeader = "domain,action,contact_type,registrant_type,name,organization,country,province,city,address,postal_code,email,tel_area,telephone\n"

// contactRows are rows that give domains one contact.
func contactRows(contactType string, domains ...string) string {
	var b strings.Builder
	for _, d := range domains {
		b.WriteString(d + ",update-contact," + contactType + ",individual,Li Si,Li Si,CN,zhe jiang,hang zhou shi,1 hao,310024,owner@example.com,86,13800000000\n")
	}
	return b.String()
}

// A task that a person names is taken only when the service shows that it can be
// the answer.
func TestATaskThatAPersonNamesIsLookedAt(t *testing.T) {
	proof(t)
	lost := sandbox.Fault{Operation: "SaveBatchTaskForUpdatingContactInfoByNewContact", Kind: sandbox.Cut, Applied: true, Count: 1}
	j := small(t, unhurried(41, lost), []string{"--submit-rate", "40", "--workers", "1"}, "pair-a.com", "pair-b.com", "single.com")
	pair := contactRows("tech", "pair-a.com", "pair-b.com")
	mustWrite(t, filepath.Join(j.home, "rows.csv"), contactHeader+pair+"single.com,transfer-code"+strings.Repeat(",", 12)+"\n")
	j.losesAnswers(t, 1)
	j.rowsByHand(t, contactHeader+pair+contactRows("admin", "pair-a.com", "pair-b.com"))
	j.rowsByHand(t, contactHeader+contactRows("tech", "pair-a.com"))
	j.rowsByHand(t, contactHeader+contactRows("tech", "pair-a.com", "pair-b.com", "pair-c.com"))
	run := j.runID(t)
	j.must(t, exitUnknown, "resume")
	batch := j.unknownBatch(t)
	task := func(kind string, domains ...string) string {
		for _, task := range j.witness.emulator.Ledger().Tasks {
			if task.Kind == kind && slices.Equal(slices.Sorted(slices.Values(task.Domains)), domains) {
				return task.TaskNo
			}
		}
		t.Fatalf("the service has no %s task of %v", kind, domains)
		return ""
	}
	resolve := func(want exitCode, taskNo string, says ...string) {
		t.Helper()
		out := j.must(t, want, "resolve", run, batch, "--sent", taskNo, "--yes")
		for _, text := range says {
			if !strings.Contains(out, text) {
				t.Errorf("%q is not said about task %s:\n%s", text, taskNo, out)
			}
		}
	}
	resolve(exitUsage, task("admin", "pair-a.com", "pair-b.com"), "of type UPDATE_ADMIN_CONTACT", "for the tech contact", "next: ")
	resolve(exitUsage, task("tech", "pair-a.com"), "holds 1 of the call's 2 domains", "without pair-b.com")
	resolve(exitUsage, task("tech", "pair-a.com", "pair-b.com", "pair-c.com"), "it holds pair-c.com, which the call does not")
	resolve(exitUsage, task("transfer-code", "single.com"), "answer to another call already")
	resolve(exitUsage, "00000000-0000-0000-0000-000000000000", "the service shows no task 00000000", "--skip")
	right := task("tech", "pair-a.com", "pair-b.com")
	j.witness.setAway(1)
	resolve(exitUnavailable, right, "the service has to be asked about task "+right, "next: ")
	j.witness.setAway(0)
	keys := j.env
	j.env = append(keys[:len(keys):len(keys)], "ALIBABA_CLOUD_ACCESS_KEY_ID=", "ALIBABA_CLOUD_ACCESS_KEY_SECRET=", "ALIBABA_CLOUD_ECS_METADATA_DISABLED=true")
	resolve(exitCredentials, right, "the service has to be asked", "next: ")
	j.env = keys
	checkDecisions(t, j, run, nil)
	if batch != j.unknownBatch(t) {
		t.Error("a decision that was refused changed something")
	}
	resolve(exitDone, right, "the service shows exactly these domains under task "+right, "accepted as task "+right)
	checkDecisions(t, j, run, map[string]string{batch: "sent"})
	j.must(t, exitDone, "resume")
	results := j.wantResults(t, map[string]string{"pair-a.com": "OK", "pair-b.com": "OK", "single.com": "OK"})
	if got := results["pair-b.com"][0].taskNo; got != right {
		t.Errorf("the row has task %s, want %s", got, right)
	}
}

// unknownBatch is the one batch of which nobody knows what became of it.
func (j *job) unknownBatch(t *testing.T) string {
	t.Helper()
	var found []string
	if err := j.witness.look(func(b journal.Batch) {
		if b.State == journal.Unknown {
			found = append(found, b.ID)
		}
	}); err != nil || len(found) != 1 {
		t.Fatalf("unknown: %v, %v", found, err)
	}
	return found[0]
}
