package ingest

import (
	"strings"
)

// contact understands the contact values of a row and what its action needs.
// Values are judged only where they are going to be used: a sheet that asks
// for transfer codes may carry anything in its other columns.
func (d *rowDraft) contact() {
	before := len(d.row.Problems)
	d.row.ContactRef = d.optional(FieldContactRef)
	named, namedOK := d.named()
	of := d.row.Problems[before:len(d.row.Problems):len(d.row.Problems)]
	d.row.Problems = d.row.Problems[:before:before]
	action := d.effective(namedOK)
	c, problems := d.ownValues(named)
	d.row.Contact = c
	if action == ActionUpdateContact || action == ActionInfer {
		d.row.Problems = append(append(d.row.Problems, of...), problems...)
	}
	d.requirements(action, namedOK)
}

// named is the contact that contact_ref names; false when there is none.
func (d *rowDraft) named() (Contact, bool) {
	ref := d.row.ContactRef
	if ref == "" {
		return Contact{}, false
	}
	entry, ok := d.addressBook.find(ref)
	if !ok {
		f := finding{
			Severity: Error, Rule: "contact_ref.unknown", Message: "no contact of this name is known",
			Cure: "add it to the sheet Contacts or to the file of contacts",
		}
		if near := d.addressBook.near.nearest(foldWord(ref)); len(near) > 0 {
			f.Cure, f.Proposed = "did you mean "+near[0]+"?", near[0]
			f.fix = len(near) == 1 && surelyMeant(ref, near[0])
		}
		if !f.fix || !d.opt.AcceptFixes {
			d.add(FieldContactRef, f)
			return Contact{}, false
		}
		d.add(FieldContactRef, fixed(f))
		d.row.ContactRef = f.Proposed
		entry, _ = d.addressBook.find(f.Proposed)
	}
	if entry.faults != "" {
		d.add(FieldContactRef, finding{
			Severity: Error, Rule: "contact_ref.invalid", Message: "the contact has a mistake: " + entry.faults,
			Cure: "correct the contact",
		})
	}
	return entry.contact, true
}

// surelyMeant reports whether a name is so like another that nobody would give
// both to contacts: HQ2 is not HQ1.
func surelyMeant(typed, known string) bool {
	return len([]rune(foldWord(typed))) >= 5 && keepDigits(typed) == keepDigits(known) && isASCII(typed)
}

// ownValues reads the contact cells of the row over the named contact.
func (d *rowDraft) ownValues(named Contact) (Contact, []Problem) {
	c := named
	before := len(d.row.Problems)
	env := d.env(named)
	all := d.hasContactCells()
	for _, r := range contactRules {
		if d.unusedHere(r.field) {
			*c.field(r.field) = ""
			continue
		}
		if !all && r.field != FieldRegistrantType { // nothing, or words for nothing
			continue
		}
		v := d.take(r.field)
		if env.kind = d.typed(r.field).Kind; env.kind == kindNumber {
			v = d.value(r.field)
		}
		if v == "" {
			continue
		}
		understood, found := checkValue(r, env, v)
		*c.field(r.field) = understood
		d.add(r.field, found...)
	}
	for _, f := range completePhone(env, &c) {
		d.add(f.field, f.finding)
	}
	if swappedPostal(env, &c) {
		d.add(FieldPostalCode, finding{
			Severity: Error, Rule: "postal_code.swapped", Message: "a telephone number, and telephone holds a postal code: the two are swapped",
			Cure: "exchange postal_code and telephone",
		})
	}
	if swappedProvince(&c) {
		d.add(FieldCity, finding{
			Severity: Warning, Rule: "city.swapped", Message: "a province, and province holds something else: the two may be swapped",
			Cure: "check city and province",
		})
	}
	problems := append([]Problem(nil), d.row.Problems[before:]...)
	d.row.Problems = d.row.Problems[:before]
	return c, problems
}

// env is what the checks of the values of a row may look at.
func (d *rowDraft) env(named Contact) valueEnv {
	env := valueEnv{country: named.Country, chinese: isChineseDomain(d.row.Domain), accept: d.opt.AcceptFixes, ends: &d.ends}
	if country := d.text(FieldCountry); country != "" {
		env.country = understoodCountry(country, env.accept)
	}
	_, area := d.where[FieldTelArea]
	_, ext := d.where[FieldTelExt]
	env.noArea, env.noExt = !area && named.TelArea == "", !ext
	typed := phoneCells{d.value(FieldTelArea), d.value(FieldTelephone), d.value(FieldTelExt)}
	if typed.area == "" {
		typed.area = named.TelArea
	}
	if typed.number == "" {
		typed.number = named.Telephone
	}
	env = env.withPhone(&d.phones, typed)
	d.telArea = env.phone.area
	return env
}

