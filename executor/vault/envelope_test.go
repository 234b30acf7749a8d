package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestOnlyTheRecipientOpensWhatAnEnvelopeSealed(t *testing.T) {
	own, owner, third := openNew(t), openNew(t), openNew(t)
	rapid.Check(t, func(t *rapid.T) {
		envelope, err := own.For(owner.recipient.String())
		if err != nil {
			t.Fatal(err)
		}
		context := rapid.String().Draw(t, "context")
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		sealed, err := envelope.Seal(context, plain)
		if err != nil {
			t.Fatal(err)
		}
		got, err := owner.Unseal(context, sealed)
		if err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("the owner gets %q, %v", got, err)
		}
		var other *ForOtherError
		for _, v := range []interface {
			Unseal(string, []byte) ([]byte, error)
		}{own, third, envelope} {
			if got, err := v.Unseal(context, sealed); !errors.As(err, &other) || got != nil {
				t.Fatalf("%v opens %q: %v", v, got, err)
			}
		}
		if got, err := envelope.Open(context, sealed); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("the process that sealed it gets %q, %v", got, err)
		}
		later, _ := own.For(owner.recipient.String())
		if got, err := later.Open(context, sealed); !errors.As(err, &other) || got != nil {
			t.Fatalf("a later process opens %q: %v", got, err)
		}
		if _, err := owner.Unseal(context+"x", sealed); !errors.Is(err, ErrContext) {
			t.Fatalf("another context: %v", err)
		}
		mark, err := own.MarkOf(context, sealed)
		if err != nil || mark != own.Mark(plain) {
			t.Fatalf("mark %v, %v, want %v", mark, err, own.Mark(plain))
		}
	})
}

func TestAnEnvelopeHandsOutNothingSealedBefore(t *testing.T) {
	own, owner := openNew(t), openNew(t)
	sealed, err := own.Seal("c", []byte("code"))
	if err != nil {
		t.Fatal(err)
	}
	envelope, err := own.For(owner.recipient.String())
	if err != nil {
		t.Fatal(err)
	}
	var other *ForOtherError
	if got, err := envelope.Unseal("c", sealed); !errors.As(err, &other) || got != nil || other.SealedFor() != owner.recipient.String() {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := envelope.Open("c", sealed); err != nil || string(got) != "code" {
		t.Errorf("for the owner's file: %q, %v", got, err)
	}
	if _, err := envelope.Unseal("c", sealed[:20]); !errors.Is(err, ErrDamaged) {
		t.Errorf("cut: %v", err)
	}
}

// A mark that was exchanged in the journal would pass one code for another.
func TestAMarkBelongsToItsValue(t *testing.T) {
	own, owner := openNew(t), openNew(t)
	envelope, _ := own.For(owner.recipient.String())
	sealed, err := envelope.Seal("c", []byte("Code-7781"))
	if err != nil {
		t.Fatal(err)
	}
	sealed[prefix] ^= 1
	if _, err := owner.Unseal("c", sealed); !errors.Is(err, ErrContext) {
		t.Errorf("a value with another mark opens: %v", err)
	}
}

func TestMarksTellCodesApartAndNotMore(t *testing.T) {
	v, other := openNew(t), openNew(t)
	m := v.Mark([]byte("Canary-Code-77"))
	if m != v.Mark([]byte("Canary-Code-77")) || m == v.Mark([]byte("Canary-Kode-77")) || m.Fingerprint == other.Mark([]byte("Canary-Code-77")).Fingerprint {
		t.Error("marks do not tell what they should")
	}
	if m.Tail != "77" || !strings.HasPrefix(m.String(), "…77 #") {
		t.Errorf("mark %s", m)
	}
	for _, text := range []string{"", "short77", "ends in a 字", "ends in\x00\x01"} {
		if m := v.Mark([]byte(text)); m.Tail != "" || len(m.Fingerprint) != 2*fingerprintSize {
			t.Errorf("%q has the mark %+v", text, m)
		}
	}
}

func TestFilesForTheRecipientOpenWithItsKeyOnly(t *testing.T) {
	own, owner := openNew(t), openNew(t)
	envelope, _ := own.For(" " + owner.recipient.String() + "\n")
	var file bytes.Buffer
	w, err := envelope.Write(&file)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, "text")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := owner.Read(bytes.NewReader(file.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "text" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := own.Read(bytes.NewReader(file.Bytes())); !errors.Is(err, ErrOtherKey) {
		t.Errorf("with another key: %v", err)
	}
	if _, err := owner.Read(strings.NewReader("no age file")); !errors.Is(err, ErrDamaged) {
		t.Errorf("another file: %v", err)
	}
}

func TestWhatIsNoRecipientIsRefusedUnquoted(t *testing.T) {
	v := openNew(t)
	for _, text := range []string{"", "age1", "age1notakey", v.identity.String(), "ssh-ed25519 AAAA"} {
		_, err := v.For(text)
		if !errors.Is(err, ErrRecipient) || CheckRecipient(text) == nil {
			t.Errorf("%q was taken: %v", text, err)
		}
		if text != "" && strings.Contains(fmt.Sprint(err), text) && len(text) > 8 {
			t.Errorf("the error quotes %q", text)
		}
	}
}
