package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sort"
	"strings"
	"testing"
	"time"
)

const (
	testID, testSecret = "testid", "testsecret"
	versionChina       = "2018-01-29"
	versionIntl        = "2017-12-18"
)

// newServer starts an emulator that the test closes.
func newServer(t testing.TB, o Options) *Server {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// fakeClock is a clock that only moves when told to.
type fakeClock struct{ t time.Time }

func newClock() *fakeClock                { return &fakeClock{time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)} }
func (c *fakeClock) now() time.Time       { return c.t }
func (c *fakeClock) pass(d time.Duration) { c.t = c.t.Add(d) }

// bench is an emulator with a client that signs what it is told to send.
type bench struct {
	t     testing.TB
	srv   *Server
	clock *fakeClock
	nonce int
	v3    bool
	get   bool
	form  bool
	xml   bool
	ver   string
	stamp time.Duration // added to the timestamp
	host  string
	again string // nonce to use instead of a new one
}

func newBench(t testing.TB, o Options) *bench {
	t.Helper()
	clock := newClock()
	o.Now = clock.now
	if o.Keys == nil {
		o.Keys = map[string]string{testID: testSecret}
	}
	return &bench{t: t, srv: newServer(t, o), clock: clock, ver: versionChina, host: "127.0.0.1:8080"}
}

// calm is a bench without nuisances that owns every domain.
func calm(t testing.TB) *bench { return newBench(t, Options{Calm: true, AdoptUnknown: true}) }

// request builds a signed call. Parameters alternate names and values.
func (b *bench) request(action string, kv ...string) *http.Request {
	b.t.Helper()
	var ps []pair
	for i := 0; i < len(kv); i += 2 {
		ps = append(ps, pair{kv[i], kv[i+1]})
	}
	b.nonce++
	nonce := fmt.Sprintf("nonce-%d", b.nonce)
	if b.again != "" {
		nonce = b.again
	}
	stamp := b.clock.t.Add(b.stamp).UTC().Format(stampLayout)
	if b.v3 {
		return b.requestV3(action, nonce, stamp, ps)
	}
	format := "JSON"
	if b.xml {
		format = "XML"
	}
	ps = append(ps, []pair{{"Action", action}, {"Version", b.ver}, {"Format", format}, {"AccessKeyId", testID}, {"SignatureMethod", "HMAC-SHA1"},
		{"SignatureVersion", "1.0"}, {"SignatureNonce", nonce}, {"Timestamp", stamp}}...)
	method := "POST"
	if b.get {
		method = "GET"
	}
	ps = append(ps, pair{"Signature", signV1(method, ps, testSecret)})
	return b.wire(method, string(canonical(ps, "")))
}

func (b *bench) requestV3(action, nonce, stamp string, ps []pair) *http.Request {
	text := string(canonical(ps, ""))
	r := b.wire("POST", text)
	q := &request{method: "POST", host: b.host, header: r.Header}
	sum := sha256.Sum256(nil)
	signed := []string{"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"}
	if b.form {
		sum = sha256.Sum256([]byte(text))
		signed = append([]string{"content-type"}, signed...)
	} else {
		q.query = ps
	}
	r.Header.Set("X-Acs-Action", action)
	r.Header.Set("X-Acs-Version", b.ver)
	r.Header.Set("X-Acs-Date", stamp)
	r.Header.Set("X-Acs-Signature-Nonce", nonce)
	r.Header.Set("X-Acs-Content-Sha256", hex.EncodeToString(sum[:]))
	if b.xml {
		r.Header.Set("Accept", "application/xml")
	}
	r.Header.Set("Authorization", algorithmV3+" Credential="+testID+",SignedHeaders="+strings.Join(signed, ";")+",Signature="+signV3(q.hashV3(signed), testSecret))
	return r
}

