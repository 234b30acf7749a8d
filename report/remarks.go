package report

import (
	"sync"

	"domainbatch/ingest/phrase"
)

// remarkIn says in the language of the report what could not be done with a
// table of the person.
func remarkIn(lang, remark string) string {
	if lang != "zh" {
		return remark
	}
	said, _ := remarkBook().Say("", remark)
	return said
}

var remarkBook = sync.OnceValue(func() *phrase.Book {
	return phrase.New(map[string][]phrase.Phrase{"": {
		{English: "table %s cannot be made wider, its columns come from a %s", Other: "表 {1} 无法加宽：其列来自 {2}"},
		{English: "table %s cannot be made wider, table %s stands in the way", Other: "表 {1} 无法加宽：被表 {2} 挡住"},
		{English: "table %s cannot be made wider, column %s has no title of its own", Other: "表 {1} 无法加宽：{2} 列没有自己的标题"},
	}}, nil, nil)
})
