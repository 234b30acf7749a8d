package alidomain

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"
)

func trimBOM(b []byte) []byte { return bytes.TrimPrefix(b, []byte("\ufeff")) }

// serverTime is the service's clock when it answered.
func serverTime(h http.Header) time.Time {
	t, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// retryAfter is how long the service asks to wait: the longer TimeLeft of the
// rate limit headers (milliseconds; the official clients look for them), else
// Retry-After. 0 when it does not ask.
func retryAfter(h http.Header, now func() time.Time) time.Duration {
	wait := max(timeLeft(h.Get("X-Ratelimit-User-Api")), timeLeft(h.Get("X-Ratelimit-User")))
	if wait > 0 {
		return wait
	}
	value := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.Atoi(value); err == nil && seconds >= 0 {
		return clampWait(time.Duration(min(seconds, 1<<20)) * time.Second)
	}
	if at, err := http.ParseTime(value); err == nil {
		from := serverTime(h)
		if from.IsZero() {
			from = now()
		}
		return clampWait(max(0, at.Sub(from)))
	}
	return 0
}

// timeLeft reads "Limit:10,Remain:0,Time:1000,TimeLeft:730".
func timeLeft(header string) time.Duration {
	for pair := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(pair, ":")
		if !strings.EqualFold(strings.TrimSpace(name), "TimeLeft") {
			continue
		}
		if ms, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64); err == nil && ms > 0 {
			return clampWait(time.Duration(min(ms, 1<<32)) * time.Millisecond)
		}
	}
	return 0
}

// clampWait keeps a header that is wrong from stopping a run for days.
func clampWait(d time.Duration) time.Duration { return min(d, time.Hour) }
