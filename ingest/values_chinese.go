package ingest

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// checkChinese doubts a Chinese field without a Chinese letter.
func checkChinese(_ valueEnv, v string) (string, []finding) {
	for _, r := range v {
		if unicode.Is(unicode.Han, r) {
			return v, nil
		}
	}
	return v, []finding{{
		Severity: Warning, Rule: "zh.han", Message: "holds no Chinese character",
		Cure: "type the Chinese form, or leave the cell empty",
	}}
}

// checkChineseOrganization adds the lengths that the product help names:
// 64 characters for .cn and .中国, 128 elsewhere.
func checkChineseOrganization(env valueEnv, v string) (string, []finding) {
	out, found := checkChinese(env, v)
	limit := 128
	if env.chinese {
		limit = 64
	}
	if n := utf8.RuneCountInString(v); n > limit {
		found = append(found, finding{
			Severity: Warning, Rule: "zh_organization.long", Cure: "shorten it as on the document",
			Message: fmt.Sprintf("%d characters, for this domain at most %d are documented", n, limit),
		})
	}
	return out, found
}

// chineseProvinces is the list that the product help publishes, without the
// word for province.
var chineseProvinces = strings.Fields(`北京 上海 天津 重庆 内蒙古 山西 河北 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东
	河南 湖北 湖南 广东 广西 海南 四川 贵州 云南 西藏 陕西 甘肃 宁夏 青海 新疆 香港 澳门 台湾`)

// provinceWord reports whether a text is a word for province.
func provinceWord(s string) bool {
	return slices.Contains([]string{"省", "市", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区"}, s)
}

func checkChineseProvince(env valueEnv, v string) (string, []finding) {
	out, found := checkChinese(env, v)
	if len(found) > 0 || slices.Contains(chineseProvinces, v) {
		return out, found
	}
	f := finding{
		Severity: Warning, Rule: "zh_province.name", Message: "not in the published list of regions",
		Cure: "type the region without the word for province, such as 浙江",
	}
	for _, p := range chineseProvinces {
		rest, ok := strings.CutPrefix(v, p)
		if ok && provinceWord(rest) {
			f.Cure, f.Proposed, f.fix = "type "+p, p, true
		}
	}
	if f.Proposed == "" && env.country != "CN" {
		return out, nil
	}
	return out, []finding{f}
}
