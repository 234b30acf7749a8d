package inbox

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// digestShown is how much of a digest is in the name of a job.
const digestShown = 8

// longestStem keeps the name of a job well below what file systems take.
const longestStem = 120

// JobName is the folder of a job: the time in UTC, the beginning of the
// content's SHA-256, and the file's name without its extension. nth makes equal
// ones differ; the first is 1.
func JobName(at time.Time, digest, file string, nth int) string {
	stem := strings.TrimSuffix(file, filepath.Ext(file))
	for len(stem) > longestStem {
		_, size := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-size]
	}
	stem = strings.TrimRight(stem, " .") // some systems drop these from the end of a name
	name := at.UTC().Format("20060102-150405") + "-" + digest[:min(digestShown, len(digest))] + "-" + stem
	if nth > 1 {
		name += fmt.Sprintf("-%d", nth)
	}
	return name
}

var jobName = regexp.MustCompile(`^[0-9]{8}-[0-9]{6}-([0-9a-f]{8})-`)

// JobDigest is the beginning of the digest of a job's file; false for a folder
// that is no job.
func JobDigest(job string) (string, bool) {
	m := jobName.FindStringSubmatch(job)
	if m == nil {
		return "", false
	}
	return m[1], true
}
