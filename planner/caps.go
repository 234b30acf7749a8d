package planner

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// Cap is a limit in changes, or in percent of those that are asked for.
// The zero Cap allows nothing; use Limitless for none.
type Cap struct {
	N       int     // changes
	Percent float64 // used when Relative
	Relative,
	Limitless bool
}

// ParseCap reads "10", "5%" or "" for no limit.
func ParseCap(s string) (Cap, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return Cap{Limitless: true}, nil
	}
	if percent, ok := strings.CutSuffix(s, "%"); ok {
		x, err := strconv.ParseFloat(strings.TrimSpace(percent), 64)
		if err != nil || x < 0 || x > 100 || math.IsNaN(x) {
			return Cap{}, errors.New("a share is a number from 0 to 100 with a percent sign, such as 5%")
		}
		return Cap{Percent: x, Relative: true}, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return Cap{}, errors.New("a limit is a number such as 100, or a share such as 5%")
	}
	return Cap{N: n}, nil
}

// Of is how many of a total are allowed. Part of a change is none.
func (c Cap) Of(total int) int {
	switch {
	case c.Limitless:
		return math.MaxInt
	case c.Relative:
		return int(math.Floor(float64(total)*c.Percent/100 + 1e-9))
	}
	return c.N
}

// Asked is how many changes the rows of a plan ask for: those that are sent
// and those that are already in place. Shares are of this number.
func (p *Plan) Asked() int {
	n := p.Counts().Sent
	if p.Standing != nil {
		n += p.Standing.Unchanged
	}
	return n
}
