package planner

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"domainbatch/ingest"
)

// LockTime is how long the transfer lock after a change of the registrant
// lasts (documented).
const LockTime = 60 * 24 * time.Hour

// Preview is what a plan would bring about, in numbers: what a person wants
// to know before they say yes. Days are those of a plan that is carried out
// when it was made.
type Preview struct {
	Domains int     `json:"domains"`
	Changes int     `json:"changes"`
	Calls   int     `json:"calls"`
	Rate    float64 `json:"rate,omitempty"`    // submit calls a second, 0 when not limited
	Seconds int     `json:"seconds,omitempty"` // to send them all
	Waves   int     `json:"waves,omitempty"`   // 0 when all goes at once

	Registrants Registrants `json:"registrants"`
	Codes       int         `json:"transfer_codes,omitempty"`

	Mailboxes []Mailbox `json:"mailboxes,omitempty"` // that a verification mail goes to
	AnswerBy  time.Time `json:"answer_by,omitzero"`  // the last day for those mails

	Waiting   int       `json:"rows_waiting,omitempty"`      // rows that wait for another row of their domain
	Unchanged int       `json:"changes_unchanged,omitempty"` // already in place, not sent
	Looked    bool      `json:"looked"`                      // at the present
	AsOf      time.Time `json:"as_of,omitzero"`              // the oldest of what was found
	Unknown   int       `json:"rows_unknown,omitempty"`      // sent although nothing could be found out

	NotSent []Group `json:"not_sent,omitempty"` // rows held, invalid or left out, most rows first
	Warned  []Group `json:"warned,omitempty"`   // rows sent all the same
}

// Registrants counts the domains whose registrant changes by what is asked
// about the lock.
type Registrants struct {
	Domains     int       `json:"domains"`
	Locked      int       `json:"locked,omitempty"`       // get the 60-day transfer lock
	Unlocked    int       `json:"unlocked,omitempty"`     // asked not to
	Unsaid      int       `json:"unsaid,omitempty"`       // not said: the service's default is no lock (documented)
	LockedUntil time.Time `json:"locked_until,omitzero"`  // of those that are locked
	SameOwner   int       `json:"same_owner,omitempty"`   // keep name, organization and e-mail address
	OwnerMoves  int       `json:"owner_changes,omitzero"` // do not
}

// Group is rows to which the same happens for the same reason.
type Group struct {
	Disposition Disposition `json:"disposition"`
	Code        string      `json:"code"`
	Rows        int         `json:"rows"`
	Text        string      `json:"text"` // why, in a few words
}

// Preview sums the plan up. rate is submit calls a second, 0 for no limit;
// problems are what reading found, for their words.
func (p *Plan) Preview(rate float64, problems []ingest.Problem) Preview {
	c := p.Counts()
	v := Preview{Domains: c.Domains, Changes: c.Sent, Calls: c.Submits, Rate: rate, Waiting: p.waiting()}
	if rate > 0 && c.Submits > 1 {
		v.Seconds = int(float64(c.Submits-1)/rate + 0.999)
	}
	if n := len(p.Batches); n > 0 {
		v.Waves = p.Batches[n-1].Wave
	}
	p.previewRegistrants(&v)
	if s := p.Standing; s != nil {
		v.Looked, v.AsOf, v.Unchanged, v.Unknown, v.Mailboxes = true, s.AsOf, s.Unchanged, s.Unknown, s.Mailboxes
	} else {
		v.Mailboxes = mailboxes(nil, p.Batches)
	}
	if len(v.Mailboxes) > 0 {
		v.AnswerBy = p.Created.Add(MailboxDeadline)
	}
	v.NotSent, v.Warned = p.notSentGroups(problems), p.warnedGroups()
	return v
}

func (p *Plan) previewRegistrants(v *Preview) {
	r := &v.Registrants
	for i := range p.Batches {
		b := &p.Batches[i]
		n := len(b.Changes)
		if b.Operation == TransferCode {
			v.Codes += n
		}
		if b.ContactType != ingest.Registrant {
			continue
		}
		r.Domains += n
		switch b.Lock {
		case ingest.LockOn:
			r.Locked += n
			r.LockedUntil = p.Created.Add(LockTime)
		case ingest.LockOff:
			r.Unlocked += n
		default:
			r.Unsaid += n
		}
		for j := range b.Changes {
			switch before := b.Changes[j].Before; {
			case before == nil:
			case before.movesOwner():
				r.OwnerMoves++
			default:
				r.SameOwner++
			}
		}
	}
}

