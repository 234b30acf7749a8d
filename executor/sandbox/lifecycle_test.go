package sandbox

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// slowly is a task time with exact phases: ten seconds of waiting, a minute of
// work.
func slowly() TaskTime {
	return TaskTime{WaitMin: 10 * time.Second, WaitMax: 10 * time.Second, ExecuteMin: time.Minute, ExecuteMax: time.Minute}
}

func (b *bench) detail(taskNo, field string) string {
	b.t.Helper()
	return b.ok("QueryTaskDetailList", "TaskNo", taskNo, "PageNum", "1", "PageSize", "10").text["Data.TaskDetail.0."+field]
}

func (b *bench) task(taskNo, field string) string {
	b.t.Helper()
	rep := b.ok("QueryTaskList", "PageNum", "1", "PageSize", "1000")
	for i := range 1000 {
		at := fmt.Sprintf("Data.TaskInfo.%d.", i)
		if rep.text[at+"TaskNo"] == taskNo {
			return rep.text[at+field]
		}
	}
	return "not listed"
}

func (b *bench) submit(kind string, domains ...string) string {
	b.t.Helper()
	return b.ok(newContact, update(kind, domains...)...).text["TaskNo"]
}

func (b *bench) askCode(domain string) string {
	b.t.Helper()
	return b.ok("SaveSingleTaskForQueryingTransferAuthorizationCode", "DomainName", domain).text["TaskNo"]
}

func TestTaskRunsThroughItsStates(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, TaskTime: slowly()})
	city := func() string {
		return b.ok("QueryContactInfo", "DomainName", "a.com", "ContactType", "admin").text["Address"]
	}
	before := city()
	no := b.submit("admin", "A.com", "b.com")
	for _, step := range []struct {
		pass                       time.Duration
		detail, code, task, number string
		updated                    string
	}{
		{0, "WAITING_EXECUTE", "0", "WAITING_EXECUTE", "1", "2026-03-02 10:00:00"},
		{10 * time.Second, "EXECUTING", "1", "EXECUTING", "2", "2026-03-02 10:00:10"},
		{59 * time.Second, "EXECUTING", "1", "EXECUTING", "2", "2026-03-02 10:00:10"},
		{time.Second, "EXECUTE_SUCCESS", "2", "COMPLETE", "3", "2026-03-02 10:01:10"},
	} {
		b.clock.pass(step.pass)
		if got := city(); (got != before) != (step.code == "2") {
			t.Errorf("%s: address %q", step.detail, got)
		}
		for field, want := range map[string]string{"DomainName": "a.com", "TaskStatus": step.detail, "TaskStatusCode": step.code, "TryCount": "0",
			"CreateTime": "2026-03-02 10:00:00", "UpdateTime": step.updated, "TaskType": "UPDATE_ADMIN_CONTACT", "TaskResult": ""} {
			if got := b.detail(no, field); got != want {
				t.Errorf("%s: %s %q, want %q", step.detail, field, got, want)
			}
		}
		for field, want := range map[string]string{"TaskStatus": step.task, "TaskStatusCode": step.number, "TaskNum": "2", "TaskCancelStatus": "INIT"} {
			if got := b.task(no, field); got != want {
				t.Errorf("%s: task %s %q, want %q", step.detail, field, got, want)
			}
		}
	}
}

func TestTimeScaleShortensTasks(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, TaskTime: slowly(), TimeScale: 70})
	no := b.submit("tech", "a.com")
	b.clock.pass(time.Second)
	if got := b.detail(no, "TaskStatus"); got != "EXECUTE_SUCCESS" {
		t.Errorf("after a second: %s", got)
	}
}

