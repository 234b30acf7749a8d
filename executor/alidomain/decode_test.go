package alidomain

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"
)

func detailsOf(t *testing.T, body string) (TaskDetailPage, error) {
	t.Helper()
	s := serve(t, answering(200, body))
	return clientOf(t, s).TaskDetails(bg(t), TaskDetailsQuery{TaskNo: "T1"})
}

func TestDetailsAreReadInEveryShapeTheServicePrints(t *testing.T) {
	want := []TaskDetail{{
		TaskNo: "T1", TaskDetailNo: "D1", Domain: "alpha-example.com", InstanceID: "S1", TaskType: "UPDATE_ADMIN_CONTACT",
		TypeDescription: "Update", Status: DetailSucceeded, TryCount: 1, CreateTime: "2024-05-06 10:00:01", UpdateTime: "2024-05-06 10:00:09",
		ErrorMsg: "The operation is successful.", FailReason: "none", Result: NewSecret("20123"),
	}}
	row := func(result, try, code string) string {
		return `{"TaskNo":"T1","TaskDetailNo":"D1","DomainName":"alpha-example.com","InstanceId":"S1","TaskType":"UPDATE_ADMIN_CONTACT","TaskTypeDescription":"Update",` +
			`"TaskStatus":"EXECUTE_SUCCESS","TaskStatusCode":` + code + `,"TryCount":` + try + `,"CreateTime":"2024-05-06 10:00:01","UpdateTime":"2024-05-06 10:00:09",` +
			`"ErrorMsg":"The operation is successful.","FailReason":"none","TaskResult":` + result + `}`
	}
	head := `{"RequestId":"R","CurrentPageNum":1,"PageSize":100,"TotalItemNum":1,"TotalPageNum":1,"PrePage":false,"NextPage":false,`
	lower := `{"requestId":"R","currentPageNum":"1","pageSize":"100","totalItemNum":"1","totalPageNum":"1","nextPage":"false","data":{"taskDetail":[` +
		`{"taskNo":"T1","taskDetailNo":"D1","domainName":"alpha-example.com","instanceId":"S1","taskType":"UPDATE_ADMIN_CONTACT","taskTypeDescription":"Update",` +
		`"taskStatus":"EXECUTE_SUCCESS","taskStatusCode":"2","tryCount":"1","createTime":"2024-05-06 10:00:01","updateTime":"2024-05-06 10:00:09",` +
		`"errorMsg":"The operation is successful.","failReason":"none","taskResult":20123}]}}`
	for name, body := range map[string]string{
		"an array":              head + `"Data":{"TaskDetail":[` + row(`"20123"`, "1", "2") + `]}}`,
		"one object":            head + `"Data":{"TaskDetail":` + row(`"20123"`, "1", "2") + `}}`,
		"a bare array":          head + `"Data":[` + row(`20123`, `"1"`, `"2"`) + `]}`,
		"a bare object":         head + `"Data":` + row(`20123`, `"1"`, `"2"`) + `}`,
		"lower camel case":      lower,
		"with a byte order":     "\ufeff" + head + `"Data":{"TaskDetail":[` + row(`"20123"`, "1", "2") + `]}}`,
		"a code for success":    head + `"Code":"200","Data":{"TaskDetail":[` + row(`"20123"`, "1", "2") + `]}}`,
		"new fields everywhere": head + `"New":{"a":[1]},"Data":{"TaskDetail":[` + row(`"20123"`, "1", "2")[:1] + `"New":{"x":1},` + row(`"20123"`, "1", "2")[1:] + `]}}`,
	} {
		page, err := detailsOf(t, body)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !reflect.DeepEqual(page.Details, want) {
			t.Errorf("%s: details are\n%#v\nwant\n%#v", name, page.Details, want)
		}
		if page.RequestID != "R" || page.PageNum != 1 || page.PageSize != 100 || page.TotalItems != 1 || page.TotalPages != 1 || page.Next || page.ServerTime.IsZero() {
			t.Errorf("%s: page is %+v", name, page.Page)
		}
	}
}

