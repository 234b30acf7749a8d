package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

const algorithmV3 = "ACS3-HMAC-SHA256"

// credentials is who signed a call, when, and with what result.
type credentials struct {
	key, nonce, stamp, signature string
	signed                       []string // names of the signed headers, V3 only
}

// hashV3 is the hash of the canonical request over the signed headers.
func (q *request) hashV3(signed []string) string {
	b := make([]byte, 0, 1024)
	b = append(b, q.method...)
	b = append(b, "\n/\n"...)
	b = append(b, canonical(q.query, "")...)
	b = append(b, '\n')
	for _, name := range signed {
		b = append(b, name...)
		b = append(b, ':')
		b = append(b, q.headerValue(name)...)
		b = append(b, '\n')
	}
	b = append(b, '\n')
	b = append(b, strings.Join(signed, ";")...)
	b = append(b, '\n')
	b = append(b, q.header.Get("X-Acs-Content-Sha256")...)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func (q *request) headerValue(name string) string {
	if name == "host" {
		return q.host
	}
	return strings.TrimSpace(strings.Join(q.header.Values(name), ","))
}

// signV3 computes the signature over a canonical request's hash.
func signV3(hash, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(algorithmV3 + "\n" + hash))
	return hex.EncodeToString(mac.Sum(nil))
}

// credentialsV3 reads the Authorization header and makes sure that it covers
// what it must: host, content-type and every x-acs header, and the body by hash.
func (q *request) credentialsV3() (credentials, *refusal) {
	rest, ok := strings.CutPrefix(q.header.Get("Authorization"), algorithmV3+" ")
	if !ok {
		return credentials{}, refuse("IncompleteSignature")
	}
	c := credentials{nonce: q.header.Get("X-Acs-Signature-Nonce"), stamp: q.header.Get("X-Acs-Date")}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "Credential":
			c.key = value
		case "SignedHeaders":
			c.signed = strings.Split(value, ";")
		case "Signature":
			c.signature = value
		}
	}
	if c.key == "" || c.signature == "" || c.nonce == "" || !q.coversV3(c.signed) {
		return credentials{}, refuse("IncompleteSignature")
	}
	if c.stamp == "" {
		return credentials{}, refuse("InvalidTimeStamp.Format")
	}
	return c, nil
}

func (q *request) coversV3(signed []string) bool {
	if !slices.IsSorted(signed) {
		return false
	}
	for _, name := range []string{"host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"} {
		if !slices.Contains(signed, name) {
			return false
		}
	}
	for name := range q.header {
		name = strings.ToLower(name)
		if (name == "content-type" || strings.HasPrefix(name, "x-acs-")) && !slices.Contains(signed, name) {
			return false
		}
	}
	return true
}

// verify compares the signature of a call with the one its owner's secret gives.
func (q *request) verify(c credentials, secret string) *refusal {
	want := ""
	if q.v3 {
		sum := sha256.Sum256(q.body)
		if !strings.EqualFold(q.header.Get("X-Acs-Content-Sha256"), hex.EncodeToString(sum[:])) {
			return refuse("SignatureDoesNotMatch")
		}
		want = signV3(q.hashV3(c.signed), secret)
	} else {
		want = signV1(q.method, q.params, secret)
	}
	if !hmac.Equal([]byte(want), []byte(c.signature)) {
		return refuse("SignatureDoesNotMatch")
	}
	return nil
}