// value is text without the separators that come from a number format.
func (d *rowDraft) value(f Field) string {
	v, cell := d.text(f), d.cell(f)
	if cell.Kind != kindNumber || !allDigits(cell.Raw) || v == cell.Raw {
		return v
	}
	whole := strings.TrimRight(v, "0")
	if whole != "" && strings.ContainsRune(".,", rune(whole[len(whole)-1])) { // 100,080.00
		whole = whole[:len(whole)-1]
	} else {
		whole = v
	}
	for _, shown := range []string{v, whole} {
		if digits := keepDigits(shown); strings.HasSuffix(digits, cell.Raw) {
			return digits
		}
	}
	return v
}

// unusedHere are the fields that the international site does not know.
func (d *rowDraft) unusedHere(f Field) bool {
	return d.opt.international() && (isChineseField(f) || f == FieldRegistrantType)
}

// effective is the action as the planner will infer it; ActionInfer when the
// row does not say what it wants or contradicts itself, which is reported.
func (d *rowDraft) effective(named bool) Action {
	if nothing, _ := meansNothing(d.text(FieldAction)); d.row.Action != ActionInfer || d.text(FieldAction) != "" && !nothing {
		return d.row.Action
	}
	contact, profile := d.hasContactCells() || named || d.row.ContactRef != "", d.row.ProfileID != 0
	switch {
	case contact && profile:
		d.add(FieldAction, finding{
			Severity: Error, Rule: "action.both", Message: "the row gives both contact values and a profile id",
			Cure: "empty one of them, or type update-contact or update-profile as its action",
		})
		return ActionInfer
	case contact:
		return ActionUpdateContact
	case profile:
		return ActionUpdateProfile
	case d.opt.DefaultAction != ActionInfer:
		return d.opt.DefaultAction
	case d.text(FieldProfileID) == "":
		d.add(FieldAction, finding{
			Severity: Error, Rule: "action.none", Message: "the row does not say what to do",
			Cure: "type an action, contact values or a profile id, or give --action for all such rows",
		})
	}
	return ActionInfer
}

func (d *rowDraft) hasContactCells() bool {
	for _, r := range contactRules {
		c := d.cell(r.field)
		nothing, _ := meansNothing(trim(c.Text))
		if r.field != FieldRegistrantType && !d.unusedHere(r.field) && (c.Kind != kindText || !isBlank(c.Text) && !nothing) {
			return true
		}
	}
	return false
}

// requirements reports what an action needs and the row lacks.
func (d *rowDraft) requirements(action Action, named bool) {
	switch action {
	case ActionUpdateContact:
		d.needContactType()
		if d.row.ContactRef == "" || named { // an unknown name is enough to say
			d.needContactValues()
		}
		if d.row.ProfileID != 0 {
			d.unused(FieldProfileID, "update-contact")
		}
	case ActionUpdateProfile:
		d.needContactType()
		if d.row.ProfileID == 0 && d.text(FieldProfileID) == "" {
			d.need(FieldProfileID)
		}
		if d.hasContactCells() || named {
			d.add("", finding{
				Severity: Warning, Rule: "action.unused", Message: "the contact values of the row are not used by update-profile",
				Cure: "empty them, or type update-contact",
			})
		}
	}
}

func (d *rowDraft) unused(f Field, action string) {
	d.add(f, finding{
		Severity: Warning, Rule: "action.unused", Message: string(f) + " is not used by " + action, Cure: "empty the cell",
	})
}

func (d *rowDraft) needContactType() {
	if len(d.row.ContactTypes) == 0 && isBlank(d.cell(FieldContactType).Text) {
		d.need(FieldContactType)
	}
}

func (d *rowDraft) need(f Field) {
	x := finding{
		Severity: Error, Rule: string(f) + ".required", Message: string(f) + " is required",
		Cure: "fill the cell",
	}
	if _, ok := d.where[f]; !ok {
		x.Message += " and the sheet has no such column"
		x.Cure = "add a column " + string(f) + ", or name the one that holds it with --map 'HEADER=" + string(f) + "'"
	}
	switch code := d.telArea; {
	case f == FieldTelArea && callingCode(code):
		x.Proposed, x.fix = code, true
		x.Cure = "type " + code
		if _, ok := d.where[f]; !ok {
			x.Cure = "add a column tel_area with " + code
		}
	case f == FieldPostalCode && noPostalCodes(d.row.Contact.Country):
		x.Cure = "type 000000, which is usual where a country has no postal codes"
	}
	d.add(f, x)
}

// needContactValues reports each blank cell by itself, and all columns that
// the sheet lacks in one problem.
func (d *rowDraft) needContactValues() {
	var lacking []string
	for _, r := range contactRules {
		if !r.required || d.opt.mayLack(r.field) || d.unusedHere(r.field) || *d.row.Contact.field(r.field) != "" || d.faulty(r.field) {
			continue
		}
		if _, ok := d.where[r.field]; ok {
			d.need(r.field)
		} else {
			lacking = append(lacking, string(r.field))
		}
	}
	if len(lacking) == 1 {
		d.need(Field(lacking[0]))
	} else if len(lacking) > 1 {
		list := strings.Join(lacking, ", ")
		d.add("", finding{
			Severity: Error, Rule: "contact.required", Message: "required and not in the sheet: " + list,
			Cure: "add these columns, name them with --map, or use a contact with contact_ref",
		})
	}
}
