package sandbox

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Server is one emulator. It is an http.Handler and safe for concurrent use.
type Server struct {
	o       Options
	ops     map[string]operation
	owners  []*Contact
	started time.Time
	closed  chan struct{} // ends waiting answers

	mu       sync.Mutex
	accounts map[string]*account
	nonces   nonces
	buckets  map[string]*bucket
	faults   []*trigger
	chance   *rand.Rand // of faults and lossy memory
	ids      *rand.Rand
	book     Ledger
	file     *ledgerFile
	shut     sync.Once
}

// New starts an emulator, replaying Options.Ledger if that file exists. The
// error is about the ledger file or about a fault that makes no sense.
func New(o Options) (*Server, error) {
	o = o.complete()
	s := &Server{o: o, ops: catalog(), owners: owners(), started: o.Now(), closed: make(chan struct{}),
		accounts: map[string]*account{}, buckets: map[string]*bucket{},
		chance: rand.New(rand.NewPCG(uint64(o.Seed), 1)), book: Ledger{Unknown: map[string]int{}, Faults: map[Kind]int{}}}
	for i, f := range o.Faults {
		if err := f.check(); err != nil {
			return nil, fmt.Errorf("fault %d: %w", i+1, err)
		}
		s.faults = append(s.faults, &trigger{Fault: f})
	}
	s.furnish()
	boot := 1
	if o.Ledger != "" {
		var err error
		if s.file, boot, err = openLedger(o.Ledger, o.Seed, s.fold); err != nil {
			return nil, err
		}
	}
	s.ids = rand.New(rand.NewPCG(uint64(o.Seed), uint64(boot)<<32))
	return s, nil
}

// furnish fills the accounts with what the options give them.
func (s *Server) furnish() {
	for _, d := range s.o.Domains {
		d.Name, d.Account = strings.ToLower(d.Name), orDefault(d.Account)
		if !magic(d.Name, "-absent") {
			s.account(d.Account).domains[d.Name] = s.newDomain(d)
		}
	}
	for _, e := range s.o.Emails {
		e.Account = orDefault(e.Account)
		a := s.account(e.Account)
		a.emails = append(a.emails, e)
	}
	accounts := map[string]bool{DefaultAccount: true}
	for _, id := range s.o.Accounts {
		accounts[id] = true
	}
	for _, id := range slices.Sorted(maps.Keys(accounts)) {
		a := s.account(id)
		for n := int64(1000001); n <= 1000003; n++ {
			p := seededProfile(n, id)
			p.Default = n == 1000001
			a.profiles[n] = &p
		}
		s.backlog(a)
	}
	for _, p := range s.o.Profiles {
		p.Account = orDefault(p.Account)
		setIfZero(&p.Type, "common")
		setIfZero(&p.RegistrantType, "1")
		setIfZero(&p.RealNameStatus, "SUCCEED")
		s.account(p.Account).profiles[p.ID] = &p
	}
}

// backlog gives an account finished tasks of somebody else, ten details each,
// that nobody acknowledged.
func (s *Server) backlog(a *account) {
	dice := s.dice(a.id, "backlog", 0)
	for left := s.o.Backlog; left > 0; left -= 10 {
		at := s.started.Add(-24*time.Hour - time.Duration(left)*time.Second)
		rec := taskRecord{No: lowerUUID(dice), Type: "CHG_DNS", Kind: kindForeign}
		for i := range min(left, 10) {
			rec.Details = append(rec.Details, detailRecord{No: hexID(dice), Domain: fmt.Sprintf("foreign-%d.example", left-i),
				Start: at.UnixNano(), Done: at.Add(time.Second).UnixNano(), OK: true})
		}
		s.add(a, rec, "SaveBatchTaskForModifyingDomainDns", at)
	}
	a.settle(s.started, s.o)
}

// Key returns an access key the emulator accepts: the generated one, or the
// first of Options.Keys in alphabetical order.
func (s *Server) Key() (id, secret string) {
	id = slices.Min(slices.Collect(maps.Keys(s.o.Keys)))
	return id, s.o.Keys[id]
}

// Ledger returns a copy of what happened so far.
func (s *Server) Ledger() Ledger {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.book.copy()
}

// Close ends hanging answers and closes the ledger file; what is called later
// cannot be written down and is refused.
func (s *Server) Close() error {
	var err error
	s.shut.Do(func() {
		close(s.closed)
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.file != nil {
			err = s.file.Close()
		}
	})
	return err
}

func orDefault(account string) string {
	if account == "" {
		return DefaultAccount
	}
	return account
}

// ServeHTTP answers one API call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	arrived := s.o.Now()
	if r.URL.Path != "/" {
		http.NotFound(w, r)
		return
	}
	q, err := read(r)
	if err != nil {
		http.Error(w, "request body cannot be read", http.StatusRequestEntityTooLarge)
		return
	}
	s.exchange(w, r, q, arrived)
}
