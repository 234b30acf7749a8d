package alidomain

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEveryDocumentedCodeHasItsClass(t *testing.T) {
	cases := []struct {
		code   string
		status int
		submit Class
		query  Class
	}{
		{"ParameterIllegal", 400, Permanent, Permanent},
		{"ParameterIllegall", 400, Permanent, Permanent},
		{"NetworkIOError", 400, Ambiguous, BackOff},
		{"DomainNotExist", 400, Permanent, Permanent},
		{"TaskIsBeingProcessed", 400, Busy, Busy},
		{"RegContactEmailNotVerified", 400, Permanent, Permanent},
		{"InvalidDomainName", 400, Permanent, Permanent},
		{"DomainSuffixUnsupported", 400, Permanent, Permanent},
		{"InvalidProductId", 400, Permanent, Permanent},
		{"QueryRegistryFailed", 400, Ambiguous, BackOff},
		{"Busy", 400, BackOff, BackOff},
		{"ContactTemplateNotExist", 400, Permanent, Permanent},
		{"ContactTemplateUpdateFailed", 400, Permanent, Permanent},
		{"ContactTemplateAudited", 400, Permanent, Permanent},
		{"ContactNotMatch", 400, Permanent, Permanent},
		{"DomainAlreadyAuditing", 400, Permanent, Permanent},
		{"DomainAlreadyAudited", 400, Permanent, Permanent},
		{"DomainTransferPendingNotExist", 400, Permanent, Permanent},
		{"TokenFailed", 400, Permanent, Permanent},
		{"SendTokenQuotaExceeded", 400, Permanent, Permanent},
		{"FileFormatNotSupported", 400, Permanent, Permanent},
		{"FileDataError", 400, Permanent, Permanent},
		{"FileSizeTooLarge", 400, Permanent, Permanent},
		{"MissingDomainName", 400, Permanent, Permanent},
		{"MissingTaskDetailNo", 400, Permanent, Permanent},
		{"MissingRegistrantProfileId", 400, Permanent, Permanent},
		{"MissingPageNum", 400, Permanent, Permanent},
		{"MissingPageSize", 400, Permanent, Permanent},
		{"InvalidPageSize", 400, Permanent, Permanent},
		{"MissingParameter", 400, Permanent, Permanent},
		{"InvalidParameter", 400, Permanent, Permanent},
		{"UnsupportedParameter", 400, Permanent, Permanent},
		{"UnsupportedOperation", 400, Fatal, Fatal},
		{"InvalidAction", 403, Fatal, Fatal},
		{"InvalidApi.NotFound", 404, Fatal, Fatal},
		{"NoSuchVersion", 400, Fatal, Fatal},
		{"InvalidProduct.NotFound", 404, Fatal, Fatal},
		{"UnsupportedHTTPMethod", 403, Fatal, Fatal},
		{"InvalidProtocol.NeedSsl", 404, Fatal, Fatal},
		{"Throttling", 400, BackOff, BackOff},
		{"Throttling.User", 400, BackOff, BackOff},
		{"Throttling.Api", 400, BackOff, BackOff},
		{"Throttling.User", 503, BackOff, BackOff},
		{"API_Block", 400, BackOff, BackOff},
		{"ServiceUnavailable", 503, Ambiguous, BackOff},
		{"InternalError", 500, Ambiguous, BackOff},
		{"InvalidAccessKeyId.NotFound", 400, Fatal, Fatal},
		{"InvalidAccessKeyId.NotFound", 404, Fatal, Fatal},
		{"InvalidAccessKeyId.Inactive", 403, Fatal, Fatal},
		{"InvalidSecurityToken.Expired", 403, Fatal, Fatal},
		{"InvalidSecurityToken.Malformed", 400, Fatal, Fatal},
		{"SignatureDoesNotMatch", 403, Fatal, Fatal},
		{"SignatureDoesNotMatch", 400, Fatal, Fatal},
		{"IncompleteSignature", 403, Fatal, Fatal},
		{"SignatureNonceUsed", 400, Ambiguous, Safe},
		{"InvalidTimeStamp.Expired", 400, Fatal, Fatal},
		{"InvalidTimeStamp.Format", 400, Fatal, Fatal},
		{"IllegalTimestamp", 400, Fatal, Fatal},
		{"Forbidden", 403, Fatal, Fatal},
		{"Forbidden.RAM", 403, Fatal, Fatal},
		{"NoPermission", 403, Fatal, Fatal},
		{"5000", 400, Fatal, Fatal},
		{"Forbidden.RiskControl", 403, Fatal, Fatal},
		{"Forbidden.UserVerification", 403, Fatal, Fatal},

		{"SomethingNew", 400, Permanent, Permanent},
		{"SomethingNew", 409, Permanent, Permanent},
		{"SomethingNew", 500, Ambiguous, BackOff},
		{"InvalidSomething", 503, Ambiguous, BackOff},
		{"ForbiddenSomething", 502, Ambiguous, BackOff},
		{"taskisbeingprocessed", 400, Busy, Busy},
		{"INVALIDTIMESTAMP.EXPIRED", 400, Fatal, Fatal},

		// A code in an answer that claims success.
		{"ParameterIllegal", 200, Ambiguous, Permanent},
		{"Throttling", 200, Ambiguous, BackOff},
		{"ParameterIllegal", 302, Ambiguous, Permanent},

		// No code that can be read.
		{"", 200, Ambiguous, BackOff},
		{"", 204, Ambiguous, BackOff},
		{"", 302, Ambiguous, BackOff},
		{"", 400, Ambiguous, BackOff},
		{"", 403, Ambiguous, BackOff},
		{"", 500, Ambiguous, BackOff},
		{"", 502, Ambiguous, BackOff},
		{"", 0, Ambiguous, BackOff}, // sent, no answer
	}
	for _, tc := range cases {
		for kind, want := range map[Kind]Class{Submit: tc.submit, Query: tc.query} {
			if got := Classify(kind, tc.status, tc.code, true); got != want {
				t.Errorf("%s, %d %q: %s, want %s", kind, tc.status, tc.code, got, want)
			}
		}
	}
	for _, kind := range []Kind{Submit, Query} {
		if got := Classify(kind, 0, "", false); got != Safe {
			t.Errorf("%s, nothing sent: %s, want safe", kind, got)
		}
	}
}

