package main

// watching says that this process looks at its folders again and again.
func (im *importer) watching() bool { return false }
