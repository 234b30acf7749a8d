package vault

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
)

// Errors that callers look for with errors.Is.
var (
	// ErrNoKey says that the key file does not exist although sealed values do.
	ErrNoKey = errors.New("vault: no key file")
	// ErrUnsafe says that others could read or change the key file, or that it is
	// a link. The message names the cure.
	ErrUnsafe = errors.New("vault: unsafe key file")
	// ErrBadKey says that the key file does not hold one key.
	ErrBadKey = errors.New("vault: damaged key file")
	// ErrOtherKey says that a value was sealed with another key.
	ErrOtherKey = errors.New("vault: sealed with another key")
	// ErrContext says that a value was sealed for another context.
	ErrContext = errors.New("vault: sealed for another record")
	// ErrDamaged says that a sealed value is not what Seal returned.
	ErrDamaged = errors.New("vault: damaged sealed value")
)

const (
	magic  = "dbv1"
	keyTag = 8 // bytes
	prefix = len(magic) + keyTag

	magicOther = "dbv2" // sealed for the owner of another key

	maxSize = 64 << 10 // of context and plain text together, and of a key file
)

// Vault seals and unseals with the key of one file. It may be used by several
// goroutines.
type Vault struct {
	path      string
	identity  *age.X25519Identity
	recipient *age.X25519Recipient
	tag       [keyTag]byte // names the key without telling it
}

func newVault(path string, id *age.X25519Identity) *Vault {
	v := &Vault{path: path, identity: id, recipient: id.Recipient()}
	v.tag = tagOf(v.recipient)
	return v
}

func tagOf(recipient *age.X25519Recipient) (tag [keyTag]byte) {
	sum := sha256.Sum256([]byte(recipient.String()))
	copy(tag[:], sum[:])
	return tag
}

// KeyID names the key, in 16 hexadecimal digits; it is no secret.
func (v *Vault) KeyID() string { return hex.EncodeToString(v.tag[:]) }

// Format implements fmt.Formatter: whatever the verb, only KeyID is shown.
func (v *Vault) Format(f fmt.State, _ rune) { io.WriteString(f, "vault("+v.KeyID()+")") }

// Seal encrypts plain so that Unseal opens it for the same context only. Two
// values sealed alike look different. Context and plain are at most 64 KiB
// together.
func (v *Vault) Seal(context string, plain []byte) ([]byte, error) {
	return seal(append([]byte(magic), v.tag[:]...), v.recipient, context, plain)
}

// seal writes a frame for a recipient behind a head that stays readable.
func seal(head []byte, recipient age.Recipient, context string, plain []byte) ([]byte, error) {
	if len(context)+len(plain) > maxSize {
		return nil, fmt.Errorf("vault: sealing %d bytes: at most %d", len(context)+len(plain), maxSize)
	}
	sealed := bytes.NewBuffer(make([]byte, 0, 256+len(context)+len(plain)))
	sealed.Write(head)
	w, err := age.Encrypt(sealed, recipient)
	if err != nil {
		return nil, fmt.Errorf("vault: sealing: %w", err)
	}
	frame := binary.AppendUvarint(make([]byte, 0, binary.MaxVarintLen64+len(context)+len(plain)), uint64(len(context)))
	frame = append(append(frame, context...), plain...)
	if _, err := w.Write(frame); err != nil {
		return nil, fmt.Errorf("vault: sealing: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("vault: sealing: %w", err)
	}
	return sealed.Bytes(), nil
}

// Unseal returns what was sealed for the context. ErrOtherKey, ErrContext and
// ErrDamaged say why it cannot, and *ForOtherError that only the owner of another
// key was meant to.
func (v *Vault) Unseal(context string, sealed []byte) ([]byte, error) {
	e, err := split(sealed)
	if err != nil {
		return nil, err
	}
	if e.tag != v.tag {
		if e.marked {
			return nil, &ForOtherError{For: fmt.Sprintf("key %x", e.tag)}
		}
		return nil, fmt.Errorf("%w: it needs key %x, and %s holds key %s; put the key file it was sealed with back in its place",
			ErrOtherKey, e.tag, v.path, v.KeyID())
	}
	r, err := age.Decrypt(bytes.NewReader(e.body), v.identity)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	frame, err := io.ReadAll(io.LimitReader(r, maxSize+binary.MaxVarintLen64+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	size, n := binary.Uvarint(frame)
	if n <= 0 || size > uint64(len(frame)-n) {
		return nil, fmt.Errorf("%w: its frame is incomplete", ErrDamaged)
	}
	if string(frame[n:n+int(size)]) != e.mark+context {
		return nil, ErrContext
	}
	return frame[n+int(size):], nil
}

// parts are those of a sealed value.
type parts struct {
	tag    [keyTag]byte
	marked bool   // it was sealed for somebody else, and its mark stands before it
	mark   string // raw, "" when there is none; bound to the frame as the begin of its context
	body   []byte
}

func split(sealed []byte) (parts, error) {
	var e parts
	if len(sealed) < prefix {
		return e, ErrDamaged
	}
	copy(e.tag[:], sealed[len(magic):])
	e.body = sealed[prefix:]
	switch string(sealed[:len(magic)]) {
	case magic:
		return e, nil
	case magicOther:
		if len(e.body) < markSize {
			return e, ErrDamaged
		}
		e.marked, e.mark, e.body = true, string(e.body[:markSize]), e.body[markSize:]
		return e, nil
	}
	return e, ErrDamaged
}
