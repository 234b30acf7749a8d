package planner

import (
	"cmp"
	"fmt"
	"strings"

	"domainbatch/ingest"
)

// Codes of rows that the planner itself sets aside. Rows with problems of
// their own carry the rule of the first one instead.
const (
	CodeInvalid   = "row.invalid" // a problem without a rule
	CodeNoDomain  = "domain.missing"
	CodeNoAction  = "action.missing"   // neither contact values nor a profile id
	CodeTwoWays   = "action.ambiguous" // both
	CodeBadAction = "action.unknown"
	CodeNoType    = "contact_type.missing"
	CodeBadType   = "contact_type.unknown"
	CodeNoContact = "contact.missing" // update-contact without a value that the site takes
	CodeNoProfile = "profile_id.missing"
	CodeBadLock   = "transfer_lock.unknown"
	CodeConflict  = "held.conflict" // rows contradict each other
	CodeRunning   = "held.running"  // an unfinished run holds the domain
	CodePending   = "held.pending"  // accepted in a run that is not known here
	CodeUnknown   = "held.unknown"  // sent in an earlier run, outcome not known
	CodeSettled   = "held.settled"  // finished by its run since the file was written
	CodeTwin      = "held.twin"     // another row asks for the same contact and is held for one of the four reasons above

	CodeUnchanged    = "unchanged"         // already as the row wants it
	CodeOnly         = "left-out.only"     // --only names something else
	CodeExclude      = "left-out.exclude"  // --exclude names it
	CodeLimit        = "left-out.limit"    // beyond the rows of --limit
	CodeNotApproved  = "held.not-approved" // nobody approved it
	CodePresentMoved = "held.present"      // the present is not what the saved plan was made against
)

// kind is what must not run twice at once for a domain, as an index.
type kind uint8

// The kinds: the four contacts in the order of ingest.ContactTypes, then the
// transfer code.
const (
	kindRegistrant kind = iota
	kindAdmin
	kindTech
	kindBilling
	kindTransferCode
	kinds // how many there are
)

var contactKinds = ingest.ContactTypes()

func kindOf(t ingest.ContactType) (kind, bool) {
	for i, k := range contactKinds {
		if k == t {
			return kind(i), true
		}
	}
	return 0, false
}

// contactType is "" for a transfer code.
func (k kind) contactType() ingest.ContactType {
	if k < kindTransferCode {
		return contactKinds[k]
	}
	return ""
}

func (k kind) String() string {
	if k == kindTransferCode {
		return KindTransferCode
	}
	return string(contactKinds[k])
}

// want is what a row asks for, once its action is known.
type want struct {
	op      Operation // "" for a row that asks for nothing
	kinds   [kinds]kind
	n       int // number of kinds
	contact ingest.Contact
}

// refusal is why a row cannot be used; the zero value means that it can.
type refusal struct{ code, comment string }

// wants decides what a usable row asks for. skip means that it asks for
// nothing and says so.
func (s Settings) wants(r *ingest.Row) (w want, skip bool, no refusal) {
	action, no := s.action(r)
	if no.code != "" || action == ingest.ActionSkip {
		return w, action == ingest.ActionSkip, no
	}
	if r.Domain == "" {
		return w, false, refusal{CodeNoDomain, "The row names no domain; type one in the domain column."}
	}
	switch action {
	case ingest.ActionTransferCode:
		w.op, w.kinds[0], w.n = TransferCode, kindTransferCode, 1
		return w, false, refusal{}
	case ingest.ActionUpdateProfile:
		w.op = UpdateProfile
		if r.ProfileID <= 0 {
			return w, false, refusal{CodeNoProfile, "The action is update-profile but there is no profile id; type it in the profile_id column."}
		}
	case ingest.ActionUpdateContact:
		w.op = UpdateContact
		if w.contact = s.sends(r.Contact); !w.contact.HasFields() {
			return w, false, refusal{CodeNoContact, "The action is update-contact but no contact value is given that this site takes; fill in the contact columns or name a contact_ref."}
		}
	}
	return w, false, w.addTypes(r)
}

// action is what the row says, else what its cells imply. Contact cells beside
// an explicit update-profile (or the other way round) are a person's notes: what
// the row says in so many words wins.
func (s Settings) action(r *ingest.Row) (ingest.Action, refusal) {
	switch r.Action {
	case ingest.ActionUpdateContact, ingest.ActionUpdateProfile, ingest.ActionTransferCode, ingest.ActionSkip:
		return r.Action, refusal{}
	case ingest.ActionInfer:
	default:
		return "", refusal{CodeBadAction, fmt.Sprintf("The action %q is not known; type update-contact, update-profile, transfer-code or skip.", r.Action)}
	}
	contact, profile := r.Contact.HasFields(), r.ProfileID != 0
	switch {
	case contact && profile:
		return "", refusal{CodeTwoWays, "The row has contact values and a profile id; clear one of them, or type update-contact or update-profile in the action column."}
	case contact:
		return ingest.ActionUpdateContact, refusal{}
	case profile:
		return ingest.ActionUpdateProfile, refusal{}
	case s.DefaultAction != ingest.ActionInfer:
		return s.DefaultAction, refusal{}
	}
	return "", refusal{CodeNoAction, "The row does not say what to do; type an action, fill in contact values or a profile id, or name an action for all such rows with --action."}
}

// addTypes reads the contact types and checks the lock. There is no safe
// default for a missing type: guessing the registrant changes the owner.
func (w *want) addTypes(r *ingest.Row) refusal {
	if len(r.ContactTypes) == 0 {
		return refusal{CodeNoType, "The row does not say which contact to change; type registrant, admin, tech, billing, several separated by commas, or all in the contact_type column."}
	}
	var seen [kinds]bool
	for _, t := range r.ContactTypes {
		k, ok := kindOf(t)
		if !ok {
			return refusal{CodeBadType, fmt.Sprintf("The contact type %q is not known; type registrant, admin, tech, billing or all.", t)}
		}
		if !seen[k] {
			seen[k] = true
			w.kinds[w.n] = k
			w.n++
		}
	}
	switch r.Lock {
	case ingest.LockUnset, ingest.LockOn, ingest.LockOff:
		return refusal{}
	}
	return refusal{CodeBadLock, fmt.Sprintf("The transfer lock %q is not known; type yes or no, or clear the cell.", r.Lock)}
}

// problems puts the errors of a row into one clause each, with the cell and
// the cure, and names the first rule that was broken. The zero refusal means
// that the row has no errors.
func problems(r *ingest.Row) refusal {
	var no refusal
	var text strings.Builder
	for i := range r.Problems {
		p := &r.Problems[i]
		if p.Severity != ingest.Error {
			continue
		}
		if no.code == "" {
			no.code = cmp.Or(p.Rule, CodeInvalid)
		}
		if text.Len() > 0 {
			text.WriteString("; ")
		}
		if p.Cell != "" {
			text.WriteString(p.Cell + ": ")
		}
		text.WriteString(p.Message)
		if p.Cure != "" {
			text.WriteString(" (" + p.Cure + ")")
		}
	}
	if no.code != "" {
		no.comment = strings.TrimSuffix(text.String(), ".") + "."
	}
	return no
}
