package executor

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
)

func TestJudgeTask(t *testing.T) {
	details := func(taskType string, domains ...string) (list []alidomain.TaskDetail) {
		for _, d := range domains {
			list = append(list, alidomain.TaskDetail{TaskNo: "t", Domain: d, TaskType: taskType})
		}
		return list
	}
	batch := journal.Batch{ID: "b0001"}
	for _, d := range []string{"one.com", "Two.com", "例子.com"} {
		batch.Changes = append(batch.Changes, journal.Change{Domain: d})
	}
	tests := []struct {
		name    string
		contact string
		shown   []alidomain.TaskDetail
		want    error
		says    string
	}{
		{"the very same", "tech", details("UPDATE_TECH_CONTACT", "one.com", "two.com", "例子.com"), nil, ""},
		{"in another spelling and order, some twice", "tech", details("update_tech_contact", "XN--FSQU00A.com", "one.com.", "TWO.COM", "one.com"), nil, ""},
		{"a type that nobody documents", "", details("QUERY_TRANSFER_CODE", "one.com", "two.com", "例子.com"), nil, ""},
		{"no type", "admin", details("", "one.com", "two.com", "例子.com"), nil, ""},
		{"nothing to see", "tech", nil, ErrNoSuchTask, "does not show it"},
		{"another contact", "admin", details("UPDATE_TECH_CONTACT", "one.com", "two.com", "例子.com"), ErrOtherTask, "of type UPDATE_TECH_CONTACT, and the call is for the admin contact"},
		{"a contact for a code", "", details("CHG_HOLDER", "one.com", "two.com", "例子.com"), ErrOtherTask, "the call is for a transfer code"},
		{"one domain too many", "tech", details("", "one.com", "two.com", "例子.com", "three.com"), ErrOtherTask, "it holds three.com, which the call does not"},
		{"other domains", "tech", details("", "four.com"), ErrOtherTask, "it holds four.com"},
		{"too few", "tech", details("", "one.com"), errIncomplete, "holds 1 of the call's 3 domains; without Two.com, 例子.com"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := judgeTask(batch, test.contact, test.shown)
			if !errors.Is(err, test.want) || err != nil && !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v, want %v and %q", err, test.want, test.says)
			}
		})
	}
	if !errors.Is(errIncomplete, ErrOtherTask) {
		t.Error("a task with too few domains counts as another task")
	}
	large := journal.Batch{}
	for i := range 20 {
		large.Changes = append(large.Changes, journal.Change{Domain: fmt.Sprintf("d%02d.com", i)})
	}
	if err := judgeTask(large, "tech", details("", "d00.com")); err == nil || !strings.HasSuffix(err.Error(), "without d01.com, d02.com, d03.com and 16 more") {
		t.Error(err)
	}
}
