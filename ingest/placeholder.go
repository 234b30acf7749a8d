package ingest

import (
	"strings"
	"unicode/utf8"
)

// nothing are the words that databases and people write where there is
// nothing to write: those of programs, and those that could be a name too.
var (
	nothingOfPrograms = words("null (null) <null> [null] nil undefined nan \\n dbnull <na> #null")
	nothingOfPeople   = words("n/a n.a. n.a none -- --- ---- - / \\ . _ __ tbd unknown empty blank <empty> xx xxx xxxx 无 無 暂无 没有 空 未知 不详 待定 待补 无无 なし 없음")
)

func words(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// meansNothing reports whether a value only says that there is none, and
// whether it is a word of programs that no person writes as a value.
func meansNothing(v string) (nothing, program bool) {
	if v == "" || len(v) > 12 || v[0] < utf8.RuneSelf && strings.IndexByte(`nNuUdDtTeExXbB(<[\#-/._`, v[0]) < 0 {
		return false, false
	}
	key := strings.ToLower(v)
	program = nothingOfPrograms[key]
	return program || nothingOfPeople[key], program
}

// placeholder is about a word that stands for nothing. Where the cell may be
// blank, it should be; where it must not be, a word that may be a name is
// only doubted.
func (r rule) placeholder(env valueEnv, v string) (finding, bool) {
	nothing, program := meansNothing(v)
	if !nothing {
		return finding{}, false
	}
	f := placeholderFinding(r.field)
	if !r.required {
		f.Cure, f.fix = "empty the cell", true
		return f, true
	}
	if area := env.phone.area; r.field == FieldTelArea && callingCode(area) {
		f.Cure, f.Proposed, f.fix = "type "+area, area, true
	}
	if r.english && !program && r.field != FieldPostalCode && r.field != FieldEmail {
		f.Severity = Warning
	}
	return f, true
}

func placeholderFinding(f Field) finding {
	return finding{
		Severity: Error, Rule: string(f) + ".placeholder", Message: "a word that stands for nothing, where a value is expected", Cure: "type the value",
	}
}

// optional is the text of a cell that may be blank. A word for nothing counts
// as nothing, but it is an error until the cell is emptied.
func (d *rowDraft) optional(f Field) string {
	v := d.take(f)
	if nothing, _ := meansNothing(v); !nothing || v == "" {
		return v
	}
	x := placeholderFinding(f)
	x.Cure, x.fix = "empty the cell", true
	if d.opt.AcceptFixes {
		x = fixed(x)
	}
	d.add(f, x)
	return ""
}