func TestEmptyPagesAreEmptyAndNotFailures(t *testing.T) {
	for _, body := range []string{
		`{"RequestId":"R","TotalItemNum":0,"Data":{"TaskDetail":[]}}`,
		`{"RequestId":"R","TotalItemNum":0,"Data":{}}`,
		`{"RequestId":"R","TotalItemNum":0,"Data":null}`,
		`{"RequestId":"R","TotalItemNum":0,"Data":{"TaskDetail":null}}`,
		`{"RequestId":"R","TotalItemNum":0,"Data":""}`,
		`{"RequestId":"R","TotalItemNum":0}`,
	} {
		page, err := detailsOf(t, body)
		if err != nil || len(page.Details) != 0 {
			t.Errorf("%s: %v, %d details", body, err, len(page.Details))
		}
	}
}

func TestFurtherPagesAreSeenByEitherSign(t *testing.T) {
	for body, want := range map[string]bool{
		`{"RequestId":"R","CurrentPageNum":1,"TotalPageNum":3,"TotalItemNum":9,"Data":{}}`:                  true,
		`{"RequestId":"R","CurrentPageNum":3,"TotalPageNum":3,"TotalItemNum":9,"Data":{}}`:                  false,
		`{"RequestId":"R","CurrentPageNum":1,"NextPage":true,"TotalItemNum":9,"Data":{}}`:                   true,
		`{"RequestId":"R","CurrentPageNum":1,"TotalPageNum":3,"NextPage":false,"TotalItemNum":9,"Data":{}}`: true,
	} {
		page, err := detailsOf(t, body)
		if err != nil || page.Next != want {
			t.Errorf("%s: further page %t, %v", body, page.Next, err)
		}
	}
}

func num(n int64) *integer { i := integer(n); return &i }

// The code 3 is a failure of a detail and the completion of a task.
func TestStatusesGoByWordAndByCodeOnlyWithoutOne(t *testing.T) {
	for _, tc := range []struct {
		word   string
		code   *integer
		detail DetailStatus
		task   TaskStatus
	}{
		{"WAITING_EXECUTE", num(3), DetailWaiting, TaskWaiting},
		{"EXECUTING", num(3), DetailExecuting, TaskExecuting},
		{"EXECUTE_SUCCESS", num(3), DetailSucceeded, TaskComplete},
		{"execute_failure", num(2), DetailFailed, TaskExecuting},
		{"COMPLETE", num(2), DetailSucceeded, TaskComplete},
		{"", num(0), DetailWaiting, TaskUnknown},
		{"", num(1), DetailExecuting, TaskWaiting},
		{"", num(2), DetailSucceeded, TaskExecuting},
		{"", num(3), DetailFailed, TaskComplete},
		{"NEW_WORD", num(3), DetailFailed, TaskComplete},
		{"NEW_WORD", num(9), DetailUnknown, TaskUnknown},
		{"NEW_WORD", num(-1), DetailUnknown, TaskUnknown},
		{"", nil, DetailUnknown, TaskUnknown},
	} {
		if got := detailStatus(tc.word, tc.code); got != tc.detail {
			t.Errorf("detail %q %v: %s, want %s", tc.word, tc.code, got, tc.detail)
		}
		if got := taskStatus(tc.word, tc.code); got != tc.task {
			t.Errorf("task %q %v: %s, want %s", tc.word, tc.code, got, tc.task)
		}
	}
	if !DetailFailed.Final() || !DetailSucceeded.Final() || DetailExecuting.Final() || DetailWaiting.Final() || DetailUnknown.Final() {
		t.Error("the wrong statuses are final")
	}
}

