package main

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/report"
	"domainbatch/report/metrics"
	"domainbatch/report/notify"
)

// Every exit code of the help has a meaning in both languages and an event, and
// every end but success says what to do.
func TestEveryExitCodeCanBeTold(t *testing.T) {
	events := map[exitCode]notify.Event{exitDone: notify.Unchanged, exitRows: notify.Partial, exitPending: notify.Pending, exitUnknown: notify.Unknown}
	codes := 0
	for line := range strings.Lines(exitHelp) {
		number, _, _ := strings.Cut(strings.TrimSpace(line), "  ")
		n, err := strconv.Atoi(number)
		if err != nil {
			continue
		}
		codes++
		s := &notify.Summary{Command: "apply", File: "my rows.csv"}
		var end error
		if n != 0 {
			end = ended(exitCode(n))
		}
		sumUp(s, reckoning{}, end, time.Unix(100, 0), time.Unix(160, 0), "en")
		want := notify.Failure
		if e, ok := events[exitCode(n)]; ok {
			want = e
		}
		if *s.Exit != n || s.Event != want || s.Reason == "" || meaningOf(exitCode(n), "zh") == "" || s.Seconds != 60 || (s.Next == "") != (n == 0) {
			t.Errorf("%d: %+v", n, s)
		}
		if s.Succeeded() != didItsJob(exitCode(n)) {
			t.Errorf("%d: the heartbeat and the metrics do not agree on success", n)
		}
	}
	if codes < 13 || len(exitChinese) != codes {
		t.Errorf("%d codes in the help, %d in Chinese", codes, len(exitChinese))
	}
}

// An end is one event, and what else it leaves is named beside it.
func TestAnEndIsOneEvent(t *testing.T) {
	mail := []report.Owed{{Kind: "mail", Count: 1, Until: time.Unix(1, 0)}}
	for _, c := range []struct {
		code exitCode
		f    reckoning
		want []notify.Event
	}{
		{exitDone, reckoning{}, []notify.Event{notify.Unchanged}},
		{exitDone, reckoning{worked: true}, []notify.Event{notify.Success}},
		{exitDone, reckoning{worked: true, owed: mail}, []notify.Event{notify.Success, notify.Pending}},
		{exitRows, reckoning{worked: true, rows: map[string]int{"FAILED": 1}}, []notify.Event{notify.Partial}},
		{exitRows, reckoning{rows: map[string]int{"INVALID": 1}}, []notify.Event{notify.Partial}},
		{exitPending, reckoning{worked: true, tasks: 1, rows: map[string]int{"FAILED": 1}}, []notify.Event{notify.Pending, notify.Partial}},
		{exitUnknown, reckoning{worked: true, unknown: 1, tasks: 1}, []notify.Event{notify.Unknown, notify.Pending}},
		{exitInterrupted, reckoning{worked: true, unknown: 1}, []notify.Event{notify.Failure, notify.Unknown}},
		{exitInput, reckoning{rows: map[string]int{"INVALID": 1}}, []notify.Event{notify.Failure}},
	} {
		event, also := eventOf(c.code, c.f)
		if got := append([]notify.Event{event}, also...); !slices.Equal(got, c.want) {
			t.Errorf("%d: %v, want %v", c.code, got, c.want)
		}
	}
}

// Of an error the code of the service is told, and none of its words.
func TestWordsOfErrorsAreNotTold(t *testing.T) {
	err := errors.Join(&alidomain.Error{Code: "Forbidden.RAM", Message: "canary.com of Canary Name", Class: alidomain.Fatal})
	s := &notify.Summary{Command: "apply"}
	sumUp(s, reckoning{}, err, time.Unix(0, 0), time.Unix(1, 0), "en")
	body, jsonErr := s.JSON()
	if jsonErr != nil || s.Code != "Forbidden.RAM" || *s.Exit != int(exitCredentials) || strings.Contains(string(body), "anary") {
		t.Errorf("%s, %v", body, jsonErr)
	}
}

func TestAJobAddsUpItsStories(t *testing.T) {
	var total reckoning
	total.add(reckoning{worked: true, rows: map[string]int{"OK": 2}, calls: map[string]int{"A": 1}, throttled: 1, rate: 2, tasks: 1, oldest: time.Unix(50, 0), standing: &standing{PendingTasks: 3}})
	total.add(reckoning{rows: map[string]int{"OK": 1, "INVALID": 1}, calls: map[string]int{"A": 1, "B": 4}, tasks: 2, oldest: time.Unix(40, 0), account: "a"})
	total.add(reckoning{})
	if total.rows["OK"] != 3 || total.rows["INVALID"] != 1 || total.calls["A"] != 2 || total.calls["B"] != 4 || total.throttled != 1 || total.rate != 2 ||
		total.tasks != 3 || !total.oldest.Equal(time.Unix(40, 0)) || total.account != "a" || !total.worked || total.standing.PendingTasks != 3 {
		t.Errorf("%+v", total)
	}
}

// Jobs are told apart in the metrics by site and by what their keys are called.
func TestJobsOfTheMetrics(t *testing.T) {
	p := &program{}
	for _, c := range []struct {
		about
		want metrics.Job
	}{
		{about{target: targetFlags{Site: "cn"}}, metrics.Job{Site: "cn", Profile: "default"}},
		{about{target: targetFlags{Site: "intl", Profile: "shop"}}, metrics.Job{Site: "intl", Profile: "shop"}},
		{about{target: targetFlags{Site: "cn", Credentials: "profile:shop"}}, metrics.Job{Site: "cn", Profile: "shop"}},
		{about{target: targetFlags{Site: "cn", Credentials: "command:/opt/keys --token hush"}}, metrics.Job{Site: "cn", Profile: "command:keys"}},
		{about{target: targetFlags{Site: "cn"}, rehearsal: true}, metrics.Job{Site: "cn", Profile: "sandbox"}},
	} {
		if got := p.jobOf(c.about); got != c.want {
			t.Errorf("%+v: %+v, want %+v", c.about, got, c.want)
		}
	}
}

// How an account stands is read over all its runs, and of no other account.
func TestStandingIsThatOfTheAccount(t *testing.T) {
	ctx := context.Background()
	j := journal.NewMemory()
	sent := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	for i, account := range []string{"mine", "mine", "other"} {
		name := strconv.Itoa(i)
		run := journal.Run{ID: "run" + name, Fingerprint: name, Account: account, Site: "cn", CreatedAt: sent}
		batches := []journal.Batch{
			{ID: "sent" + name, Seq: 1, Request: []byte("{}"), Changes: []journal.Change{{ID: "c" + name, Domain: "a" + name + ".com", Kind: "transfer-code"}}},
			{ID: "planned" + name, Seq: 2, Request: []byte("{}"), Changes: []journal.Change{{ID: "d" + name, Domain: "b" + name + ".com", Kind: "transfer-code"}}},
		}
		if _, _, err := j.Create(ctx, run, batches); err != nil {
			t.Fatal(err)
		}
		at := sent.Add(time.Duration(i) * time.Hour)
		if ok, err := j.ClaimIntent(ctx, run.ID, "sent"+name, journal.Frozen{Nonce: "n" + name, Stamp: at, Epoch: "e"}); !ok || err != nil {
			t.Fatal(ok, err)
		}
		if err := j.Accepted(ctx, run.ID, "sent"+name, "task"+name, "r", at, at); err != nil {
			t.Fatal(err)
		}
	}
	got, err := standingOf(ctx, j, "mine")
	if err != nil || got.PendingTasks != 2 || !got.OldestPending.Equal(sent) || got.UnknownRows != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}
