package alidomain

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// contactWire is what of canaryContact goes on the wire in every version.
func contactWire() map[string]string {
	return map[string]string{
		"RegistrantName": "canary person", "RegistrantOrganization": "canary works", "Country": "CN",
		"Province": "canary province", "City": "canary city", "Address": "1 Main St. *~+&=", "PostalCode": "QX31 0024",
		"Email": "canary@person.example", "TelArea": "86", "Telephone": "13800000777", "TelExt": "70707070707",
	}
}

func zhWire() map[string]string {
	return map[string]string{
		"ZhRegistrantName": "李四李四", "ZhRegistrantOrganization": "金丝雀公司", "ZhProvince": "浙江省会",
		"ZhCity": "杭州市区", "ZhAddress": "一号路一号",
	}
}

func merge(all ...map[string]string) map[string]string {
	out := map[string]string{}
	for _, m := range all {
		maps.Copy(out, m)
	}
	return out
}

type m = map[string]string

func TestSubmitsCarryTheDocumentedParametersOnly(t *testing.T) {
	two := m{"DomainName.1": "alpha-example.com", "DomainName.2": "中文.com"}
	newContact := aSubmit()
	noLock := aSubmit()
	noLock.Lock, noLock.Contact.TelExt = nil, ""
	admin := aSubmit()
	admin.ContactType, admin.Lock = "admin", nil
	single := SubmitRequest{Operation: OpProfileSingle, Domains: []string{"alpha-example.com"}, ContactType: "registrant",
		ProfileID: 1000001, InstanceID: "S20200000000001", Lock: lockOf(false)}
	batchCN := SubmitRequest{Operation: OpProfileBatchCN, Domains: []string{"alpha-example.com", "中文.com"}, ContactType: "registrant",
		ProfileID: 9007199254740993, Lock: lockOf(true)}
	batchIntl := batchCN
	batchIntl.Operation = OpProfileBatchIntl
	code := SubmitRequest{Operation: OpTransferCode, Domains: []string{"中文.com"}}
	singleWire := m{"DomainName": "alpha-example.com", "ContactType": "registrant", "RegistrantProfileId": "1000001",
		"InstanceId": "S20200000000001", "AddTransferLock": "false"}

	withoutExt := contactWire()
	delete(withoutExt, "TelExt")
	cases := []struct {
		site Site
		name string
		req  SubmitRequest
		want m
	}{
		{SiteCN, "new contact", newContact, merge(two, contactWire(), zhWire(), m{"ContactType": "registrant", "RegistrantType": "1", "TransferOutProhibited": "true"})},
		{SiteIntl, "new contact", newContact, merge(two, contactWire(), m{"ContactType": "registrant", "TransferOutProhibited": "true"})},
		{SiteIntl2018, "new contact", newContact, merge(two, contactWire(), zhWire(), m{"ContactType": "registrant", "RegistrantType": "1", "TransferOutProhibited": "true"})},
		{SiteCN, "no lock, no extension", noLock, merge(two, withoutExt, zhWire(), m{"ContactType": "registrant", "RegistrantType": "1"})},
		{SiteIntl, "admin", admin, merge(two, contactWire(), m{"ContactType": "admin"})},
		{SiteCN, "single profile", single, singleWire},
		{SiteIntl, "single profile", single, singleWire},
		{SiteCN, "profile batch", batchCN, merge(two, m{"ContactType": "registrant", "RegistrantProfileId": "9007199254740993", "TransferOutProhibited": "true"})},
		{SiteIntl2018, "profile batch", batchCN, merge(two, m{"ContactType": "registrant", "RegistrantProfileId": "9007199254740993", "TransferOutProhibited": "true"})},
		{SiteIntl, "profile batch", batchIntl, merge(two, m{"ContactType": "registrant", "RegistrantProfileId": "9007199254740993", "AddTransferLock": "true"})},
		{SiteCN, "transfer code", code, m{"DomainName": "中文.com"}},
		{SiteIntl, "transfer code", code, m{"DomainName": "中文.com"}},
	}
	for _, tc := range cases {
		for _, place := range []Placement{PlaceQuery, PlaceBody} {
			t.Run(fmt.Sprintf("%s/%s/%s", tc.site, tc.name, place), func(t *testing.T) {
				s := serve(t, answering(200, accepted))
				receipt, err := clientOf(t, s, onSite(tc.site), placed(place)).Submit(bg(t), testStamp(), tc.req)
				if err != nil {
					t.Fatal(err)
				}
				if receipt.TaskNo != "5b0c6f0e-6c1b-4c39-8a0e-1f6f5b8d2c11" || receipt.RequestID != "7A1F2C3D-0B1E-4E77-9C55-0D8E61B2A001" || receipt.ServerTime.IsZero() {
					t.Errorf("receipt is %+v", receipt)
				}
				got := s.only(t)
				if !reflect.DeepEqual(got.params(), tc.want) {
					t.Errorf("parameters are\n%v\nwant\n%v", got.params(), tc.want)
				}
				if (len(got.Body) == 0) != (place == PlaceQuery) || (len(got.Query) == 0) != (place == PlaceBody) {
					t.Errorf("placement %s: query %q, body of %d bytes", place, got.URI, len(got.Body))
				}
				checkEnvelope(t, got, tc.req.Operation, tc.site)
			})
		}
	}
}