func TestTasksAndTheirHistory(t *testing.T) {
	s := serve(t, answering(200, `{"RequestId":"R","CurrentPageNum":1,"PageSize":20,"TotalItemNum":2,"TotalPageNum":1,"Data":{"TaskInfo":[`+
		`{"TaskNo":"T1","TaskType":"UPDATE_ADMIN_CONTACT","TaskTypeDescription":"d","TaskNum":2,"TaskStatus":"EXECUTING","TaskStatusCode":2,"CreateTime":"2017-11-01 17:22:51","Clientip":"127.0.0.1","TaskCancelStatus":"INIT"},`+
		`{"TaskNo":"T2","TaskNum":"1","TaskStatusCode":"3","CreateTime":"Dec 26,2017 11:00:54"}]}}`))
	page, err := clientOf(t, s).Tasks(bg(t), TasksQuery{})
	if err != nil {
		t.Fatal(err)
	}
	want := []Task{
		{TaskNo: "T1", TaskType: "UPDATE_ADMIN_CONTACT", TypeDescription: "d", Num: 2, Status: TaskExecuting, CreateTime: "2017-11-01 17:22:51",
			CreatedAt: time.UnixMilli(1509528171000).UTC(), ClientIP: "127.0.0.1", CancelStatus: "INIT"},
		{TaskNo: "T2", Num: 1, Status: TaskComplete, CreateTime: "Dec 26,2017 11:00:54", CreatedAt: time.Date(2017, 12, 26, 3, 0, 54, 0, time.UTC)},
	}
	if !reflect.DeepEqual(page.Tasks, want) {
		t.Errorf("tasks are\n%+v\nwant\n%+v", page.Tasks, want)
	}

	for name, objects := range map[string]string{
		"plain":  `[{"TaskNo":"T1","TaskNum":1,"TaskStatus":"COMPLETE","CreateTime":"nonsense","CreateTimeLong":1714960801000}]`,
		"nested": `{"TaskInfoHistory":[{"TaskNo":"T1","TaskNum":1,"TaskStatus":"COMPLETE","CreateTime":"nonsense","CreateTimeLong":"1714960801000"}]}`,
	} {
		s := serve(t, answering(200, `{"RequestId":"R","PageSize":1,"Objects":`+objects+`,"NextPageCursor":{"TaskNo":"T9","CreateTimeLong":1714870000000}}`))
		h, err := clientOf(t, s).TaskHistory(bg(t), TaskHistoryQuery{})
		if err != nil {
			t.Fatal(err)
		}
		if len(h.Tasks) != 1 || !h.Tasks[0].CreatedAt.Equal(time.UnixMilli(1714960801000)) || h.Next == nil || *h.Next != (TaskCursor{"T9", 1714870000000}) {
			t.Errorf("%s: history is %+v, next %+v", name, h, h.Next)
		}
	}
	s = serve(t, answering(200, `{"RequestId":"F2","PageSize":1,"CurrentPageCursor":{},"NextPageCursor":{"TaskDetailNo":"D9","DomainName":"b.com"},"Objects":[{"TaskNo":"T1","TaskDetailNo":"D1","DomainName":"a.com","TaskStatus":"EXECUTE_FAILURE","TaskStatusCode":3,"ErrorMsg":"no"}]}`))
	d, err := clientOf(t, s).TaskDetailHistory(bg(t), TaskDetailHistoryQuery{TaskNo: "T1"})
	if err != nil || len(d.Details) != 1 || d.Details[0].Status != DetailFailed || d.Next == nil || *d.Next != (DetailCursor{"D9", "b.com"}) {
		t.Errorf("detail history is %+v, %v", d, err)
	}
	for _, end := range []string{`{}`, `null`, `{"TaskNo":""}`} {
		s := serve(t, answering(200, `{"RequestId":"R","Objects":[],"NextPageCursor":`+end+`}`))
		if h, err := clientOf(t, s).TaskHistory(bg(t), TaskHistoryQuery{}); err != nil || h.Next != nil {
			t.Errorf("end %s: next %+v, %v", end, h.Next, err)
		}
	}
}

