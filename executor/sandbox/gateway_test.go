package sandbox

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// Each case breaks one thing more than the next may notice: what is checked
// first is reported.
func TestGatewayChecksInOrder(t *testing.T) {
	b := newBench(t, Options{AdoptUnknown: true, Denied: []string{"QueryDomainList"}, Quota: map[string]Quota{"CancelTask": {Calls: 1, Per: time.Hour}}})
	domain := []string{"DomainName", "a.com"}
	t.Run("unknown action before the timestamp", func(t *testing.T) {
		b.stamp = time.Hour
		b.refused("UnsupportedOperation", "RunInstances")
	})
	t.Run("timestamp before the key", func(t *testing.T) {
		b.srv.o.Keys = map[string]string{"other": "x"}
		b.refused("InvalidTimeStamp.Expired", "QueryDomainByDomainName", domain...)
		b.stamp = -15*time.Minute - time.Second
		b.refused("InvalidTimeStamp.Expired", "QueryDomainByDomainName", domain...)
		b.stamp = -15 * time.Minute
	})
	t.Run("key before the signature", func(t *testing.T) {
		b.refused("InvalidAccessKeyId.NotFound", "QueryDomainByDomainName", domain...)
		b.srv.o.Keys = map[string]string{testID: "not it"}
	})
	t.Run("signature before the nonce", func(t *testing.T) {
		b.again = "once"
		if rep := b.refused("SignatureDoesNotMatch", "QueryDomainByDomainName", domain...); rep.status != 403 {
			t.Errorf("status %d", rep.status)
		}
		b.srv.o.Keys = map[string]string{testID: testSecret}
		b.ok("QueryDomainByDomainName", domain...)
	})
	t.Run("nonce before permission", func(t *testing.T) {
		b.refused("SignatureNonceUsed", "QueryDomainList")
		b.again = ""
	})
	t.Run("permission before parameters", func(t *testing.T) {
		if rep := b.refused("Forbidden.RAM", "QueryDomainList"); rep.status != 403 || rep.text["AccessDeniedDetail.AuthAction"] == "" {
			t.Errorf("%s", rep.raw)
		}
	})
	t.Run("parameters before flow control before business", func(t *testing.T) {
		b.refused("ParameterIllegal", "CancelTask", "TaskNo", "none")
		b.refused("MissingTaskNo", "CancelTask")
		b.refused("Throttling.User", "CancelTask", "TaskNo", "none")
	})
}

func TestNonceCountsAsUsedEvenWhenTheCallIsRefusedLater(t *testing.T) {
	b := calm(t)
	b.again = "n"
	b.refused("MissingTaskNo", "CancelTask")
	b.refused("SignatureNonceUsed", "CancelTask", "TaskNo", "x")
}

func TestNonceMemory(t *testing.T) {
	for _, tc := range []struct {
		memory   NonceMemory
		min, max int // of 200 replays accepted
	}{{NonceExact, 0, 0}, {NonceNone, 200, 200}, {NonceLossy, 60, 140}} {
		t.Run(string(tc.memory), func(t *testing.T) {
			b := newBench(t, Options{Calm: true, AdoptUnknown: true, NonceMemory: tc.memory})
			accepted := 0
			for range 200 {
				r := b.request("QueryDomainByDomainName", "DomainName", "a.com")
				if w, _ := b.do(r); w.Code != 200 {
					t.Fatal(w.Body)
				}
				if w, _ := b.do(r.Clone(t.Context())); w.Code == 200 {
					accepted++
				}
			}
			if accepted < tc.min || accepted > tc.max {
				t.Errorf("%d replays accepted, want %d to %d", accepted, tc.min, tc.max)
			}
		})
	}
}

func TestNonceIsForgottenOnlyWhenItsTimestampIsDead(t *testing.T) {
	b := calm(t)
	b.stamp = 15 * time.Minute // as far ahead as is allowed
	r := b.request("QueryDomainByDomainName", "DomainName", "a.com")
	for _, step := range []struct {
		after time.Duration
		want  string
	}{{0, ""}, {29 * time.Minute, "SignatureNonceUsed"}, {time.Minute, "SignatureNonceUsed"}, {time.Second, "InvalidTimeStamp.Expired"}, {time.Hour, "InvalidTimeStamp.Expired"}} {
		b.clock.pass(step.after)
		w, _ := b.do(r.Clone(t.Context()))
		if got := codeOf(w.Body.String()); got != step.want {
			t.Errorf("after %v: %q, want %q", step.after, got, step.want)
		}
	}
	b.stamp = 0
	b.ok("QueryDomainByDomainName", "DomainName", "a.com")
	if n := len(b.srv.nonces.used); n != 1 {
		t.Errorf("%d nonces remembered, want 1", n)
	}
}

