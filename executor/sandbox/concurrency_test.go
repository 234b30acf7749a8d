package sandbox

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// Of many submits for one domain at the same instant, and of many copies of one
// request, exactly one is accepted.
func TestConcurrentSubmits(t *testing.T) {
	b := calm(t)
	var requests []*http.Request
	for range 32 {
		requests = append(requests, b.request(newContact, update("tech", "a.com")...))
	}
	one := b.request(newContact, update("tech", "b.com")...)
	for range 32 {
		requests = append(requests, one.Clone(t.Context()))
	}
	var all sync.WaitGroup
	for _, r := range requests {
		all.Go(func() { b.srv.ServeHTTP(httptest.NewRecorder(), r) })
	}
	all.Wait()
	l := b.srv.Ledger()
	codes := l.Codes()
	if len(l.Tasks) != 2 || codes[""] != 2 || codes["TaskIsBeingProcessed"] != 31 || codes["SignatureNonceUsed"] != 31 {
		t.Errorf("%d tasks, codes %v", len(l.Tasks), codes)
	}
}

// The emulator as its users run it: several goroutines, queries between
// submits, a ledger on disk and somebody looking at the counters.
func TestConcurrentQueriesAndSubmits(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, Ledger: t.TempDir() + "/ledger"})
	var requests []*http.Request
	for i := range 200 {
		name := string(rune('a'+i%26)) + string(rune('a'+i/26)) + ".com"
		requests = append(requests, b.request(newContact, update("tech", name)...), b.request("PollTaskResult", "PageNum", "1", "PageSize", "10"))
	}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := i; j < len(requests); j += 8 {
				b.srv.ServeHTTP(httptest.NewRecorder(), requests[j])
				b.srv.Ledger()
			}
		})
	}
	all.Wait()
	if l := b.srv.Ledger(); len(l.Tasks) != 200 || l.Codes()[""] != 400 {
		t.Errorf("%d tasks, codes %v", len(l.Tasks), l.Codes())
	}
}
