//go:build unix

package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"domainbatch/report/metrics"
)

const techHeader = "domain,action,contact_type,registrant_type,name,organization,country,province,city,address,postal_code,email,tel_area,telephone,note\n"

// contacts is a sheet that gives domains a new tech contact.
func contacts(name, note string, domains ...string) string {
	text := techHeader
	for _, d := range domains {
		text += fmt.Sprintf("%s,update-contact,tech,individual,%s,%s,CN,zhe jiang,hang zhou shi,1 hao,310024,owner@example.com,86,13800000000,%s\n", d, name, name, note)
	}
	return text
}

// askCodes is a sheet that asks for the transfer codes of domains.
func askCodes(domains ...string) string {
	return "domain,action\n" + strings.Join(domains, ",transfer-code\n") + ",transfer-code\n"
}

// serial are n domains of a name.
func serial(name string, n int) (domains []string) {
	for i := range n {
		domains = append(domains, fmt.Sprintf("%s-%02d.com", name, i))
	}
	return domains
}

var well = []string{""}

// Thirty nights of a scheduled import, with all that befalls one.
func TestThirtyNightsOfAScheduledImport(t *testing.T) {
	proof(t)
	n := newNights(t)
	n.quietNights()
	n.badNights()
	n.nightsOfTrouble()
	n.nightsOfPatience()
	n.nightsOfLimits()
	n.falls("nothing is left to do")
	n.imports(exitDone)
	n.wants(came{beats: well})
	if n.night != 30 {
		t.Errorf("%d nights, want 30", n.night)
	}
	n.looksBack()
}

// quietNights: new files, the same ones again, and little that changes.
func (n *nights) quietNights() {
	portfolio := serial("shop", 4)
	n.falls("nothing is there yet")
	n.imports(exitDone)
	n.wants(came{beats: well})

	n.falls("a new sheet")
	n.drop("portfolio.csv", contacts("Li Si", "", portfolio...))
	n.imports(exitDone)
	n.wants(came{submits: 1, asked: true, told: []string{"success 0 portfolio.csv"}, beats: well, plus: []string{"done/portfolio"}})

	n.falls("nothing new")
	n.imports(exitDone)
	n.wants(came{beats: well})

	n.falls("the same content under another name")
	n.drop("copy.csv", contacts("Li Si", "", portfolio...))
	n.imports(exitDone)
	n.wants(came{beats: well, plus: []string{"done/copy"}})

	n.falls("another sheet that wants what is in place")
	n.drop("portfolio.csv", contacts("Li Si", "looked through", portfolio...))
	n.imports(exitDone)
	n.wants(came{asked: true, beats: well, plus: []string{"done/portfolio"}})
	if said := mustRead(n.t, n.in("done", "portfolio", "summary.txt")); !strings.Contains(said, "nothing was sent") {
		n.t.Errorf("the summary of an unchanged sheet says\n%s", said)
	}

	n.falls("one row has changed")
	rest := strings.TrimPrefix(contacts("Li Si", "", portfolio[1:]...), techHeader)
	n.drop("portfolio.csv", contacts("Wang Wu", "", portfolio[0])+rest)
	n.imports(exitDone)
	n.wants(came{submits: 1, asked: true, told: []string{"success 0 portfolio.csv"}, beats: well, plus: []string{"done/portfolio"}})
	rows, err := readResults(n.in("done", "portfolio", "portfolio.results.csv"))
	if err != nil || rows[portfolio[0]][0].result != "OK" || rows[portfolio[1]][0].result != "UNCHANGED" {
		n.t.Errorf("%v, %v", rows, err)
	}
}

// badNights: files and rows that have to be corrected.
func (n *nights) badNights() {
	n.falls("a file that is none of ours, and a good one")
	n.drop("a-letter.csv", "Dear all\nthese are my notes\n")
	n.drop("b-codes.csv", askCodes("code-00.com", "code-01.com"))
	n.imports(exitRows)
	n.wants(came{
		submits: 2, asked: true, told: []string{"failure 3 a-letter.csv", "success 0 b-codes.csv"}, beats: []string{"4"},
		plus: []string{"done/b-codes", "failed/a-letter"},
	})

	n.falls("a row that the service refuses")
	n.drop("leave.csv", askCodes("leave-00.com", "leave-01-fail.com"))
	n.imports(exitRows)
	n.wants(came{submits: 2, asked: true, told: []string{"partial 4 leave.csv"}, beats: []string{"4"}, plus: []string{"failed/leave"}})

	n.falls("nothing new after a bad night")
	n.imports(exitDone)
	n.wants(came{beats: well})

	n.falls("its results, corrected and dropped again")
	results := mustRead(n.t, n.in("failed", "leave", "leave.results.csv"))
	n.drop("leave.results.csv", strings.ReplaceAll(results, "leave-01-fail.com", "leave-01.com"))
	n.imports(exitDone)
	n.wants(came{submits: 1, asked: true, told: []string{"success 0 leave.results.csv"}, beats: well, plus: []string{"done/leave.results"}})
}

