package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"domainbatch/executor"
	"domainbatch/ingest"
	"domainbatch/ingest/ooxml"
	"domainbatch/planner"
)

// contactValues are the values of a contact in the order in which a sheet
// shows them.
var contactValues = []struct {
	field ingest.Field
	width float64
	of    func(*ingest.Contact) string
}{
	{ingest.FieldRegistrantType, 15, func(c *ingest.Contact) string { return c.RegistrantType }},
	{ingest.FieldName, 22, func(c *ingest.Contact) string { return c.Name }},
	{ingest.FieldOrganization, 34, func(c *ingest.Contact) string { return c.Organization }},
	{ingest.FieldCountry, 9, func(c *ingest.Contact) string { return c.Country }},
	{ingest.FieldProvince, 16, func(c *ingest.Contact) string { return c.Province }},
	{ingest.FieldCity, 18, func(c *ingest.Contact) string { return c.City }},
	{ingest.FieldAddress, 38, func(c *ingest.Contact) string { return c.Address }},
	{ingest.FieldPostalCode, 12, func(c *ingest.Contact) string { return c.PostalCode }},
	{ingest.FieldEmail, 32, func(c *ingest.Contact) string { return c.Email }},
	{ingest.FieldTelArea, 9, func(c *ingest.Contact) string { return c.TelArea }},
	{ingest.FieldTelephone, 16, func(c *ingest.Contact) string { return c.Telephone }},
	{ingest.FieldTelExt, 8, func(c *ingest.Contact) string { return c.TelExt }},
	{ingest.FieldZhName, 14, func(c *ingest.Contact) string { return c.ZhName }},
	{ingest.FieldZhOrganization, 30, func(c *ingest.Contact) string { return c.ZhOrganization }},
	{ingest.FieldZhProvince, 12, func(c *ingest.Contact) string { return c.ZhProvince }},
	{ingest.FieldZhCity, 12, func(c *ingest.Contact) string { return c.ZhCity }},
	{ingest.FieldZhAddress, 34, func(c *ingest.Contact) string { return c.ZhAddress }},
}

// planned is one change of the plan and the row that asked for it first.
type planned struct {
	batch  *planner.Batch
	change *planner.Change
	row    *executor.RowResult
}

// changesOf lists the changes of the plan for which keep holds, in the order
// of the rows.
func changesOf(plan *planner.Plan, rows []executor.RowResult, keep func(*planner.Batch) bool) []planned {
	if plan == nil {
		return nil
	}
	byRecord := make(map[int]int, len(rows))
	for i := range rows {
		byRecord[rows[i].Record] = i
	}
	var list []planned
	for b := range plan.Batches {
		batch := &plan.Batches[b]
		if !keep(batch) {
			continue
		}
		for c := range batch.Changes {
			change := &batch.Changes[c]
			if len(change.Records) == 0 {
				continue
			}
			if i, known := byRecord[change.Records[0]]; known {
				list = append(list, planned{batch, change, &rows[i]})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b planned) int { return cmp.Compare(a.row.Record, b.row.Record) })
	return list
}

// writes reports whether a batch writes values, as opposed to asking for a
// code.
func writes(b *planner.Batch) bool { return b.Operation != planner.TransferCode }

// changesPage says for every domain and contact what was to be written, and
// beside it what stood there before where that is known. It is nil when the
// plan is not known or writes nothing.
func changesPage(src Source, run Run, rows []executor.RowResult, opt Options) *page {
	list := changesOf(run.Plan, rows, writes)
	if len(list) == 0 {
		return nil
	}
	t := translator(opt.Lang)
	c := &changeSheet{t: t, sheet: src.Layout.Sheet}
	c.find(list)
	p := &page{key: keyChanges, name: t("Changes"), frozen: 1, left: 3, filter: true, widths: c.widths()}
	p.rows = func(yield func([]cell, error) bool) {
		header := headerRow(t, c.headers())
		if !yield(header, nil) {
			return
		}
		for i := range list {
			if !yield(c.row(&list[i]), nil) {
				return
			}
		}
	}
	return p
}

// changeSheet knows which columns the changes need.
type changeSheet struct {
	t                     func(string) string
	sheet                 string
	fields                []int // into contactValues
	profiles, locks, past bool
}

// find looks for the values that occur at all.
func (c *changeSheet) find(list []planned) {
	used := make([]bool, len(contactValues))
	seen := map[*planner.Batch]bool{}
	for _, p := range list {
		c.past = c.past || p.change.Before != nil
		if seen[p.batch] {
			continue
		}
		seen[p.batch] = true
		c.profiles = c.profiles || p.batch.ProfileID != 0
		c.locks = c.locks || p.batch.Lock != ingest.LockUnset
		for k, v := range contactValues {
			used[k] = used[k] || p.batch.Contact != nil && v.of(p.batch.Contact) != ""
		}
	}
	for k := range contactValues {
		if used[k] {
			c.fields = append(c.fields, k)
		}
	}
}

func (c *changeSheet) headers() []string {
	list := []string{"Row", "Domain", "Result", "Action", "Contact Type"}
	if c.profiles {
		list = append(list, string(ingest.FieldProfileID))
	}
	if c.locks {
		list = append(list, string(ingest.FieldTransferLock))
	}
	for _, k := range c.fields {
		name := c.t(string(contactValues[k].field))
		if c.past {
			list = append(list, fmt.Sprintf(c.t("%s before"), name))
		}
		list = append(list, name)
	}
	return list
}

func (c *changeSheet) widths() []float64 {
	list := []float64{8, 30, 14, 16, 14}
	if c.profiles {
		list = append(list, 12)
	}
	if c.locks {
		list = append(list, 14)
	}
	for _, k := range c.fields {
		if c.past {
			list = append(list, contactValues[k].width)
		}
		list = append(list, contactValues[k].width)
	}
	return list
}

func (c *changeSheet) row(p *planned) []cell {
	number := count(p.row.Number, lookNumber)
	if c.sheet != "" {
		number.link = ooxml.Link(c.sheet, 0, p.row.Number)
	}
	row := []cell{
		number, say(p.change.Domain, lookPlain), word(p.row.Result),
		say(c.t(string(p.batch.Operation)), lookPlain), say(c.t(string(p.batch.ContactType)), lookPlain),
	}
	if c.profiles {
		id := ""
		if p.batch.ProfileID != 0 {
			id = strconv.FormatInt(p.batch.ProfileID, 10)
		}
		row = append(row, say(id, lookAsText))
	}
	if c.locks {
		row = append(row, say(c.t(string(p.batch.Lock)), lookPlain))
	}
	return append(row, c.values(p)...)
}

// values are the wanted values, each behind the one that it replaces; those
// that differ, by the rules of the plan, stand out.
func (c *changeSheet) values(p *planned) []cell {
	before := p.change.Before
	var found ingest.Contact
	if before != nil {
		found = before.Contact
		found.RegistrantType = cmp.Or(found.RegistrantType, before.RegistrantType)
	}
	var row []cell
	for _, k := range c.fields {
		was, wanted := "", ""
		if p.batch.Contact != nil {
			wanted = contactValues[k].of(p.batch.Contact)
		}
		if before != nil {
			was = contactValues[k].of(&found)
		}
		if c.past {
			row = append(row, say(was, lookAsText))
		}
		look := lookAsText
		if before != nil && slices.Contains(before.Fields, contactValues[k].field) {
			look = lookChanged
		}
		row = append(row, say(wanted, look))
	}
	return row
}
