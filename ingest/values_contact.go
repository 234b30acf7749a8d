package ingest

import "strings"

func checkRegistrantType(_ valueEnv, v string) (string, []finding) {
	whole, _ := cutDecimals(v) // 1.0
	switch foldHeader(whole) {
	case "1", "individual", "person", "personal", "private", "naturalperson", "privateperson", "个人", "自然人", "个体":
		return "1", nil
	case "2", "enterprise", "organization", "organisation", "org", "company", "corporate", "corporation", "business", "legalperson", "legalentity", "firm",
		"企业", "公司", "组织", "单位", "机构", "法人", "企业单位", "组织机构":
		return "2", nil
	}
	return v, []finding{{
		Severity: Error, Rule: "registrant_type.word", Message: "neither individual nor enterprise",
		Cure: "type individual or enterprise, or 1 or 2",
	}}
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