func TestContactsDomainsAndProfilesAreRead(t *testing.T) {
	fields := `"RegistrantName":"li si","RegistrantOrganization":"li si","Country":"CN","Province":"zhe jiang","City":"hang zhou shi","Address":"1 hao","PostalCode":310024,"Email":"owner@example.com","TelArea":"86","Telephone":"13800000000","TelExt":"","ZhRegistrantName":"李四"`
	want := Contact{Name: "li si", Organization: "li si", Country: "CN", Province: "zhe jiang", City: "hang zhou shi", Address: "1 hao",
		PostalCode: "310024", Email: "owner@example.com", TelArea: "86", Telephone: "13800000000", ZhName: "李四"}
	s := serve(t, answering(200, `{"RequestId":"B1","CreateDate":"2020-01-02 03:04:05",`+fields+`}`))
	info, err := clientOf(t, s).ContactInfo(bg(t), "a.com", "registrant")
	if err != nil || info.Contact != want || info.RequestID != "B1" || info.CreateDate != "2020-01-02 03:04:05" {
		t.Errorf("contact is %+v, %v", info, err)
	}

	s = serve(t, answering(200, `{"RequestId":"A4","TotalItemNum":1,"RegistrantProfiles":{"RegistrantProfile":[{"RegistrantProfileId":"9007199254740993","RegistrantType":"1","RegistrantProfileType":"common","DefaultRegistrantProfile":"true","RealNameStatus":"SUCCEED","EmailVerificationStatus":1,`+fields+`}]}}`))
	profiles, err := clientOf(t, s).RegistrantProfiles(bg(t), ProfilesQuery{})
	want.RegistrantType = "1"
	if err != nil || len(profiles.Profiles) != 1 || profiles.Profiles[0].Contact != want || profiles.Profiles[0].ID != 9007199254740993 ||
		!profiles.Profiles[0].Default || profiles.Profiles[0].EmailVerified == nil || !*profiles.Profiles[0].EmailVerified || profiles.Profiles[0].RealNameStatus != "SUCCEED" {
		t.Errorf("profiles are %+v, %v", profiles, err)
	}

	s = serve(t, answering(200, `{"RequestId":"98","DomainName":"a.com","InstanceId":"S1","UserId":100000000001,"EmailVerificationStatus":1,"EmailVerificationClientHold":false,"RegistrantInfoStatus":"PENDING","TransferOutStatus":"NORMAL","TransferProhibitionLock":"CLOSE","UpdateProhibitionLock":"NONE_SETTING","DnsList":{"Dns":["ns1.example.net","ns2.example.net"]}}`))
	d, err := clientOf(t, s).Domain(bg(t), "a.com")
	if err != nil || d.Domain != "a.com" || d.UserID != "100000000001" || d.EmailVerified == nil || !*d.EmailVerified || d.EmailClientHold == nil || *d.EmailClientHold || d.RegistrantUpdate != "PENDING" ||
		d.TransferLock != "CLOSE" || d.UpdateLock != "NONE_SETTING" || !reflect.DeepEqual(d.NameServers, []string{"ns1.example.net", "ns2.example.net"}) || d.ServerTime.IsZero() {
		t.Errorf("domain is %+v, %v", d, err)
	}

	s = serve(t, answering(200, `{"RequestId":"76","TotalItemNum":1,"Data":{"Domain":[{"DomainName":"a.com","InstanceId":"S1","DomainType":"gTLD","DomainStatus":"3","DomainAuditStatus":"SUCCEED","RegistrantType":"1","ExpirationDate":"2030-01-02 03:04:05"}]}}`))
	list, err := clientOf(t, s).Domains(bg(t), DomainsQuery{})
	if err != nil || len(list.Domains) != 1 || list.Domains[0].Domain != "a.com" || list.Domains[0].DomainStatus != "3" || list.Domains[0].Expires != "2030-01-02 03:04:05" {
		t.Errorf("domains are %+v, %v", list, err)
	}
}

func TestWhatADomainDoesNotSayIsNotKnown(t *testing.T) {
	s := serve(t, answering(200, `{"RequestId":"98","DomainName":"a.com"}`))
	d, err := clientOf(t, s).Domain(bg(t), "a.com")
	if err != nil || d.EmailVerified != nil || d.EmailClientHold != nil || d.UpdateLock != "" || d.TransferOut != "" || d.RealNameStatus != "" {
		t.Errorf("domain is %+v, %v", d, err)
	}
	for _, empty := range []string{`{"RequestId":"98"}`, `{"RequestId":"98","RegistrantName":""}`, `{"RegistrantName":"li si"}`} {
		s = serve(t, answering(200, empty))
		if info, err := clientOf(t, s).ContactInfo(bg(t), "a.com", "admin"); err == nil {
			t.Errorf("%s is taken for the contact %+v", empty, info)
		}
	}
}

