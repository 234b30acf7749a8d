package ingest

import (
	"fmt"
	"net/mail"
	"strings"
)

func checkRegistrantType(_ valueEnv, v string) (string, []finding) {
	switch foldHeader(v) {
	case "1", "individual", "person", "personal", "private", "个人", "自然人":
		return "1", nil
	case "2", "enterprise", "organization", "organisation", "company", "corporate", "business", "企业", "公司", "组织", "单位", "机构":
		return "2", nil
	}
	return v, []finding{{
		Severity: Error, Rule: "registrant_type.word", Message: "neither individual nor enterprise",
		Cure: "type individual or enterprise, or 1 or 2",
	}}
}

func checkEmail(_ valueEnv, v string) (string, []finding) {
	bad := func(message, cure, proposed string) (string, []finding) {
		return v, []finding{{Severity: Error, Rule: "email.syntax", Message: message, Cure: cure, Proposed: proposed, fix: proposed != ""}}
	}
	if rest, ok := cutPrefixFold(v, "mailto:"); ok {
		return bad("begins with mailto:", "type only the address", rest)
	}
	if clean := strings.TrimRight(v, ".,;"); clean != v && !strings.ContainsAny(clean, ",; ") {
		return bad("ends with a punctuation mark", "take it away", clean)
	}
	if strings.Count(v, "@") > 1 {
		return bad("holds more than one address", "keep one", "")
	}
	addr, err := mail.ParseAddress(v)
	switch {
	case err != nil && strings.ContainsRune(v, ' ') && validEmail(strings.ReplaceAll(v, " ", "")):
		return bad("holds a blank", "take it away", strings.ReplaceAll(v, " ", ""))
	case err != nil:
		return bad("no e-mail address", "type one such as owner@example.com", "")
	case addr.Address != v:
		return bad("more than an e-mail address", "type only the address", addr.Address)
	}
	local, domain, _ := strings.Cut(v, "@")
	switch {
	case len(local) > 64:
		return bad(fmt.Sprintf("%d characters before the @, at most 64 are allowed", len(local)), "use a shorter address", "")
	case !strings.Contains(domain, ".") || strings.HasPrefix(domain, "["):
		return bad("no domain name behind the @", "type a full address such as owner@example.com", "")
	}
	return v, nil
}

func validEmail(v string) bool {
	addr, err := mail.ParseAddress(v)
	return err == nil && addr.Address == v
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return strings.TrimSpace(s[len(prefix):]), true
	}
	return s, false
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func keepDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
