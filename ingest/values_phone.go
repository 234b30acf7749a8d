package ingest

import (
	"fmt"
	"regexp"
	"strings"
)

// maxPhoneDigits is the longest subscriber number of EPP, maxPhoneAll the
// longest with its country code (RFC 5733: 17 characters with + and dot).
const (
	maxPhoneDigits = 14
	maxPhoneAll    = 15
)

func checkTelArea(_ valueEnv, v string) (string, []finding) {
	bad := func(message, cure, proposed string) (string, []finding) {
		return v, []finding{{Severity: Error, Rule: "tel_area.syntax", Message: message, Cure: cure, Proposed: proposed, fix: proposed != ""}}
	}
	if allDigits(v) && len(v) <= 3 && v[0] != '0' {
		return v, nil
	}
	digits := keepDigits(v)
	code := strings.TrimPrefix(digits, "00")
	foreign := strings.Trim(v, "0123456789 +-().") != ""
	switch {
	case foreign || code == "":
		return bad("no country calling code", "type its digits, such as 86", "")
	case code[0] == '0':
		return bad("a domestic area code, where the calling code of the country is expected",
			"type 86 for China here, and the area code at the front of telephone", "")
	case len(code) > 3:
		return bad(fmt.Sprintf("%d digits, a country calling code has at most 3", len(code)), "type the calling code of the country, such as 86", "")
	}
	return bad("a country calling code is digits only", "type "+code, code)
}

var (
	phoneExt     = regexp.MustCompile(`(?i)\s*(?:ext\.?|extension|x|转|#)\s*[0-9]+$`)
	phoneSeveral = regexp.MustCompile(`[0-9]{5,}\s*[/,;、，；]\s*\+?[0-9]{5,}`)
)

func checkTelephone(env valueEnv, v string) (string, []finding) {
	bad := func(rule, message, cure, proposed string) (string, []finding) {
		return v, []finding{{Severity: Error, Rule: "telephone." + rule, Message: message, Cure: cure, Proposed: proposed, fix: proposed != ""}}
	}
	if f, is := scientificFinding(FieldTelephone, v); is {
		return v, []finding{f}
	}
	area := strings.TrimLeft(keepDigits(env.telArea), "0")
	switch {
	case allDigits(v):
	case phoneSeveral.MatchString(v):
		return bad("several", "more than one number", "keep one", "")
	case phoneExt.MatchString(v):
		return bad("extension", "holds an extension", "put the extension into tel_ext", "")
	case strings.Trim(v, "0123456789 +-()./") != "":
		return bad("syntax", "holds characters that are in no telephone number", "type digits only", "")
	default:
		digits, ok := localNumber(v, area)
		if !ok {
			return bad("country", "begins with a country calling code", "put the calling code into tel_area and only the rest here", "")
		}
		return bad("syntax", "a telephone number is digits only", "type it without blanks, signs and the calling code", digits)
	}
	switch total := len(v) + len(area); {
	case len(v) > maxPhoneDigits:
		return bad("long", fmt.Sprintf("%d digits, at most %d are allowed", len(v), maxPhoneDigits), "check the number", "")
	case total > maxPhoneAll:
		return bad("long", fmt.Sprintf("%d digits with the calling code, at most %d are allowed", total, maxPhoneAll), "check the number", "")
	case len(v) < 5:
		return v, []finding{{Severity: Warning, Rule: "telephone.short", Message: "a very short number", Cure: "check it"}}
	}
	return v, nil
}

// localNumber takes the calling code, where it is the one of tel_area, and
// all signs away.
func localNumber(v, area string) (string, bool) {
	digits := keepDigits(v)
	rest := strings.TrimLeft(v, " (")
	if !strings.HasPrefix(rest, "+") && !strings.HasPrefix(rest, "00") {
		return digits, digits != ""
	}
	local, ok := strings.CutPrefix(strings.TrimPrefix(digits, "00"), area)
	return local, ok && area != "" && local != ""
}

func checkTelExt(_ valueEnv, v string) (string, []finding) {
	if allDigits(v) && len(v) <= 10 {
		return v, nil
	}
	return v, []finding{{
		Severity: Error, Rule: "tel_ext.syntax", Message: "an extension is at most 10 digits",
		Cure: "type digits, or leave the cell empty when there is none",
	}}
}