func TestMagicNames(t *testing.T) {
	for _, name := range []string{"shop%s.com", "shop%s.com.cn", "例子%s.中国"} {
		t.Run(name, func(t *testing.T) {
			n := func(suffix string) string { return fmt.Sprintf(name, suffix) }
			b := newBench(t, Options{AdoptUnknown: true, Quota: map[string]Quota{}})
			b.refused("DomainNotExist", newContact, update("tech", n("-absent"))...)
			b.refused("RegContactEmailNotVerified", newContact, update("tech", n("-unverified"))...)
			b.refused("TaskIsBeingProcessed", newContact, update("tech", n("-busy"))...)
			b.askCode(n("-unverified")) // only contact updates mind
			b.ok("SaveSingleTaskForUpdateProhibitionLock", "DomainName", n("y-unverified"), "Status", "true")
			failing, slow, locked := b.submit("tech", n("-fail")), b.submit("tech", n("-slow")), b.askCode(n("-locked"))
			failingCode := b.askCode(n("x-fail"))
			b.clock.pass(3 * time.Second)
			b.submit("tech", n("-busy"))
			b.clock.pass(time.Minute)
			for _, no := range []string{failing, locked, failingCode} {
				if b.detail(no, "TaskStatus") != "EXECUTE_FAILURE" || b.detail(no, "ErrorMsg") == "" || b.detail(no, "FailReason") == "" || b.detail(no, "TaskResult") != "" {
					t.Errorf("%s: %s", b.detail(no, "DomainName"), b.detail(no, "TaskStatus"))
				}
			}
			if got := b.detail(failing, "TryCount"); got != "3" {
				t.Errorf("failed after %s tries", got)
			}
			if got := b.detail(slow, "TaskStatus"); got != "EXECUTING" {
				t.Errorf("slow: %s", got)
			}
			b.clock.pass(time.Hour)
			if got := b.detail(slow, "TaskStatus"); got != "EXECUTE_SUCCESS" {
				t.Errorf("slow after an hour: %s", got)
			}
		})
	}
	for _, plain := range []string{"absent.com", "shop.absent-x.com", "shop-absent"} {
		if magic(plain, "-absent") {
			t.Errorf("%s is not magic", plain)
		}
	}
}

func TestOwnerChangesAreNamedSo(t *testing.T) {
	b := calm(t)
	no := b.submit("registrant", "a.com")
	if got := b.detail(no, "TaskType"); got != "CHG_HOLDER" {
		t.Errorf("new owner: %s", got)
	}
	b.clock.pass(time.Minute)
	send := update("registrant", "a.com")
	for i := range send {
		if send[i] == "310024" {
			send[i] = "310025"
		}
	}
	no = b.ok(newContact, send...).text["TaskNo"]
	if got := b.detail(no, "TaskType"); got != "UPDATE_REGISTRANT_CONTACT" {
		t.Errorf("same owner: %s", got)
	}
	no = b.ok("SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID", "DomainName.1", "b.com", "RegistrantProfileId", "1000002", "TransferOutProhibited", "false").text["TaskNo"]
	if got := b.detail(no, "TaskType"); got != "CHG_HOLDER" {
		t.Errorf("by profile: %s", got)
	}
}

func TestSixtyDayLockFollowsTheRightParameter(t *testing.T) {
	for _, tc := range []struct{ action, version, lock string }{
		{"SaveSingleTaskForUpdatingContactInfo", versionChina, "AddTransferLock"},
		{"SaveSingleTaskForUpdatingContactInfo", versionIntl, "AddTransferLock"},
		{"SaveBatchTaskForUpdatingContactInfo", versionIntl, "AddTransferLock"},
		{"SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId", versionChina, "TransferOutProhibited"},
		{"SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID", versionChina, "TransferOutProhibited"},
		{"SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID", versionIntl, "TransferOutProhibited"},
	} {
		for _, value := range []string{"true", "false"} {
			for _, kind := range []string{"registrant", "tech"} {
				b := calm(t)
				b.ver = tc.version
				domain := "DomainName.1"
				if strings.Contains(tc.action, "Single") {
					domain = "DomainName"
				}
				b.ok(tc.action, domain, "a.com", "ContactType", kind, "RegistrantProfileId", "1000002", tc.lock, value)
				b.clock.pass(time.Minute)
				no := b.askCode("a.com")
				b.clock.pass(time.Minute)
				want := "EXECUTE_SUCCESS"
				if value == "true" && (kind == "registrant" || strings.Contains(tc.action, "RegistrantInfo")) {
					want = "EXECUTE_FAILURE"
				}
				if got := b.detail(no, "TaskStatus"); got != want {
					t.Errorf("%s %s=%s for %s: %s, want %s", tc.action, tc.lock, value, kind, got, want)
				}
				b.clock.pass(61 * 24 * time.Hour)
				no = b.askCode("a.com")
				b.clock.pass(time.Minute)
				if got := b.detail(no, "TaskStatus"); got != "EXECUTE_SUCCESS" {
					t.Errorf("%s after 61 days: %s", tc.action, got)
				}
			}
		}
	}
}

