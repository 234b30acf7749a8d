package sandbox

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The parameters of the vectors; values hold what encoders differ on.
func awkward() []pair {
	return []pair{{"DomainName.1", "a.com"}, {"DomainName.2", "b.com"}, {"ContactType", "registrant"},
		{"RegistrantName", "Zhang San"}, {"ZhRegistrantName", "张三"}, {"Address", "1 Main St. *~+&="}}
}

func TestSignatureV1Vectors(t *testing.T) {
	own := append(awkward(), []pair{{"Action", "SaveBatchTaskForUpdatingContactInfoByNewContact"}, {"Version", "2018-01-29"},
		{"Format", "JSON"}, {"AccessKeyId", "testid"}, {"SignatureMethod", "HMAC-SHA1"}, {"SignatureVersion", "1.0"},
		{"SignatureNonce", "nonce-1"}, {"Timestamp", "2024-01-02T03:04:05Z"}}...)
	for _, tc := range []struct {
		name, method, want string
		params             []pair
	}{
		{"published by the vendor", "GET", "OLeaidS1JvxuMvnyHOwuJ+uX5qY=", []pair{{"AccessKeyId", "testid"}, {"Action", "DescribeRegions"},
			{"Format", "XML"}, {"SignatureMethod", "HMAC-SHA1"}, {"SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"},
			{"SignatureVersion", "1.0"}, {"Timestamp", "2016-02-23T12:46:24Z"}, {"Version", "2014-05-26"}}},
		{"batch with awkward values", "POST", "fXV+Te0r95FVCnuyag1zYhv0q+U=", own},
		{"an existing signature is left out", "POST", "fXV+Te0r95FVCnuyag1zYhv0q+U=", append(own, pair{"Signature", "x"})},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := signV1(tc.method, tc.params, "testsecret"); got != tc.want {
				t.Errorf("signature %s, want %s", got, tc.want)
			}
		})
	}
}

func TestSignatureV3Vectors(t *testing.T) {
	const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	domain := map[string]string{"X-Acs-Action": "SaveBatchTaskForUpdatingContactInfoByNewContact", "X-Acs-Version": "2018-01-29",
		"X-Acs-Date": "2024-01-02T03:04:05Z", "X-Acs-Signature-Nonce": "nonce-1", "X-Acs-Content-Sha256": empty}
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	for name, v := range domain {
		form[name] = v
	}
	form["X-Acs-Content-Sha256"] = "9dbecd9c1fb67f9c61b27f263a3d9254eb984900a29f88180633d71423c14066"
	for _, tc := range []struct {
		name, host, secret, hash, want string
		query                          []pair
		header                         map[string]string
	}{
		{"published by the vendor", "ecs.cn-shanghai.aliyuncs.com", "YourAccessKeySecret",
			"7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259", "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
			[]pair{{"ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}, {"RegionId", "cn-shanghai"}},
			map[string]string{"X-Acs-Action": "RunInstances", "X-Acs-Version": "2014-05-26", "X-Acs-Date": "2023-10-26T10:22:32Z",
				"X-Acs-Signature-Nonce": "3156853299f313e23d1673dc12e1703d", "X-Acs-Content-Sha256": empty}},
		{"parameters in the query", "domain.aliyuncs.com", "testsecret",
			"e0f6f8196cb28ad6b2ece7e1cf73b79e88158bc7588f4f77b88c54861e90b188", "10a83acf10b68ffff7437d379aba8ce34e554788e9ad146e52e15599697b1c5c",
			awkward(), domain},
		{"parameters in a form", "domain.aliyuncs.com", "testsecret",
			"2dcebbf89053a4d34fac0a7d7ec1e13b882c47fff3cc22c80771ade5ce1c89a6", "7b6df14b2bd4c1e1b14cce37066c5bd5a5fb97bebdf3260a33f4dc1a9dbb017e",
			nil, form},
	} {
		t.Run(tc.name, func(t *testing.T) {
			q := &request{method: "POST", host: tc.host, query: tc.query, header: http.Header{}}
			signed := []string{"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"}
			for name, v := range tc.header {
				q.header.Set(name, v)
			}
			if q.header.Get("Content-Type") != "" {
				signed = append([]string{"content-type"}, signed...)
			}
			hash := q.hashV3(signed)
			if hash != tc.hash {
				t.Errorf("hash of the canonical request %s, want %s", hash, tc.hash)
			}
			if got := signV3(hash, tc.secret); got != tc.want {
				t.Errorf("signature %s, want %s", got, tc.want)
			}
		})
	}
}

// The own vectors again, as whole requests through the handler.
func TestHandlerAcceptsTheVectorsAsRequests(t *testing.T) {
	at := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	srv := newServer(t, Options{Now: func() time.Time { return at }, Keys: map[string]string{"testid": "testsecret"}, AdoptUnknown: true})
	body := string(canonical(awkward(), ""))
	v3 := func(target, body, signature string) *http.Request {
		r := httptest.NewRequest("POST", target, strings.NewReader(body))
		r.Host = "domain.aliyuncs.com"
		signed := "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version"
		r.Header.Set("X-Acs-Content-Sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
		if body != "" {
			signed = "content-type;" + signed
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("X-Acs-Content-Sha256", "9dbecd9c1fb67f9c61b27f263a3d9254eb984900a29f88180633d71423c14066")
		}
		r.Header.Set("X-Acs-Action", "SaveBatchTaskForUpdatingContactInfoByNewContact")
		r.Header.Set("X-Acs-Version", "2018-01-29")
		r.Header.Set("X-Acs-Date", "2024-01-02T03:04:05Z")
		r.Header.Set("X-Acs-Signature-Nonce", "nonce-1")
		r.Header.Set("Authorization", "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders="+signed+",Signature="+signature)
		return r
	}
	form := httptest.NewRequest("POST", "/", strings.NewReader(body+"&Action=SaveBatchTaskForUpdatingContactInfoByNewContact&Version=2018-01-29"+
		"&Format=JSON&AccessKeyId=testid&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&SignatureNonce=nonce-1&Timestamp=2024-01-02T03:04:05Z"+
		"&Signature="+url.QueryEscape("fXV+Te0r95FVCnuyag1zYhv0q+U=")))
	form.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	for i, r := range []*http.Request{
		form,
		v3("/?"+body, "", "10a83acf10b68ffff7437d379aba8ce34e554788e9ad146e52e15599697b1c5c"),
		v3("/", body, "7b6df14b2bd4c1e1b14cce37066c5bd5a5fb97bebdf3260a33f4dc1a9dbb017e"),
	} {
		srv.nonces = nonces{} // the three share one nonce
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, r)
		// The vectors lack fields that the operation needs: past the signature, refused after it.
		if !strings.Contains(w.Body.String(), `"Code":"MissingRegistrantType"`) {
			t.Errorf("request %d: %s", i, w.Body)
		}
	}
}

// What goes over the wire may be encoded in several ways; decoded and encoded
// again it signs the same.
func TestSignatureDoesNotDependOnTheWireEncoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.String().Draw(t, "value")
		strict := &request{}
		loose := &request{}
		a := strict.decode("A=" + string(escape(nil, value)))
		bare := strings.NewReplacer("%20", "+", "%2A", "*", "%27", "'", "%28", "(", "%29", ")", "%21", "!", "%3B", ";").Replace(string(escape(nil, value)))
		b := loose.decode("A=" + bare)
		if signV1("GET", a, "s") != signV1("GET", b, "s") || strict.damaged || loose.damaged {
			t.Fatalf("%q signs differently as %q", value, bare)
		}
	})
}
