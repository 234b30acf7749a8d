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
