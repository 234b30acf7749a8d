package sandbox

import (
	"strings"
	"testing"
	"time"
)

func TestQuirks(t *testing.T) {
	finished := func(q Quirks, domain string) (*bench, string) {
		b := newBench(t, Options{AdoptUnknown: true, Quota: map[string]Quota{}, ListLag: -1, Quirks: q})
		no := b.ok("SaveSingleTaskForQueryingTransferAuthorizationCode", "DomainName", domain, "UserClientIp", "127.1.2.3").raw
		_, no, _ = strings.Cut(no, `askNo":"`)
		no, _, _ = strings.Cut(no, `"`)
		b.clock.pass(time.Hour)
		return b, no
	}
	list := func(b *bench, no string) string {
		return b.ok("QueryTaskDetailList", "TaskNo", no, "PageNum", "1", "PageSize", "9").raw
	}
	for _, tc := range []struct {
		name         string
		quirks       Quirks
		has, without string // in the list of details
	}{
		{"arrays always", Quirks{}, `"Data":{"TaskDetail":[{"TaskNo":"`, `"TaskDetail":{`},
		{"single row as object", Quirks{SingleRowAsObject: true}, `"Data":{"TaskDetail":{"TaskNo":"`, `[`},
		{"lower camel keys", Quirks{LowerCamelKeys: true}, `"data":{"taskDetail":[{"taskNo":"`, `"TaskNo"`},
		{"number", Quirks{TaskResultAsNumber: true}, `"TaskResult":`, `"TaskResult":"`},
		{"success text", Quirks{}, `"ErrorMsg":"The operation was successful."`, "FailReason"},
		{"no success text", Quirks{NoSuccessText: true}, `"TaskStatusCode":2`, `ErrorMsg`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.quirks.PlainCodes = true
			b, no := finished(tc.quirks, "a.com")
			if got := list(b, no); !strings.Contains(got, tc.has) || strings.Contains(got, tc.without) {
				t.Error(got)
			}
		})
	}
	t.Run("codes by mail", func(t *testing.T) {
		b, no := finished(Quirks{CodesByMail: true}, "a.de")
		if got := list(b, no); strings.Contains(got, "TaskResult") || !strings.Contains(got, "EXECUTE_SUCCESS") {
			t.Error(got)
		}
		if b.ok("QueryTransferOutInfo", "DomainName", "a.de").text["Status"] != "3" {
			t.Error("no trace of the mail")
		}
	})
	t.Run("stable codes", func(t *testing.T) {
		b, no := finished(Quirks{StableCodes: true}, "a.com")
		again := b.askCode("a.com")
		b.clock.pass(time.Hour)
		if b.detail(no, "TaskResult") != b.detail(again, "TaskResult") {
			t.Error("codes differ")
		}
	})
	t.Run("dates and client address", func(t *testing.T) {
		b, no := finished(Quirks{OldDates: true, ClientIPEcho: true}, "a.com")
		if b.task(no, "CreateTime") != "Mar 02,2026 10:00:00" || b.task(no, "Clientip") != "127.1.2.3" {
			t.Error(b.task(no, "CreateTime"), b.task(no, "Clientip"))
		}
		b, no = finished(Quirks{}, "a.com")
		if b.task(no, "CreateTime") != "2026-03-02 10:00:00" || b.task(no, "Clientip") != "192.0.2.1" {
			t.Error(b.task(no, "CreateTime"), b.task(no, "Clientip"))
		}
	})
	t.Run("misspelt code and reasons", func(t *testing.T) {
		b, no := finished(Quirks{ParameterIllegall: true, OmitFailReason: true}, "a-fail.com")
		b.refused("ParameterIllegall", "CancelTask", "TaskNo", no)
		if got := list(b, no); strings.Contains(got, "FailReason") || !strings.Contains(got, "ErrorMsg") {
			t.Error(got)
		}
	})
	t.Run("retries and reviews", func(t *testing.T) {
		run := func(q Quirks) (tries bool, review time.Duration) {
			b := newBench(t, Options{AdoptUnknown: true, Quota: map[string]Quota{}, Quirks: q, TaskTime: slowly()})
			no := b.submit("registrant", "a.cn")
			for b.detail(no, "TaskStatusCode") != "2" && review < time.Hour {
				b.clock.pass(10 * time.Second)
				review += 10 * time.Second
			}
			for i := range 40 {
				no := b.submit("tech", "d"+string(rune('a'+i%26))+string(rune('a'+i/26))+".com")
				b.clock.pass(5 * time.Minute)
				tries = tries || b.detail(no, "TryCount") == "1"
			}
			return tries, review
		}
		if tries, review := run(Quirks{}); !tries || review < 3*time.Minute {
			t.Error(tries, review)
		}
		if tries, review := run(Quirks{NoRetries: true, NoReview: true}); tries || review > 2*time.Minute {
			t.Error(tries, review)
		}
	})
}

// Whatever text a field holds comes back the same from both formats.
func TestTextSurvivesBothFormats(t *testing.T) {
	const text = "a \"b\" <c> & 'd' \\ e]]> 张三"
	for _, xml := range []bool{false, true} {
		b := calm(t)
		b.xml = xml
		contact := Contact{Name: text}
		b.srv.account(DefaultAccount).domains["a.com"] = b.srv.newDomain(Domain{Name: "a.com", Contacts: map[string]Contact{"tech": contact}})
		rep := b.ok("QueryContactInfo", "DomainName", "a.com", "ContactType", "tech")
		if got := rep.text["RegistrantName"]; got != text {
			t.Errorf("xml %v: %q", xml, got)
		}
		if _, ok := rep.text["TelExt"]; !ok {
			t.Error("an empty field is left out")
		}
	}
}
