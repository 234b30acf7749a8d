package planner

import (
	"time"

	"domainbatch/ingest"
)

// Version is the version of the plan's JSON form. It changes when an older
// program could misread a newer plan.
const Version = 1

// Operation is what a change does to one domain.
type Operation string

// The operations a plan can hold.
const (
	UpdateContact Operation = "update-contact" // write a full set of contact values
	UpdateProfile Operation = "update-profile" // point a contact at a registrant profile
	TransferCode  Operation = "transfer-code"  // ask for the transfer code
)

// Call is the API operation that submits a batch, spelled as on the wire.
type Call string

// The submit calls of the Domain API that a plan uses. CallProfileBatchCN
// exists on the China site only, CallProfileBatchIntl on the international
// site only, the others on both.
const (
	CallNewContact       Call = "SaveBatchTaskForUpdatingContactInfoByNewContact"
	CallProfileSingle    Call = "SaveSingleTaskForUpdatingContactInfo"
	CallProfileBatchCN   Call = "SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId"
	CallProfileBatchIntl Call = "SaveBatchTaskForUpdatingContactInfo"
	CallTransferCode     Call = "SaveSingleTaskForQueryingTransferAuthorizationCode"
)

// Change is one wish for one domain, made true by one task detail of the
// service. Several rows can ask for the same change.
type Change struct {
	ID         string  `json:"id"` // digest of account, operation, domain, contact type and wanted values: equal wishes have equal ids in every run
	Domain     string  `json:"domain"`
	InstanceID string  `json:"instance_id,omitempty"`
	Records    []int   `json:"records"`            // ingest.Row.Record of every row that asks for it, ascending
	Before     *Before `json:"before,omitempty"`   // nil when the present contact is not known
	Approved   bool    `json:"approved,omitempty"` // somebody has said yes to it; not part of the digest
}

// Batch is one submit call: changes that differ only in their domain.
type Batch struct {
	ID          string             `json:"id"`                // stable for the same plan, such as "b0007"
	Account     string             `json:"account,omitempty"` // credential profile that the rows name; "" is the run's own
	Operation   Operation          `json:"operation"`
	Call        Call               `json:"call"`
	ContactType ingest.ContactType `json:"contact_type,omitempty"` // "" for a transfer code
	Lock        ingest.Lock        `json:"lock,omitempty"`         // only with Registrant
	ProfileID   int64              `json:"profile_id,omitempty"`   // only for UpdateProfile
	Contact     *ingest.Contact    `json:"contact,omitempty"`      // only for UpdateContact
	Changes     []Change           `json:"changes"`                // no domain twice
	After       []string           `json:"after,omitempty"`        // batches that must have ended first because they share a domain; always earlier in the plan
	Wave        int                `json:"wave,omitempty"`         // 1 is the first that is sent and waited for; 0 when the plan has no waves
}

// Disposition is what the plan does with a row.
type Disposition string

// The dispositions of a row. A row has exactly one.
const (
	RowPlanned Disposition = "planned" // every change of the row is in a batch
	RowInvalid Disposition = "invalid" // a cell is wrong; nothing of the row is sent
	RowHeld    Disposition = "held"    // contradicts another row, or an earlier run still owns it
	RowSkipped Disposition = "skipped" // the row says skip
	RowDone    Disposition = "done"    // an earlier run finished it (OK or UNCHANGED in its result column)

	RowUnchanged Disposition = "unchanged" // already as the row wants it, as the service says
	RowLeftOut   Disposition = "left out"  // by --only, --exclude, --limit, or because nobody approved it
)

// RowPlan is what becomes of one row of the input.
type RowPlan struct {
	Record      int         `json:"record"`
	Number      int         `json:"number"` // sheet row or CSV line
	Domain      string      `json:"domain"` // as understood, else as typed
	Disposition Disposition `json:"disposition"`
	Code        string      `json:"code,omitempty"`     // rule or reason, machine name
	Comment     string      `json:"comment,omitempty"`  // one sentence with the next step
	Previous    string      `json:"previous,omitempty"` // word of the Result column that the row keeps: OK or UNCHANGED when done, PENDING or UNKNOWN when held because of it
	Changes     []string    `json:"changes,omitempty"`  // ids, in the order of the row's contact types
}

// Source names the input a plan was made from. Plan.Digest says nothing about
// it: whoever applies a saved plan compares Source.Digest with the file.
type Source struct {
	File   string `json:"file"`
	Digest string `json:"sha256"`
	Sheet  string `json:"sheet,omitempty"`
}

// Settings are the options that shape a plan and therefore its digest.
type Settings struct {
	Site          string        `json:"site"`       // SiteCN when empty, SiteIntl or SiteIntl2018
	Account       string        `json:"account"`    // of rows that name none
	BatchSize     int           `json:"batch_size"` // most domains of one call, DefaultBatchSize when 0
	DefaultAction ingest.Action `json:"default_action,omitempty"`

	Only    []string `json:"only,omitempty"`    // terms of which each sort must match, see Settings.Validate
	Exclude []string `json:"exclude,omitempty"` // terms of which none may match
	Limit   int      `json:"limit,omitempty"`   // rows to be sent, the first of those that could be; 0: all
	Canary  int      `json:"canary,omitempty"`  // changes of the first wave, 0: as many as any other
	Wave    int      `json:"wave,omitempty"`    // changes of each wave, 0: all that are left
}

// Plan is everything that a run is going to do, as data. It holds no secret,
// but it does hold the contact values to be written.
type Plan struct {
	Version  int       `json:"version"`
	Tool     string    `json:"tool"`
	Created  time.Time `json:"created"`
	Digest   string    `json:"digest"` // SHA-256 in hex over Settings, Batches (without the time of Before) and Rows (without Number and Comment): equal for equal content in any file
	Source   Source    `json:"source"`
	Settings Settings  `json:"settings"`
	Batches  []Batch   `json:"batches"` // in an order that can work: After only points backwards
	Rows     []RowPlan `json:"rows"`    // one per input row, in input order

	Standing *Standing `json:"standing,omitempty"` // what it knows of the present, nil when it was made without looking
	Remarks  []Remark  `json:"remarks,omitempty"`  // on rows that are sent all the same, in input order
	Summary  *Preview  `json:"preview,omitempty"`  // for whoever reads the JSON; nothing is decided by it
}

// KindTransferCode is the Kind of a batch that asks for a transfer code.
const KindTransferCode = string(TransferCode)

// Kind names what must not run twice at once for a domain: the contact type,
// or KindTransferCode.
func (b Batch) Kind() string {
	if b.Operation == TransferCode {
		return KindTransferCode
	}
	return string(b.ContactType)
}

// Domains lists the domains of the batch in order.
func (b Batch) Domains() []string {
	out := make([]string, len(b.Changes))
	for i := range b.Changes {
		out[i] = b.Changes[i].Domain
	}
	return out
}
