package executor

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"domainbatch/executor/alidomain"
)

// answered is what the service says with a code.
func answered(status int, code string) answer {
	return answerOf(&alidomain.Error{Operation: alidomain.OpNewContact, HTTPStatus: status, Code: code, Written: true,
		Class: alidomain.Classify(alidomain.Submit, status, code, true)})
}

// silent is a call without an answer.
func silent(written bool) answer {
	return answerOf(&alidomain.Error{Operation: alidomain.OpNewContact, Written: written, Err: errors.New("cut"),
		Class: alidomain.Classify(alidomain.Submit, 0, "", written)})
}

func TestDecide(t *testing.T) {
	one, many := circumstances{domains: 1, attempts: 1}, circumstances{domains: 8, attempts: 1}
	for _, c := range []struct {
		name string
		a    answer
		c    circumstances
		want verdict
	}{
		{"task number", answerOf(nil), many, accept},
		{"nothing left the host", silent(false), many, tryLater},
		{"cut after bytes left", silent(true), many, settle},
		{"error of unknown type", answerOf(errors.New("?")), one, settle},
		{"empty success", answered(200, ""), one, settle},
		{"error inside a success", answered(200, "DomainNotExist"), one, settle},
		{"gateway page", answered(502, ""), one, settle},
		{"redirect", answered(302, ""), one, settle},
		{"ServiceUnavailable", answered(503, "ServiceUnavailable"), one, settle},
		{"InternalError", answered(500, "InternalError"), many, settle},
		{"NetworkIOError, a 400", answered(400, "NetworkIOError"), one, settle},
		{"QueryRegistryFailed", answered(400, "QueryRegistryFailed"), one, settle},
		{"nonce used by a fresh submit", answered(400, "SignatureNonceUsed"), one, settle},
		{"unknown 5xx with a code", answered(507, "Strange"), one, settle},
		{"throttled", answered(400, "Throttling.User"), many, slowDown},
		{"throttled for ever", answered(400, "Throttling"), circumstances{domains: 1, attempts: 1000}, slowDown},
		{"blocked by flow control", answered(400, "API_Block"), one, slowDown},
		{"busy server", answered(400, "Busy"), one, tryLater},
		{"busy server, last attempt", answered(400, "Busy"), circumstances{domains: 8, attempts: mostAttempts}, fail},
		{"busy domain alone", answered(400, "TaskIsBeingProcessed"), one, park},
		{"busy domain alone, for days", answered(400, "TaskIsBeingProcessed"), circumstances{domains: 1, attempts: 500}, park},
		{"busy domain among several, first time", answered(400, "TaskIsBeingProcessed"), many, park},
		{"busy domain among several, second time", answered(400, "TaskIsBeingProcessed"), circumstances{domains: 8, attempts: 2}, park},
		{"busy domain among several, third time", answered(400, "TaskIsBeingProcessed"), circumstances{domains: 8, attempts: 3}, split},
		{"busy domain in a part", answered(400, "TaskIsBeingProcessed"), circumstances{domains: 4, attempts: 1, isPart: true}, split},
		{"bad domain alone", answered(400, "DomainNotExist"), one, fail},
		{"bad domain among several", answered(400, "DomainNotExist"), many, split},
		{"value refused, odd spelling", answered(400, "ParameterIllegall"), many, split},
		{"unknown refusal", answered(409, "NeverHeardOf"), many, split},
		{"refused profile among several", answered(400, "ContactTemplateNotExist"), many, fail},
		{"unverified e-mail among several", answered(400, "RegContactEmailNotVerified"), many, fail},
		{"missing value among several", answered(400, "MissingEmail"), many, fail},
		{"bad signature", answered(403, "SignatureDoesNotMatch"), many, stop},
		{"no permission", answered(403, "Forbidden.RAM"), one, stop},
		{"unknown operation", answered(404, "InvalidApi.NotFound"), one, stop},
		{"clock off, time known", answered(400, "InvalidTimeStamp.Expired"), circumstances{domains: 1, attempts: 1, clockIsNews: true}, correctClock},
		{"clock off, time no help", answered(400, "InvalidTimeStamp.Expired"), one, stop},
	} {
		if got := decide(c.a, c.c); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestDecideReplay(t *testing.T) {
	for _, c := range []struct {
		name string
		a    answer
		want replayVerdict
	}{
		{"task number", answerOf(nil), replayAccepted},
		{"nonce used", answered(400, "SignatureNonceUsed"), replayArrived},
		{"nonce used inside a success", answered(200, "SignatureNonceUsed"), replayArrived},
		{"bad domain", answered(400, "DomainNotExist"), replayRefused},
		{"busy domain", answered(400, "TaskIsBeingProcessed"), replayNoNews},
		{"throttled", answered(400, "Throttling"), replayNoNews},
		{"busy server", answered(400, "Busy"), replayNoNews},
		{"signature too old", answered(400, "InvalidTimeStamp.Expired"), replayNoNews},
		{"nothing left the host", silent(false), replayAgain},
		{"cut again", silent(true), replayAgain},
		{"500", answered(500, "InternalError"), replayAgain},
		{"no permission", answered(403, "Forbidden"), replayStop},
	} {
		if got := decideReplay(c.a); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// No answer whose request may have been executed leads to anything but
// finding out, whatever the circumstances.
func TestDoubtIsAlwaysSettled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		status := rapid.IntRange(0, 599).Draw(t, "status")
		code := rapid.SampledFrom([]string{"", "InternalError", "NetworkIOError", "ServiceUnavailable", "Throttling", "DomainNotExist", "Forbidden",
			"TaskIsBeingProcessed", "SignatureNonceUsed", "InvalidTimeStamp.Expired", "Busy", "X"}).Draw(t, "code")
		class := alidomain.Classify(alidomain.Submit, status, code, true)
		if class != alidomain.Ambiguous {
			return
		}
		c := circumstances{domains: rapid.IntRange(1, 5).Draw(t, "domains"), attempts: rapid.IntRange(1, 50).Draw(t, "attempts"),
			isPart: rapid.Bool().Draw(t, "part"), clockIsNews: rapid.Bool().Draw(t, "clock")}
		if got := decide(answered(status, code), c); got != settle {
			t.Fatalf("%d %q: %v", status, code, got)
		}
	})
}

func TestFatalReasons(t *testing.T) {
	for code, want := range map[string]Reason{
		"InvalidAccessKeyId.Inactive": ReasonCredentials, "IncompleteSignature": ReasonCredentials, "NoCredentials": ReasonCredentials,
		"InvalidTimeStamp.Expired": ReasonClock, "Forbidden.RiskControl": ReasonPermission, "5000": ReasonPermission,
		"NoSuchVersion": ReasonEndpoint, "InvalidProtocol.NeedSsl": ReasonEndpoint,
	} {
		if got := fatal(answered(403, code)).Reason; got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
}

func TestEndOfContextIsNoAnswer(t *testing.T) {
	a := answerOf(fmt.Errorf("sending: %w", context.Canceled))
	if a.class != alidomain.Ambiguous || a.answered {
		t.Errorf("%+v", a)
	}
}

func TestPausesGrowAndStayWithinBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(-3, 200).Draw(t, "n")
		for _, f := range []func(int) time.Duration{retryDelay, parkDelay} {
			if d := f(n); d < time.Second || d > 5*time.Minute || f(n+1) < d {
				t.Fatalf("pause %d is %v, then %v", n, d, f(n+1))
			}
		}
		age := time.Duration(rapid.Int64Range(-int64(time.Hour), int64(30*24*time.Hour)).Draw(t, "age"))
		if d := pollDelay(age, 2*time.Second, 5*time.Minute); d < 2*time.Second || d > 5*time.Minute || pollDelay(age+time.Second, 2*time.Second, 5*time.Minute) < d {
			t.Fatalf("poll pause at age %v is %v", age, d)
		}
		j := newJitter(rapid.Int64().Draw(t, "seed"))
		if d := j.around(time.Minute); d < 48*time.Second || d > 72*time.Second {
			t.Fatalf("jitter makes a minute %v", d)
		}
	})
}
