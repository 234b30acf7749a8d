package alidomain

import (
	"fmt"
	"strings"
)

// Hint is one sentence that tells a person what to do about a failure, ""
// when nothing better can be said than the failure itself. It holds nothing
// of the request.
func (e *Error) Hint() string {
	code := strings.ToLower(e.Code)
	has := func(prefixes ...string) bool {
		for _, p := range prefixes {
			if strings.HasPrefix(code, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has("forbidden.riskcontrol"):
		return "The account is under risk control; ask Alibaba Cloud support to lift it."
	case has("forbidden.userverification"):
		return "The account is not real-name verified; verify it in the console first."
	case has("forbidden", "nopermission", "5000"):
		return e.permissionHint()
	case has("invalidaccesskeyid.inactive"):
		return "The access key is disabled; enable it in the RAM console or use another."
	case has("invalidaccesskeyid", "missingaccesskeyid"):
		return "The access key id is not known; check " + envKeyID + " or the profile, and that --site fits the account."
	case has("invalidsecuritytoken", "missingsecuritytoken"):
		return "The temporary key has expired or is wrong; get a new one, and check " + envToken + "."
	case has("signaturedoesnotmatch", "incompletesignature", "invalidsignature"):
		return "The signature was refused; check that the access key secret belongs to the access key id (" + envKeySecret + " or the profile)."
	case has("invalidtimestamp", "illegaltimestamp", "missingtimestamp"):
		return "This machine's clock differs from the service's by more than 15 minutes; set the clock."
	case has("nosuchversion", "invalidversion", "missingversion", "invalidproduct.", "invalidaction", "missingaction", "invalidapi", "unsupportedoperation", "unsupportedhttpmethod"):
		return "The service at this address does not know the operation; check --site and --endpoint."
	case has("invalidprotocol"):
		return "The service takes https only; check --endpoint."
	case has("nocredentials"):
		return "No key could be had; set " + envKeyID + " and " + envKeySecret + ", or choose a profile with --profile."
	case has("operationnotonsite"):
		return "This site has no such operation; check --site."
	case has("regcontactemailnotverified"):
		return "The registrant's e-mail address must be verified in the console first."
	case has("domainnotexist"):
		return "The domain is not in this account; check its spelling and the account."
	case has("taskisbeingprocessed"):
		return "Another task is running for a domain of the call; it is tried again later."
	case throttled(e.Code):
		return "Calls come too fast for the account's quota; lower --submit-rate or --query-rate."
	}
	return ""
}

func (e *Error) permissionHint() string {
	action := e.Operation.Permission()
	if action == "" {
		return fmt.Sprintf("The account may not call %s; ask its administrator for the permission.", e.Operation)
	}
	return fmt.Sprintf("The account may not call %s; ask its administrator to grant the RAM action %s.", e.Operation, action)
}
