package journaltest

import (
	"context"
	"strings"
	"testing"
	"time"

	"domainbatch/executor/journal"
)

func testDetails(t *testing.T, e *env) {
	e.create("r1", []string{"a.example", "b.example"}, []string{"c.example"})
	e.bring("r1", "b1", journal.Submitted)
	e.bring("r1", "b2", journal.Submitted)
	task := e.batch("r1", "b1").TaskNo
	a := journal.Detail{TaskNo: task, TaskDetailNo: "d2", Domain: "a.example", State: journal.DetailExecuting, TryCount: 1,
		CreatedAt: "2026-11-22 14:37:00", UpdatedAt: "2026-11-22 14:37:01"}
	b := journal.Detail{TaskDetailNo: "d1", Domain: "b.example", State: journal.DetailWaiting}
	next := e.clock.Now().Add(time.Minute)
	e.must(e.j.SaveDetails(e.ctx, "r1", "b1", []journal.Detail{a, b}, next, false))
	b.TaskNo = task
	want := func(list ...journal.Detail) {
		t.Helper()
		got, err := e.j.Details(e.ctx, "r1")
		e.must(err)
		e.same("details", got, list)
	}
	want(b, a)
	if got := e.batch("r1", "b1"); !got.NextAt.Equal(next) || got.State != journal.Submitted {
		t.Fatalf("polled into %+v", got)
	}
	older := a
	a.State, a.ErrorMsg, a.UpdatedAt, a.Sealed = journal.DetailSucceeded, "ok", "2026-11-22 14:37:09", []byte{1, 0, 2}
	b.State = journal.DetailExecuting
	e.must(e.j.SaveDetails(e.ctx, "r1", "b1", []journal.Detail{a, b}, next, false))
	want(b, a)
	// An older page, and a later answer without the code.
	unsealed := a
	unsealed.Sealed, unsealed.UpdatedAt, unsealed.ErrorMsg = nil, "2026-11-22 14:37:10", "fine"
	e.must(e.j.SaveDetails(e.ctx, "r1", "b1", []journal.Detail{older, unsealed, older}, next, false))
	a.UpdatedAt, a.ErrorMsg = unsealed.UpdatedAt, unsealed.ErrorMsg
	want(b, a)
	early := a
	early.State, early.UpdatedAt = journal.DetailFailed, "2026-11-22 14:37:08"
	e.must(e.j.SaveDetails(e.ctx, "r1", "b1", []journal.Detail{early}, next, false))
	want(b, a)
	b.State, b.FailReason = journal.DetailFailed, "no"
	e.must(e.j.SaveDetails(e.ctx, "r1", "b1", []journal.Detail{b}, time.Time{}, true))
	e.wantState("r1", "b1", journal.Done)
	numberless := journal.Detail{Domain: "c.example", State: journal.DetailSucceeded}
	e.must(e.j.SaveDetails(e.ctx, "r1", "b2", []journal.Detail{numberless}, next, false))
	e.must(e.j.SaveDetails(e.ctx, "r1", "b2", []journal.Detail{numberless}, time.Time{}, true))
	numberless.TaskNo, numberless.TaskDetailNo = e.batch("r1", "b2").TaskNo, "domain:c.example"
	want(b, a, numberless)
}

func testDetailErrors(t *testing.T, e *env) {
	e.create("r1", []string{"a.example"})
	e.bring("r1", "b1", journal.Submitted)
	before := e.batch("r1", "b1")
	for name, c := range map[string]struct {
		d    journal.Detail
		done bool
	}{
		"another task":       {d: journal.Detail{TaskNo: "t9", TaskDetailNo: "d", Domain: "a.example", State: journal.DetailFailed}},
		"nameless":           {d: journal.Detail{State: journal.DetailFailed}},
		"no state":           {d: journal.Detail{TaskDetailNo: "d", Domain: "a.example"}},
		"done while it runs": {d: journal.Detail{TaskDetailNo: "d", Domain: "a.example", State: journal.DetailExecuting}, done: true},
	} {
		good := journal.Detail{TaskDetailNo: "d0", Domain: "0.example", State: journal.DetailFailed}
		err := e.j.SaveDetails(e.ctx, "r1", "b1", []journal.Detail{good, c.d}, e.clock.Now().Add(time.Hour), c.done)
		if err == nil {
			t.Errorf("%s: saved", name)
		}
		e.refuses(err, journal.ErrInvalid)
		e.same(name, e.batch("r1", "b1"), before)
		if details, _ := e.j.Details(e.ctx, "r1"); len(details) != 0 {
			t.Errorf("%s: left %+v", name, details)
		}
	}
}

