package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

var earlierResults = regexp.MustCompile(`^(.+)\.results(?:-([0-9]{1,6}))?$`)

// resultsName is where the results of an input go when nobody says otherwise:
// x.results.xlsx beside x.xlsx, and x.results-2.xlsx beside x.results.xlsx, so
// that no input is ever overwritten.
func resultsName(input string) string {
	ext := filepath.Ext(input)
	stem := strings.TrimSuffix(input, ext)
	if m := earlierResults.FindStringSubmatch(filepath.Base(stem)); m != nil {
		n := 1
		if m[2] != "" {
			n, _ = strconv.Atoi(m[2])
		}
		return filepath.Join(filepath.Dir(stem), fmt.Sprintf("%s.results-%d%s", m[1], n+1, ext))
	}
	return stem + ".results" + ext
}
