package report

// translator returns the function that says an English text of ours in the
// language wanted. A text without a translation stays English.
func translator(lang string) func(string) string {
	if lang != "zh" {
		return func(s string) string { return s }
	}
	return func(s string) string {
		if zh, ok := chinese[s]; ok {
			return zh
		}
		return s
	}
}

// chinese holds our texts in simplified Chinese, by their English form.
// Results and the headers of result columns are not in it: the next run
// reads them.
var chinese = map[string]string{}
