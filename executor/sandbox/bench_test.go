package sandbox

import (
	"fmt"
	"net/http/httptest"
	"testing"
)

// One signed call, checked and answered, without the network.
func BenchmarkCall(b *testing.B) {
	many := make([]string, 100)
	for i := range many {
		many[i] = fmt.Sprintf("domain-number-%d.example.com", i)
	}
	page := []string{"PageNum", "1", "PageSize", "100"}
	for _, tc := range []struct {
		name, action string
		v3           bool
		send         []string
	}{
		{"100 details v1", "PollTaskResult", false, page},
		{"100 details v3", "PollTaskResult", true, page},
		{"one domain v3", "QueryDomainByDomainName", true, []string{"DomainName", "a.com"}},
		{"submit 100 v3", newContact, true, update("tech", many...)},
	} {
		b.Run(tc.name, func(b *testing.B) {
			c := newBench(b, Options{Calm: true, AdoptUnknown: true, Backlog: 1000, Quirks: Quirks{NoBusyCheck: true}})
			c.v3, c.form = tc.v3, true
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				r, w := c.request(tc.action, tc.send...), httptest.NewRecorder()
				b.StartTimer()
				c.srv.ServeHTTP(w, r)
				if w.Code != 200 {
					b.Fatal(w.Body)
				}
			}
		})
	}
}
