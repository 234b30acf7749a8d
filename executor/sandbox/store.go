package sandbox

import (
	"cmp"
	"container/heap"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"time"
)

// account is what one Alibaba Cloud account holds.
type account struct {
	id       string
	domains  map[string]*domain
	sorted   []*domain // by name; see stock
	profiles map[int64]*Profile
	emails   []Email
	tasks    map[string]*task
	order    []*task   // as accepted
	running  timetable // details not yet settled, soonest first
	finished []*detail // settled, not acknowledged, in order of finishing
	details  map[string]*detail
}

// domain is one name with its state now. Tasks change it when they succeed.
type domain struct {
	name           string
	instance       string
	account        string
	contacts       map[string]*Contact
	registrantType string
	realName       string
	registered     time.Time
	expires        time.Time
	unverified     bool      // e-mail of the registrant: contact updates are refused
	emailHold      bool      // off the DNS because of it
	asked          time.Time // a mail waits for the registrant's answer since; zero when none does
	transferLock   bool
	updateLock     bool
	leaving        bool // a transfer to another registrar is pending
	ownerPending   bool
	staysUntil     time.Time // 60-day lock against transfers after an owner change
	fixedUntil     time.Time // the same against updates, see Quirks.OwnerChangeLocks
	codeSent       time.Time
	codeEmail      string
	firstNamed     time.Time // by a submit; for -busy
	details        []*detail // every task it had, as accepted
}

func newAccount(id string) *account {
	return &account{id: id, domains: map[string]*domain{}, profiles: map[int64]*Profile{},
		tasks: map[string]*task{}, details: map[string]*detail{}}
}

// stock lists the domains of an account by name. Domains come and never go, so
// their number tells whether the list of the last time still holds.
func (a *account) stock() []*domain {
	if len(a.sorted) != len(a.domains) {
		a.sorted = slices.SortedFunc(maps.Values(a.domains), func(x, y *domain) int { return strings.Compare(x.name, y.name) })
	}
	return a.sorted
}

// account returns the account with an id, made on first use.
func (s *Server) account(id string) *account {
	a := s.accounts[id]
	if a == nil {
		a = newAccount(id)
		s.accounts[id] = a
	}
	return a
}

// domain finds a name in an account, adopting it when the emulator was told to.
// It returns nil for a name the account does not own.
func (s *Server) domain(a *account, name string) *domain {
	if d := a.domains[name]; d != nil {
		return d
	}
	if !s.o.AdoptUnknown || !wellFormed(name) || magic(name, "-absent") || s.ownedElsewhere(a, name) {
		return nil
	}
	d := s.newDomain(Domain{Name: name, Account: a.id})
	a.domains[name] = d
	return d
}

func (s *Server) ownedElsewhere(a *account, name string) bool {
	for _, other := range s.accounts {
		if other != a && other.domains[name] != nil {
			return true
		}
	}
	return false
}

// newDomain fills what the options leave open from the name, so that the same
// name is the same domain in every run.
func (s *Server) newDomain(o Domain) *domain {
	h := fnv.New64a()
	h.Write([]byte(o.Name))
	n := h.Sum64()
	d := &domain{
		name: o.Name, account: o.Account, instance: fmt.Sprintf("S2020%013d", n%1e13),
		contacts: map[string]*Contact{}, registrantType: cmp.Or(o.RegistrantType, "1"), realName: cmp.Or(o.RealNameStatus, "SUCCEED"),
		registered: o.RegisteredAt, expires: o.ExpiresAt,
		unverified: o.EmailUnverified || magic(o.Name, "-unverified"), transferLock: o.TransferLock || magic(o.Name, "-locked"),
		updateLock: o.UpdateLock, leaving: o.TransferOut, ownerPending: o.RegistrantPending,
		emailHold: o.EmailHold, staysUntil: o.LockedUntil,
	}
	if d.registered.IsZero() {
		year := time.Date(s.started.Year(), 1, 1, 9, int(n%60), int(n>>8%60), 0, time.UTC) // the same after a restart
		d.registered = year.AddDate(-1-int(n%5), 0, -int(n>>16%300))
	}
	if d.expires.IsZero() {
		d.expires = d.registered.AddDate(10, 0, 0)
	}
	for _, kind := range contactTypes() {
		c, ok := o.Contacts[kind]
		if !ok {
			d.contacts[kind] = s.owners[n>>16%uint64(len(s.owners))]
			continue
		}
		d.contacts[kind] = &c
	}
	d.unverified = d.unverified || d.emailHold
	return d
}