func testClean(t *testing.T, e *env) {
	const evil = "bad\x1b[2J\u202Eline\r\n\x00\xff" + "end"
	const safe = `bad\x1b[2J\u202eline\r\n\x00` + "\uFFFD" + "end"
	e.create("r1", []string{"a.example"}, []string{"b.example"})
	e.claim("r1", "b1")
	e.must(e.j.Refused(e.ctx, "r1", "b1", journal.Refusal{Code: evil, Message: evil + strings.Repeat("字", 4000), Permanent: true}))
	b := e.batch("r1", "b1")
	if b.Code != safe || !strings.HasPrefix(b.Message, safe+"字") || len(b.Message) > 4200 || !strings.HasSuffix(b.Message, "字…") {
		t.Errorf("code %q, message %q", b.Code, b.Message)
	}
	e.bring("r1", "b2", journal.Submitted)
	e.must(e.j.SaveDetails(e.ctx, "r1", "b2", []journal.Detail{{TaskDetailNo: "d", Domain: "b.example", State: journal.DetailFailed,
		ErrorMsg: evil, FailReason: evil}}, time.Time{}, true))
	details, err := e.j.Details(e.ctx, "r1")
	e.must(err)
	if details[0].ErrorMsg != safe || details[0].FailReason != safe {
		t.Errorf("detail %+v", details[0])
	}
	events, err := e.j.Events(e.ctx, "r1")
	e.must(err)
	for _, ev := range events {
		if strings.ContainsAny(ev.Code+ev.Detail, "\x00\x1b\r\u202E") {
			t.Errorf("event %q %q", ev.Code, ev.Detail)
		}
	}
}

func testEvents(t *testing.T, e *env) {
	e.create("r1", []string{"a.example"})
	e.clock.Advance(time.Second)
	e.claim("r1", "b1")
	e.must(e.j.MarkAmbiguous(e.ctx, "r1", "b1", "timeout", "", true, e.clock.Now()))
	e.must(e.j.Resolve(e.ctx, "r1", "b1", journal.Resolution{Outcome: journal.OutcomeSent, TaskNo: "t", Evidence: "seen", Actor: "zhang"}))
	e.must(e.j.SaveDetails(e.ctx, "r1", "b1", nil, e.clock.Now(), false)) // no news, no event
	e.must(e.j.SaveDetails(e.ctx, "r1", "b1", []journal.Detail{{TaskDetailNo: "d", Domain: "a.example", State: journal.DetailSucceeded}}, time.Time{}, true))
	e.must(e.j.FinishRun(e.ctx, "r1", e.clock.Now()))
	events, err := e.j.Events(e.ctx, "r1")
	e.must(err)
	var story []string
	for i, ev := range events {
		if i > 0 && (ev.ID <= events[i-1].ID || ev.At.Before(events[i-1].At)) {
			t.Errorf("event %+v comes after %+v", ev, events[i-1])
		}
		if ev.RunID != "r1" || ev.At.IsZero() {
			t.Errorf("event %+v", ev)
		}
		story = append(story, strings.TrimSpace(strings.Join([]string{ev.BatchID, ev.Epoch, ev.Actor, ev.Kind, string(ev.From), string(ev.To), ev.Code}, " ")))
	}
	e.same("history", story, []string{
		"executor created",
		"b1 e1 executor intent planned intent",
		"b1 e1 executor ambiguous intent ambiguous timeout",
		"b1 e1 zhang resolved ambiguous submitted",
		"b1 e1 executor done submitted done",
		"executor finished",
	})
	if events[3].Detail != "seen" || !strings.Contains(events[1].Detail, "nonce-e1") {
		t.Errorf("evidence %q and %q", events[3].Detail, events[1].Detail)
	}
}