func checkEnvelope(t *testing.T, got seen, op Operation, site Site) {
	t.Helper()
	if got.Method != http.MethodPost || !strings.HasPrefix(got.URI, "/") || strings.HasPrefix(got.URI, "//") {
		t.Errorf("request line is %s %s", got.Method, got.URI)
	}
	for name, want := range map[string]string{
		"X-Acs-Action": string(op), "X-Acs-Version": site.Version(), "Accept": "application/json", "User-Agent": "domainbatch",
	} {
		if v := got.Header.Get(name); v != want {
			t.Errorf("header %s is %q, want %q", name, v, want)
		}
	}
	known := []string{"Accept", "Accept-Encoding", "Authorization", "Connection", "Content-Length", "Content-Type", "User-Agent",
		"X-Acs-Action", "X-Acs-Content-Sha256", "X-Acs-Date", "X-Acs-Signature-Nonce", "X-Acs-Version"}
	for name := range got.Header {
		if !slices.Contains(known, name) {
			t.Errorf("unexpected header %s", name)
		}
	}
	if err := verify(got, testKeyID, testSecret); err != nil {
		t.Error(err)
	}
}

func TestQueriesCarryTheDocumentedParametersOnly(t *testing.T) {
	page := m{"PageNum": "2", "PageSize": "50"}
	begin, end := time.UnixMilli(1714953600000), time.UnixMilli(1715040000123)
	paged := `{"RequestId":"R","CurrentPageNum":1,"PageSize":50,"TotalItemNum":0,"TotalPageNum":0,"Data":{"X":[]}}`
	history := `{"RequestId":"R","PageSize":2,"NextPageCursor":{},"Objects":[]}`
	cases := []struct {
		op     Operation
		site   Site
		answer string
		call   func(*Client) error
		want   m
	}{
		{OpQueryTaskDetailList, SiteCN, paged, func(c *Client) error {
			_, err := c.TaskDetails(bg(t), TaskDetailsQuery{TaskNo: "T1", Status: DetailFailed, Domain: "a.com", InstanceID: "S1", PageNum: 2, PageSize: 50})
			return err
		}, merge(page, m{"TaskNo": "T1", "TaskStatus": "3", "DomainName": "a.com", "InstanceId": "S1"})},
		{OpQueryTaskDetailList, SiteIntl, paged, func(c *Client) error {
			_, err := c.TaskDetails(bg(t), TaskDetailsQuery{TaskNo: "T1", Status: DetailWaiting})
			return err
		}, m{"TaskNo": "T1", "TaskStatus": "0", "PageNum": "1", "PageSize": "1000"}},
		{OpQueryTaskList, SiteCN, paged, func(c *Client) error {
			_, err := c.Tasks(bg(t), TasksQuery{Begin: begin, End: end, PageNum: 2, PageSize: 50})
			return err
		}, merge(page, m{"BeginCreateTime": "1714953600000", "EndCreateTime": "1715040000123"})},
		{OpPollTaskResult, SiteIntl, paged, func(c *Client) error {
			_, err := c.PollTaskResults(bg(t), TaskDetailsQuery{Domain: "a.com", Status: DetailSucceeded, PageNum: 2, PageSize: 50})
			return err
		}, merge(page, m{"DomainName": "a.com", "TaskResultStatus": "2"})},
		{OpQueryTaskInfoHistory, SiteCN, history, func(c *Client) error {
			_, err := c.TaskHistory(bg(t), TaskHistoryQuery{Begin: begin, End: end, PageSize: 2, Cursor: TaskCursor{"T9", 1714960801000}})
			return err
		}, m{"BeginCreateTime": "1714953600000", "EndCreateTime": "1715040000123", "PageSize": "2", "TaskNoCursor": "T9", "CreateTimeCursor": "1714960801000"}},
		{OpQueryTaskDetailHistory, SiteIntl, history, func(c *Client) error {
			_, err := c.TaskDetailHistory(bg(t), TaskDetailHistoryQuery{TaskNo: "T1", Domain: "a.com", Status: DetailExecuting, Cursor: DetailCursor{"D9", "b.com"}})
			return err
		}, m{"TaskNo": "T1", "DomainName": "a.com", "TaskStatus": "1", "PageSize": "100", "TaskDetailNoCursor": "D9", "DomainNameCursor": "b.com"}},
		{OpCancelTask, SiteCN, `{"RequestId":"R"}`, func(c *Client) error { return c.CancelTask(bg(t), "T1") }, m{"TaskNo": "T1"}},
		{OpQueryContactInfo, SiteIntl, `{"RequestId":"R","CreateDate":"2020-01-02 03:04:05"}`, func(c *Client) error {
			_, err := c.ContactInfo(bg(t), "中文.com", "tech")
			return err
		}, m{"DomainName": "中文.com", "ContactType": "tech"}},
		{OpVerifyContactField, SiteCN, `{"RequestId":"R"}`, func(c *Client) error { return c.VerifyContact(bg(t), canaryContact, "a.com") },
			merge(contactWire(), zhWire(), m{"RegistrantType": "1", "DomainName": "a.com"})},
		{OpVerifyContactField, SiteIntl, `{"RequestId":"R"}`, func(c *Client) error { return c.VerifyContact(bg(t), canaryContact, "") },
			merge(contactWire(), m{"RegistrantType": "1"})},
		{OpQueryRegistrantProfiles, SiteCN, `{"RequestId":"R","TotalItemNum":0}`, func(c *Client) error {
			_, err := c.RegistrantProfiles(bg(t), ProfilesQuery{ID: 7, RegistrantType: "2", ProfileType: "common", RealNameStatus: "SUCCEED", Email: "a@b.c", PageNum: 2, PageSize: 50})
			return err
		}, merge(page, m{"RegistrantProfileId": "7", "RegistrantType": "2", "RegistrantProfileType": "common", "RealNameStatus": "SUCCEED", "Email": "a@b.c"})},
		{OpQueryDomainList, SiteIntl, paged, func(c *Client) error {
			_, err := c.Domains(bg(t), DomainsQuery{NameContains: "example", PageNum: 2, PageSize: 50})
			return err
		}, merge(page, m{"DomainName": "example"})},
		{OpQueryDomainByDomainName, SiteCN, `{"RequestId":"R","DomainName":"a.com"}`, func(c *Client) error {
			_, err := c.Domain(bg(t), "a.com")
			return err
		}, m{"DomainName": "a.com"}},
		{OpQueryDomainByInstanceID, SiteIntl, `{"RequestId":"R","DomainName":"a.com"}`, func(c *Client) error {
			_, err := c.DomainByInstance(bg(t), "S1")
			return err
		}, m{"InstanceId": "S1"}},
		{OpListEmailVerification, SiteCN, paged, func(c *Client) error {
			_, err := c.EmailVerifications(bg(t), EmailsQuery{Email: "a@b.c", PageNum: 2, PageSize: 50})
			return err
		}, merge(page, m{"Email": "a@b.c"})},
		{OpQueryChangeLogList, SiteIntl, paged, func(c *Client) error {
			_, err := c.ChangeLog(bg(t), ChangeLogQuery{Domain: "a.com", From: begin, To: end})
			return err
		}, m{"DomainName": "a.com", "StartDate": "1714953600000", "EndDate": "1715040000123", "PageNum": "1", "PageSize": "100"}},
	}
	tried := map[Operation]bool{}
	for _, tc := range cases {
		tried[tc.op] = true
		for _, common := range []m{{}, {"Lang": "en", "UserClientIp": "127.0.0.1"}} {
			s := serve(t, answering(200, tc.answer))
			c := clientOf(t, s, onSite(tc.site), func(cfg *Config) { cfg.Lang, cfg.ClientIP = common["Lang"], common["UserClientIp"] })
			if err := tc.call(c); err != nil {
				t.Errorf("%s: %v", tc.op, err)
				continue
			}
			got := s.only(t)
			if want := merge(tc.want, common); !reflect.DeepEqual(got.params(), want) {
				t.Errorf("%s: parameters are\n%v\nwant\n%v", tc.op, got.params(), want)
			}
			checkEnvelope(t, got, tc.op, tc.site)
		}
	}
	for _, op := range Operations() {
		if op.Kind() == Query && !tried[op] {
			t.Errorf("%s is not covered", op)
		}
	}
}

