package executor

import (
	"slices"
	"strings"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
)

// sighting is a task that the service shows and the journal does not know.
type sighting struct {
	taskNo   string
	taskType string
	created  time.Time
	domains  domainSet // as far as they show
	whole    bool      // they all show
}

// sightings are such tasks, by the domains they hold.
type sightings struct{ byDomain map[string][]*sighting }

func newSightings(found []*sighting) *sightings {
	s := &sightings{byDomain: map[string][]*sighting{}}
	for _, one := range found {
		for d := range one.domains {
			s.byDomain[d] = append(s.byDomain[d], one)
		}
	}
	return s
}

// in are the tasks that a request of the batch, or of a part of it, can have
// made: of its type, with domains of the batch and no others. A task that holds
// another domain besides is a stranger's for certain, because the calls of a run
// are fixed by its plan and only ever split. The order is that of their numbers.
func (s *sightings) in(b journal.Batch, contactType string) []*sighting {
	if s == nil || len(s.byDomain) == 0 {
		return nil
	}
	var found []*sighting
	var held domainSet
	for _, c := range b.Changes {
		for _, one := range s.byDomain[canonical(c.Domain)] {
			if !typeFits(contactType, one.taskType) || slices.Contains(found, one) {
				continue
			}
			if held == nil {
				held = domainsOf(b)
			}
			if holdsAll(held, one.domains) {
				found = append(found, one)
			}
		}
	}
	slices.SortFunc(found, func(a, b *sighting) int { return strings.Compare(a.taskNo, b.taskNo) })
	return found
}

func holdsAll(set, of domainSet) bool {
	for d := range of {
		if !set[d] {
			return false
		}
	}
	return true
}

// shape is what a batch can make tasks of.
type shape struct {
	contactType string
	most        int // domains
}

// shapesOf are the shapes of batches, each contact type once.
func shapesOf(batches []journal.Batch) []shape {
	most := map[string]int{}
	for _, b := range batches {
		contactType := contactTypeOf(b)
		most[contactType] = max(most[contactType], len(b.Changes))
	}
	shapes := make([]shape, 0, len(most))
	for _, contactType := range keys(most) {
		shapes = append(shapes, shape{contactType, most[contactType]})
	}
	return shapes
}

// candidatesFor are the tasks of a list that could be of one of the shapes and
// were created at the given time or after it, in a fixed order.
func (l *listing) candidatesFor(shapes []shape, from time.Time) []alidomain.Task {
	var found []alidomain.Task
	for _, no := range keys(l.tasks) {
		t := l.tasks[no]
		if !t.CreatedAt.IsZero() && t.CreatedAt.Before(from) {
			continue
		}
		if slices.ContainsFunc(shapes, func(s shape) bool { return t.Num <= s.most && typeFits(s.contactType, t.TaskType) }) {
			found = append(found, t)
		}
	}
	return found
}

// cluster is a part of a batch whose domains are held by the same tasks, or by
// tasks that share some.
type cluster struct {
	changes []journal.Change
	tasks   []*sighting
}

// exact reports whether one task holds these domains and no others.
func (c cluster) exact() bool {
	return len(c.tasks) == 1 && c.tasks[0].whole && len(c.tasks[0].domains) == len(c.changes)
}

// cut takes a batch apart: what each group of tasks holds, and the changes that
// no task holds.
func cut(b journal.Batch, tasks []*sighting) (held []cluster, free []journal.Change) {
	group := map[string]*cluster{} // by domain
	var all []*cluster
	for _, one := range tasks {
		into := &cluster{}
		all = append(all, into)
		for _, d := range keys(one.domains) {
			if other := group[d]; other != nil && other != into {
				into.tasks = append(into.tasks, other.tasks...)
				other.tasks = nil
				for e, g := range group {
					if g == other {
						group[e] = into
					}
				}
			}
			group[d] = into
		}
		into.tasks = append(into.tasks, one)
	}
	for _, c := range b.Changes {
		if g := group[canonical(c.Domain)]; g != nil {
			g.changes = append(g.changes, c)
		} else {
			free = append(free, c)
		}
	}
	for _, g := range all {
		if len(g.changes) > 0 {
			held = append(held, *g)
		}
	}
	return held, free
}
