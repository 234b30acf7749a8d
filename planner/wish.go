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
	profile  int64
	account  int32
	contact  int32 // -1 when the operation sends none
	instance int32 // update-profile only, because no other call carries it; 0 when none
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

// wishes numbers the different wishes of a sheet.
type wishes struct {
	numbered[wish]
	contacts  numbered[ingest.Contact]
	accounts  numbered[string] // 0 is the run's own, whether named or not
	instances numbered[string] // 0 is none
	sums      []sum            // of all, made when first asked for
	latest    int32            // contact; sheets repeat them in blocks
	recent    [kinds]int32     // wish of each kind
	enc       encoder
}

type sum struct {
	made bool
	hash [sha256.Size]byte
}

func newWishes(own string) *wishes {
	w := &wishes{latest: -1}
	w.accounts.no(own)
	w.instances.no("")
	return w
}

// base numbers what is common to all kinds that a row asks for.
func (w *wishes) base(r *ingest.Row, x *want) wish {
	base := wish{contact: -1, op: indexOf(operations[:], x.op)}
	if r.Account != "" {
		base.account, _ = w.accounts.no(r.Account)
	}
	switch x.op {
	case UpdateContact:
		base.contact = w.contact(&x.contact)
	case UpdateProfile:
		base.profile = r.ProfileID
		base.instance, _ = w.instances.no(r.InstanceID)
	}
	return base
}

func (w *wishes) contact(c *ingest.Contact) int32 {
	if w.latest < 0 || w.contacts.all[w.latest] != *c {
		w.latest, _ = w.contacts.no(*c)
	}
	return w.latest
}

// of numbers the wish for one kind. Only a change of the registrant can bring
// the lock, so it does not tell other wishes apart.
func (w *wishes) of(base wish, k kind, lock ingest.Lock) int32 {
	base.kind = k
	if k == kindRegistrant {
		base.lock = indexOf(locks[:], lock)
	}
	if n := w.recent[k]; int(n) >= len(w.all) || w.all[n] != base {
		w.recent[k], _ = w.no(base)
	}
	return w.recent[k]
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
	w.enc.buf = append(append(w.enc.buf[:0], s.hash[:]...), domain...)
	h := sha256.Sum256(w.enc.buf)
	var id [idLen]byte
	hex.Encode(id[:], h[:idLen/2])
	return id
}

func (w *wishes) sum(n int32) [sha256.Size]byte {
	x, e := w.all[n], &w.enc
	e.buf = e.buf[:0]
	e.text("domainbatch change 1")
	e.text(w.accounts.all[x.account])
	e.text(string(operations[x.op]))
	e.text(x.kind.String())
	e.text(string(locks[x.lock]))
	e.number(x.profile)
	if x.contact >= 0 {
		e.contact(&w.contacts.all[x.contact])
	}
	return sha256.Sum256(e.buf)
}
