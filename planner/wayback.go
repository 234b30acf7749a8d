package planner

import (
	"fmt"
	"slices"
	"strings"

	"domainbatch/ingest"
)

// BackVerdict says whether a change of a contact can be taken back.
type BackVerdict string

// The verdicts on the way back.
const (
	BackRestore BackVerdict = "restore"  // writing what was there brings it back
	BackNothing BackVerdict = "nothing"  // it is as it was
	BackMoved   BackVerdict = "moved"    // somebody else has changed it since
	BackUnknown BackVerdict = "unknown"  // what was there, was set or is there now is not known
	BackGone    BackVerdict = "gone"     // the domain is not in the account any more
	BackHidden  BackVerdict = "hidden"   // the service masked a value that would go back
	BackStuck   BackVerdict = "stuck"    // only fields that were empty would go back, and no call empties a field
	BackPending BackVerdict = "not over" // the change itself is not over
)

// WayBack is what it takes to undo one change of a contact, field by field.
type WayBack struct {
	Verdict BackVerdict
	Was     ingest.Contact // with the registrant type that a call has to give, where it is known
	Set     ingest.Contact // what the contact has been since the change
	Now     ingest.Contact
	Fields  []ingest.Field // that go back, in the order of the columns
	Stuck   []ingest.Field // that were empty and are not now: they stay
	Moved   []ingest.Field // that somebody else has changed since
}

// Back holds a change that was made against the present. was is what it found,
// wished what it wrote; either is nil when it is not known. Values are compared
// by the rules of Compare.
//
// A change is never taken back when one field of the contact is neither as it
// was nor as it was set: then somebody else has been at work since, and a call
// would trample on it, as a call writes all fields.
func Back(was *Before, wished *ingest.Contact, facts DomainFacts, t ingest.ContactType) WayBack {
	now, asked := facts.Contacts[t]
	if facts.Owned == No {
		return WayBack{Verdict: BackGone}
	}
	if was == nil || wished == nil || !asked {
		return WayBack{Verdict: BackUnknown}
	}
	w := WayBack{Was: was.Contact, Set: was.Contact, Now: now.Contact}
	w.Was.RegistrantType, w.Now.RegistrantType = facts.RegistrantType, facts.RegistrantType
	w.Set.RegistrantType = facts.RegistrantType
	if t == ingest.Registrant && was.RegistrantType != "" && facts.RegistrantType != "" {
		w.Was.RegistrantType, w.Set.RegistrantType = was.RegistrantType, was.RegistrantType
		if wished.RegistrantType != "" {
			w.Set.RegistrantType = wished.RegistrantType
		}
	}
	w.compare(wished)
	w.Verdict = w.judge()
	return w
}

func (w *WayBack) compare(wished *ingest.Contact) {
	for _, f := range contactFields {
		if v := *f.value(wished); asksFor(f.field, v, wished) {
			*f.value(&w.Set) = v
		}
		was, set, now := *f.value(&w.Was), *f.value(&w.Set), *f.value(&w.Now)
		if !alike(f.field, set, now) {
			w.Moved = append(w.Moved, f.field)
		}
		switch {
		case alike(f.field, was, now):
		case was == "" && (f.field != ingest.FieldTelExt || w.Was.Telephone == ""):
			w.Stuck = append(w.Stuck, f.field)
		default:
			w.Fields = append(w.Fields, f.field)
		}
	}
}

// alike compares two values that the service showed or was given. A masked one
// is like itself.
func alike(f ingest.Field, a, b string) bool { return a == b || same(rules[f], a, b) }

func (w *WayBack) judge() BackVerdict {
	switch {
	case len(w.Fields) == 0 && len(w.Stuck) == 0:
		return BackNothing
	case len(w.Moved) > 0:
		return BackMoved
	case len(w.Fields) == 0:
		return BackStuck
	case slices.ContainsFunc(contactFields, func(f fieldOfContact) bool { return masked(*f.value(&w.Was)) }):
		return BackHidden // a call writes all fields
	}
	return BackRestore
}

// Comment is one sentence with the next step.
func (w WayBack) Comment() string {
	switch w.Verdict {
	case BackRestore:
		if len(w.Stuck) > 0 {
			return fmt.Sprintf("Goes back, except %s: it was empty before, and no call empties a field.", fieldList(w.Stuck))
		}
		return "Goes back to what was there."
	case BackNothing:
		return "It is as it was; nothing to take back."
	case BackMoved:
		return fmt.Sprintf("Somebody has changed %s since; look at the domain and decide by hand.", fieldList(w.Moved))
	case BackGone:
		return "The domain is not in the account any more."
	case BackHidden:
		return "The service shows values of this contact masked, so they cannot be written back; fill them in by hand."
	case BackStuck:
		return fmt.Sprintf("Only %s would go back; it was empty before, and no call empties a field.", fieldList(w.Stuck))
	case BackPending:
		return "The change is not over; resume its run first."
	}
	return "What was there before the change, or is there now, is not known; restore it by hand."
}

// CommentIn is the comment in a language: "zh" for Chinese, else English.
func (w WayBack) CommentIn(lang string) string {
	if lang != "zh" {
		return w.Comment()
	}
	switch w.Verdict {
	case BackRestore:
		if len(w.Stuck) > 0 {
			return "恢复原值；" + fieldListIn(lang, w.Stuck) + " 除外：原来为空，而任何调用都不能清空字段。"
		}
		return "恢复原值。"
	case BackNothing:
		return "现在已是原值，无需恢复。"
	case BackMoved:
		return "之后有人又改了 " + fieldListIn(lang, w.Moved) + "；请核对该域名后自行决定。"
	case BackGone:
		return "该域名已不在本账号中。"
	case BackHidden:
		return "服务隐藏了该联系人的部分值，无法写回；请手工填写。"
	case BackStuck:
		return "只有 " + fieldListIn(lang, w.Stuck) + " 需要恢复；原来为空，而任何调用都不能清空字段。"
	case BackPending:
		return "修改尚未结束；请先继续该次运行（resume）。"
	}
	return "修改前的值或现在的值未知，请手工恢复。"
}

func fieldList(fields []ingest.Field) string { return fieldListIn("en", fields) }

func fieldListIn(lang string, fields []ingest.Field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = string(f)
	}
	if lang == "zh" {
		return strings.Join(names, "、")
	}
	return strings.Join(names, ", ")
}
