package ingest

// markBytes marks the delimiters of a text as cell, its line ends as line and
// its quotes as odd. The text has 64 bytes for each of words. It looks at
// sixteen bytes at a time, as every processor of this kind can.
func markBytes(words []csvWord, text []byte, delim byte) {
	if len(words) > 0 {
		_ = text[len(words)*64-1]
		markBytesSSE2(&words[0], &text[0], len(words), delim)
	}
}

//go:noescape
func markBytesSSE2(words *csvWord, text *byte, count int, delim byte)
