package ingest

import (
	"fmt"
	"strings"
)

// maxPhoneDigits is the longest subscriber number of EPP, maxPhoneAll the
// longest with its country code (RFC 5733: 17 characters with + and dot).
const (
	maxPhoneDigits = 14
	maxPhoneAll    = 15
)

func checkTelArea(env valueEnv, v string) (string, []finding) {
	bad := func(rule, message, cure string) (string, []finding) {
		f := finding{Severity: Error, Rule: "tel_area." + rule, Message: message, Cure: cure}
		if p := env.phone; p.area != v && callingCode(p.area) {
			f.Proposed, f.fix = p.area, true
			f.Cure = "type " + p.area
			if p.domestic {
				f.Cure += ", and the area code at the front of telephone"
			}
		}
		return v, []finding{f}
	}
	if f, is := madeOfNumber(FieldTelArea, v); is {
		return v, []finding{f}
	}
	code := strings.TrimPrefix(keepDigits(v), "00")
	foreign := strings.Trim(v, "0123456789 +-().") != ""
	switch {
	case foreign || code == "":
		return bad("syntax", "no country calling code", "type its digits, such as 86")
	case code[0] == '0' || env.phone.domestic && v != env.phone.area:
		return bad("syntax", "a domestic area code, where the calling code of the country is expected",
			"type 86 for China here, and the area code at the front of telephone")
	case len(code) > 3:
		return bad("syntax", fmt.Sprintf("%d digits, a country calling code has at most 3", len(code)), "type the calling code of the country, such as 86")
	case !callingCode(code):
		return bad("unknown", "no country has the calling code "+code, "type the calling code of the country, such as 86")
	case v != code:
		return v, []finding{{
			Severity: Error, Rule: "tel_area.syntax", Message: "a country calling code is digits only", Cure: "type " + code, Proposed: code, fix: true,
		}}
	}
	return v, doubtTelArea(env, v)
}

// doubtTelArea compares a calling code with the country of the contact. Where
// the number fits the country and not the code, the code is the mistake.
func doubtTelArea(env valueEnv, v string) []finding {
	own := callingCodeOf(env.country)
	if own == "" || own == v {
		return nil
	}
	f := finding{
		Severity: Warning, Rule: "tel_area.country", Cure: "check the country and the calling code",
		Message: fmt.Sprintf("%s is not the calling code of %s, which is %s", v, env.country, own),
	}
	if env.phone.area == own {
		f.Cure, f.Proposed, f.fix = "type "+own, own, true
	}
	return []finding{f}
}

func checkTelephone(env valueEnv, v string) (string, []finding) {
	if f, is := madeOfNumber(FieldTelephone, v); is {
		return v, []finding{f}
	}
	p := env.phone
	bad := func(rule, message, cure string) (string, []finding) {
		return v, []finding{{Severity: Error, Rule: "telephone." + rule, Message: message, Cure: cure}}
	}
	switch p.fault {
	case phoneSeveral:
		return bad("several", "more than one number", "keep one")
	case phoneSigns:
		return bad("syntax", "holds characters that are in no telephone number", "type digits only")
	case phoneOther:
		return bad("country", "begins with a country calling code", "put the calling code into tel_area and only the rest here")
	}
	if v != p.number {
		return misplacedPhone(env, v)
	}
	return v, doubtPhone(env, v)
}

// misplacedPhone is about a number with signs in it, or with what belongs in
// another cell. Where the sheet has no such column, the number is taken apart
// only while reading, so that the fixed cell loses nothing.
func misplacedPhone(env valueEnv, v string) (string, []finding) {
	p := env.phone
	f := finding{
		Severity: Error, Rule: "telephone.syntax", Message: "a telephone number is digits only",
		Cure: "type it without blanks, signs and the calling code", Proposed: p.number, fix: p.number != "",
	}
	switch {
	case p.cutExt:
		f.Rule, f.Message, f.Cure = "telephone.extension", "holds an extension", "put the extension into tel_ext"
	case p.cutCode:
		f.Message, f.Cure = "begins with the calling code of tel_area", "type only the rest here"
	case p.domestic:
		f.Message, f.Cure = "the area code stands in tel_area", "put it at the front of the number"
	}
	if p.cutExt && env.noExt || p.cutCode && env.noArea {
		f.Proposed = p.whole(env)
		if env.accept {
			return p.number, []finding{fixed(f)}
		}
		f.Message, f.Cure = "one number holds what belongs in two columns", "add a column tel_area or tel_ext, or accept how it is read with --accept-fixes"
		return v, []finding{f}
	}
	return v, []finding{f}
}

