package ingest

import (
	"fmt"
	"unicode/utf8"
)

// rule is what a contact value has to be.
type rule struct {
	field    Field
	required bool // in a contact update, unless Options.AllowMissing
	english  bool // international postal form of EPP: 7-bit ASCII only
	max      int  // characters
	check    func(valueEnv, string) (string, []finding)
}

// contactRules is the one table of rules for contact values. Lengths are the
// maxima of EPP (RFC 5733), because the API documents none; which fields are
// required follows the API's older prose, as the gateway itself requires
// only the registrant type (China site).
var contactRules = []rule{
	{FieldRegistrantType, true, false, 20, checkRegistrantType},
	{FieldName, true, true, 255, nil},
	{FieldOrganization, true, true, 255, nil},
	{FieldCountry, true, false, 64, checkCountry},
	{FieldProvince, true, true, 255, nil},
	{FieldCity, true, true, 255, nil},
	{FieldAddress, true, true, 255, nil},
	{FieldPostalCode, true, true, 16, checkPostalCode},
	{FieldEmail, true, true, 254, checkEmail},
	{FieldTelArea, true, false, 0, checkTelArea},
	{FieldTelephone, true, false, 0, checkTelephone},
	{FieldTelExt, false, false, 0, checkTelExt},
	{FieldZhName, false, false, 255, checkChinese},
	{FieldZhOrganization, false, false, 255, checkChineseOrganization},
	{FieldZhProvince, false, false, 255, checkChineseProvince},
	{FieldZhCity, false, false, 255, checkChinese},
	{FieldZhAddress, false, false, 255, checkChinese},
}

// finding is a problem without its place.
type finding struct {
	Severity Severity
	Rule     string
	Message  string
	Cure     string
	Proposed string
	fix      bool // AcceptFixes may put Proposed in place of the value
	applied  bool // and has done so
}

// valueEnv is what else the check of a value may look at.
type valueEnv struct {
	kind    cellKind
	country string // of the same contact, understood; "" when not known
	chinese bool   // the domain of the row ends in .cn or .中国
	accept  bool   // Options.AcceptFixes

	phone  phone // the three cells of the number, understood together
	phones *phoneBook
	ends   *suffixMemo // nil remembers nothing
	noArea bool        // the sheet has no column tel_area
	noExt  bool        // nor one tel_ext
}

// withPhone completes env by the number of the contact.
func (env valueEnv) withPhone(book *phoneBook, typed phoneCells) valueEnv {
	env.phones = book
	if typed != (phoneCells{}) {
		env.phone = readPhone(book, env.country, typed)
	}
	return env
}

// checkValue judges one value and gives it as understood. When fixes are
// accepted, what is proposed takes the place of the value and is only noticed.
func checkValue(r rule, env valueEnv, v string) (string, []finding) {
	var notices []finding
	for range 6 {
		out, found := r.judge(env, v)
		i := firstFix(found)
		if !env.accept || i < 0 {
			return out, append(notices, found...)
		}
		notices = append(notices, fixed(found[i]))
		v = found[i].Proposed
		env.kind = kindText
	}
	out, found := r.judge(env, v)
	return out, append(notices, found...)
}

// maxTyped bounds what is looked at closely, in bytes. No value is longer,
// whatever a program or a person has put round it, and to search a text of
// some thousand characters for all slips would take long.
const (
	maxTyped      = 1024 // 255 Chinese characters, or an address
	maxTypedPhone = 300
)

// farTooLong gives the verdict of length alone about what cannot be a value.
func (r rule) farTooLong(v string) (finding, bool) {
	limit, most := maxTyped, r.max
	switch r.field {
	case FieldTelArea:
		limit, most = maxTypedPhone, 3
	case FieldTelephone:
		limit, most = maxTypedPhone, maxPhoneDigits
	case FieldTelExt:
		limit, most = maxTypedPhone, 10
	}
	if len(v) <= limit {
		return finding{}, false
	}
	return finding{
		Severity: Error, Rule: string(r.field) + ".long", Cure: "shorten it",
		Message: fmt.Sprintf("%d characters, at most %d are allowed", utf8.RuneCountInString(v), most),
	}, true
}

func firstFix(found []finding) int {
	for i, f := range found {
		if f.fix {
			return i
		}
	}
	return -1
}

// fixed turns a finding whose proposal was taken into a notice.
func fixed(f finding) finding {
	f.Severity, f.fix, f.applied = Notice, false, true
	f.Message, f.Cure = "fixed: "+f.Message, ""
	return f
}

// judge applies one row of the table. Damage comes first, and the rest is
// judged as if it were repaired, so that one slip is not reported twice.
func (r rule) judge(env valueEnv, v string) (string, []finding) {
	if v == "" { // a fix can empty a cell
		return "", nil
	}
	if env.kind == kindDate {
		return v, []finding{dateFinding(r.field, v)}
	}
	if f, lost := lostFinding(r.field, v); lost {
		return v, []finding{f}
	}
	if f, is := r.farTooLong(v); is {
		return v, []finding{f}
	}
	var found []finding
	sound, damage := repair(r.field, v)
	if r.field == FieldCountry && isCountry(v) {
		damage = nil // 中国香港（…） and Côte d’Ivoire are spelled so
	}
	found = append(found, damage...)
	if sound == "" { // nothing but what cannot be seen
		found[0].Severity = Error
		return v, found
	}
	if f, is := r.placeholder(env, sound); is {
		return v, append(found, f)
	}
	if f, is := dateTextFinding(r.field, sound); is {
		return v, append(found, f)
	}
	if f, bad := r.notEnglish(env, sound); bad {
		return v, append(found, f)
	}
	if n := utf8.RuneCountInString(sound); r.max > 0 && n > r.max {
		found = append(found, finding{
			Severity: Error, Rule: string(r.field) + ".long",
			Message: fmt.Sprintf("%d characters, at most %d are allowed", n, r.max), Cure: "shorten it",
		})
		if r.field == FieldPostalCode {
			return v, found // its form would say it again
		}
	}
	if f, is := r.misplaced(sound); is {
		found = append(found, f)
	}
	out := sound
	if r.check != nil {
		checked, more := r.check(env, sound)
		out, found = checked, append(found, more...)
	}
	if len(damage) > 0 {
		out = v
	}
	return out, found
}
