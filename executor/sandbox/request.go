package sandbox

import (
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// maxBody is the largest request body that is read.
const maxBody = 4 << 20

// pair is one parameter as decoded from query or form.
type pair struct{ name, value string }

// request is a call after the bytes are read and before anything is checked.
type request struct {
	method, host, target string
	header               http.Header
	remote               string // address of the client, without port
	body                 []byte
	query                []pair
	params               []pair // query and form together
	v3                   bool
	action, version      string
	damaged              bool // query or form could not be decoded
}

// read takes a call off the wire. An error means that the client went away or
// sent more than maxBody.
func read(r *http.Request) (*request, error) {
	q := &request{method: r.Method, host: r.Host, target: r.URL.RequestURI(), header: r.Header, remote: r.RemoteAddr}
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		q.remote = host
	}
	if r.Body != nil {
		b, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
		if err != nil {
			return nil, err
		}
		q.body = b
	}
	q.v3 = strings.HasPrefix(r.Header.Get("Authorization"), "ACS3-")
	q.query = q.decode(r.URL.RawQuery)
	q.params = q.query
	if isForm(r.Header.Get("Content-Type")) {
		q.params = append(q.params[:len(q.params):len(q.params)], q.decode(string(q.body))...)
	}
	if q.v3 {
		q.action, q.version = r.Header.Get("X-Acs-Action"), r.Header.Get("X-Acs-Version")
	} else {
		q.action, q.version = q.param("Action"), q.param("Version")
	}
	return q, nil
}

func isForm(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	return err == nil && kind == "application/x-www-form-urlencoded"
}

// decode splits a query or form. Both + and %20 are blanks. A semicolon is no
// separator, other than for net/url, which would refuse it.
func (q *request) decode(s string) []pair {
	if s == "" {
		return nil
	}
	ps := make([]pair, 0, 1+strings.Count(s, "&"))
	for part := range strings.SplitSeq(s, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		n, err1 := url.QueryUnescape(name)
		v, err2 := url.QueryUnescape(value)
		if err1 != nil || err2 != nil {
			q.damaged = true
		}
		ps = append(ps, pair{n, v})
	}
	return ps
}

// param is the first value under a name, empty when there is none.
func (q *request) param(name string) string {
	for _, p := range q.params {
		if p.name == name {
			return p.value
		}
	}
	return ""
}

// wantsXML tells the format of the answer: Format decides for signature version
// 1.0 and defaults to XML unless Accept asks for JSON; the newer signature
// answers JSON unless only XML is accepted.
func (q *request) wantsXML() bool {
	accept := strings.ToLower(q.header.Get("Accept"))
	if q.v3 {
		return strings.Contains(accept, "xml") && !strings.Contains(accept, "json")
	}
	if f := q.param("Format"); f != "" {
		return !strings.EqualFold(f, "JSON")
	}
	return !strings.Contains(accept, "json")
}
