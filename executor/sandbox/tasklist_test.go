package sandbox

import (
	"fmt"
	"testing"
	"time"
)

func TestPollShowsFinishedUnacknowledgedDetails(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, TaskTime: slowly()})
	poll := func(kv ...string) reply {
		return b.ok("PollTaskResult", append([]string{"PageNum", "1", "PageSize", "100"}, kv...)...)
	}
	no := b.submit("tech", "a.com", "b-fail.com")
	if got := poll().text["TotalItemNum"]; got != "0" {
		t.Errorf("%s details before any ended", got)
	}
	b.clock.pass(time.Hour)
	for _, tc := range []struct {
		want string
		kv   []string
	}{
		{"2", nil}, {"1", []string{"DomainName", "A.com"}}, {"1", []string{"TaskResultStatus", "3"}}, {"2", []string{"TaskNo", no}},
		{"0", []string{"TaskNo", "other"}}, {"0", []string{"DomainName", "c.com"}}, {"1", []string{"TaskNo", no, "TaskResultStatus", "2"}},
	} {
		if got := poll(tc.kv...).text["TotalItemNum"]; got != tc.want {
			t.Errorf("%v: %s details, want %s", tc.kv, got, tc.want)
		}
	}
	b.refused("InvalidTaskResultStatus", "PollTaskResult", "PageNum", "1", "PageSize", "1", "TaskResultStatus", "1")
	failed := poll("TaskResultStatus", "3")
	if _, has := failed.text["Data.TaskDetail.0.FailReason"]; has {
		t.Error("FailReason is not in the model of this operation")
	}
	one := failed.text["Data.TaskDetail.0.TaskDetailNo"]
	for _, want := range []string{"1", "0"} {
		if got := b.ok("AcknowledgeTaskResult", "TaskDetailNo.1", one, "TaskDetailNo.2", "unknown").text["Result"]; got != want {
			t.Errorf("acknowledged %s, want %s", got, want)
		}
	}
	for _, kv := range [][]string{nil, {"TaskNo", no}} {
		if got := poll(kv...).text["TotalItemNum"]; got != "1" {
			t.Errorf("%v: %s details after one was acknowledged", kv, got)
		}
	}
	if got := poll("DomainName", "b-fail.com").text["TotalItemNum"]; got != "0" {
		t.Errorf("an acknowledged detail is found by its domain")
	}
	if got := b.ok("QueryTaskDetailList", "TaskNo", no, "PageNum", "1", "PageSize", "9").text["TotalItemNum"]; got != "2" {
		t.Errorf("the task has %s details after one was acknowledged", got)
	}
}

func TestBacklogOfOthers(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, Backlog: 2345})
	no := b.submit("tech", "a.com")
	b.clock.pass(time.Minute)
	rep := b.ok("PollTaskResult", "PageNum", "1", "PageSize", "1000")
	if rep.text["TotalItemNum"] != "2346" || rep.text["TotalPageNum"] != "3" || rep.text["Data.TaskDetail.0.TaskNo"] != no {
		t.Error(rep.raw[:200])
	}
	if len(b.srv.Ledger().Tasks) != 1 {
		t.Error("the ledger counts tasks of others")
	}
}

func TestTaskListByDaysOfChinaTime(t *testing.T) {
	b := newBench(t, Options{AdoptUnknown: true, ListLag: 30 * time.Second, TaskTime: slowly(), Quota: map[string]Quota{}})
	b.clock.t = time.Date(2026, 3, 1, 15, 59, 0, 0, time.UTC) // 23:59 in China
	first := b.submit("tech", "a.com")
	if b.task(first, "TaskNum") != "not listed" {
		t.Error("listed before its lag")
	}
	b.clock.pass(2 * time.Minute)
	second := b.submit("tech", "b.com")
	b.clock.pass(time.Minute)
	list := func(kv ...string) string {
		rep := b.ok("QueryTaskList", append([]string{"PageNum", "1", "PageSize", "9"}, kv...)...)
		return rep.text["Data.TaskInfo.0.TaskNo"] + " " + rep.text["Data.TaskInfo.1.TaskNo"]
	}
	ms := func(day, hour int) string {
		return fmt.Sprint(time.Date(2026, 3, day, hour, 0, 0, 0, time.FixedZone("", 8*3600)).UnixMilli())
	}
	for _, tc := range []struct {
		want string
		kv   []string
	}{
		{second + " " + first, nil},
		{first + " ", []string{"EndCreateTime", ms(1, 1)}},
		{second + " ", []string{"BeginCreateTime", ms(2, 23)}},
		{second + " " + first, []string{"BeginCreateTime", ms(1, 23), "EndCreateTime", ms(2, 0)}},
		{" ", []string{"BeginCreateTime", ms(3, 0)}},
	} {
		if got := list(tc.kv...); got != tc.want {
			t.Errorf("%v: %q, want %q", tc.kv, got, tc.want)
		}
	}
}