// movesOwner says that a change of the registrant is one of the owner in the
// eyes of the policies: of the name, the organization or the mailbox.
func (b *Before) movesOwner() bool {
	for _, f := range b.Fields {
		switch f {
		case ingest.FieldRegistrantType, ingest.FieldName, ingest.FieldOrganization, ingest.FieldEmail, ingest.FieldZhName, ingest.FieldZhOrganization:
			return true
		}
	}
	return false
}

// waiting counts the rows of which a change waits for one that another row
// asks for.
func (p *Plan) waiting() int {
	var domains numbered[string]
	var earlier [][]int // records by domain
	rows := map[int]bool{}
	for i := range p.Batches {
		b := &p.Batches[i]
		for j := range b.Changes {
			c := &b.Changes[j]
			d, first := domains.no(c.Domain)
			if first {
				earlier = append(double(earlier), c.Records)
				continue
			}
			for _, r := range c.Records {
				if slices.ContainsFunc(earlier[d], func(other int) bool { return other != r }) {
					rows[r] = true
				}
			}
			earlier[d] = slices.Concat(earlier[d], c.Records)
		}
	}
	return len(rows)
}

func (p *Plan) notSentGroups(problems []ingest.Problem) []Group {
	said := map[string]string{}
	for i := range problems {
		if x := &problems[i]; x.Severity == ingest.Error && said[x.Rule] == "" {
			said[x.Rule] = x.Message
		}
	}
	var out []Group
	at := map[Group]int{}
	for i := range p.Rows {
		r := &p.Rows[i]
		switch r.Disposition {
		case RowHeld, RowInvalid, RowLeftOut:
			add(&out, at, Group{Disposition: r.Disposition, Code: r.Code}, r.Comment, said)
		}
	}
	slices.SortStableFunc(out, func(a, b Group) int { return cmp.Compare(b.Rows, a.Rows) })
	return out
}

func (p *Plan) warnedGroups() []Group {
	var out []Group
	at := map[Group]int{}
	for i := range p.Remarks {
		r := &p.Remarks[i]
		add(&out, at, Group{Disposition: RowPlanned, Code: r.Code}, r.Comment, nil)
	}
	slices.SortStableFunc(out, func(a, b Group) int { return cmp.Compare(b.Rows, a.Rows) })
	return out
}

func add(out *[]Group, at map[Group]int, g Group, comment string, said map[string]string) {
	n, ok := at[g]
	if !ok {
		n = len(*out)
		at[g] = n
		*out = append(*out, g)
		(*out)[n].Text = words(g.Code, comment, said)
	}
	(*out)[n].Rows++
}

// labels are the words for codes whose comments differ from row to row.
var labels = map[string]string{
	CodeConflict:        "rows contradict each other about a contact of the same domain",
	CodeTwin:            "another row asks for the same and is held",
	CodeRunning:         "an unfinished run has the domain under way",
	CodePending:         "accepted in a run that is not known here",
	CodeUnknown:         "sent in an earlier run, outcome not known",
	CodeSettled:         "finished by its run since the file was written",
	CodeOnly:            "left out by --only",
	CodeExclude:         "left out by --exclude",
	CodeLimit:           "beyond the rows of --limit",
	CodeNotApproved:     "not approved",
	CodePresentMoved:    "no longer as it was when the plan was made",
	CodeExpired:         "the domain has expired",
	CodeExpiring:        "the domain expires within 15 days",
	CodeYoung:           "the domain was registered within the last 60 days",
	CodeProfileMissing:  "there is no such registrant profile in this account",
	CodeProfileMailbox:  "the mailbox of the profile is not verified",
	CodeProfileIdentity: "the profile has not passed the real-name verification, which the registry wants",
	CodeProfileReview:   "the profile has not passed the real-name verification",
	CodeProfileType:     "the profile is of a type that does not fit the domain",
	CodeContactRefused:  "the service would refuse the contact values",
}

// words says in a few words why: those of the code, those of reading, or the
// first clause of a comment.
func words(code, comment string, said map[string]string) string {
	if s, ok := labels[code]; ok {
		return s
	}
	if s, ok := said[code]; ok {
		return printable(s)
	}
	first, _, _ := strings.Cut(comment, ";")
	first = strings.TrimSuffix(first, ".")
	if len(first) > 1 && (first[1] == ' ' || first[1] >= 'a' && first[1] <= 'z') {
		first = strings.ToLower(first[:1]) + first[1:]
	}
	return printable(first)
}