func TestAutoPlacementSwitchesAboveFourKilobytes(t *testing.T) {
	s := serve(t, answering(200, accepted))
	c := clientOf(t, s)
	for _, n := range []int{1, 50, 100, 150, 500} {
		req := SubmitRequest{Operation: OpProfileBatchCN, ContactType: "tech", ProfileID: 7}
		for i := range n {
			req.Domains = append(req.Domains, fmt.Sprintf("a-name-of-some-length-%04d.example", i))
		}
		if _, err := c.Submit(bg(t), NewStamp(time.Now()), req); err != nil {
			t.Fatal(err)
		}
		all := s.seen()
		got := all[len(all)-1]
		size := len(got.URI) - len("/?")
		if len(got.Body) > 0 {
			size = len(got.Body)
		}
		if inBody := len(got.Body) > 0; inBody != (size > 4096) {
			t.Errorf("%d domains, %d bytes: in the body %t", n, size, inBody)
		}
		if len(got.params()) != n+2 {
			t.Errorf("%d domains: %d parameters arrived", n, len(got.params()))
		}
		if err := verify(got, testKeyID, testSecret); err != nil {
			t.Error(err)
		}
	}
}

func TestAReplayIsTheSameBytes(t *testing.T) {
	for _, place := range []Placement{PlaceQuery, PlaceBody} {
		s := serve(t, answering(200, accepted))
		stamp := NewStamp(time.Date(2026, 11, 22, 6, 52, 1, 987654321, time.FixedZone("", 8*3600)))
		for range 5 { // a client each, as after a restart
			if _, err := clientOf(t, s, placed(place)).Submit(bg(t), stamp, aSubmit()); err != nil {
				t.Fatal(err)
			}
		}
		all := s.seen()
		for _, got := range all {
			got.Remote, all[0].Remote = "", ""
			if !reflect.DeepEqual(got, all[0]) {
				t.Errorf("%s: a replay differs:\n%+v\n%+v", place, got, all[0])
			}
		}
		if got := all[0].Header.Get("X-Acs-Date"); got != "2026-11-21T22:52:01Z" {
			t.Errorf("x-acs-date is %s, not that of the stamp", got)
		}
		if got := all[0].Header.Get("X-Acs-Signature-Nonce"); got != stamp.Nonce {
			t.Errorf("nonce is %s, not that of the stamp", got)
		}
		if _, err := clientOf(t, s, placed(place)).Submit(bg(t), NewStamp(stamp.Time), aSubmit()); err != nil {
			t.Fatal(err)
		}
		if last := s.seen()[5]; last.Header.Get("Authorization") == all[0].Header.Get("Authorization") {
			t.Error("another nonce gives the same signature")
		}
	}
}