// wire puts parameters into the query or a form.
func (b *bench) wire(method, params string) *http.Request {
	r := httptest.NewRequest(method, "/?"+params, nil)
	if b.form {
		r = httptest.NewRequest(method, "/", strings.NewReader(params))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Host = b.host
	return r
}

// do sends a request and returns what came back; cut tells a connection that
// was closed without an answer.
func (b *bench) do(r *http.Request) (w *httptest.ResponseRecorder, cut bool) {
	w = httptest.NewRecorder()
	defer func() {
		if p := recover(); p != nil {
			if p != http.ErrAbortHandler {
				panic(p)
			}
			cut = true
		}
	}()
	b.srv.ServeHTTP(w, r)
	return w, false
}

// reply is an answer as read back from JSON or XML: scalars as text under their
// path, as in Data.TaskDetail.0.TaskNo.
type reply struct {
	status int
	header http.Header
	code   string
	text   map[string]string
	raw    string
}

// call sends an operation and reads its answer.
func (b *bench) call(action string, kv ...string) reply {
	b.t.Helper()
	w, cut := b.do(b.request(action, kv...))
	if cut {
		b.t.Fatalf("%s: connection cut", action)
	}
	rep := reply{status: w.Code, header: w.Header(), text: map[string]string{}, raw: w.Body.String()}
	if b.xml {
		rep.readXML(b.t, action)
	} else {
		rep.readJSON(b.t)
	}
	rep.code = rep.text["Code"]
	return rep
}

// ok is call for calls that must succeed.
func (b *bench) ok(action string, kv ...string) reply {
	b.t.Helper()
	rep := b.call(action, kv...)
	if rep.status != 200 || rep.code != "" {
		b.t.Fatalf("%s: status %d: %s", action, rep.status, rep.raw)
	}
	return rep
}

// refused is call for calls that must be refused with a code.
func (b *bench) refused(code, action string, kv ...string) reply {
	b.t.Helper()
	rep := b.call(action, kv...)
	if rep.code != code {
		b.t.Fatalf("%s: got %q, want %q: %s", action, rep.code, code, rep.raw)
	}
	return rep
}

func (r *reply) readJSON(t testing.TB) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(r.raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, r.raw)
	}
	r.walk("", v)
}

func (r *reply) walk(path string, v any) {
	join := func(name string) string {
		if path == "" {
			return name
		}
		return path + "." + name
	}
	switch v := v.(type) {
	case map[string]any:
		for name, x := range v {
			r.walk(join(name), x)
		}
	case []any:
		r.text[join("#")] = fmt.Sprint(len(v))
		for i, x := range v {
			r.walk(join(fmt.Sprint(i)), x)
		}
	default:
		r.text[path] = fmt.Sprint(v)
	}
}

type node struct {
	XMLName xml.Name
	Text    string `xml:",chardata"`
	Nodes   []node `xml:",any"`
}

func (r *reply) readXML(t testing.TB, action string) {
	t.Helper()
	var n node
	if err := xml.Unmarshal([]byte(r.raw), &n); err != nil {
		t.Fatalf("%v in %s", err, r.raw)
	}
	if want := action + "Response"; n.XMLName.Local != want && n.XMLName.Local != "Error" {
		t.Fatalf("root %s, want %s", n.XMLName.Local, want)
	}
	r.walkXML("", n)
}

func (r *reply) walkXML(path string, n node) {
	if len(n.Nodes) == 0 {
		r.text[path] = n.Text
		return
	}
	seen := map[string]int{}
	for _, c := range n.Nodes {
		name := c.XMLName.Local
		full := name
		if path != "" {
			full = path + "." + name
		}
		if plainElement(name) { // JSON has no name for these
			full = fmt.Sprintf("%s.%d", path, seen[name])
			seen[name]++
		}
		if listElement(name) {
			full = fmt.Sprintf("%s.%d", full, seen[name])
			seen[name]++
		}
		r.walkXML(full, c)
	}
}

func listElement(name string) bool {
	switch name {
	case "TaskDetail", "TaskInfo", "Domain", "RegistrantProfile", "Dns", "TaskInfoHistory", "TaskDetailHistory", "ChangeLog":
		return true
	}
	return false
}

func plainElement(name string) bool {
	switch name {
	case "EmailVerification", "Success", "Fail", "Exist":
		return true
	}
	return false
}

// names lists the paths of an answer, for messages.
func (r reply) names() string {
	var out []string
	for n := range r.text {
		out = append(out, n)
	}
	sort.Strings(out)
	return strings.Join(out, " ")
}

// contactValues are the fields that a contact update needs.
func contactValues() []string {
	return []string{"RegistrantName", "li si", "RegistrantOrganization", "li si", "Country", "CN", "Province", "zhe jiang", "City", "hang zhou shi",
		"Address", "1 hao, *~+&='\"(x)!", "PostalCode", "310024", "Email", "owner@example.com", "TelArea", "86", "Telephone", "13800000000", "TelExt", ""}
}

// update is a contact update of some domains.
func update(kind string, domains ...string) []string {
	kv := append([]string{"ContactType", kind, "RegistrantType", "1"}, contactValues()...)
	for i, d := range domains {
		kv = append(kv, fmt.Sprintf("DomainName.%d", i+1), d)
	}
	return kv
}

const newContact = "SaveBatchTaskForUpdatingContactInfoByNewContact"
