package planner

import (
	"errors"
	"io"
	"iter"
	"time"

	"domainbatch/ingest"
)

// Options are what a plan needs to know that does not shape its digest.
type Options struct {
	Tool string    // name and version of the program, for Plan.Tool
	Now  time.Time // for Plan.Created

	// Owner says whether an unfinished run still holds an open batch for a
	// contact of a domain; kind as in Batch.Kind. nil means that none does.
	Owner func(domain, kind string) (runID string, owned bool)

	// Finished says whether a run is known here and whether the change is
	// among those it finished. It is asked for rows that an earlier run
	// reported as done: a known run that did not finish the change means that
	// the row was edited since, so it is planned again. nil means that the
	// result column is trusted.
	Finished func(runID, changeID string) (known, finished bool)
}

// Build plans the rows.
func Build(rows iter.Seq2[ingest.Row, error], src Source, set Settings, opt Options) (*Plan, error) {
	return nil, errors.New("planner: being built")
}

// Encode writes a plan as JSON.
func Encode(w io.Writer, p *Plan) error { return errors.New("planner: being built") }

// Decode reads what Encode wrote and verifies its version and digest.
func Decode(r io.Reader) (*Plan, error) { return nil, errors.New("planner: being built") }

// ErrVersion says that a plan was written by a program with another plan format.
var ErrVersion = errors.New("plan format is not known to this version")

// ErrDigest says that a plan's content is not what its digest was made over.
var ErrDigest = errors.New("plan was changed after it was made")

// TextOptions shape the text that a person reads.
type TextOptions struct {
	Problems   []ingest.Problem // what ingest found; warnings and notices are shown
	SubmitRate float64          // submit calls a second, 0 when not limited
	QueryRate  float64          // query calls a second, 0 when not limited
	Width      int              // columns of the terminal, 0 for no limit
	Color      bool
	Markdown   bool // for a ticket instead of a terminal
	MaxGroups  int  // groups shown before "and N more", 0 for all
}

// WriteText writes what a person reads before they say yes.
func WriteText(w io.Writer, p *Plan, opt TextOptions) error {
	return errors.New("planner: being built")
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

// Counts are the totals of a plan.
type Counts struct {
	Total   int                 `json:"total"` // rows
	Rows    map[Disposition]int `json:"rows"`
	Changes []ChangeCount       `json:"changes"` // by operation and contact type, in a fixed order, none with zero
	Calls   map[Call]int        `json:"calls"`   // submit calls
	Submits int                 `json:"submits"` // sum of Calls
	Domains int                 `json:"domains"` // different domains that are changed
}

// ChangeCount is the number of changes of one sort.
type ChangeCount struct {
	Operation   Operation          `json:"operation"`
	ContactType ingest.ContactType `json:"contact_type,omitempty"`
	Changes     int                `json:"changes"`
}

// Counts adds up the plan.
func (p *Plan) Counts() Counts { return Counts{} }
