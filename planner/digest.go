package planner

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"

	"domainbatch/ingest"
)

// digest is over everything in the plan that decides what is sent and what
// becomes of each row, and over nothing that depends on the file which the
// same rows came in: not its name, bytes or sheet, not the number of a row (a
// line break inside a CSV value moves it), and not the comment, which names
// cells and rows. The form is length-prefixed, so that no two different plans
// read the same, and it owes nothing to the order of maps or to JSON.
func (p *Plan) digest() string {
	e := encoder{hash: sha256.New()}
	e.text("domainbatch plan")
	e.number(int64(p.Version))
	e.text(p.Settings.Site)
	e.text(p.Settings.Account)
	e.number(int64(p.Settings.BatchSize))
	e.text(string(p.Settings.DefaultAction))
	e.limits(&p.Settings)
	e.number(int64(len(p.Batches)))
	for i := range p.Batches {
		e.batch(&p.Batches[i])
	}
	e.number(int64(len(p.Rows)))
	for i := range p.Rows {
		e.row(&p.Rows[i])
	}
	e.flush()
	return hex.EncodeToString(e.hash.Sum(nil))
}

// encoder writes values in a form that can be read back in one way only. With
// a hash, what was written is handed on now and then.
type encoder struct {
	buf  []byte
	hash hash.Hash
}

func (e *encoder) text(s string) {
	e.buf = append(binary.AppendUvarint(e.buf, uint64(len(s))), s...)
}

func (e *encoder) number(n int64) { e.buf = binary.AppendVarint(e.buf, n) }

func (e *encoder) texts(all []string) {
	e.number(int64(len(all)))
	for _, s := range all {
		e.text(s)
	}
}

func (e *encoder) contact(c *ingest.Contact) {
	for _, f := range contactFields {
		e.text(*f.value(c))
	}
}

// limits adds nothing for a plan without limits, so that its digest is that
// of a plan made before there were any.
func (e *encoder) limits(s *Settings) {
	if len(s.Only)+len(s.Exclude)+s.Limit+s.Canary+s.Wave == 0 {
		return
	}
	e.text("limits")
	e.texts(s.Only)
	e.texts(s.Exclude)
	e.number(int64(s.Limit))
	e.number(int64(s.Canary))
	e.number(int64(s.Wave))
}

// before adds nothing when the present contact is not known. The time of the
// look does not count: the same found again later is the same.
func (e *encoder) before(b *Before) {
	if b == nil {
		return
	}
	e.text("before")
	e.text(b.RegistrantType)
	e.contact(&b.Contact)
	for _, f := range b.Fields {
		e.text(string(f))
	}
}

func (e *encoder) batch(b *Batch) {
	e.text(b.ID)
	e.text(b.Account)
	e.text(string(b.Operation))
	e.text(string(b.Call))
	e.text(string(b.ContactType))
	e.text(string(b.Lock))
	e.number(b.ProfileID)
	if b.Contact == nil {
		e.number(0)
	} else {
		e.number(1)
		e.contact(b.Contact)
	}
	e.number(int64(len(b.Changes)))
	for i := range b.Changes {
		c := &b.Changes[i]
		e.text(c.ID)
		e.text(c.Domain)
		e.text(c.InstanceID)
		e.number(int64(len(c.Records)))
		for _, r := range c.Records {
			e.number(int64(r))
		}
		e.before(c.Before)
		e.spill()
	}
	e.texts(b.After)
	if b.Wave != 0 {
		e.number(int64(b.Wave))
	}
}

func (e *encoder) row(r *RowPlan) {
	e.number(int64(r.Record))
	e.text(r.Domain)
	e.text(string(r.Disposition))
	e.text(r.Code)
	e.text(r.Previous)
	e.texts(r.Changes)
	e.spill()
}

func (e *encoder) spill() {
	if len(e.buf) > 1<<15 {
		e.flush()
	}
}

func (e *encoder) flush() {
	e.hash.Write(e.buf)
	e.buf = e.buf[:0]
}

type fieldOfContact struct {
	field ingest.Field
	value func(*ingest.Contact) *string
}

// contactFields lists the values of a contact in the order of its columns.
var contactFields = []fieldOfContact{
	{ingest.FieldRegistrantType, func(c *ingest.Contact) *string { return &c.RegistrantType }},
	{ingest.FieldName, func(c *ingest.Contact) *string { return &c.Name }},
	{ingest.FieldOrganization, func(c *ingest.Contact) *string { return &c.Organization }},
	{ingest.FieldCountry, func(c *ingest.Contact) *string { return &c.Country }},
	{ingest.FieldProvince, func(c *ingest.Contact) *string { return &c.Province }},
	{ingest.FieldCity, func(c *ingest.Contact) *string { return &c.City }},
	{ingest.FieldAddress, func(c *ingest.Contact) *string { return &c.Address }},
	{ingest.FieldPostalCode, func(c *ingest.Contact) *string { return &c.PostalCode }},
	{ingest.FieldEmail, func(c *ingest.Contact) *string { return &c.Email }},
	{ingest.FieldTelArea, func(c *ingest.Contact) *string { return &c.TelArea }},
	{ingest.FieldTelephone, func(c *ingest.Contact) *string { return &c.Telephone }},
	{ingest.FieldTelExt, func(c *ingest.Contact) *string { return &c.TelExt }},
	{ingest.FieldZhName, func(c *ingest.Contact) *string { return &c.ZhName }},
	{ingest.FieldZhOrganization, func(c *ingest.Contact) *string { return &c.ZhOrganization }},
	{ingest.FieldZhProvince, func(c *ingest.Contact) *string { return &c.ZhProvince }},
	{ingest.FieldZhCity, func(c *ingest.Contact) *string { return &c.ZhCity }},
	{ingest.FieldZhAddress, func(c *ingest.Contact) *string { return &c.ZhAddress }},
}
