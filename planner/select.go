package planner

import (
	"fmt"
	"path"
	"strings"
)

// The terms of Settings.Only and Settings.Exclude come in two sorts. Some name
// what is changed: registrant, admin, tech, billing or transfer-code. All
// others name domains: example.com itself, .cn for everything under a top
// level domain, or a pattern with * and ? such as shop-*.com. A change passes
// Only when, of each sort that is given, one term matches; it is left out when
// any term of Exclude matches.
type selection struct {
	kinds    [kinds]bool
	anyKind  bool
	names    map[string]bool
	suffixes []string
	patterns []string
}

func newSelection(terms []string) (selection, error) {
	s := selection{names: map[string]bool{}}
	for _, term := range terms {
		term = strings.TrimSpace(term)
		if k, ok := kindNamed(strings.ToLower(term)); ok {
			s.kinds[k], s.anyKind = true, true
			continue
		}
		name := Key(term)
		switch {
		case strings.ContainsAny(name, "*?["):
			if _, err := path.Match(name, ""); err != nil {
				return s, fmt.Errorf("%q is no pattern of domains: write it with * and ?, as in shop-*.com", term)
			}
			s.patterns = append(s.patterns, name)
		case len(name) > 1 && strings.HasPrefix(name, "."):
			s.suffixes = append(s.suffixes, dotted(term))
		case strings.Contains(name, "."):
			s.names[name] = true
		default:
			return s, fmt.Errorf("%q names neither domains nor a contact: write a domain, .cn, shop-*.com, registrant, admin, tech, billing or transfer-code", term)
		}
	}
	return s, nil
}

// dotted is the punycode form of a term such as .中国.
func dotted(term string) string {
	return "." + Key(strings.TrimPrefix(strings.TrimSpace(term), "."))
}

func kindNamed(word string) (kind, bool) {
	for k := range kinds {
		if k.String() == word {
			return k, true
		}
	}
	return 0, false
}

func (s *selection) empty() bool { return !s.anyKind && !s.anyDomain() }

func (s *selection) anyDomain() bool { return len(s.names)+len(s.suffixes)+len(s.patterns) > 0 }

// matchesDomain looks at both spellings of a name, so that a pattern may be
// written in either.
func (s *selection) matchesDomain(domain string) bool {
	if !s.anyDomain() {
		return false
	}
	key := Key(domain)
	if s.names[key] {
		return true
	}
	for _, suffix := range s.suffixes {
		if strings.HasSuffix(key, suffix) {
			return true
		}
	}
	for _, pattern := range s.patterns {
		for _, name := range []string{key, domain} {
			if ok, _ := path.Match(pattern, name); ok {
				return true
			}
		}
	}
	return false
}

// all says whether of each sort that is given one term matches.
func (s *selection) all(domain string, k kind) bool {
	return (!s.anyKind || s.kinds[k]) && (!s.anyDomain() || s.matchesDomain(domain))
}

// any says whether a term of any sort matches.
func (s *selection) any(domain string, k kind) bool {
	return s.kinds[k] || s.matchesDomain(domain)
}

// Validate refuses limits that mean nothing.
func (s Settings) Validate() error {
	for _, terms := range [][]string{s.Only, s.Exclude} {
		if _, err := newSelection(terms); err != nil {
			return err
		}
	}
	for _, n := range []struct {
		name  string
		value int
	}{{"limit", s.Limit}, {"canary", s.Canary}, {"wave", s.Wave}} {
		if n.value < 0 {
			return fmt.Errorf("%s cannot be %d: give 1 or more", n.name, n.value)
		}
	}
	return nil
}

// leaveOut takes out what the limits leave out: changes that --only does not
// name or --exclude does, then all rows beyond the first of --limit that still
// have something to be sent.
func (b *builder) leaveOut() error {
	only, err := newSelection(b.set.Only)
	if err != nil {
		return err
	}
	exclude, err := newSelection(b.set.Exclude)
	if err != nil {
		return err
	}
	if only.empty() && exclude.empty() && b.set.Limit == 0 {
		return nil
	}
	rows := 0
	for i := 0; i < len(b.asks); {
		row, from := b.asks[i].row, i
		for i < len(b.asks) && b.asks[i].row == row {
			i++
		}
		if !b.planned(row) {
			continue
		}
		if left := b.leaveOutRow(row, b.asks[from:i], &only, &exclude); left == 0 {
			continue
		}
		if rows++; b.set.Limit > 0 && rows > b.set.Limit {
			b.setAside(row, refusal{CodeLimit, fmt.Sprintf("Beyond the first %d rows of --limit; nothing is sent for it. Run again with a higher --limit or without.", b.set.Limit)})
		}
	}
	return nil
}

// leaveOutRow returns how many changes of the row are left.
func (b *builder) leaveOutRow(row int32, asks []ask, only, exclude *selection) (left int) {
	var why refusal
	var words []string
	for _, a := range asks {
		s := &b.slots[a.slot]
		domain := b.rows[a.row].domain
		switch {
		case !only.all(domain, s.kind):
			why.code = CodeOnly
		case exclude.any(domain, s.kind):
			why.code = CodeExclude
		default:
			left++
			continue
		}
		s.state |= leftOut
		words = append(words, s.kind.noun())
	}
	if why.code == "" {
		return left
	}
	flag := "--only"
	if why.code == CodeExclude {
		flag = "--exclude"
	}
	if left == 0 {
		why.comment = fmt.Sprintf("Left out by %s; nothing is sent for it. Run again without it.", flag)
		b.setAside(row, why)
		return 0
	}
	why.comment = fmt.Sprintf("Left out by %s: the %s. Run again without it.", flag, enumerate(words))
	if b.partly == nil {
		b.partly = map[int32]refusal{}
	}
	b.partly[row] = why
	return left
}

// LeftOut says whether a code is that of a row, or a part of one, that the
// limits left out.
func LeftOut(code string) bool {
	return code == CodeOnly || code == CodeExclude || code == CodeLimit
}

// setAside takes a row out that could be sent.
func (b *builder) setAside(row int32, why refusal) {
	b.rows[row].fate = int32(len(b.fates))
	b.fates = append(b.fates, fate{disposition: RowLeftOut, refusal: why})
}

// wave is the wave, from 1, of the change with this number in the order of
// sending; 0 when all go together.
func (s Settings) wave(n int) int {
	switch {
	case s.Canary == 0 && s.Wave == 0:
		return 0
	case s.Canary > 0 && n < s.Canary:
		return 1
	case s.Wave == 0:
		return 2
	case s.Canary > 0:
		return 2 + (n-s.Canary)/s.Wave
	}
	return 1 + n/s.Wave
}

// waves numbers the waves of batches, which stand in the order of sending of
// their first changes and never hold changes of two waves.
func (s Settings) waves(batches []Batch) {
	if s.Canary == 0 && s.Wave == 0 {
		return
	}
	sent := 0
	for i := range batches {
		batches[i].Wave = s.wave(sent)
		sent += len(batches[i].Changes)
	}
}
