package report

import (
	"strings"

	"domainbatch/executor"
)

// cureFor says in words what to do about a cause. Codes of the service are
// looked up first, by their longest known beginning; whatever is left is
// explained by the result alone.
func cureFor(result executor.Result, code string) string {
	best := longestPrefix(code, codeCures)
	if best != "" && (result == executor.Failed || result == executor.NotSent || result == executor.Cancelled) {
		return codeCures[best]
	}
	return resultCures[result]
}

// longestPrefix is the longest key that a code begins with, "" when there is
// none.
func longestPrefix[T any](code string, list map[string]T) string {
	best := ""
	for prefix := range list {
		if len(prefix) > len(best) && strings.HasPrefix(code, prefix) {
			best = prefix
		}
	}
	return best
}

// codeCures holds a cure for the beginning of an error code.
var codeCures = map[string]string{
	"DomainNotExist":                "The domain is not in this account: check its spelling and the account, or remove the row.",
	"ParameterIllegal":              "The service rejects a value of this row: check the contact fields against the comment, mend the cell and run it again.",
	"RegContactEmailNotVerified":    "Verify the registrant's e-mail address in the Alibaba Cloud console, then run the row again.",
	"TaskIsBeingProcessed":          "Another task is still running for the domain: wait until it has ended, then run the row again.",
	"InvalidDomainName":             "Correct the domain name, then run the row again.",
	"DomainSuffixUnsupported":       "This ending cannot be changed through the API: use the console for these domains.",
	"QueryRegistryFailed":           "The registry did not answer: run the row again later.",
	"ContactTemplate":               "Check the registrant profile in the console (is it there, verified and approved?), then run the row again.",
	"ContactNotMatch":               "The contact does not match the verified owner: use a verified registrant profile.",
	"DomainAlreadyAudit":            "The domain is in real-name review: wait until the review has ended, then run the row again.",
	"MissingRegistrantProfileId":    "Fill in profile_id, then run the row again.",
	"Forbidden.RiskControl":         "Alibaba Cloud has put the account under risk control: ask its support.",
	"Forbidden.UserVerification":    "Complete the real-name verification of the account, then run the row again.",
	"Forbidden":                     "The key may not do this: let the account's administrator grant the missing domain permission.",
	"NoPermission":                  "The key may not do this: let the account's administrator grant the missing domain permission.",
	"InvalidAccessKeyId":            "Check the access key: it is unknown or disabled.",
	"InvalidSecurityToken":          "The security token has expired: sign in again.",
	"SignatureDoesNotMatch":         "Check the access key secret.",
	"IncompleteSignature":           "Check the access key secret.",
	"InvalidTimeStamp":              "Set the clock of this computer, then resume.",
	"IllegalTimestamp":              "Set the clock of this computer, then resume.",
	"Throttling":                    "The service was busy: run again with a lower rate.",
	"API_Block":                     "The service was busy: run again with a lower rate.",
	"Busy":                          "The service was busy: run the row again later.",
	"ServiceUnavailable":            "The service was not available: resume later.",
	"InternalError":                 "The service failed: run the row again later.",
	"UnsupportedOperation":          "This site does not offer the operation: check the site setting.",
	"InvalidAction":                 "This site does not offer the operation: check the site setting and the endpoint.",
	"InvalidApi":                    "This site does not offer the operation: check the site setting and the endpoint.",
	"NoSuchVersion":                 "Check the endpoint: it does not speak this version of the Domain API.",
	"InvalidProduct":                "Check the endpoint: it is not the Domain API.",
	"InvalidProtocol.NeedSsl":       "Use an https endpoint.",
	"DomainTransferPendingNotExist": "The domain is not being transferred: remove the row.",
}

// resultCures holds a cure for results whose code says no more.
var resultCures = map[executor.Result]string{
	executor.Failed:    "Read the comment, mend the row and run it again.",
	executor.Invalid:   "Correct the cell named in the comment, then run the row again.",
	executor.Held:      "Keep one of the rows that contradict each other, or wait for the other run to end, then run the row again.",
	executor.NotSent:   "The run stopped before this row: resume it, or run the row again.",
	executor.Unknown:   "Do not send it again: look for the task in the Alibaba Cloud console, then resume.",
	executor.Cancelled: "Run the row again if the change is still wanted.",
}