func TestMailboxesAndChangesAreRead(t *testing.T) {
	s := serve(t, answering(200, `{"RequestId":"78","CurrentPageNum":1,"PageSize":500,"TotalItemNum":2,"TotalPageNum":1,"Data":[{"Email":"a@example.com","VerificationStatus":1,"EmailVerificationNo":"00aa","TokenSendTime":"2017-12-25 03:38:46","VerificationTime":"2017-12-25 03:41:11"},{"Email":"b@example.com","VerificationStatus":0,"TokenSendTime":"2017-12-26 03:38:46"}]}`))
	mail, err := clientOf(t, s).EmailVerifications(bg(t), EmailsQuery{})
	if err != nil || len(mail.Emails) != 2 || !*mail.Emails[0].Verified || *mail.Emails[1].Verified || mail.Emails[1].SentAt != "2017-12-26 03:38:46" || mail.Emails[0].DoneAt == "" || mail.TotalItems != 2 {
		t.Errorf("mailboxes are %+v, %v", mail, err)
	}
	s = serve(t, answering(200, `{"RequestId":"79","CurrentPageNum":1,"PageSize":100,"TotalItemNum":1,"TotalPageNum":1,"ResultLimit":false,"Data":{"ChangeLog":[{"DomainName":"a.com","Operation":"DNS modification","Details":"x -> y","Time":"2017-12-25 03:38:46","OperationIPAddress":"127.0.0.1","Result":"success"}]}}`))
	log, err := clientOf(t, s).ChangeLog(bg(t), ChangeLogQuery{Domain: "a.com"})
	want := LoggedChange{"a.com", "DNS modification", "x -> y", "success", "2017-12-25 03:38:46", "127.0.0.1"}
	if err != nil || len(log.Changes) != 1 || log.Changes[0] != want {
		t.Errorf("the change log is %+v, %v", log, err)
	}
}

func TestTimesAreEightHoursAheadOfUTC(t *testing.T) {
	for in, want := range map[string]int64{
		"2017-11-01 17:22:51":   1509528171,
		"2017-10-27 13:07:07":   1509080827,
		" 2017-10-27 13:07:07 ": 1509080827,
		"Dec 26,2017 11:00:54":  1514257254,
		"Dec 6,2017 11:00:54":   1512529254,
		"2017-11-01T09:22:51Z":  1509528171,
	} {
		if got, err := ParseTime(in); err != nil || got.Unix() != want {
			t.Errorf("%q is %v (%d), %v, want %d", in, got, got.Unix(), err, want)
		}
	}
	for _, in := range []string{"", "now", "2017-13-01 00:00:00"} {
		if got, err := ParseTime(in); err == nil {
			t.Errorf("%q is %v", in, got)
		}
	}
}

func FuzzReadVerdict(f *testing.F) {
	for _, s := range []string{accepted, "", "null", "[]", "{", `{"Code":1}`, "<Error><Code>A</Code></Error>", "<html>", "\ufeff{}", `{"Code":{}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		v, isJSON, ok := readVerdict(body)
		if isJSON && !ok || !ok && v != (verdict{}) {
			t.Errorf("%q: %+v %t %t", body, v, isJSON, ok)
		}
		if isJSON && !json.Valid(trimBOM(body)) {
			t.Errorf("%q is no JSON", body)
		}
	})
}

func FuzzRows(f *testing.F) {
	for _, s := range []string{`[]`, `{}`, `null`, `""`, `{"TaskDetail":[{"TaskNo":1}]}`, `{"TaskDetail":{"TaskNo":"a"}}`, `[1]`, `5`, `{"a":[],"b":[]}`, `{"TaskNo":"a"}`, `[null]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var r rows[detailBody]
		err := json.Unmarshal(body, &r)
		var syntax *json.SyntaxError
		if err != nil && !errors.Is(err, errShape) && !errors.As(err, &syntax) {
			t.Errorf("%q: %T %v may quote what was read", body, err, err)
		}
	})
}
