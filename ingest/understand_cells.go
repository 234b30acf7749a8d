package ingest

import "slices"

func (d *rowDraft) domain() {
	d.row.DomainTyped = d.typed(FieldDomain).Text
	typed := d.take(FieldDomain)
	if d.faulty(FieldDomain) {
		return
	}
	if d.cell(FieldDomain).Kind == kindDate {
		d.add(FieldDomain, dateFinding(FieldDomain, typed))
		return
	}
	if name, ok := plainDomainBy(&d.ends, typed); ok {
		d.row.Domain = name
		return
	}
	name, found := understandDomain(typed, d.opt.AcceptFixes)
	d.row.Domain = name
	d.add(FieldDomain, found...)
}

func (d *rowDraft) action() {
	v := d.take(FieldAction)
	if v == "" {
		return
	}
	a, found := parseAction(v)
	if nothing, _ := meansNothing(v); nothing && len(found) > 0 {
		d.optional(FieldAction)
		return
	}
	if i := firstFix(found); i >= 0 && d.opt.AcceptFixes {
		a, _ = parseAction(found[i].Proposed)
		found[i] = fixed(found[i])
	}
	d.row.Action = a
	d.add(FieldAction, found...)
}

func (d *rowDraft) contactTypes() {
	v := d.take(FieldContactType)
	if v == "" {
		return
	}
	if nothing, _ := meansNothing(v); nothing {
		f := placeholderFinding(FieldContactType)
		f.Cure = contactTypeFinding(v).Cure
		d.add(FieldContactType, f)
		return
	}
	types, found := parseContactTypes(v)
	if i := firstFix(found); i >= 0 && d.opt.AcceptFixes {
		types, _ = parseContactTypes(found[i].Proposed)
		found[i] = fixed(found[i])
	}
	d.row.ContactTypes = types
	d.add(FieldContactType, found...)
}

func (d *rowDraft) profile() {
	v := d.optional(FieldProfileID)
	if v == "" {
		return
	}
	c := d.cell(FieldProfileID)
	if c.Kind == kindNumber && allDigits(c.Raw) {
		v = c.Raw // without the separators of its number format
	}
	id, found := parseProfileID(v, c.Kind)
	if i := firstFix(found); i >= 0 && d.opt.AcceptFixes {
		again, _ := parseProfileID(found[i].Proposed, kindText)
		id, found[i] = again, fixed(found[i])
	}
	d.row.ProfileID = id
	d.add(FieldProfileID, found...)
}

func (d *rowDraft) lock() {
	v := d.take(FieldTransferLock)
	if v == "" {
		return
	}
	lock, found := parseLock(v)
	if nothing, _ := meansNothing(v); nothing && len(found) > 0 {
		d.optional(FieldTransferLock)
		return
	}
	d.row.Lock = lock
	d.add(FieldTransferLock, found...)
	if lock == LockOn && len(d.row.ContactTypes) > 0 && !slices.Contains(d.row.ContactTypes, Registrant) {
		d.add(FieldTransferLock, finding{
			Severity: Warning, Rule: "transfer_lock.registrant", Message: "the lock belongs to a change of the registrant and is not used here",
			Cure: "empty the cell, or add registrant to the contact types",
		})
	}
}

// priority is no reason to set a row aside: what cannot be read goes when the
// others go.
func (d *rowDraft) priority() {
	v := d.take(FieldPriority)
	if nothing, _ := meansNothing(v); nothing || v == "" {
		return
	}
	n, found := parsePriority(v)
	d.row.Priority = n
	d.add(FieldPriority, found...)
}