func codeOf(body string) string {
	_, rest, ok := strings.Cut(body, `"Code":"`)
	if !ok {
		return ""
	}
	code, _, _ := strings.Cut(rest, `"`)
	return code
}

func TestClockSkewShowsInTheDateHeader(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, ClockSkew: 20 * time.Minute})
	rep := b.refused("InvalidTimeStamp.Expired", "QueryDomainByDomainName", "DomainName", "a.com")
	at, err := http.ParseTime(rep.header.Get("Date"))
	if err != nil || !at.Equal(b.clock.t.Add(20*time.Minute)) {
		t.Fatalf("date %v, %v", at, err)
	}
	b.stamp = at.Sub(b.clock.t)
	b.ok("QueryDomainByDomainName", "DomainName", "a.com")
}

func TestProductsAreToldApart(t *testing.T) {
	profile := []string{"ContactType", "tech", "RegistrantProfileId", "1000001", "DomainName.1", "a.com"}
	for _, tc := range []struct {
		name, version, host, action, want string
		status                            int
	}{
		{"china only, china", versionChina, "127.0.0.1", "SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId", "", 200},
		{"china only, intl", versionIntl, "127.0.0.1", "SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId", "UnsupportedOperation", 400},
		{"intl only, intl", versionIntl, "127.0.0.1", "SaveBatchTaskForUpdatingContactInfo", "", 200},
		{"intl only, china", versionChina, "127.0.0.1", "SaveBatchTaskForUpdatingContactInfo", "UnsupportedOperation", 400},
		{"china endpoint", versionChina, "domain.aliyuncs.com", "SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId", "", 200},
		{"intl version at the china endpoint", versionIntl, "domain.aliyuncs.com:443", "SaveBatchTaskForUpdatingContactInfo", "InvalidProduct.NotFound", 404},
		{"intl endpoint", versionIntl, "domain-intl.aliyuncs.com", "SaveBatchTaskForUpdatingContactInfo", "", 200},
		{"china version at the intl endpoint", versionChina, "domain-intl.aliyuncs.com", "SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId", "", 200},
		{"old version", "2016-05-11", "127.0.0.1", "SaveBatchTaskForUpdatingContactInfo", "NoSuchVersion", 400},
		{"no version", "", "127.0.0.1", "SaveBatchTaskForUpdatingContactInfo", "MissingVersion", 400},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := calm(t)
			b.ver, b.host = tc.version, tc.host
			rep := b.call(tc.action, profile...)
			if rep.code != tc.want || rep.status != tc.status {
				t.Errorf("%d %q, want %d %q", rep.status, rep.code, tc.status, tc.want)
			}
			if strings.HasSuffix(tc.host, "aliyuncs.com") && rep.code != "" && rep.text["HostId"] != "domain.aliyuncs.com" {
				t.Errorf("host id %q", rep.text["HostId"])
			}
		})
	}
}

func TestUndocumentedParametersAreIgnoredAndCounted(t *testing.T) {
	b := calm(t)
	b.ok(newContact, append(update("registrant", "a.com"), "AddTransferLock", "true")...)
	b.clock.pass(time.Minute)
	// No lock was set, so the code is to be had.
	b.ok("SaveSingleTaskForQueryingTransferAuthorizationCode", "DomainName", "a.com", "DomainName.1", "b.com")
	b.clock.pass(time.Minute)
	rep := b.ok("PollTaskResult", "PageNum", "1", "PageSize", "1", "DomainName", "a.com", "TaskStatus", "2")
	if rep.text["Data.TaskDetail.0.TaskStatus"] != "EXECUTE_SUCCESS" {
		t.Errorf("the lock had an effect: %s", rep.raw)
	}
	b.ver = versionIntl
	b.ok(newContact, append(update("tech", "b.com"), "ZhCity", "北京", "DomainName.3", "c.com")...)
	want := map[string]int{newContact + " AddTransferLock": 1, newContact + " RegistrantType": 1, newContact + " ZhCity": 1, newContact + " DomainName.3": 1,
		"PollTaskResult TaskStatus": 1, "SaveSingleTaskForQueryingTransferAuthorizationCode DomainName.1": 1}
	got := b.srv.Ledger().Unknown
	if len(got) != len(want) {
		t.Errorf("unknown %v, want %v", got, want)
	}
	for name, n := range want {
		if got[name] != n {
			t.Errorf("%s counted %d times, want %d", name, got[name], n)
		}
	}
}

