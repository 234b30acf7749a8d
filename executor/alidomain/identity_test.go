package alidomain

import (
	"strings"
	"testing"
	"time"
)

func TestTheCallerIsAskedForOnceAndTold(t *testing.T) {
	s := serve(t, answering(200, `{"IdentityType":"RAMUser","AccountId":"123456789012","RequestId":"R-1","PrincipalId":"2","UserId":"2","Arn":"acs:ram::123456789012:user/ann"}`))
	id, err := CallerIdentity(bg(t), Config{Endpoint: s.URL, Credential: StaticCredential(testKeyID, testSecret, ""), Getenv: noEnv, Lang: "zh", ClientIP: "1.2.3.4"})
	want := Identity{RequestID: "R-1", Account: "123456789012", ARN: "acs:ram::123456789012:user/ann", Type: "RAMUser", PrincipalID: "2"}
	if err != nil || id != want {
		t.Fatalf("%+v, %v", id, err)
	}
	r := s.only(t)
	if r.Header.Get("X-Acs-Action") != "GetCallerIdentity" || r.Header.Get("X-Acs-Version") != "2015-04-01" || len(r.params()) != 0 {
		t.Errorf("asked with %v and %v", r.Header, r.params())
	}
	if strings.Contains(r.URI+r.Header.Get("Authorization"), testSecret) {
		t.Error("the secret was sent")
	}
}

func TestACallerThatIsNotKnownIsAnError(t *testing.T) {
	for what, s := range map[string]*service{
		"refused":   serve(t, refusing(403, "NoPermission", "no")),
		"no arn":    serve(t, answering(200, `{"RequestId":"R-1"}`)),
		"no answer": serve(t, answering(200, `<html>`)),
	} {
		id, err := CallerIdentity(bg(t), Config{Endpoint: s.URL, Credential: StaticCredential(testKeyID, testSecret, ""), Getenv: noEnv, Timeout: 5 * time.Second})
		if err == nil || id != (Identity{}) || strings.Contains(err.Error(), testSecret) {
			t.Errorf("%s: %+v, %v", what, id, err)
		}
	}
}
