package ingest

import "strings"

// Why says how the header of a column was understood, the surest first.
type Why string

// The ways to understand a header.
const (
	WhyMap     Why = "map"     // a mapping of the person says so
	WhyName    Why = "name"    // our own name for the field, or a result column
	WhyAlias   Why = "alias"   // another known name
	WhyGuess   Why = "guess"   // a part of the header is a known name, the rest is not understood
	WhyBeside  Why = "beside"  // stands beside a value for comparison, see BesideHeader
	WhyUnknown Why = "unknown" // not understood, carried through
)

// sureness is how sure a header alone makes, in percent.
var sureness = map[Why]int{WhyMap: 100, WhyName: 100, WhyAlias: 95, WhyGuess: 75}

// Explanation is a column and why it was understood as it was.
type Explanation struct {
	Column
	Why     Why
	Similar string // of an unknown header: the name that was perhaps meant, or ""

	Confidence int   // 0 to 100: how sure it is that the column holds its field; 0 when it is not used
	Filled     int   // cells among those weighed that hold something
	Fitting    int   // of these, the cells that the field takes or can be repaired to take
	LooksLike  Field // what the cells look like when they fit no header or another field, or ""
}

// Explain says how each column of a layout was understood. said is the
// mapping that the file was opened with.
func Explain(l Layout, said map[string]Field) []Explanation {
	names := newHeaderNames(said)
	out := make([]Explanation, 0, len(l.Columns))
	for _, c := range l.Columns {
		x := Explanation{Column: c}
		if x.Why = names.why(c); x.Why == WhyUnknown {
			x.Similar = l.similar(c.Header)
		}
		if c.Field != "" || c.Result != "" {
			x.Confidence = sureness[x.Why]
		}
		out = append(out, x)
	}
	return out
}

func (n headerNames) why(c Column) Why {
	_, said := n.mapped(c.Header)
	switch {
	case said:
		return WhyMap
	case c.Result != "":
		return WhyName
	case c.Field == "" && isBeside(c.Header):
		return WhyBeside
	case c.Field == "":
		return WhyUnknown
	case foldHeader(c.Header) == foldHeader(string(c.Field)):
		return WhyName
	case !readHeader(c.Header).guess:
		return WhyAlias
	}
	return WhyGuess
}

// Weigh completes an explanation by cells of its column: cells that the field
// cannot take make it less sure, and cells that only it takes make a guess
// surer. What a person said is not doubted.
func (x *Explanation) Weigh(values []string) {
	telling := 0
	like := map[Field]int{}
	for _, v := range values {
		if v = trim(v); v == "" {
			continue
		}
		x.Filled++
		kind := tellingKind(v)
		if kind != "" {
			like[kind]++
		}
		if x.Field != "" && takes(x.Field, kind, v) {
			x.Fitting++
		}
		if kind != "" && kind == x.Field {
			telling++
		}
	}
	for _, f := range []Field{FieldDomain, FieldEmail} {
		if f != x.Field && x.Result == "" && like[f]*10 >= x.Filled*8 && like[f] > 0 {
			x.LooksLike = f
		}
	}
	if x.Field == "" || x.Filled == 0 || x.Why == WhyMap {
		return
	}
	least := x.Confidence / 4
	x.Confidence = least + (x.Confidence-least)*x.Fitting/x.Filled
	if x.Why == WhyGuess && telling == x.Filled {
		x.Confidence = 90
	}
}

// tellingKind is the field of a value that says by its form what it is: a
// domain, or an address of electronic mail.
func tellingKind(v string) Field {
	if strings.Contains(v, "@") && validEmail(v) {
		return FieldEmail
	}
	if name, found := understandDomain(v, false); name != "" && len(found) == 0 {
		return FieldDomain
	}
	return ""
}

// takes reports whether a field takes a value, or a repair of it. Fields for
// any text take what is not plainly something else.
func takes(f Field, kind Field, v string) bool {
	var found []finding
	switch f {
	case FieldNote, FieldAccount, FieldInstanceID, FieldContactRef:
		return true
	case FieldPriority:
		_, found = parsePriority(v)
		return len(found) == 0
	case FieldDomain:
		_, found = understandDomain(v, false)
	case FieldAction:
		_, found = parseAction(v)
	case FieldContactType:
		_, found = parseContactTypes(v)
	case FieldProfileID:
		_, found = parseProfileID(v, kindText)
	case FieldTransferLock:
		_, found = parseLock(v)
	default:
		if kind != "" && kind != f {
			return false
		}
		found = judgedAlone(f, v)
	}
	for _, x := range found {
		if x.Severity == Error && !x.fix {
			return false
		}
	}
	return true
}

// judgedAlone judges a contact value without the rest of its contact.
func judgedAlone(f Field, v string) []finding {
	for _, r := range contactRules {
		if r.field != f {
			continue
		}
		if nothing, _ := meansNothing(v); nothing {
			return nil
		}
		env := valueEnv{}
		switch f {
		case FieldTelephone:
			env = env.withPhone(&phoneBook{}, phoneCells{number: v})
		case FieldTelArea:
			env = env.withPhone(&phoneBook{}, phoneCells{area: v})
		}
		_, found := r.judge(env, v)
		return found
	}
	return nil
}
