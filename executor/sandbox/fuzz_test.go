package sandbox

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// No request, however strange, gets anything but a well-formed refusal unless
// it is signed.
func FuzzServeHTTP(f *testing.F) {
	f.Add("GET", "Action=QueryTaskList&Version=2018-01-29&Format=JSON", "", "", "")
	f.Add("POST", "", "Action=%E5%9F%9F&Version=2017-12-18", "application/x-www-form-urlencoded", "")
	f.Add("POST", "A=%zz;B=1&&=", "x", "multipart/form-data", "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host;x,Signature=b")
	f.Add("POST", "DomainName.1=&DomainName.99999999999999999999=a", "\x00\xff", "application/x-www-form-urlencoded; charset", "ACS3-")
	s := newServer(f, Options{AdoptUnknown: true})
	f.Fuzz(func(t *testing.T, method, query, body, contentType, authorization string) {
		r, err := http.NewRequest("POST", "/", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Method, r.URL.RawQuery = method, query
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Authorization", authorization)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		switch kind := w.Header().Get("Content-Type"); {
		case w.Code < 400:
			t.Fatalf("accepted: %s", w.Body)
		case strings.Contains(kind, "json") && !json.Valid(w.Body.Bytes()):
			t.Fatalf("not JSON: %s", w.Body)
		case strings.Contains(kind, "xml"):
			if err := xml.Unmarshal(w.Body.Bytes(), new(node)); err != nil {
				t.Fatalf("not XML: %v: %s", err, w.Body)
			}
		}
	})
}

func FuzzParseFault(f *testing.F) {
	f.Add("503@submit,applied,p=0.05")
	f.Add("code@*,code=Busy,status=429,n=1,skip=2,delay=3s,header")
	f.Fuzz(func(t *testing.T, s string) {
		fault, err := ParseFault(s)
		if err != nil {
			return
		}
		if _, err := New(Options{Faults: []Fault{fault}}); err != nil {
			t.Fatalf("%q parses to a fault that New refuses: %v", s, err)
		}
	})
}

// The ledger is read from a file that anything may have happened to.
func FuzzReadLedger(f *testing.F) {
	f.Add([]byte("{\"open\":{\"seed\":1}}\n{\"at\":1,\"op\":\"QueryTaskList\",\"status\":200}\n{\"at\""))
	f.Add([]byte("{\"task\":{\"no\":\"x\",\"details\":[{\"no\":\"d\",\"domain\":\"a.com\"}]}}\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := ReadLedger(strings.NewReader(string(b)))
		if err == nil && len(l.Calls) > strings.Count(string(b), "\n") {
			t.Fatal("more calls than lines")
		}
	})
}