func TestWhatCannotBeSentIsRefusedBeforeAnythingIsSent(t *testing.T) {
	change := func(f func(*SubmitRequest)) SubmitRequest {
		r := aSubmit()
		f(&r)
		return r
	}
	single := SubmitRequest{Operation: OpProfileSingle, Domains: []string{"a.com"}, ContactType: "tech", ProfileID: 1}
	cases := map[string]struct {
		site Site
		code string
		req  SubmitRequest
	}{
		"China's batch on intl":      {SiteIntl, CodeNotOnSite, SubmitRequest{Operation: OpProfileBatchCN, Domains: []string{"a.com"}, ContactType: "tech", ProfileID: 1}},
		"intl's batch on cn":         {SiteCN, CodeNotOnSite, SubmitRequest{Operation: OpProfileBatchIntl, Domains: []string{"a.com"}, ContactType: "tech", ProfileID: 1}},
		"intl's batch on intl-2018":  {SiteIntl2018, CodeNotOnSite, SubmitRequest{Operation: OpProfileBatchIntl, Domains: []string{"a.com"}, ContactType: "tech", ProfileID: 1}},
		"unknown operation":          {SiteCN, CodeNotOnSite, SubmitRequest{Operation: "DeleteEverything", Domains: []string{"a.com"}}},
		"a query as a submit":        {SiteCN, CodeBadRequest, SubmitRequest{Operation: OpQueryTaskList, Domains: []string{"a.com"}}},
		"no domain":                  {SiteCN, CodeBadRequest, change(func(r *SubmitRequest) { r.Domains = nil })},
		"empty domain":               {SiteCN, CodeBadRequest, change(func(r *SubmitRequest) { r.Domains = []string{"a.com", ""} })},
		"no contact type":            {SiteCN, CodeBadRequest, change(func(r *SubmitRequest) { r.ContactType = "" })},
		"contact type misspelt":      {SiteCN, CodeBadRequest, change(func(r *SubmitRequest) { r.ContactType = "Registrant" })},
		"lock of an admin":           {SiteCN, CodeBadRequest, change(func(r *SubmitRequest) { r.ContactType = "admin" })},
		"no registrant type on cn":   {SiteCN, CodeBadRequest, change(func(r *SubmitRequest) { r.Contact.RegistrantType = "" })},
		"profile with a new contact": {SiteCN, CodeBadRequest, change(func(r *SubmitRequest) { r.ProfileID = 1 })},
		"instance of a batch":        {SiteCN, CodeBadRequest, change(func(r *SubmitRequest) { r.InstanceID = "S1" })},
		"broken text":                {SiteCN, CodeBadRequest, change(func(r *SubmitRequest) { r.Contact.City = "\xff" })},
		"two codes":                  {SiteCN, CodeBadRequest, SubmitRequest{Operation: OpTransferCode, Domains: []string{"a.com", "b.com"}}},
		"code with a lock":           {SiteCN, CodeBadRequest, SubmitRequest{Operation: OpTransferCode, Domains: []string{"a.com"}, Lock: lockOf(true)}},
		"two single profiles":        {SiteCN, CodeBadRequest, func() SubmitRequest { r := single; r.Domains = []string{"a.com", "b.com"}; return r }()},
		"no profile":                 {SiteCN, CodeBadRequest, func() SubmitRequest { r := single; r.ProfileID = 0; return r }()},
		"negative profile":           {SiteCN, CodeBadRequest, func() SubmitRequest { r := single; r.ProfileID = -1; return r }()},
		"contact with a profile":     {SiteCN, CodeBadRequest, func() SubmitRequest { r := single; r.Contact = canaryContact; return r }()},
	}
	for name, tc := range cases {
		s := serve(t, answering(200, accepted))
		_, err := clientOf(t, s, onSite(tc.site)).Submit(bg(t), testStamp(), tc.req)
		e := asError(t, err)
		if e.Code != tc.code || e.Class != Permanent || e.Written {
			t.Errorf("%s: %+v (class %s, written %t)", name, err, e.Class, e.Written)
		}
		if n := len(s.seen()); n != 0 {
			t.Errorf("%s: %d requests were sent", name, n)
		}
		noCanary(t, name, err.Error())
	}
	s := serve(t, answering(200, accepted))
	if _, err := clientOf(t, s).Submit(bg(t), Stamp{}, aSubmit()); asError(t, err).Code != CodeBadRequest || len(s.seen()) != 0 {
		t.Errorf("a submit without a stamp: %v", err)
	}
	if _, err := clientOf(t, s).TaskDetails(bg(t), TaskDetailsQuery{}); asError(t, err).Code != CodeBadRequest || len(s.seen()) != 0 {
		t.Errorf("details of no task: %v", err)
	}
}
