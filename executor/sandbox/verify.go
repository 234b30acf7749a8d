package sandbox

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// provinces is the published list for ZhProvince: provinces without 省, regions
// and municipalities without their suffix, then HK, MO and TW.
const provinces = "北京 上海 天津 重庆 内蒙古 山西 河北 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 " +
	"四川 贵州 云南 西藏 陕西 甘肃 宁夏 青海 新疆 香港 澳门 台湾"

// objection names the first field that breaks a documented rule of contact
// fields, beyond the form that every call asks for. The domain, which may be
// empty, decides how long a Chinese organisation may be.
func (c Contact) objection(domain string) *refusal {
	mainland := strings.EqualFold(c.Country, "CN")
	longest := 128
	if s := suffix(domain); s == "cn" || s == "中国" {
		longest = 64
	}
	last := func(v string) string { return v[strings.LastIndexByte(v, ' ')+1:] }
	for _, rule := range []struct {
		field  string
		broken bool
	}{
		{"Province", mainland && (strings.EqualFold(last(c.Province), "sheng") || strings.EqualFold(last(c.Province), "province"))},
		{"TelArea", strings.HasPrefix(c.TelArea, "0") || mainland && c.TelArea != "" && c.TelArea != "86"},
		{"Telephone", c.TelArea != "" && len(c.TelArea)+len(c.Telephone) > 17 || mainland && len(c.Telephone) == 13 && strings.HasPrefix(c.Telephone, "86")},
		{"ZhRegistrantOrganization", c.ZhOrganization != "" && (utf8.RuneCountInString(c.ZhOrganization) > longest || mainland && !hasHan(c.ZhOrganization))},
		{"ZhRegistrantName", mainland && c.ZhName != "" && !hasHan(c.ZhName)},
		{"ZhProvince", mainland && c.ZhProvince != "" && !slices.Contains(strings.Fields(provinces), c.ZhProvince)},
	} {
		if rule.broken {
			return illegal(rule.field)
		}
	}
	return nil
}

func hasHan(v string) bool {
	return strings.ContainsFunc(v, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