func TestCancelStopsWhatHasNotBegun(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, TaskTime: slowly()})
	waiting, running := b.submit("tech", "a.com"), ""
	b.ok("CancelTask", "TaskNo", waiting)
	if got := b.task(waiting, "TaskCancelStatus"); got != "CANCELLING" {
		t.Error(got)
	}
	b.clock.pass(time.Second)
	if b.task(waiting, "TaskCancelStatusCode") != "2" || b.task(waiting, "TaskStatus") != "COMPLETE" || b.detail(waiting, "TaskStatus") != "EXECUTE_FAILURE" {
		t.Error(b.task(waiting, "TaskCancelStatus"), b.detail(waiting, "TaskStatus"))
	}
	b.refused("ParameterIllegal", "CancelTask", "TaskNo", waiting)
	running = b.submit("tech", "a.com") // free again
	b.clock.pass(20 * time.Second)
	b.ok("CancelTask", "TaskNo", running)
	b.clock.pass(time.Minute)
	if b.detail(running, "TaskStatus") != "EXECUTE_SUCCESS" || b.task(running, "TaskCancelStatus") != "COMPLETE" {
		t.Error(b.detail(running, "TaskStatus"))
	}
	if got := b.ok("PollTaskResult", "PageNum", "1", "PageSize", "10").text["TotalItemNum"]; got != "2" {
		t.Errorf("%s finished details, want 2", got)
	}
}

func TestOldWorkMovesToHistory(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, HistoryAge: time.Hour})
	var tasks []string
	for i := range 5 {
		tasks = append(tasks, b.submit("tech", fmt.Sprintf("b%d.com", i), fmt.Sprintf("a%d.com", i)))
		b.clock.pass(time.Second)
	}
	history := func() (got []string) {
		kv := []string{"PageSize", "2"}
		for range 4 {
			rep := b.ok("QueryTaskInfoHistory", kv...)
			for i := range 2 {
				if no := rep.text[fmt.Sprintf("Objects.%d.TaskNo", i)]; no != "" {
					got = append(got, no)
				}
			}
			next := rep.text["NextPageCursor.TaskNo"]
			if next == "" {
				return got
			}
			kv = []string{"PageSize", "2", "TaskNoCursor", next, "CreateTimeCursor", rep.text["NextPageCursor.CreateTimeLong"]}
		}
		return append(got, "endless")
	}
	b.clock.pass(time.Minute)
	if got := history(); len(got) != 0 || b.detail(tasks[0], "DomainName") == "" {
		t.Errorf("moved early: %v", got)
	}
	b.clock.pass(2 * time.Hour)
	got := history()
	for i, no := range got {
		if no != tasks[4-i] {
			t.Errorf("history %v of %v", got, tasks)
		}
	}
	if len(got) != 5 || b.detail(tasks[0], "DomainName") != "" || b.task(tasks[0], "TaskNum") != "not listed" {
		t.Errorf("history has %d of 5", len(got))
	}
	first := b.ok("QueryTaskDetailHistory", "TaskNo", tasks[0], "PageSize", "1")
	second := b.ok("QueryTaskDetailHistory", "TaskNo", tasks[0], "PageSize", "1", "DomainNameCursor", first.text["NextPageCursor.DomainName"],
		"TaskDetailNoCursor", first.text["NextPageCursor.TaskDetailNo"])
	if first.text["Objects.0.DomainName"] != "a0.com" || second.text["Objects.0.DomainName"] != "b0.com" ||
		second.text["NextPageCursor.DomainName"] != "" || second.text["PrePageCursor.DomainName"] != "a0.com" {
		t.Error(first.raw, second.raw)
	}
	if _, has := first.text["Objects.0.TaskResult"]; has {
		t.Error("history tells a result")
	}
}
