package alidomain

import "strings"

// Class says what a failure means for the next step.
type Class int

// The classes.
const (
	None      Class = iota // no failure
	Safe                   // not executed: send again, with a new stamp
	BackOff                // not executed, or a query: wait, then send again
	Busy                   // another task runs for one of the domains: wait long, half a minute and more
	Ambiguous              // a submit that may have been executed: find out, never send blindly
	Permanent              // refused for good for these values; a batch may be split to find the bad domain
	Fatal                  // no call of this kind can succeed before a person changes something
)

// String returns the class in lower case.
func (c Class) String() string {
	switch c {
	case None:
		return "none"
	case Safe:
		return "safe"
	case BackOff:
		return "back-off"
	case Busy:
		return "busy"
	case Ambiguous:
		return "ambiguous"
	case Permanent:
		return "permanent"
	case Fatal:
		return "fatal"
	}
	return "unknown"
}

// Codes that callers look for.
const (
	CodeTaskIsBeingProcessed = "TaskIsBeingProcessed"
	CodeSignatureNonceUsed   = "SignatureNonceUsed"
	CodeTimeStampExpired     = "InvalidTimeStamp.Expired"
	CodeDomainNotExist       = "DomainNotExist"

	// Codes of this client, not of the service; nothing was sent.
	CodeBadRequest    = "BadRequest"         // the request cannot be put on the wire
	CodeNotOnSite     = "OperationNotOnSite" // the site has no such operation
	CodeNoCredentials = "NoCredentials"      // no key to sign with
)

// unsure stands for "executed or not": ambiguous for a submit, and worth
// another try for a query.
func unsure(kind Kind) Class {
	if kind == Query {
		return BackOff
	}
	return Ambiguous
}

// Classify decides what a failure means. httpStatus is 0 when there was no
// answer; code is the error code of the body, "" when there was none that
// could be read; written says that bytes of the request may have left.
//
// The code decides before the status, because nearly every refusal is a 400
// (documented), among them NetworkIOError, which may have been executed.
func Classify(kind Kind, httpStatus int, code string, written bool) Class {
	switch {
	case !written && httpStatus == 0:
		return Safe
	case code == "":
		return unsure(kind)
	case httpStatus < 400 && kind == Submit:
		// A success with an error inside: nobody says which of the two holds.
		return Ambiguous
	}
	folded := strings.ToLower(code)
	if class, ok := exact[folded]; ok {
		return class(kind)
	}
	if strings.HasPrefix(folded, "throttling") {
		return BackOff
	}
	if httpStatus >= 500 {
		return unsure(kind)
	}
	for _, p := range fatalPrefixes {
		if strings.HasPrefix(folded, p) {
			return Fatal
		}
	}
	return Permanent // ParameterIllegal…, Missing…, Invalid… and every unknown refusal
}

func always(c Class) func(Kind) Class { return func(Kind) Class { return c } }

// exact holds the codes whose class does not follow from a prefix, folded to
// lower case because the documents disagree about capitals.
var exact = map[string]func(Kind) Class{
	"networkioerror":      unsure, // the back end's own I/O failed, after it began
	"queryregistryfailed": unsure,
	"serviceunavailable":  unsure,
	"internalerror":       unsure,

	"busy":      always(BackOff),
	"api_block": always(BackOff),

	"taskisbeingprocessed": always(Busy),

	// The nonce was seen, so an equal request arrived before this one: a
	// submit may have been executed by it.
	"signaturenonceused": func(kind Kind) Class {
		if kind == Query {
			return Safe
		}
		return Ambiguous
	},

	"5000": always(Fatal), // no resource authorisation, or RAM not supported
}

// fatalPrefixes are codes about the caller, not about the values: key,
// signature, permission, clock, version, endpoint. They are compared with the
// folded code.
var fatalPrefixes = []string{
	"invalidaccesskeyid", "missingaccesskeyid", "invalidsecuritytoken", "missingsecuritytoken",
	"signaturedoesnotmatch", "incompletesignature", "invalidsignature",
	"invalidtimestamp", "illegaltimestamp", "missingtimestamp",
	"forbidden", "nopermission",
	"unsupportedoperation", "unsupportedhttpmethod",
	"invalidaction", "missingaction", "invalidapi", "invalidproduct.", "invalidprotocol",
	"nosuchversion", "invalidversion", "missingversion",
}