// whole is a number that says in one cell what the sheet has no columns for.
func (p phone) whole(env valueEnv) string {
	s := p.number
	if p.cutCode && env.noArea {
		s = "+" + p.area + " " + s
	}
	if p.cutExt && env.noExt {
		s += " ext " + p.ext
	}
	return s
}

// doubtPhone judges the digits of a number by EPP and by the numbering plan
// of its country.
func doubtPhone(env valueEnv, v string) []finding {
	area := env.phone.area
	one := func(severity Severity, rule, message, cure string) []finding {
		return []finding{{Severity: severity, Rule: "telephone." + rule, Message: message, Cure: cure}}
	}
	switch total := len(v) + len(area); {
	case len(v) > maxPhoneDigits:
		return one(Error, "long", fmt.Sprintf("%d digits, at most %d are allowed", len(v), maxPhoneDigits), "check the number")
	case total > maxPhoneAll && !strings.HasPrefix(v, "0"):
		return one(Error, "long", fmt.Sprintf("%d digits with the calling code, at most %d are allowed", total, maxPhoneAll), "check the number")
	case !callingCode(area):
		if len(v) < 5 {
			return one(Warning, "short", "a very short number", "check it")
		}
		return nil
	}
	if rest := strings.TrimRight(v, "0"); env.kind == kindNumber && len(v) >= 9 && len(v)-len(rest) >= 6 && rest != "" {
		return one(Warning, "zeros", fmt.Sprintf("%d zeros at the end: digits may have been lost in a number such as 1.38E+10", len(v)-len(rest)), "compare it with where it came from")
	}
	verdict := env.phones.verdict(area, v)
	if verdict != phoneValid && v[0] != '0' && env.phones.valid(area, "0"+v) { // as in Italy, where the zero is a part of the number
		return []finding{{
			Severity: Warning, Rule: "telephone.zero", Cure: "format the cell as text and type the zero", Proposed: "0" + v, fix: true,
			Message: fmt.Sprintf("no number in use behind the calling code %s looks like this one: a leading zero may be lost", area),
		}}
	}
	switch verdict {
	case phoneShort:
		return one(Warning, "short", "a very short number", "check it")
	case phoneLength:
		return one(Error, "length", fmt.Sprintf("%d digits, which no number behind the calling code %s has", len(v), area), "check the number")
	case phoneLocal:
		return one(Warning, "local", "the area code seems to be missing", "put it at the front of the number")
	case phoneUnlikely:
		return one(Warning, "plan", fmt.Sprintf("no number in use behind the calling code %s looks like this one", area), "check the number")
	}
	return nil
}

func checkTelExt(_ valueEnv, v string) (string, []finding) {
	if f, is := madeOfNumber(FieldTelExt, v); is {
		return v, []finding{f}
	}
	if allDigits(v) && len(v) <= 10 {
		return v, nil
	}
	f := finding{
		Severity: Error, Rule: "tel_ext.syntax", Message: "an extension is at most 10 digits",
		Cure: "type digits, or leave the cell empty when there is none",
	}
	if m := phoneExt.FindStringSubmatch("000 " + v); m != nil {
		f.Message, f.Cure, f.Proposed, f.fix = "an extension is digits only", "type "+m[1], m[1], true
	}
	return v, []finding{f}
}

// completePhone fills the calling code and the extension in where their cells
// are blank and the number tells them; without accept it says so.
func completePhone(env valueEnv, c *Contact) []fieldFinding {
	p := env.phone
	if p.fault != phoneReadable || c.Telephone == "" {
		return nil
	}
	var found []fieldFinding
	fill := func(f Field, to *string, value string, silent bool, x finding) {
		x.Proposed, x.fix = value, true
		if env.accept {
			*to, x = value, fixed(x)
		}
		if !silent {
			found = append(found, fieldFinding{x, f})
		}
	}
	if c.TelArea == "" && callingCode(p.area) && env.accept { // else it is asked for
		fill(FieldTelArea, &c.TelArea, p.area, p.cutCode && env.noArea, finding{Rule: "tel_area.required", Message: string(FieldTelArea) + " is required"})
	}
	if c.TelExt == "" && p.cutExt && (env.accept || !env.noExt) {
		fill(FieldTelExt, &c.TelExt, p.ext, env.noExt, finding{
			Severity: Warning, Rule: "tel_ext.beside", Message: "the extension stands in telephone", Cure: "type " + p.ext,
		})
	}
	return found
}
