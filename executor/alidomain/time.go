package alidomain

import (
	"fmt"
	"strings"
	"time"
)

// Zone is the zone of every time that the service prints. The documents say
// UTC, but the samples that give both text and epoch value say UTC+8.
var zone = time.FixedZone("UTC+8", 8*60*60)

// Zone returns the zone of the times that the service prints.
func Zone() *time.Location { return zone }

// ParseTime reads a time as the service prints it: "2024-05-06 10:00:01", in
// old answers "Dec 26,2017 11:00:54". The result is in UTC.
func ParseTime(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	for _, layout := range []string{time.DateTime, "Jan _2,2006 15:04:05", "Jan 2, 2006 15:04:05", time.RFC3339} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("time %.40q is in no known form", s)
}