func testNotes(t *testing.T, e *env) {
	e.create("r1", []string{"a.example"})
	at := e.clock.Now().Add(-time.Hour)
	e.must(e.j.Note(e.ctx, journal.Event{RunID: "r1", BatchID: "b1", Kind: "replayed", Code: "SignatureNonceUsed", Detail: `{"n":1}`}))
	e.must(e.j.Note(e.ctx, journal.Event{RunID: "r1", At: at, Actor: "zhang", Kind: "looked", Epoch: "e", From: journal.Planned, To: journal.Intent}))
	e.refuses(e.j.Note(e.ctx, journal.Event{RunID: "r9", Kind: "x"}), journal.ErrNotFound)
	e.refuses(e.j.Note(e.ctx, journal.Event{RunID: "r1", BatchID: "b9", Kind: "x"}), journal.ErrNotFound)
	e.refuses(e.j.Note(e.ctx, journal.Event{RunID: "r1"}), journal.ErrInvalid)
	events, err := e.j.Events(e.ctx, "r1")
	e.must(err)
	for i := range events {
		events[i].ID = 0
	}
	e.same("notes", events[1:], []journal.Event{
		{At: e.clock.Now(), RunID: "r1", BatchID: "b1", Actor: "executor", Kind: "replayed", Code: "SignatureNonceUsed", Detail: `{"n":1}`},
		{At: at, RunID: "r1", Actor: "zhang", Kind: "looked", Epoch: "e", From: journal.Planned, To: journal.Intent},
	})
	e.wantState("r1", "b1", journal.Planned)
	for kind, want := range map[string]bool{"looked": true, "replayed": false, "never": false} {
		noted, err := e.j.Noted(e.ctx, "r1", kind)
		e.must(err)
		if noted != want {
			t.Errorf("noted %q about the run: %v, want %v", kind, noted, want)
		}
	}
}

func testRates(t *testing.T, e *env) {
	want := func(key string, rate float64) {
		t.Helper()
		if got, err := e.j.Rate(e.ctx, key); err != nil || got != rate {
			t.Fatalf("rate of %q is %g, %v; want %g", key, got, err, rate)
		}
	}
	want("acc/submit", 0)
	e.must(e.j.SetRate(e.ctx, "acc/submit", 1.7))
	e.must(e.j.SetRate(e.ctx, "acc/query", 5))
	e.must(e.j.SetRate(e.ctx, "acc/submit", 0.25))
	want("acc/submit", 0.25)
	want("acc/query", 5)
	e.refuses(e.j.SetRate(e.ctx, "acc/query", -1), journal.ErrInvalid)
	e.refuses(e.j.SetRate(e.ctx, "", 1), journal.ErrInvalid)
	want("acc/query", 5)
}

func testCopies(t *testing.T, e *env) {
	r, list := run("r1"), batches([]string{"a.example"}, []string{"b.example"})
	r.Plan, r.Settings, list[1].After = []byte("plan"), []byte("{}"), []string{"b1"}
	_, _, err := e.j.Create(e.ctx, r, list)
	e.must(err)
	want := e.batch("r1", "b2")
	r.Plan[0], r.Settings[0], list[1].Request[0], list[1].After[0], list[1].Changes[0].Domain = 'X', 'X', 'X', "X", "X"
	e.same("after the caller changed what it gave", e.batch("r1", "b2"), want)
	got := e.batch("r1", "b2")
	got.Request[0], got.After[0], got.Changes[0].Domain = 'X', "X", "X"
	e.same("after the caller changed what it got", e.batch("r1", "b2"), want)
	kept, err := e.j.Run(e.ctx, "r1")
	e.must(err)
	if string(kept.Plan) != "plan" || string(kept.Settings) != "{}" {
		t.Fatalf("run %+v", kept)
	}
}

