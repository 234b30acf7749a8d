package executor

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
	"domainbatch/planner"
)

// RunInfo is what a run remembers beside its plan, so that it can be resumed
// and reported without being told again.
type RunInfo struct {
	Account    string // account key; never an access key secret
	Site       string
	InputPath  string // absolute; "" for stdin
	OutputPath string // absolute
	Settings   []byte // JSON of the caller; no secrets
	Home       string // where the journal is, see Deps
	Now        time.Time
}

// Start writes the plan into the journal as a run, nothing is sent. The same
// plan of the same file for the same account, while its run is unfinished, is that run again:
// created is false then. Errors: journal.ErrOwned when an unfinished run has
// one of the domains under way.
func Start(ctx context.Context, j journal.Journal, plan *planner.Plan, info RunInfo) (runID string, created bool, err error) {
	if info.Now.IsZero() {
		info.Now = time.Now()
	}
	batches, err := journalBatches(plan)
	if err != nil {
		return "", false, fmt.Errorf("starting a run: %w", err)
	}
	packed, err := packPlan(plan)
	if err != nil {
		return "", false, fmt.Errorf("starting a run: %w", err)
	}
	run := journal.Run{
		ID:          newRunID(info.Now),
		Fingerprint: fingerprint(plan, info.Account),
		Account:     info.Account,
		Site:        info.Site,
		CreatedAt:   info.Now.UTC(),
		InputPath:   info.InputPath,
		InputDigest: plan.Source.Digest,
		OutputPath:  info.OutputPath,
		Settings:    info.Settings,
		Plan:        packed,
	}
	id, created, err := j.Create(ctx, run, batches)
	if err == nil && created && info.Home != "" {
		err = noteHome(ctx, j, id, info.Home)
	}
	if err != nil {
		return "", false, fmt.Errorf("starting a run: %w", err)
	}
	return id, created, nil
}

// Load returns a run and the plan it was started with; journal.ErrPruned when
// the plan is gone.
func Load(ctx context.Context, j journal.Journal, runID string) (*planner.Plan, journal.Run, error) {
	run, err := j.Run(ctx, runID)
	if err != nil {
		return nil, journal.Run{}, fmt.Errorf("loading run %s: %w", runID, err)
	}
	if !run.PrunedAt.IsZero() {
		return nil, run, fmt.Errorf("loading run %s: %w", runID, journal.ErrPruned)
	}
	plan, err := unpackPlan(run.Plan)
	if err != nil {
		return nil, run, fmt.Errorf("loading run %s: %w", runID, err)
	}
	return plan, run, nil
}

func journalBatches(plan *planner.Plan) ([]journal.Batch, error) {
	batches := make([]journal.Batch, 0, len(plan.Batches))
	for seq, b := range plan.Batches {
		if b.Account != "" && b.Account != plan.Settings.Account {
			return nil, fmt.Errorf("batch %s is for account %q, the plan for %q; plan each account by itself", b.ID, b.Account, plan.Settings.Account)
		}
		request, err := packRequest(b)
		if err != nil {
			return nil, err
		}
		jb := journal.Batch{ID: b.ID, Seq: seq, State: journal.Planned, Request: request, After: b.After}
		for _, c := range b.Changes {
			jb.Changes = append(jb.Changes, journal.Change{ID: c.ID, Domain: c.Domain, InstanceID: c.InstanceID, Kind: b.Kind()})
		}
		batches = append(batches, jb)
	}
	return batches, nil
}

// fingerprint tells runs apart. The file and the sheet belong to it, because
// the plan's own digest is the same for the same rows in any file, and a run
// writes its results into one.
func fingerprint(plan *planner.Plan, account string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{plan.Digest, account, plan.Source.Digest, plan.Source.Sheet}, "\x00")))
	return hex.EncodeToString(sum[:])
}

// newRunID sorts by time, and its four random characters keep two runs of one
// second apart.
func newRunID(now time.Time) string {
	return now.UTC().Format("20060102-150405") + "-" + strings.ToLower(rand.Text()[:4])
}

// request is the call of a batch without its domains, as kept in the journal:
// all that is needed to build the very same request again.
type request struct {
	Call        planner.Call       `json:"call"`
	ContactType ingest.ContactType `json:"contact_type,omitempty"`
	Lock        ingest.Lock        `json:"lock,omitempty"`
	ProfileID   int64              `json:"profile_id,omitempty"`
	Contact     *ingest.Contact    `json:"contact,omitempty"`
}

func packRequest(b planner.Batch) ([]byte, error) {
	return json.Marshal(request{b.Call, b.ContactType, b.Lock, b.ProfileID, b.Contact})
}

// submitRequest builds the API request of a batch. It depends on nothing but
// the batch, so a frozen request can be repeated.
func submitRequest(b journal.Batch) (alidomain.SubmitRequest, error) {
	var r request
	if err := json.Unmarshal(b.Request, &r); err != nil {
		return alidomain.SubmitRequest{}, fmt.Errorf("reading the request of batch %s: %w", b.ID, err)
	}
	if len(b.Changes) == 0 {
		return alidomain.SubmitRequest{}, fmt.Errorf("batch %s holds no domain", b.ID)
	}
	out := alidomain.SubmitRequest{
		Operation:   alidomain.Operation(r.Call),
		Domains:     make([]string, len(b.Changes)),
		ContactType: string(r.ContactType),
		ProfileID:   r.ProfileID,
	}
	for i, c := range b.Changes {
		out.Domains[i] = c.Domain
	}
	if r.Call == planner.CallProfileSingle {
		out.InstanceID = b.Changes[0].InstanceID
	}
	switch r.Lock {
	case ingest.LockOn:
		out.Lock = new(true)
	case ingest.LockOff:
		out.Lock = new(false)
	}
	if c := r.Contact; c != nil {
		out.Contact = alidomain.Contact(*c)
	}
	return out, nil
}

// packers are encoders that keep their tables between plans: making one costs
// more than packing a small plan with it.
var packers = sync.Pool{New: func() any {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil { // only options can be wrong
		panic(err)
	}
	return w
}}

func packPlan(plan *planner.Plan) ([]byte, error) {
	var buf bytes.Buffer
	w := packers.Get().(*zstd.Encoder)
	defer func() {
		w.Reset(nil)
		packers.Put(w)
	}()
	w.Reset(&buf)
	if err := planner.Encode(w, plan); err != nil {
		return nil, fmt.Errorf("packing the plan: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("packing the plan: %w", err)
	}
	return buf.Bytes(), nil
}

func unpackPlan(packed []byte) (*planner.Plan, error) {
	r, err := zstd.NewReader(bytes.NewReader(packed), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("unpacking the plan: %w", err)
	}
	defer r.Close()
	return planner.Decode(r)
}
