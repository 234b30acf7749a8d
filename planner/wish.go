package planner

import (
	"crypto/sha256"
	"encoding/hex"

	"domainbatch/ingest"
)

// wish is everything about a change but its domain: the key by which changes
// are grouped. Accounts, contacts and instance ids stand as numbers, so that
// a wish is small, cheap to hash and exact: equal numbers mean equal strings.
type wish struct {
	account  int32
	contact  int32 // into wishes.contacts, -1 when the operation sends none
	instance int32 // update-profile only, because no other call carries it; 0 when none
	profile  int64
	op       uint8 // into operations
	kind     kind
	lock     uint8 // into locks
}

var (
	operations = [...]Operation{UpdateContact, UpdateProfile, TransferCode}
	locks      = [...]ingest.Lock{ingest.LockUnset, ingest.LockOn, ingest.LockOff}
)

func indexOf[T comparable](all []T, x T) uint8 {
	for i := range all {
		if all[i] == x {
			return uint8(i)
		}
	}
	return 0
}

// wishes numbers the different wishes of a sheet in order of appearance.
type wishes struct {
	own       string // account of rows that name none
	all       []wish
	number    map[wish]int32
	contacts  []ingest.Contact
	contactNo map[ingest.Contact]int32
	accounts  names
	instances names
	sums      []sum // of all, made when first asked for
	buf       []byte

	last   ingest.Contact // sheets repeat contacts in blocks
	lastNo int32
}

type sum struct {
	made bool
	hash [sha256.Size]byte
}

func newWishes(own string) *wishes {
	w := &wishes{own: own, number: map[wish]int32{}, contactNo: map[ingest.Contact]int32{}, lastNo: -1}
	w.accounts.no(own)
	w.instances.no("")
	return w
}

// base numbers what is common to all kinds that a row asks for.
func (w *wishes) base(r *ingest.Row, x *want) wish {
	base := wish{contact: -1, op: indexOf(operations[:], x.op)}
	if r.Account != "" {
		base.account = w.accounts.no(r.Account)
	}
	switch x.op {
	case UpdateContact:
		base.contact = w.contact(&x.contact)
	case UpdateProfile:
		base.profile = r.ProfileID
		base.instance = w.instances.no(r.InstanceID)
	}
	return base
}

// no numbers the wish for one kind. Only a change of the registrant can bring
// the lock, so it does not tell other wishes apart.
func (w *wishes) no(base wish, k kind, lock ingest.Lock) int32 {
	base.kind = k
	if k == kindRegistrant && operations[base.op] != TransferCode {
		base.lock = indexOf(locks[:], lock)
	}
	n, ok := w.number[base]
	if !ok {
		n = int32(len(w.all))
		w.all = append(w.all, base)
		w.number[base] = n
	}
	return n
}

func (w *wishes) contact(c *ingest.Contact) int32 {
	if w.lastNo >= 0 && w.last == *c {
		return w.lastNo
	}
	n, ok := w.contactNo[*c]
	if !ok {
		n = int32(len(w.contacts))
		w.contacts = append(w.contacts, *c)
		w.contactNo[*c] = n
	}
	w.last, w.lastNo = *c, n
	return n
}

// idLen is the length of a change id: 96 bits in hex.
const idLen = 24

// changeID identifies a change over all runs, by a digest of the wish and the
// domain.
func (w *wishes) changeID(n int32, domain string) [idLen]byte {
	for len(w.sums) < len(w.all) {
		w.sums = append(w.sums, make([]sum, len(w.all)-len(w.sums))...)
	}
	s := &w.sums[n]
	if !s.made {
		s.made, s.hash = true, w.sum(n)
	}
	w.buf = append(append(w.buf[:0], s.hash[:]...), domain...)
	h := sha256.Sum256(w.buf)
	var id [idLen]byte
	hex.Encode(id[:], h[:idLen/2])
	return id
}

func (w *wishes) sum(n int32) [sha256.Size]byte {
	x := w.all[n]
	var e encoder
	e.text("domainbatch change 1")
	e.text(w.accounts.all[x.account])
	e.text(string(operations[x.op]))
	e.text(x.kind.String())
	e.text(string(locks[x.lock]))
	e.number(x.profile)
	if x.contact >= 0 {
		e.contact(&w.contacts[x.contact])
	}
	return sha256.Sum256(e.buf)
}

// names numbers strings in order of appearance.
type names struct {
	all    []string
	number map[string]int32
}

func (t *names) no(s string) int32 {
	if n, ok := t.number[s]; ok {
		return n
	}
	if t.number == nil {
		t.number = map[string]int32{}
	}
	n := int32(len(t.all))
	t.all = append(t.all, s)
	t.number[s] = n
	return n
}
