package vault

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"filippo.io/age"
)

// ErrRecipient says that a text is no recipient, as age-keygen prints them.
var ErrRecipient = errors.New("vault: no age recipient")

// ForOtherError says that a value is meant for the owner of another key and is
// not opened here.
type ForOtherError struct{ For string } // recipient, or which key

func (e *ForOtherError) Error() string { return "vault: sealed for " + e.For }

// SealedFor names whom the value is meant for.
func (e *ForOtherError) SealedFor() string { return e.For }

// Envelope seals for the owner of another key, so that this machine cannot open
// what it sealed. What was sealed with the vault's own key before is not handed
// out by it either. It may be used by several goroutines.
type Envelope struct {
	own       *Vault
	recipient *age.X25519Recipient
	tag       [keyTag]byte

	mu   sync.Mutex
	seen map[[sha256.Size]byte]string // what this process sealed, by digest of the sealed value
}

// For makes an Envelope for a recipient ("age1…", X25519). The vault's own key is
// that of marks.
func (v *Vault) For(recipient string) (*Envelope, error) {
	r, err := parseRecipient(recipient)
	if err != nil {
		return nil, err
	}
	return &Envelope{own: v, recipient: r, tag: tagOf(r), seen: map[[sha256.Size]byte]string{}}, nil
}

// CheckRecipient returns ErrRecipient for a text that For does not take.
func CheckRecipient(recipient string) error {
	_, err := parseRecipient(recipient)
	return err
}

func parseRecipient(text string) (*age.X25519Recipient, error) {
	r, err := age.ParseX25519Recipient(strings.TrimSpace(text))
	if err != nil {
		return nil, ErrRecipient // the parser's words quote what could be a secret key
	}
	return r, nil
}

// Recipient is whom the envelope is for.
func (e *Envelope) Recipient() string { return e.recipient.String() }

// Format implements fmt.Formatter: whatever the verb, only the recipient is shown.
func (e *Envelope) Format(f fmt.State, _ rune) { io.WriteString(f, "vault(for "+e.Recipient()+")") }

// Seal is Vault.Seal for the recipient. The mark of the plain text stands beside
// what is sealed.
func (e *Envelope) Seal(context string, plain []byte) ([]byte, error) {
	mark := e.own.Mark(plain).raw()
	head := append(append([]byte(magicOther), e.tag[:]...), mark...)
	sealed, err := seal(head, e.recipient, mark+context, plain)
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.seen[sha256.Sum256(sealed)] = string(plain)
	return sealed, nil
}

// Unseal hands out nothing: *ForOtherError when the value is meant for the
// recipient or was sealed with the vault's own key before; else the errors of
// Vault.Unseal.
func (e *Envelope) Unseal(context string, sealed []byte) ([]byte, error) {
	p, err := split(sealed)
	if err != nil {
		return nil, err
	}
	if p.tag == e.tag {
		return nil, &ForOtherError{For: e.Recipient()}
	}
	if _, err := e.own.Unseal(context, sealed); err != nil {
		return nil, err
	}
	return nil, &ForOtherError{For: e.Recipient()}
}

// Open opens a value for what goes to the recipient alone: one that this process
// has sealed, or that was sealed with the vault's own key. *ForOtherError for one
// that only the recipient can open.
func (e *Envelope) Open(context string, sealed []byte) ([]byte, error) {
	e.mu.Lock()
	plain, ok := e.seen[sha256.Sum256(sealed)]
	e.mu.Unlock()
	if ok {
		return []byte(plain), nil
	}
	return e.own.Unseal(context, sealed)
}

// Write encrypts what is written to the result into an age file for the
// recipient; Close ends it and leaves w open.
func (e *Envelope) Write(w io.Writer) (io.WriteCloser, error) { return age.Encrypt(w, e.recipient) }

// Read decrypts an age file that is meant for the owner of this key.
func (v *Vault) Read(r io.Reader) (io.Reader, error) {
	plain, err := age.Decrypt(r, v.identity)
	if err != nil {
		return nil, v.unread(err)
	}
	return plain, nil
}

// Write encrypts what is written to the result into an age file that this key
// opens; Close ends it and leaves w open.
func (v *Vault) Write(w io.Writer) (io.WriteCloser, error) {
	return age.Encrypt(w, v.identity.Recipient())
}

// ReaderAt decrypts an age file of size bytes wherever it is read, for the owner
// of this key. It may be read at several places at once, and tells how long the
// plain text is.
func (v *Vault) ReaderAt(r io.ReaderAt, size int64) (plain io.ReaderAt, plainSize int64, err error) {
	plain, plainSize, err = age.DecryptReaderAt(r, size, v.identity)
	return plain, plainSize, v.unread(err)
}

// unread says why an age file could not be read.
func (v *Vault) unread(err error) error {
	var other *age.NoIdentityMatchError
	switch {
	case errors.As(err, &other):
		return fmt.Errorf("%w than that of %s", ErrOtherKey, v.path)
	case err != nil:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil
}

// MarkOf is the mark of a sealed value: the one that stands beside it, else that
// of what the vault's own key opens.
func (v *Vault) MarkOf(context string, sealed []byte) (Mark, error) {
	p, err := split(sealed)
	if err != nil {
		return Mark{}, err
	}
	if p.marked {
		return markFrom(p.mark), nil
	}
	plain, err := v.Unseal(context, sealed)
	if err != nil {
		return Mark{}, err
	}
	defer clear(plain)
	return v.Mark(plain), nil
}
