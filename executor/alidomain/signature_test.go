package alidomain

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// The verifier below is written from the description of ACS3-HMAC-SHA256
// alone and shares nothing with the client.

func v3Escape(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// v3Hash is the hash of the canonical request, in hexadecimal.
func v3Hash(method string, query url.Values, header func(string) string, signed []string, body []byte) string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(query)) { // by name: "a.1" comes before "a.10", though "=" comes after "0"
		for _, v := range query[name] {
			pairs = append(pairs, v3Escape(name)+"="+v3Escape(v))
		}
	}
	var b strings.Builder
	b.WriteString(method + "\n/\n" + strings.Join(pairs, "&") + "\n")
	for _, name := range signed {
		b.WriteString(name + ":" + strings.TrimSpace(header(name)) + "\n")
	}
	sum := sha256.Sum256(body)
	b.WriteString("\n" + strings.Join(signed, ";") + "\n" + hex.EncodeToString(sum[:]))
	all := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(all[:])
}

func v3Sign(hash, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("ACS3-HMAC-SHA256\n" + hash))
	return hex.EncodeToString(mac.Sum(nil))
}

// verify checks a request that arrived.
func verify(s seen, keyID, secret string) error {
	rest, ok := strings.CutPrefix(s.Header.Get("Authorization"), "ACS3-HMAC-SHA256 ")
	if !ok {
		return fmt.Errorf("no ACS3 authorization")
	}
	part := map[string]string{}
	for _, p := range strings.Split(rest, ",") {
		name, value, _ := strings.Cut(p, "=")
		part[name] = value
	}
	if part["Credential"] != keyID {
		return fmt.Errorf("credential %q", part["Credential"])
	}
	signed := strings.Split(part["SignedHeaders"], ";")
	var must []string
	for name := range s.Header {
		if low := strings.ToLower(name); strings.HasPrefix(low, "x-acs-") || low == "content-type" {
			must = append(must, low)
		}
	}
	must = append(must, "host")
	slices.Sort(must)
	if !slices.Equal(must, signed) {
		return fmt.Errorf("signed headers are %v, want %v", signed, must)
	}
	header := func(name string) string {
		if name == "host" {
			return s.Host
		}
		return s.Header.Get(name)
	}
	sum := sha256.Sum256(s.Body)
	if got := header("x-acs-content-sha256"); got != hex.EncodeToString(sum[:]) {
		return fmt.Errorf("body hash %s", got)
	}
	if want := v3Sign(v3Hash(s.Method, s.Query, header, signed, s.Body), secret); want != part["Signature"] {
		return fmt.Errorf("signature %s, want %s", part["Signature"], want)
	}
	return nil
}

