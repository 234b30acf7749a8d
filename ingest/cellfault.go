package ingest

import "strings"

// isFault recognises the faults that spreadsheet programs show in place of a
// value, where they were saved as text.
func isFault(text string) bool {
	switch text = strings.ToUpper(trim(text)); text {
	case "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#ERROR!":
		return true
	}
	return len(text) > 2 && strings.Trim(text, "#") == "" // the column was too narrow
}

// textOfFormula is the text of a formula that is nothing but a text.
func textOfFormula(v string) (string, bool) {
	if !strings.HasPrefix(v, `="`) || len(v) < 3 || v[len(v)-1] != '"' {
		return v, false
	}
	inner := v[2 : len(v)-1]
	if strings.Contains(strings.ReplaceAll(inner, `""`, ""), `"`) {
		return v, false
	}
	return strings.ReplaceAll(inner, `""`, `"`), true
}
