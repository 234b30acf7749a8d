package ingest

// Why says how the header of a column was understood, the surest first.
type Why string

// The ways to understand a header.
const (
	WhyMap     Why = "map"     // a mapping of the person says so
	WhyName    Why = "name"    // our own name for the field, or a result column
	WhyAlias   Why = "alias"   // another known name
	WhyGuess   Why = "guess"   // a part of the header is a known name
	WhyUnknown Why = "unknown" // not understood, carried through
)

// Explanation is a column and why it was understood as it was.
type Explanation struct {
	Column
	Why     Why
	Similar string // of an unknown header: the name that was perhaps meant, or ""
}

// Explain says how each column of a layout was understood. said is the
// mapping that the file was opened with.
func Explain(l Layout, said map[string]Field) []Explanation {
	names := newHeaderNames(said)
	out := make([]Explanation, 0, len(l.Columns))
	for _, c := range l.Columns {
		x := Explanation{Column: c}
		if x.Why = names.why(c); x.Why == WhyUnknown {
			x.Similar = suggestField(c.Header)
		}
		out = append(out, x)
	}
	return out
}

func (n headerNames) why(c Column) Why {
	_, said := n.mapped(c.Header)
	folded := foldHeader(c.Header)
	switch {
	case said:
		return WhyMap
	case c.Result != "":
		return WhyName
	case c.Field == "":
		return WhyUnknown
	case folded == foldHeader(string(c.Field)):
		return WhyName
	case fieldByName()[folded] == c.Field:
		return WhyAlias
	}
	return WhyGuess
}
