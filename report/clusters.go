package report

import (
	"cmp"
	"slices"

	"domainbatch/executor"
)

// mostMessages is how many messages of one code are told apart. A service
// that words every refusal anew must not make as many causes as rows.
const mostMessages = 60

// clusters puts rows with the same cause together.
type clusters struct {
	causes   map[causeKey]*Cause
	messages map[[2]string]int // how many, by result and code
}

func newClusters() *clusters {
	return &clusters{causes: map[causeKey]*Cause{}, messages: map[[2]string]int{}}
}

func (c *clusters) count(r *executor.RowResult) {
	key := c.keyOf(r)
	cause := c.causes[key]
	if cause == nil {
		cause = &Cause{Result: key.result, Code: key.code, Message: key.message, Cure: cureFor(r.Result, r.Code, key.message)}
		c.causes[key] = cause
	}
	if cause.Rows == 0 || r.Number < cause.Example.Number {
		cause.Example = Example{Number: r.Number, Domain: r.Domain, Comment: r.Comment}
	}
	cause.Rows++
}

// keyOf finds the cause of a row; a further message of a code that has very
// many is counted under the code alone.
func (c *clusters) keyOf(r *executor.RowResult) causeKey {
	key := causeKey{r.Result, r.Code, gistOf(*r)}
	if c.causes[key] != nil {
		return key
	}
	of := [2]string{string(r.Result), r.Code}
	if c.messages[of] >= mostMessages {
		key.message = ""
		return key
	}
	c.messages[of]++
	return key
}

// list gives the causes, that of the most rows first.
func (c *clusters) list() []Cause {
	var list []Cause
	for _, cause := range c.causes {
		list = append(list, *cause)
	}
	slices.SortFunc(list, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Example.Number, b.Example.Number), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return list
}

// causeOf is the place of a row's cause among the causes, -1 when it has none.
func (s *Summary) causeOf(r executor.RowResult) int {
	if !hasCause(r.Result) {
		return -1
	}
	key := causeKey{r.Result, r.Code, gistOf(r)}
	for range 2 {
		if i := slices.IndexFunc(s.Causes, func(c Cause) bool { return c.key() == key }); i >= 0 {
			return i
		}
		key.message = "" // one of too many
	}
	return -1
}

// propose notes for how many cells of each cause there is a value that would
// pass.
func (s *Summary) propose(fixes []fix) {
	for _, f := range fixes {
		if i := s.causeOf(*f.row); i >= 0 {
			s.Causes[i].Fixes++
		}
	}
}
