package sandbox

import (
	"strings"
	"testing"
	"time"
)

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