// updatesLocked tells whether updates are prohibited.
func (d *domain) updatesLocked(now time.Time) bool { return d.updateLock || now.Before(d.fixedUntil) }

func contactTypes() []string { return []string{"registrant", "admin", "billing", "tech"} }

// owners are the contacts that adopted domains have before anything is changed.
func owners() []*Contact {
	return []*Contact{
		{Name: "wang wu", Organization: "wang wu", Country: "CN", Province: "zhe jiang", City: "hang zhou shi", Address: "7 hao wen yi lu",
			PostalCode: "310012", Email: "owner@example.com", TelArea: "86", Telephone: "13900000001",
			ZhName: "王五", ZhOrganization: "王五", ZhProvince: "浙江", ZhCity: "杭州市", ZhAddress: "文一路7号"},
		{Name: "zhao liu", Organization: "example trading co ltd", Country: "CN", Province: "guang dong", City: "shen zhen shi",
			Address: "12 hao shen nan da dao", PostalCode: "518000", Email: "domains@example.com", TelArea: "86", Telephone: "075500000002",
			TelExt: "12", ZhName: "赵六", ZhOrganization: "示例贸易有限公司", ZhProvince: "广东", ZhCity: "深圳市", ZhAddress: "深南大道12号"},
	}
}

// profile finds a registrant profile, adopting any positive id when told to.
func (s *Server) profile(a *account, id int64) *Profile {
	if p := a.profiles[id]; p != nil {
		return p
	}
	if id <= 0 || !s.o.AdoptProfiles {
		return nil
	}
	p := seededProfile(id, a.id)
	a.profiles[id] = &p
	return &p
}

func seededProfile(id int64, account string) Profile {
	c := *owners()[int(id%2)]
	c.Name = fmt.Sprintf("%s %d", c.Name, id)
	return Profile{ID: id, Account: account, Type: "common", RegistrantType: fmt.Sprint(1 + id%2), RealNameStatus: "SUCCEED", Contact: c}
}

// settle carries out everything that was due by now: finished details change
// their domains and join the list that PollTaskResult reads.
func (a *account) settle(now time.Time, o Options) {
	for len(a.running) > 0 && !a.running[0].at.After(now) {
		e := heap.Pop(&a.running).(appointment)
		d := e.detail
		if d.settled {
			continue // a cancellation brought its end forward
		}
		d.settled = true
		d.task.settled++
		d.task.completed = d.done
		if d.ok {
			d.take(a, o)
		}
		if !d.acknowledged {
			a.finished = append(a.finished, d)
		}
	}
}

// live is the detail that keeps a domain busy, nil when there is none. Of a
// kind when one is named.
func (d *domain) live(kind string) *detail {
	for _, t := range slices.Backward(d.details) {
		if !t.settled && (kind == "" || t.task.rec.Kind == kind) {
			return t
		}
	}
	return nil
}

// timetable is a heap of the instants at which details end.
type timetable []appointment

type appointment struct {
	at     time.Time
	detail *detail
}

func (t timetable) Len() int           { return len(t) }
func (t timetable) Less(i, j int) bool { return t[i].at.Before(t[j].at) }
func (t timetable) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }
func (t *timetable) Push(x any)        { *t = append(*t, x.(appointment)) }
func (t *timetable) Pop() any {
	last := (*t)[len(*t)-1]
	*t = (*t)[:len(*t)-1]
	return last
}
