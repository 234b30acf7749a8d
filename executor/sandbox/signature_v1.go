package sandbox

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
)

// signV1 computes the signature of version 1.0 over query and form together.
func signV1(method string, params []pair, secret string) string {
	text := make([]byte, 0, 256)
	text = append(text, method...)
	text = append(text, "&%2F&"...)
	text = escape(text, string(canonical(params, "Signature")))
	mac := hmac.New(sha1.New, []byte(secret+"&"))
	mac.Write(text)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// credentialsV1 reads who signed a call and when. The refusal is for parts that
// are missing or of another kind.
func (q *request) credentialsV1() (credentials, *refusal) {
	for _, name := range []string{"AccessKeyId", "SignatureMethod", "SignatureVersion", "SignatureNonce", "Timestamp", "Signature"} {
		if q.param(name) == "" {
			return credentials{}, missing(name)
		}
	}
	if q.param("SignatureMethod") != "HMAC-SHA1" {
		return credentials{}, invalid("SignatureMethod")
	}
	if q.param("SignatureVersion") != "1.0" {
		return credentials{}, invalid("SignatureVersion")
	}
	return credentials{key: q.param("AccessKeyId"), nonce: q.param("SignatureNonce"), stamp: q.param("Timestamp"),
		signature: q.param("Signature")}, nil
}
