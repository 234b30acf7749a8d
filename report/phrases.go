package report

// phrase says a sentence that another part of the program wrote in the
// language wanted.
func phrase(s, lang string) string { return s }
