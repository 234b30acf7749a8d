package phrase

import "testing"

func TestSayFindsTheValuesBack(t *testing.T) {
	b := New(map[string][]Phrase{
		"email.syntax": {{"no e-mail address", "不是邮箱地址"}, {"%d characters before the @, at most %d are allowed", "@ 前有 {1} 个字符，最多 {2} 个"}},
		"*.required":   {{"%s is required", "必须填写 {1}"}},
		"*.damaged":    {{"holds %s", "含有{1}"}},
		"x.place":      {{"the headers %q (%s) and %q both mean %s", "{1}（{2}）与 {3} 都表示 {4}"}, {"seen: %s", "有 {1}"}},
		"":             {{"fixed: %s", "已修复：{1}"}, {"type %s", "请填写 {1}"}},
	}, map[string]string{"a line break": "换行", "curly quotes": "弯引号"}, map[string]string{`column (\d+)`: "第 $1 列"})
	for _, tt := range []struct{ rule, english, want string }{
		{"email.syntax", "no e-mail address", "不是邮箱地址"},
		{"email.syntax", "70 characters before the @, at most 64 are allowed", "@ 前有 70 个字符，最多 64 个"},
		{"postal_code.required", "postal_code is required", "必须填写 postal_code"},
		{"name.damaged", "holds a line break and curly quotes", "含有换行、弯引号"},
		{"name.damaged", "fixed: holds curly quotes", "已修复：含有弯引号"},
		{"name.damaged", "holds a line break, curly quotes", "含有换行、弯引号"},
		{"name.damaged", "holds a line break, something", "含有a line break, something"},
		{"x.place", `the headers "a \" and" (B1) and "b" both mean name`, `"a \" and"（B1）与 "b" 都表示 name`},
		{"x.place", `seen: "a" (column 3), "b" (column 4)`, `有 "a" (第 3 列), "b" (第 4 列)`},
		{"action.word", "type update-contact, update-profile or skip", "请填写 update-contact、update-profile或skip"},
	} {
		if got, ok := b.Say(tt.rule, tt.english); !ok || got != tt.want {
			t.Errorf("%s: %q became %q (%v), want %q", tt.rule, tt.english, got, ok, tt.want)
		}
	}
	if got, ok := b.Say("email.syntax", "never heard of"); ok || got != "never heard of" {
		t.Errorf("%q, %v", got, ok)
	}
	if !b.Has("email.syntax") || !b.Has("name.required") || b.Has("name.other") || b.Has("") {
		t.Error("the rules are not told apart")
	}
	if !b.HasFormat("%s is required") || !b.HasFormat("a line break") || b.HasFormat("%d is required") {
		t.Error("the formats are not told apart")
	}
}