// nightsOfTrouble: throttling, deaths, an outage, and two at once.
func (n *nights) nightsOfTrouble() {
	n.falls("the service throttles")
	n.throttle = 2
	n.drop("busy.csv", askCodes(serial("busy", 4)...))
	n.imports(exitDone)
	n.wants(came{submits: 4, asked: true, told: []string{"success 0 busy.csv"}, beats: well, plus: []string{"done/busy"}})
	if got := n.metric(metrics.LastThrottled, ""); got != 2 {
		n.t.Errorf("the metrics count %g throttled calls, want 2", got)
	}

	n.falls("killed in the middle of a run")
	half := serial("half", 4)
	n.drop("half.csv", askCodes(half...))
	n.dies("after-accepted:2")
	n.passes("working/half")

	n.falls("the night after goes on, and then takes what is new")
	n.drop("next.csv", askCodes("next-00.com"))
	n.imports(exitDone)
	n.wants(came{
		submits: anyNumber, asked: true, told: []string{"success 0 half.csv", "success 0 next.csv"}, beats: well,
		plus: []string{"done/half", "done/next"}, minus: []string{"working/half"},
	})
	n.once("half", half)

	for _, death := range []struct{ point, left string }{
		{"before-claim:1", "working/"}, {"after-claim:1", "working/"}, {"before-create:1", "working/"},
		{"before-reported:1", "working/"}, {"before-move:1", "working/"}, {"after-move:1", "done/"},
	} {
		n.killedAt(death.point, death.left)
	}
	n.outage()
	n.twoAtOnce()
}

// killedAt kills the import of a night at a point, and starts it again.
func (n *nights) killedAt(point, left string) {
	name, _, _ := strings.Cut(point, ":")
	domains := serial(name, 2)
	n.falls("killed at " + point)
	n.drop(name+".csv", askCodes(domains...))
	n.dies(point)
	left += name
	n.passes(left)
	n.imports(exitDone)
	want := came{submits: anyNumber, asked: n.hasAsked(), told: anyone, beats: well}
	if left != "done/"+name {
		want.plus = []string{"done/" + name}
	}
	if left == "working/"+name {
		want.minus = []string{left}
	}
	n.wants(want)
	n.once(name, domains)
}

// outage: a night without the service changes nothing, and the next goes on.
func (n *nights) outage() {
	n.falls("the service is away")
	n.setAway(true)
	n.drop("away.csv", askCodes(serial("away", 8)...)) // so many questions that nobody has to wait long to be sure
	n.drop("wait.csv", askCodes("wait-00.com"))
	out, err := n.command(nil, "import", "inbox").CombinedOutput()
	if n.output = string(out); exitOf(err) != int(exitUnavailable) {
		n.t.Fatalf("without the service it ended with %v\n%s", err, tail(n.output))
	}
	if left := list(n.t, n.inbox); !strings.Contains(strings.Join(left, " "), "wait.csv") {
		n.t.Errorf("files were taken that nobody could have done: %v", left)
	}
	n.passes("working/away")
	n.setAway(false)

	n.falls("the service is back")
	n.imports(exitDone)
	n.wants(came{
		submits: 9, asked: true, told: []string{"success 0 away.csv", "success 0 wait.csv"}, beats: well,
		plus: []string{"done/away", "done/wait"}, minus: []string{"working/away"},
	})
}

// twoAtOnce: the second start ends, one that may wait goes on when the first has
// died.
func (n *nights) twoAtOnce() {
	n.falls("two at once")
	domains := serial("two", 3)
	n.drop("two.csv", askCodes(domains...))
	release := n.stalls()
	first := n.command(nil, "import", "inbox")
	if err := first.Start(); err != nil {
		n.t.Fatal(err)
	}
	eventually(n.t, "a submit of the first", n.hasStalled, func() string { return "" })
	began := time.Now()
	n.runs(exitLocked, nil, "import", "inbox")
	if took := time.Since(began); took > 3*time.Second { // a second on a machine that is not busy
		n.t.Errorf("the second took %s to find out", took)
	}
	if !strings.Contains(n.output, "works on this account") {
		n.t.Errorf("the second said\n%s", n.output)
	}
	patient := &screen{awaited: "waiting for its end", seen: make(chan struct{})}
	third := n.command(nil, "import", "inbox", "--lock-wait", "5m")
	third.Stdout, third.Stderr = patient, patient
	if err := third.Start(); err != nil {
		n.t.Fatal(err)
	}
	select {
	case <-patient.seen:
	case <-time.After(time.Minute):
		n.t.Errorf("the third does not wait:\n%s", patient.text())
	}
	first.Process.Kill()
	first.Wait()
	release()
	if err := third.Wait(); err != nil {
		n.t.Fatalf("the third ended with %v\n%s", err, patient.text())
	}
	n.wants(came{submits: anyNumber, asked: true, told: []string{"failure 7", "success 0 two.csv"}, beats: []string{"7", ""}, plus: []string{"done/two"}})
	n.once("two", domains)
}