// Whatever the answer, a submit that may have been executed is never called
// safe to send again, and only a query may be.
func TestNoSubmitWithAnAnswerIsSafe(t *testing.T) {
	codes := []string{"", "x", "SignatureNonceUsed", "Throttling", "NetworkIOError", "Busy", "5000"}
	for _, status := range []int{200, 204, 301, 302, 400, 403, 404, 500, 502, 503} {
		for _, code := range codes {
			if got := Classify(Submit, status, code, true); got == Safe || got == None {
				t.Errorf("%d %q: %s", status, code, got)
			}
		}
	}
}

func TestErrorHelpers(t *testing.T) {
	for code, want := range map[string][3]bool{ // throttled, nonce used, clock refused
		"Throttling.User": {true, false, false}, "API_Block": {true, false, false}, "SignatureNonceUsed": {false, true, false},
		"InvalidTimeStamp.Expired": {false, false, true}, "DomainNotExist": {}, "": {},
	} {
		e := &Error{Operation: OpNewContact, Code: code}
		if got := [3]bool{e.Throttled(), e.NonceUsed(), e.ClockRefused()}; got != want {
			t.Errorf("%q: %v, want %v", code, got, want)
		}
	}
}

func TestHintsNameTheNextStep(t *testing.T) {
	has := func(op Operation, code, want string) {
		t.Helper()
		if got := (&Error{Operation: op, Code: code}).Hint(); !strings.Contains(got, want) {
			t.Errorf("%s %s: hint %q lacks %q", op, code, got, want)
		}
	}
	has(OpNewContact, "Forbidden.RAM", "domain:DomainInfoModification")
	has(OpProfileSingle, "NoPermission", "domain:DomainInfoModification")
	has(OpTransferCode, "Forbidden", "domain:DomainTransferOutOperation")
	has(OpQueryTaskDetailList, "Forbidden.RAM", "domain:QueryDomainTask")
	has(OpQueryDomainList, "5000", "domain:QueryCommonInfo")
	has(OpQueryRegistrantProfiles, "Forbidden", "domain:QueryRegistrantProfile")
	has(OpCancelTask, "Forbidden", "CancelTask")
	has(OpNewContact, "Forbidden.RiskControl", "risk control")
	has(OpNewContact, "Forbidden.UserVerification", "real-name")
	has(OpNewContact, "InvalidAccessKeyId.NotFound", "ALIBABA_CLOUD_ACCESS_KEY_ID")
	has(OpNewContact, "InvalidSecurityToken.Expired", "ALIBABA_CLOUD_SECURITY_TOKEN")
	has(OpNewContact, "SignatureDoesNotMatch", "ALIBABA_CLOUD_ACCESS_KEY_SECRET")
	has(OpNewContact, "InvalidTimeStamp.Expired", "clock")
	has(OpNewContact, "NoSuchVersion", "--site")
	has(OpNewContact, "InvalidProtocol.NeedSsl", "https")
	has(OpNewContact, CodeNotOnSite, "--site")
	has(OpNewContact, CodeNoCredentials, "--profile")
	// Everything fatal has a hint.
	for _, p := range append([]string{"5000"}, fatalPrefixes...) {
		if (&Error{Operation: OpNewContact, Code: p}).Hint() == "" {
			t.Errorf("no hint for %s", p)
		}
	}
	if got := (&Error{Code: "ParameterIllegal"}).Hint(); got != "" {
		t.Errorf("hint for a refused value: %q", got)
	}
}

