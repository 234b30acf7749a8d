package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

const (
	fingerprintSize = 8 // bytes
	tailSize        = 2
	markSize        = fingerprintSize + tailSize
	// A shorter text would give away too large a part of itself with its end.
	shortestWithTail = 8
)

// Mark tells a secret from others without telling it: an auditor who is shown a
// code can say whether it is the one.
type Mark struct {
	Fingerprint string // 16 hexadecimal digits, keyed: without the key file no guess can be tried
	Tail        string // the last two characters; "" when the secret is short or does not end in plain letters
}

// Mark makes the mark of a secret. Equal secrets have equal marks as long as the
// key file is the same.
func (v *Vault) Mark(plain []byte) Mark {
	key := hmac.New(sha256.New, []byte(v.identity.String()))
	key.Write([]byte("fingerprints of transfer codes"))
	sum := hmac.New(sha256.New, key.Sum(nil))
	sum.Write(plain)
	m := Mark{Fingerprint: hex.EncodeToString(sum.Sum(nil)[:fingerprintSize])}
	if len(plain) >= shortestWithTail && visible(plain[len(plain)-tailSize:]) {
		m.Tail = string(plain[len(plain)-tailSize:])
	}
	return m
}

func visible(text []byte) bool {
	for _, b := range text {
		if b <= ' ' || b >= 0x7f {
			return false
		}
	}
	return true
}

// String is the mark as reports show it.
func (m Mark) String() string {
	if m.Fingerprint == "" {
		return ""
	}
	return "…" + m.Tail + " #" + m.Fingerprint
}

// raw is the mark as it stands in a sealed value.
func (m Mark) raw() string {
	digest, err := hex.DecodeString(m.Fingerprint)
	if err != nil {
		panic(err) // it was encoded by Mark
	}
	tail := make([]byte, tailSize)
	copy(tail, m.Tail)
	return string(digest) + string(tail)
}

func markFrom(raw string) Mark {
	m := Mark{Fingerprint: hex.EncodeToString([]byte(raw[:fingerprintSize]))}
	if tail := raw[fingerprintSize:]; visible([]byte(tail)) {
		m.Tail = tail
	}
	return m
}