func testNotFound(t *testing.T, e *env) {
	e.create("r1", []string{"a.example"})
	for _, id := range [][2]string{{"r1", "b9"}, {"r9", "b1"}, {"", ""}} {
		_, errBatch := e.j.Batch(e.ctx, id[0], id[1])
		ok, errClaim := e.j.ClaimIntent(e.ctx, id[0], id[1], e.frozen("e"))
		cancelled, errCancel := e.j.Cancel(e.ctx, id[0], id[1], "")
		if ok || cancelled {
			t.Errorf("moved %v", id)
		}
		for name, err := range map[string]error{
			"Batch": errBatch, "ClaimIntent": errClaim, "Cancel": errCancel,
			"Accepted":      e.j.Accepted(e.ctx, id[0], id[1], "t", "", e.clock.Now(), e.clock.Now()),
			"Refused":       e.j.Refused(e.ctx, id[0], id[1], journal.Refusal{}),
			"MarkAmbiguous": e.j.MarkAmbiguous(e.ctx, id[0], id[1], "", "", false, e.clock.Now()),
			"Resolve":       e.j.Resolve(e.ctx, id[0], id[1], journal.Resolution{Outcome: journal.OutcomeSkip}),
			"SplitBatch":    e.j.SplitBatch(e.ctx, id[0], id[1], journal.Refusal{}, batches([]string{"x"}, []string{"y"})),
			"SaveDetails":   e.j.SaveDetails(e.ctx, id[0], id[1], nil, time.Time{}, false),
		} {
			if !isNotFound(err) {
				t.Errorf("%s of %v: %v", name, id, err)
			}
		}
	}
	_, errRun := e.j.Run(e.ctx, "r9")
	_, errBatches := e.j.Batches(e.ctx, "r9")
	_, errCounts := e.j.Counts(e.ctx, "r9")
	_, errAbandoned := e.j.Abandoned(e.ctx, "r9", "e")
	_, errDetails := e.j.Details(e.ctx, "r9")
	_, errEvents := e.j.Events(e.ctx, "r9")
	_, errNoted := e.j.Noted(e.ctx, "r9", "created")
	_, errPlan := e.j.Plan(e.ctx, "r9")
	errEachBatch := e.j.EachBatch(e.ctx, "r9", func(journal.Batch, []journal.Detail) error { return nil })
	errEachEvent := e.j.EachEvent(e.ctx, "r9", func(journal.Event) error { return nil })
	for name, err := range map[string]error{"Run": errRun, "Batches": errBatches, "Counts": errCounts, "Abandoned": errAbandoned,
		"Details": errDetails, "Events": errEvents, "Plan": errPlan, "EachBatch": errEachBatch, "EachEvent": errEachEvent, "Noted": errNoted, "FinishRun": e.j.FinishRun(e.ctx, "r9", e.clock.Now())} {
		if !isNotFound(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func testContext(t *testing.T, e *env) {
	e.create("r1", []string{"a.example"})
	ctx, cancel := context.WithCancel(e.ctx)
	cancel()
	ok, err := e.j.ClaimIntent(ctx, "r1", "b1", e.frozen("e"))
	if ok {
		t.Fatal("claimed")
	}
	e.refuses(err, context.Canceled)
	_, err = e.j.Batches(ctx, "r1")
	e.refuses(err, context.Canceled)
	e.wantState("r1", "b1", journal.Planned)
}

func testClosed(t *testing.T, e *env) {
	e.create("r1", []string{"a.example"})
	e.must(e.j.Close())
	e.must(e.j.Close())
	ok, err := e.j.ClaimIntent(e.ctx, "r1", "b1", e.frozen("e"))
	if ok {
		t.Fatal("claimed")
	}
	e.refuses(err, journal.ErrClosed)
	_, err = e.j.Run(e.ctx, "r1")
	e.refuses(err, journal.ErrClosed)
	_, err = e.j.Rate(e.ctx, "k")
	e.refuses(err, journal.ErrClosed)
}
