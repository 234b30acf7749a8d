package alidomain

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// maxMessage is how much of the service's words is kept, in characters.
const maxMessage = 300

// redact makes the service's words fit to be shown and logged. A refused
// signature is answered with the whole string that was signed, contact values
// and all, and a refused value may be quoted.
func redact(message string, p *params, keys Keys) string {
	if i := strings.Index(strings.ToLower(message), "string to sign"); i >= 0 {
		message = message[:i] + "string to sign is not shown"
	}
	for _, secret := range []string{keys.Secret.Reveal(), keys.Token.Reveal(), keys.ID} {
		message = hide(message, secret, "[key]")
	}
	for _, f := range p.private {
		message = hide(message, f.value, "["+f.name+"]")
	}
	return plain(message, maxMessage)
}

// hide takes a value out of a message, whatever its case and whether it is
// percent-encoded. Values of one to three ASCII characters identify nobody
// and would take parts of words with them.
func hide(message, value, instead string) string {
	value = strings.TrimSpace(value)
	if len(value) < 4 {
		return message
	}
	for _, form := range []string{value, url.QueryEscape(value), url.PathEscape(value)} {
		message = regexp.MustCompile("(?i)"+regexp.QuoteMeta(form)).ReplaceAllLiteralString(message, instead)
	}
	return message
}

// plain drops control and formatting characters and shortens.
func plain(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	s = strings.TrimSpace(s)
	if runes := []rune(s); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return s
}
