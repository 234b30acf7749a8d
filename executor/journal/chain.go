package journal

import (
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"time"
)

// Head is how far the history goes: the number of its events, and the hash of
// the last one, which stands for all of them. Whoever keeps a head elsewhere can
// tell later that the history still begins with these events.
type Head struct {
	Count int64
	Hash  string // SHA-256, hex; of the beginning when there is no event
}

// String is the head as people note it: HASH@COUNT.
func (h Head) String() string { return fmt.Sprintf("%s@%d", h.Hash, h.Count) }

// chainVersion is that of the way in which records are written down to be
// hashed. It is part of every hash, and of the file.
const chainVersion = 1

// digest hashes records, each value with its type and length, so that no two
// records are written down alike.
type digest struct {
	h   hash.Hash
	buf []byte
}

// newDigest begins a digest of one purpose, so that what was hashed for one is
// never taken for another.
func newDigest(purpose string) *digest {
	d := &digest{h: sha256.New()}
	d.buf = fmt.Appendf(d.buf, "domainbatch journal %d %s\n", chainVersion, purpose)
	return d
}

// add writes values down as SQLite stores them.
func (d *digest) add(values ...any) {
	for _, v := range values {
		d.buf = appendValue(d.buf, v)
	}
	if len(d.buf) >= 4096 {
		d.h.Write(d.buf)
		d.buf = d.buf[:0]
	}
}

func (d *digest) sum() []byte {
	d.h.Write(d.buf)
	d.buf = d.buf[:0]
	return d.h.Sum(nil)
}

func appendValue(buf []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(buf, 'n')
	case bool:
		if v {
			return appendNumber(append(buf, 'i'), 1)
		}
		return appendNumber(append(buf, 'i'), 0)
	case int:
		return appendNumber(append(buf, 'i'), int64(v))
	case int64:
		return appendNumber(append(buf, 'i'), v)
	case string:
		return append(appendNumber(append(buf, 's'), int64(len(v))), v...)
	case []byte:
		return append(appendNumber(append(buf, 'b'), int64(len(v))), v...)
	}
	// No column of the schema gives anything else.
	text := fmt.Sprintf("%T %v", v, v)
	return append(appendNumber(append(buf, 'x'), int64(len(text))), text...)
}

func appendNumber(buf []byte, n int64) []byte { return binary.BigEndian.AppendUint64(buf, uint64(n)) }

// hashed stands for a value that is large, or that may go one day.
func hashed(v any) any {
	var sum [sha256.Size]byte
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		sum = sha256.Sum256([]byte(v))
	case []byte:
		sum = sha256.Sum256(v)
	}
	return sum[:]
}

// genesis is the link before the first event.
func genesis(backfilled int64, at string) []byte {
	d := newDigest("beginning")
	d.add(backfilled, at)
	return d.sum()
}

// linkOf is the link of an event: of the one before it and of its row, the
// columns of which are in order without the link itself.
func linkOf(previous []byte, row []any) []byte {
	d := newDigest("link")
	d.add(previous)
	d.add(row...)
	return d.sum()
}

// eventValues are the columns of an event in order, without its link.
func eventValues(e Event, no, runNo, batchNo int64, cover []byte) []any {
	var batch any
	if batchNo != 0 {
		batch = batchNo
	}
	return []any{no, storedTime(e.At), runNo, batch, e.Epoch, e.Actor, e.Kind, string(e.From), string(e.To), e.Code, e.Detail, storedBytes(cover)}
}

// runValues are what a run was created as. Its plan and settings are hashed.
func runValues(no int64, r Run) []any {
	return []any{no, r.ID, r.Account, r.Fingerprint, r.Site, storedTime(r.CreatedAt), r.InputPath, r.InputDigest, r.OutputPath,
		hashed(storedText(r.Settings)), hashed(storedBytes(r.Plan))}
}

// newBatchValues are what a batch was planned as. Its request is hashed.
func newBatchValues(no int64, parentNo int64, b Batch) []any {
	var parent any
	if parentNo != 0 {
		parent = parentNo
	}
	return []any{"batch", no, b.ID, parent, b.Seq, hashed(storedText(b.Request)), storedList(b.After)}
}

func changeValues(position int, c Change) []any {
	return []any{"change", position, c.ID, c.Domain, c.InstanceID, c.Kind}
}

// batchValues are how a batch stands. When it is to be looked at next is no
// history.
func batchValues(b Batch) []any {
	return []any{string(b.State), b.Attempts, b.Epoch, b.Nonce, storedTime(b.Stamp), b.Arrived, storedText(b.TaskNo), b.RequestID,
		storedTime(b.SubmittedAt), storedTime(b.FinishedAt), b.Code, b.Message}
}

func detailValues(d Detail) []any {
	return []any{"detail", d.TaskDetailNo, d.Domain, string(d.State), d.ErrorMsg, d.FailReason, d.TryCount, d.CreatedAt, d.UpdatedAt, hashed(storedBytes(d.Sealed))}
}

// coverCreated covers a run and the batches it was created with; the first of
// them has the number first, the others follow.
func coverCreated(runNo int64, r Run, first int64, batches []Batch) []byte {
	d := newDigest("created")
	d.add(runValues(runNo, r)...)
	for i, b := range batches {
		d.addNew(first+int64(i), 0, b)
	}
	return d.sum()
}

// addNew adds a batch with its changes, as planned.
func (d *digest) addNew(no, parentNo int64, b Batch) {
	d.add(newBatchValues(no, parentNo, b)...)
	for position, c := range b.Changes {
		d.add(changeValues(position, c)...)
	}
}

// coverMove covers how a batch stands after a move: its row, the answers that
// are final, and the parts it was split into.
func coverMove(s step, no int64, first int64, parts []Batch) []byte {
	d := newDigest("moved")
	d.add(batchValues(s.batch)...)
	for _, a := range s.answers {
		d.add(detailValues(a)...)
	}
	for i, b := range parts {
		d.addNew(first+int64(i), no, b)
	}
	return d.sum()
}

// coverFinished covers the end of a run.
func coverFinished(at time.Time) []byte { return coverEnd(storedTime(at)) }

func coverEnd(at any) []byte {
	d := newDigest("finished")
	d.add(at)
	return d.sum()
}

// head is the last event of a file, as the writer knows it.
type head struct {
	no   int64
	link []byte
}

func (h head) shown() Head { return Head{h.no, hex.EncodeToString(h.link)} }

// head reads the last event, or the beginning when there is none.
func readHead(row func(query string, into ...any) error) (h head, err error) {
	err = row(`SELECT event_no, link FROM event ORDER BY event_no DESC LIMIT 1`, &h.no, &h.link)
	if !errors.Is(err, sql.ErrNoRows) {
		return h, err
	}
	var backfilled int64
	var at string
	err = row(`SELECT backfilled, backfilled_at FROM chain`, &backfilled, &at)
	return head{0, genesis(backfilled, at)}, err
}
