package ingest

import "strings"

// misplaced doubts a value of words that is plainly one of another column, or
// has lost a character on its way.
func (r rule) misplaced(v string) (finding, bool) {
	doubt := func(rule, message, cure string) (finding, bool) {
		return finding{Severity: Warning, Rule: string(r.field) + rule, Message: message, Cure: cure}, true
	}
	const swapped = "check whether two columns are swapped"
	switch {
	case r.check != nil && !isChineseField(r.field):
	case strings.IndexByte(v, '?') >= 0 && !strings.Contains(v, "://"):
		return doubt(".lost", "a question mark, perhaps in place of a character that was lost", "check it, and type the value again")
	case isChineseField(r.field): // its own check asks for Chinese
	case strings.IndexByte(v, '@') > 0 && validEmail(v):
		return doubt(".misplaced", "an e-mail address, where "+string(r.field)+" is expected", swapped)
	case strings.Contains(v, "://"):
		return doubt(".misplaced", "a URL, where "+string(r.field)+" is expected", swapped)
	case v == "TRUE" || v == "FALSE":
		return doubt(".misplaced", "a truth value, where "+string(r.field)+" is expected", swapped)
	case v[0] <= '9' && len(keepDigits(v)) >= 5 && strings.Trim(v, "0123456789 +-()") == "":
		return doubt(".misplaced", "digits only, where "+string(r.field)+" is expected", swapped)
	}
	return finding{}, false
}
