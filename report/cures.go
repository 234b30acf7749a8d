package report

import (
	"strings"

	"domainbatch/executor"
)

// cureFor says in words what to do about a cause. Codes of the service are
// looked up first, by their longest known beginning, and rules of the program
// by the column that they are about; a failed task has no code but a message
// of the registry. Whatever is left is explained by the result alone.
func cureFor(result executor.Result, code, message string) string {
	switch result {
	case executor.Invalid:
		if cure := ruleCure(code); cure != "" {
			return cure
		}
	case executor.Failed, executor.NotSent, executor.Cancelled:
		if best := longestPrefix(code, codeCures); best != "" {
			return codeCures[best]
		}
		for _, c := range messageCures {
			if strings.Contains(strings.ToLower(message), c.part) {
				return c.cure
			}
		}
	}
	return resultCures[result]
}

// ruleCure is the cure of a broken rule, "" when none is known. Rules are
// named FIELD.KIND.
func ruleCure(rule string) string {
	field, kind, _ := strings.Cut(rule, ".")
	if cure := kindCures[kind]; cure != "" {
		return cure
	}
	return fieldCures[field]
}

// kindCures holds cures for kinds of broken rules.
var kindCures = map[string]string{
	"required": "Fill the cell, then run the row again.",
	"word":     "Write one of the words that the column knows (the comment names them), then run the row again.",
	"formula":  "Replace the formula by its value, then run the row again.",
}

// fieldCures holds cures for broken rules by the field that they are about.
var fieldCures = map[string]string{
	"domain":      "Write the domain name alone, such as example.com, then run the row again.",
	"email":       "Write one e-mail address, such as owner@example.com, then run the row again.",
	"tel_area":    "Write the code of the country in digits only, such as 86, then run the row again.",
	"telephone":   "Write the number in digits only, without the code of the country, then run the row again.",
	"tel_ext":     "Write the extension in digits only, then run the row again.",
	"postal_code": "Write the postal code as text, so that no zero is lost, then run the row again.",
	"country":     "Write the country with its two letters, such as CN, then run the row again.",
	"contact_ref": "Name a contact of the sheet Contacts or of the file given with --contacts, then run the row again.",
	"profile_id":  "Write the number of the registrant profile in digits only, then run the row again.",
}

// messageCures holds cures for what registries say, by a part of it in small
// letters. The numbers are those of EPP (RFC 5730, section 3).
var messageCures = []struct{ part, cure string }{
	{"error 2304", "The state of the domain forbids the change (a lock, a transfer or a renewal under way): look at it in the console, then run the row again."},
	{"qualify for a transfer", "The domain may not be transferred now: look at its locks and its age in the console, then run the row again."},
	{"error 2201", "The registry does not let this account change the domain: ask Alibaba Cloud support."},
	{"error 2202", "The registry does not let this account change the domain: ask Alibaba Cloud support."},
	{"error 2303", "The registry does not know the domain: check its spelling, or whether it has expired."},
	{"error 2306", "The registry refuses a contact value: check the contact against the registry's rules, mend it and run the row again."},
	{"error 2005", "The registry refuses a contact value: check the contact against the registry's rules, mend it and run the row again."},
	{"error 2004", "The registry refuses a contact value: check the contact against the registry's rules, mend it and run the row again."},
	{"error 2308", "The registry refuses a contact value: check the contact against the registry's rules, mend it and run the row again."},
	{"error 2400", "The registry could not carry it out: run the row again later."},
	{"error 2500", "The registry could not carry it out: run the row again later."},
	{"error 2502", "The registry could not carry it out: run the row again later."},
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
