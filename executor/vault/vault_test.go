package vault

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func openNew(t testing.TB) *Vault {
	t.Helper()
	v, err := Open(filepath.Join(t.TempDir(), "state", "vault.key"))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSealedValueOpensForItsContextOnly(t *testing.T) {
	v := openNew(t)
	rapid.Check(t, func(t *rapid.T) {
		context := rapid.String().Draw(t, "context")
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		sealed, err := v.Seal(context, plain)
		if err != nil {
			t.Fatal(err)
		}
		got, err := v.Unseal(context, sealed)
		if err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("unsealed %q, %v; sealed %q", got, err, plain)
		}
		other := rapid.String().Filter(func(s string) bool { return s != context }).Draw(t, "other context")
		if got, err := v.Unseal(other, sealed); !errors.Is(err, ErrContext) || got != nil {
			t.Fatalf("another context: %q, %v", got, err)
		}
	})
}

// A boundary between context and plain text that could be moved would let
// ("a", "bc") pass for ("ab", "c").
func TestContextAndPlainTextDoNotRunTogether(t *testing.T) {
	v := openNew(t)
	sealed, err := v.Seal("task-1 alpha.example", []byte("code"))
	if err != nil {
		t.Fatal(err)
	}
	for _, context := range []string{"", "task-1 alpha.exampl", "task-1 alpha.examplecode", "task-1 alpha.examplec"} {
		if _, err := v.Unseal(context, sealed); !errors.Is(err, ErrContext) {
			t.Errorf("context %q: %v", context, err)
		}
	}
}

func TestEveryDamageIsAnError(t *testing.T) {
	v := openNew(t)
	const secret = "Canary-Code-7781"
	sealed, err := v.Seal("task beta.example", []byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte(secret)) || bytes.Contains(sealed, []byte("beta.example")) {
		t.Fatal("the sealed value shows what it seals")
	}
	check := func(what string, damaged []byte) {
		t.Helper()
		got, err := v.Unseal("task beta.example", damaged)
		if err == nil || got != nil {
			t.Errorf("%s: opened", what)
			return
		}
		if strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the error shows the secret", what)
		}
		if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrOtherKey) {
			t.Errorf("%s: %v is neither damage nor another key", what, err)
		}
	}
	for i := range sealed {
		flipped := bytes.Clone(sealed)
		flipped[i] ^= 0x20
		check(fmt.Sprintf("byte %d changed", i), flipped)
		check(fmt.Sprintf("cut at %d", i), sealed[:i])
	}
	check("a byte added", append(bytes.Clone(sealed), 0))
}

func TestSealingTwiceLooksDifferent(t *testing.T) {
	v := openNew(t)
	a, _ := v.Seal("c", []byte("same"))
	b, _ := v.Seal("c", []byte("same"))
	if len(a) == 0 || bytes.Equal(a, b) {
		t.Fatalf("equal codes can be told apart: %d bytes", len(a))
	}
}

func TestValueOfAnotherKeyNamesBothKeys(t *testing.T) {
	old, other := openNew(t), openNew(t)
	sealed, err := old.Seal("c", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = other.Unseal("c", sealed)
	if !errors.Is(err, ErrOtherKey) {
		t.Fatal(err)
	}
	for _, want := range []string{old.KeyID(), other.KeyID(), other.path} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not name %s", err, want)
		}
	}
}

func TestTooMuchIsRefused(t *testing.T) {
	v := openNew(t)
	if _, err := v.Seal("c", make([]byte, maxSize)); err == nil {
		t.Fatal("sealed more than can be unsealed")
	}
	sealed, err := v.Seal("c", make([]byte, maxSize-1))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := v.Unseal("c", sealed); err != nil || len(got) != maxSize-1 {
		t.Fatal(len(got), err)
	}
}

func TestFormattingShowsNoKey(t *testing.T) {
	v := openNew(t)
	secret := v.identity.String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, x := range []any{v, struct{ V *Vault }{v}} {
			if text := fmt.Sprintf(verb, x); strings.Contains(strings.ToUpper(text), secret) || strings.Contains(text, v.recipient.String()) {
				t.Errorf("%s shows %s", verb, text)
			}
		}
	}
	if got, want := fmt.Sprint(v), "vault("+v.KeyID()+")"; got != want {
		t.Errorf("formatted as %s", got)
	}
}

func TestUseFromManyGoroutines(t *testing.T) {
	v := openNew(t)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 20 {
				context, plain := fmt.Sprint("c", g), fmt.Sprint(g, "-", i)
				sealed, err := v.Seal(context, []byte(plain))
				if err != nil {
					t.Error(err)
					return
				}
				if got, err := v.Unseal(context, sealed); err != nil || string(got) != plain {
					t.Errorf("%q, %v", got, err)
				}
			}
		})
	}
	wg.Wait()
}

func FuzzUnseal(f *testing.F) {
	v := openNew(f)
	sealed, err := v.Seal("c", []byte("plain"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add(sealed[:prefix])
	f.Add([]byte(magic))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := v.Unseal("c", data)
		if (err == nil) != bytes.Equal(data, sealed) {
			t.Fatalf("%d bytes opened as %d: %v", len(data), len(got), err)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	v := openNew(b)
	for b.Loop() {
		if _, err := v.Seal("5b0c6f0e-6c1b-4c39-8a0e-1f6f5b8d2c11 alpha.example", []byte("aB3$xyz0")); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnseal(b *testing.B) {
	v := openNew(b)
	sealed, err := v.Seal("c", []byte("aB3$xyz0"))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := v.Unseal("c", sealed); err != nil {
			b.Fatal(err)
		}
	}
}