func TestRequestsThatCannotBeRead(t *testing.T) {
	b := calm(t)
	for _, tc := range []struct {
		name, want string
		change     func(*http.Request)
	}{
		{"method", "UnsupportedHTTPMethod", func(r *http.Request) { r.Method = "DELETE" }},
		{"percent encoding", "InvalidParameter", func(r *http.Request) { r.URL.RawQuery += "&A=%zz" }},
		{"no action", "MissingAction", func(r *http.Request) { r.URL.RawQuery = "Format=JSON" }},
		{"format", "InvalidFormat", replace("Format=JSON", "Format=YAML")},
		{"signature method", "InvalidSignatureMethod", replace("HMAC-SHA1", "HMAC-SHA256")},
		{"signature version", "InvalidSignatureVersion", replace("SignatureVersion=1.0", "SignatureVersion=2.0")},
		{"signature absent", "MissingSignature", replace("&Signature=", "&Sig=")},
		{"key absent", "MissingAccessKeyId", replace("AccessKeyId=testid", "AccessKeyId=")},
		{"timestamp", "InvalidTimeStamp.Format", replace("Z&Version", "&Version")},
		{"tampered value", "SignatureDoesNotMatch", replace("a.com", "b.com")},
		{"tampered order of two values", "SignatureDoesNotMatch", replace("PageNum", "PageNun")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := b.request("QueryTaskDetailList", "TaskNo", "a.com", "PageNum", "1", "PageSize", "1")
			tc.change(r)
			w, _ := b.do(r)
			body := w.Body.String()
			if !strings.Contains(body, `"Code":"`+tc.want+`"`) && !strings.Contains(body, "<Code>"+tc.want+"</Code>") {
				t.Errorf("got %s, want %s", body, tc.want)
			}
		})
	}
}

func replace(from, to string) func(*http.Request) {
	return func(r *http.Request) { r.URL.RawQuery = strings.Replace(r.URL.RawQuery, from, to, 1) }
}

func TestV3RefusesWhatItsSignatureDoesNotCover(t *testing.T) {
	for _, tc := range []struct {
		name, want string
		change     func(*http.Request)
	}{
		{"unsigned x-acs header", "IncompleteSignature", func(r *http.Request) { r.Header.Set("X-Acs-Extra", "1") }},
		{"unsigned content type", "IncompleteSignature", func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "content-type;", "", 1))
		}},
		{"another body", "SignatureDoesNotMatch", func(r *http.Request) { r.Header.Set("X-Acs-Content-Sha256", strings.Repeat("0", 64)) }},
		{"another host", "SignatureDoesNotMatch", func(r *http.Request) { r.Host = "localhost" }},
		{"another algorithm", "IncompleteSignature", func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "SHA256", "SM3", 1))
		}},
		{"parameters added to the query", "SignatureDoesNotMatch", func(r *http.Request) { r.URL.RawQuery = "InstanceId=1" }},
		{"no date", "InvalidTimeStamp.Format", func(r *http.Request) { r.Header.Set("X-Acs-Date", "") }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := calm(t)
			b.v3, b.form = true, true
			r := b.request("QueryDomainByDomainName", "DomainName", "a.com")
			tc.change(r)
			if w, _ := b.do(r); codeOf(w.Body.String()) != tc.want {
				t.Errorf("got %s, want %s", w.Body, tc.want)
			}
		})
	}
}

func TestLongURLsAreRefusedByTheServerInFront(t *testing.T) {
	b := newBench(t, Options{AdoptUnknown: true})
	var names []string
	for i := range 300 {
		names = append(names, strings.Repeat("x", 20)+string(rune('a'+i%26))+string(rune('a'+i/26))+".com")
	}
	w, _ := b.do(b.request(newContact, update("tech", names...)...))
	if w.Code != http.StatusRequestURITooLong || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		t.Errorf("status %d, %s", w.Code, w.Header())
	}
	b.form = true
	b.ok(newContact, update("tech", names...)...)
	if n := b.srv.Ledger().Codes()["414"]; n != 1 {
		t.Errorf("%d calls in the ledger, want 1", n)
	}
}

func TestErrorsNameNoDomainAndFollowLang(t *testing.T) {
	b := newBench(t, Options{Calm: true, Domains: []Domain{{Name: "mine.com"}}})
	en := b.refused("DomainNotExist", newContact, update("tech", "mine.com", "theirs.com")...)
	zh := b.refused("DomainNotExist", newContact, append(update("tech", "mine.com", "theirs.com"), "Lang", "zh")...)
	if strings.Contains(en.raw, "theirs") || en.text["Message"] == zh.text["Message"] || zh.text["Message"] == "" {
		t.Errorf("%s\n%s", en.raw, zh.raw)
	}
	if en.header.Get("Content-Type") != "application/json;charset=utf-8" {
		t.Error(en.header)
	}
	b.xml = true
	rep := b.refused("DomainNotExist", newContact, update("tech", "theirs.com")...)
	if rep.header.Get("Content-Type") != "text/xml;charset=utf-8" || rep.text["HostId"] == "" || rep.text["RequestId"] != strings.ToUpper(rep.text["RequestId"]) {
		t.Error(rep.header, rep.raw)
	}
}