func TestVerifierAgreesWithThePublishedVector(t *testing.T) {
	headers := map[string]string{
		"host": "ecs.cn-shanghai.aliyuncs.com", "x-acs-action": "RunInstances", "x-acs-version": "2014-05-26",
		"x-acs-date": "2023-10-26T10:22:32Z", "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
		"x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	}
	signed := []string{"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"}
	query := url.Values{"ImageId": {"win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}, "RegionId": {"cn-shanghai"}}
	hash := v3Hash("POST", query, func(n string) string { return headers[n] }, signed, nil)
	if hash != "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259" {
		t.Errorf("hash of the request is %s", hash)
	}
	if got := v3Sign(hash, "YourAccessKeySecret"); got != "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0" {
		t.Errorf("signature is %s", got)
	}
}

// The form vectors have the canonical string as their body, spaces as %20; the
// client writes spaces as +, so they test the verifier and the query vector
// tests both.
func TestVerifierAgreesWithTheFormVector(t *testing.T) {
	query := url.Values{}
	for name, value := range vectorParams().values {
		query.Set(name, value)
	}
	body := strings.ReplaceAll(query.Encode(), "+", "%20")
	headers := map[string]string{
		"host": "domain.aliyuncs.com", "x-acs-action": string(OpNewContact), "x-acs-version": "2018-01-29",
		"x-acs-date": "2024-01-02T03:04:05Z", "x-acs-signature-nonce": "nonce-1", "content-type": "application/x-www-form-urlencoded",
		"x-acs-content-sha256": "9dbecd9c1fb67f9c61b27f263a3d9254eb984900a29f88180633d71423c14066",
	}
	signed := slices.Sorted(maps.Keys(headers))
	body = strings.ReplaceAll(body, "*", "%2A")
	hash := v3Hash("POST", nil, func(n string) string { return headers[n] }, signed, []byte(body))
	if hash != "2dcebbf89053a4d34fac0a7d7ec1e13b882c47fff3cc22c80771ade5ce1c89a6" {
		t.Errorf("hash of the request is %s", hash)
	}
	if got := v3Sign(hash, "testsecret"); got != "7b6df14b2bd4c1e1b14cce37066c5bd5a5fb97bebdf3260a33f4dc1a9dbb017e" {
		t.Errorf("signature is %s", got)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// vectorParams are those of the vectors made with an independent signer.
func vectorParams() *params {
	p := newParams()
	p.list("DomainName", []string{"a.com", "b.com"})
	p.set("ContactType", "registrant")
	p.set("RegistrantName", "Zhang San")
	p.set("ZhRegistrantName", "张三")
	p.set("Address", "1 Main St. *~+&=")
	return p
}

func TestClientSignsLikeTheKnownVector(t *testing.T) {
	c, err := New(Config{Site: SiteCN, Credential: StaticCredential("testid", "testsecret", ""), Placement: PlaceQuery, Getenv: noEnv})
	if err != nil {
		t.Fatal(err)
	}
	var got *http.Request
	c.doer.submits.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		got = r
		resp := noAnswer(r)
		resp.Body = io.NopCloser(strings.NewReader(accepted))
		return resp, nil
	})
	if _, err := c.call(bg(t), OpNewContact, testStamp(), vectorParams(), nil); err != nil {
		t.Fatal(err)
	}
	auth := strings.Join(got.Header["Authorization"], "")
	if !strings.HasSuffix(auth, "Signature=10a83acf10b68ffff7437d379aba8ce34e554788e9ad146e52e15599697b1c5c") {
		t.Errorf("Authorization is %s", auth)
	}
	if got.URL.Scheme != "https" || got.Host != "domain.aliyuncs.com" || got.GetBody != nil {
		t.Errorf("sent to %s://%s, GetBody set %t", got.URL.Scheme, got.Host, got.GetBody != nil)
	}
}

func TestEverySignatureIsValid(t *testing.T) {
	s := serve(t, answering(200, accepted))
	for _, place := range []Placement{PlaceQuery, PlaceBody} {
		for _, token := range []string{"", "canary-token/+="} {
			c := clientOf(t, s, placed(place), func(cfg *Config) {
				cfg.Credential = StaticCredential(testKeyID, testSecret, token)
				cfg.Lang, cfg.ClientIP = "zh", "127.0.0.1"
			})
			for _, value := range []string{"a b", "*~", "+&=", "'()!", `%/",;`, "line\nbreak\ttab", "张三", "😀", "ａ"} {
				req := aSubmit()
				req.Contact.Address = value
				if _, err := c.Submit(bg(t), NewStamp(testStamp().Time), req); err != nil {
					t.Fatal(err)
				}
				last := s.seen()[len(s.seen())-1]
				if err := verify(last, testKeyID, testSecret); err != nil {
					t.Errorf("%s, token %t, %q: %v", place, token != "", value, err)
				}
				if got := last.params()["Address"]; got != value {
					t.Errorf("%q arrived as %q", value, got)
				}
				if got := last.Header.Get("X-Acs-Security-Token"); got != token {
					t.Errorf("security token arrived as %q", got)
				}
			}
		}
	}
}

func TestVerifierRefusesWhatWasChanged(t *testing.T) {
	s := serve(t, answering(200, accepted))
	if _, err := clientOf(t, s).Submit(bg(t), testStamp(), aSubmit()); err != nil {
		t.Fatal(err)
	}
	good := s.only(t)
	for name, change := range map[string]func(*seen){
		"query":  func(s *seen) { s.Query = url.Values{"a": {"b"}} },
		"body":   func(s *seen) { s.Body = []byte("a=b") },
		"action": func(s *seen) { s.Header = s.Header.Clone(); s.Header.Set("X-Acs-Action", "Other") },
		"extra":  func(s *seen) { s.Header = s.Header.Clone(); s.Header.Set("X-Acs-New", "1") },
		"host":   func(s *seen) { s.Host = "other" },
	} {
		bad := good
		change(&bad)
		if verify(bad, testKeyID, testSecret) == nil {
			t.Errorf("a changed %s is not noticed", name)
		}
	}
	if verify(good, testKeyID, "other") == nil {
		t.Error("a wrong secret is not noticed")
	}
}