func TestStateOfADomainDecidesWhatFails(t *testing.T) {
	now := newClock().t
	const owner, code = "registrant", kindTransferCode
	for _, tc := range []struct {
		name   string
		domain Domain
		kind   string
		want   string
	}{
		{"update lock", Domain{UpdateLock: true}, "tech", "EXECUTE_FAILURE"},
		{"update lock, code", Domain{UpdateLock: true}, code, "EXECUTE_SUCCESS"},
		{"transfer lock", Domain{TransferLock: true}, code, "EXECUTE_FAILURE"},
		{"transfer lock, contact", Domain{TransferLock: true}, owner, "EXECUTE_SUCCESS"},
		{"leaving", Domain{TransferOut: true}, "billing", "EXECUTE_FAILURE"},
		{"expired, owner", Domain{ExpiresAt: now.AddDate(0, 0, -1)}, owner, "EXECUTE_FAILURE"},
		{"expired, admin", Domain{ExpiresAt: now.AddDate(0, 0, -1)}, "admin", "EXECUTE_SUCCESS"},
		{"expires soon", Domain{ExpiresAt: now.AddDate(0, 0, 14)}, code, "EXECUTE_FAILURE"},
		{"young", Domain{RegisteredAt: now.AddDate(0, 0, -59)}, code, "EXECUTE_FAILURE"},
		{"owner change pending", Domain{RegistrantPending: true}, owner, "EXECUTE_FAILURE"},
		{"nothing wrong", Domain{}, code, "EXECUTE_SUCCESS"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.domain.Name = "a.com"
			b := newBench(t, Options{Calm: true, Domains: []Domain{tc.domain}})
			no := ""
			if tc.kind == code {
				no = b.askCode("a.com")
			} else {
				no = b.submit(tc.kind, "a.com")
			}
			b.clock.pass(time.Minute)
			if got := b.detail(no, "TaskStatus"); got != tc.want {
				t.Errorf("%s, want %s", got, tc.want)
			}
		})
	}
}

func TestLocksAreSetByTasks(t *testing.T) {
	b := calm(t)
	state := func() string {
		rep := b.ok("QueryDomainByDomainName", "DomainName", "a.com")
		return rep.text["TransferProhibitionLock"] + " " + rep.text["UpdateProhibitionLock"]
	}
	b.ok("SaveBatchTaskForTransferProhibitionLock", "DomainName.1", "a.com", "Status", "true")
	b.clock.pass(time.Minute)
	if got := state(); got != "OPEN CLOSE" {
		t.Error(got)
	}
	b.ok("SaveSingleTaskForUpdateProhibitionLock", "DomainName", "a.com", "Status", "true")
	b.clock.pass(time.Minute)
	b.ok("SaveSingleTaskForTransferProhibitionLock", "DomainName", "a.com", "Status", "false")
	b.clock.pass(time.Minute)
	if got := state(); got != "CLOSE OPEN" {
		t.Error(got)
	}
}

