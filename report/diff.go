package report

import (
	"cmp"
	"slices"

	"domainbatch/executor"
	"domainbatch/ingest"
	"domainbatch/planner"
)

// Standing is one row of a run as a comparison of runs sees it.
type Standing struct {
	Domain   string
	Action   string // "" when it is not known what the row asks for
	Contacts string // contact types joined by commas, "" for those that name none
	Row      int    // sheet row or CSV line
	Result   executor.Result
	Code     string
	Comment  string

	problems []ingest.Problem // of its cells, which can be told in another language
}

// Standings are the rows of a run. What planned rows ask for is in the plan;
// asked says it, by record, for the others as far as their cells say it.
func Standings(plan *planner.Plan, asked map[int]ingest.Row, rows []executor.RowResult) []Standing {
	wishes := wishesOf(plan)
	list := make([]Standing, len(rows))
	for i, r := range rows {
		w, planned := wishes[r.Record]
		if !planned {
			w = wishIn(asked[r.Record], plan)
		}
		list[i] = Standing{r.Domain, w.action, w.contacts, r.Number, r.Result, r.Code, r.Comment, asked[r.Record].Problems}
	}
	return list
}

// wishIn is what the cells of a row ask for; what an empty action means is
// taken from what else the row holds, as the planner does.
func wishIn(row ingest.Row, plan *planner.Plan) wish {
	action := row.Action
	switch {
	case action != ingest.ActionInfer:
	case row.ProfileID != 0:
		action = ingest.ActionUpdateProfile
	case row.Contact.HasFields() || row.ContactRef != "":
		action = ingest.ActionUpdateContact
	case plan != nil:
		action = plan.Settings.DefaultAction
	}
	return wish{string(action), contactList(row.ContactTypes)}
}

// Turn is what became of a row from one run to another.
type Turn string

// The turns. A row is done when it is OK, UNCHANGED or SKIPPED, under way when
// it is PENDING, and failing otherwise.
const (
	NewlyFailing Turn = "newly failing" // failing now, and was not
	Fixed        Turn = "fixed"         // done now, and was not
	StillOpen    Turn = "still open"    // not done then, and not now
	Added        Turn = "new"           // only in the second run
	Gone         Turn = "gone"          // only in the first run
	Same         Turn = "done in both"
)

// Turns lists the turns in the order in which comparisons show them.
func Turns() []Turn { return []Turn{NewlyFailing, Fixed, StillOpen, Added, Gone, Same} }

// Pair is a row of the first run and the row of the second that asks for the
// same; one of them is nil when there is no such row.
type Pair struct {
	Turn          Turn
	Before, After *Standing
}

// Compare pairs the rows of two runs by domain, action and contact types,
// repeated ones in their order. A row whose cells could not be understood is
// paired by its domain alone. Pairs come in the order of Turns, and within by
// the rows of the second run.
func Compare(before, after []Standing) []Pair {
	m := &matcher{before: before, after: after, partner: make([]int, len(before)), taken: make([]bool, len(after))}
	m.match(func(s *Standing) any { return [3]string{s.Domain, s.Action, s.Contacts} }, func(_, _ *Standing) bool { return true })
	m.match(func(s *Standing) any { return s.Domain }, func(a, b *Standing) bool { return a.vague() || b.vague() })
	pairs := m.pairs()
	slices.SortStableFunc(pairs, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(slices.Index(Turns(), a.Turn), slices.Index(Turns(), b.Turn)), cmp.Compare(a.row(), b.row()))
	})
	return pairs
}

// vague reports whether what a row asks for is not known for sure.
func (s *Standing) vague() bool { return s.Action == "" || s.Result == executor.Invalid }

// row is where the pair stands in the newer of its files.
func (p Pair) row() int {
	if p.After != nil {
		return p.After.Row
	}
	return p.Before.Row
}

// matcher finds partners for rows.
type matcher struct {
	before, after []Standing
	partner       []int // of before, place in after + 1
	taken         []bool
}

// match pairs the rows that are left and have the same key, the first with the
// first.
func (m *matcher) match(key func(*Standing) any, fits func(a, b *Standing) bool) {
	free := map[any][]int{}
	for i := range m.after {
		if !m.taken[i] {
			k := key(&m.after[i])
			free[k] = append(free[k], i)
		}
	}
	for i := range m.before {
		if m.partner[i] != 0 {
			continue
		}
		k := key(&m.before[i])
		at := slices.IndexFunc(free[k], func(j int) bool { return fits(&m.before[i], &m.after[j]) })
		if at < 0 {
			continue
		}
		j := free[k][at]
		m.partner[i], m.taken[j] = j+1, true
		free[k] = slices.Delete(free[k], at, at+1)
	}
}

func (m *matcher) pairs() []Pair {
	pairs := make([]Pair, 0, max(len(m.before), len(m.after)))
	for i := range m.before {
		p := Pair{Gone, &m.before[i], nil}
		if j := m.partner[i]; j > 0 {
			p.After = &m.after[j-1]
			p.Turn = turnOf(p.Before.Result, p.After.Result)
		}
		pairs = append(pairs, p)
	}
	for j := range m.after {
		if !m.taken[j] {
			pairs = append(pairs, Pair{Added, nil, &m.after[j]})
		}
	}
	return pairs
}

// turnOf says what became of a row that both runs have.
func turnOf(before, after executor.Result) Turn {
	switch {
	case isDone(after) && isDone(before):
		return Same
	case isDone(after):
		return Fixed
	case hasCause(after) && !hasCause(before):
		return NewlyFailing
	}
	return StillOpen
}

// isDone reports whether a result leaves nothing to do.
func isDone(r executor.Result) bool { return !hasCause(r) && r != executor.Pending }