// Whatever a service answers, also what it has never answered: only what cannot
// have been executed may be sent again, and the two kinds of call differ in
// nothing but doubt.
func TestClassesOfAnyAnswer(t *testing.T) {
	known := append([]string{"", "Throttling.", "NetworkIOError", "QueryRegistryFailed", "InternalError", "ServiceUnavailable", "Busy", "API_Block",
		"TaskIsBeingProcessed", "SignatureNonceUsed", "5000"}, fatalPrefixes...)
	rapid.Check(t, func(t *rapid.T) {
		status := rapid.OneOf(rapid.Just(0), rapid.IntRange(100, 599)).Draw(t, "status")
		code := rapid.SampledFrom(known).Draw(t, "code") + rapid.StringMatching(`([.]?[A-Za-z]{1,12})?`).Draw(t, "more")
		written := status != 0 || rapid.Bool().Draw(t, "written")
		submit, query := Classify(Submit, status, code, written), Classify(Query, status, code, written)
		switch {
		case !written:
			if submit != Safe || query != Safe {
				t.Fatalf("nothing left the host: %s and %s", submit, query)
			}
			return
		case submit == Safe || submit == None || query == None:
			t.Fatalf("%d %q: %s and %s", status, code, submit, query)
		case query == Ambiguous:
			t.Fatalf("%d %q: a query is never in doubt", status, code)
		case (status < 400 || code == "") && submit != Ambiguous:
			t.Fatalf("%d %q says nothing certain, and is %s", status, code, submit)
		case submit != Ambiguous && submit != query:
			t.Fatalf("%d %q: %s for a submit and %s for a query", status, code, submit, query)
		case submit == Permanent && status >= 500:
			t.Fatalf("%d %q: an error of the service taken for a refusal", status, code)
		}
		for _, spelt := range []string{strings.ToLower(code), strings.ToUpper(code)} {
			if Classify(Submit, status, spelt, written) != submit || Classify(Query, status, spelt, written) != query {
				t.Fatalf("%d %q: capitals make a difference", status, code)
			}
		}
	})
}