func TestUnverifiedProfileCannotOwnAChineseDomain(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, Profiles: []Profile{{ID: 5, RealNameStatus: "NONAUDIT"}, {ID: 6, EmailUnverified: true}}})
	send := func(id, domain string) []string {
		return []string{"DomainName", domain, "ContactType", "registrant", "RegistrantProfileId", id}
	}
	cn := b.ok("SaveSingleTaskForUpdatingContactInfo", send("5", "a.cn")...).text["TaskNo"]
	com := b.ok("SaveSingleTaskForUpdatingContactInfo", send("5", "a.com")...).text["TaskNo"]
	b.clock.pass(time.Minute)
	if b.detail(cn, "TaskStatus") != "EXECUTE_FAILURE" || b.detail(com, "TaskStatus") != "EXECUTE_SUCCESS" {
		t.Errorf("cn %s, com %s", b.detail(cn, "TaskStatus"), b.detail(com, "TaskStatus"))
	}
	b.refused("RegContactEmailNotVerified", "SaveSingleTaskForUpdatingContactInfo", send("6", "b.com")...)
	b.refused("ParameterIllegal", "SaveSingleTaskForUpdatingContactInfo", send("0", "b.com")...)
}

func TestFailedTaskChangesNothing(t *testing.T) {
	b := newBench(t, Options{Calm: true, Domains: []Domain{{Name: "a.com", UpdateLock: true}}})
	look := func() string {
		_, contact, _ := strings.Cut(b.ok("QueryContactInfo", "DomainName", "a.com", "ContactType", "tech").raw, ",")
		return contact
	}
	before := look()
	b.submit("tech", "a.com")
	b.clock.pass(time.Hour)
	if after := look(); after != before {
		t.Errorf("before %s\nafter %s", before, after)
	}
}

// Chinese values are optional: a contact sent without them keeps those it had.
func TestAbsentChineseValuesDeleteNothing(t *testing.T) {
	b := calm(t)
	b.ok(newContact, append(update("tech", "a.com"), "ZhCity", "北京市")...)
	b.clock.pass(time.Minute)
	b.submit("tech", "a.com")
	b.clock.pass(time.Minute)
	if got := b.ok("QueryContactInfo", "DomainName", "a.com", "ContactType", "tech").text["ZhCity"]; got != "北京市" {
		t.Errorf("city %q", got)
	}
}

func TestTransferCodesAreNastyUnlessPlain(t *testing.T) {
	nasty := map[string]int{}
	b := newBench(t, Options{AdoptUnknown: true, Quota: map[string]Quota{}})
	var tasks []string
	for i := range 200 {
		tasks = append(tasks, b.askCode(fmt.Sprintf("d%d.com", i)))
	}
	b.clock.pass(time.Minute)
	for _, no := range tasks {
		code := b.detail(no, "TaskResult")
		if code == "" {
			t.Fatal("no code")
		}
		for _, c := range []string{"=", "+", "-", "@"} {
			if strings.HasPrefix(code, c) {
				nasty["formula"]++
			}
		}
		if strings.ContainsAny(code[len(code)-1:], ")]}") {
			nasty["bracket"]++
		}
		if strings.ContainsAny(code, `"'<>,;\`) {
			nasty["quote"]++
		}
	}
	if len(nasty) != 3 || nasty["formula"] > 100 {
		t.Errorf("of 200 codes: %v", nasty)
	}
	b = calm(t)
	no := b.askCode("a.com")
	b.clock.pass(time.Minute)
	first := b.detail(no, "TaskResult")
	if strings.ContainsFunc(first, func(r rune) bool {
		return !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", r)
	}) {
		t.Errorf("plain code %q", first)
	}
	no = b.askCode("a.com")
	b.clock.pass(time.Minute)
	if b.detail(no, "TaskResult") == first {
		t.Error("asked again, the code is the same")
	}
}

func TestSameSeedSameFate(t *testing.T) {
	results := func(seed int64, order ...string) string {
		b := newBench(t, Options{Seed: seed, AdoptUnknown: true, Quota: map[string]Quota{}})
		tasks := map[string]string{}
		for _, d := range order {
			tasks[d] = b.askCode(d)
		}
		b.clock.pass(time.Minute)
		return b.detail(tasks["a.com"], "TaskResult") + b.detail(tasks["a.com"], "UpdateTime") + b.detail(tasks["b.com"], "TaskResult")
	}
	if results(1, "a.com", "b.com") != results(1, "b.com", "a.com") {
		t.Error("the order of submits changed what became of a domain")
	}
	if results(1, "a.com", "b.com") == results(2, "a.com", "b.com") {
		t.Error("the seed changes nothing")
	}
}

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
