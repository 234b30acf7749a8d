package alidomain

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/aliyun/credentials-go/credentials/providers"
)

const (
	// renewBefore is how long before their end keys are renewed (the vendor's
	// provider does the same).
	renewBefore = 3 * time.Minute
	// renewAgain is how long keys that are still good are used after they
	// could not be renewed, and how long any keys are used at least.
	renewAgain = 15 * time.Second
	// renewEndless is how long keys are used that have no end: they may have
	// been replaced.
	renewEndless = time.Hour
)

// fromCommand is a credential whose keys a program prints. They are kept until
// shortly before their end, or for an hour when the program names none. The
// vendor's own provider for this prints to stdout what it cannot parse, keys
// included, and asks at every call when no end is named.
type fromCommand struct {
	id   string
	line string
	now  func() time.Time
	run  func(context.Context, string) (Secret, error)

	turn  chan struct{} // held while the program runs; ctx can give up waiting for it
	mu    sync.Mutex
	keys  Keys
	until time.Time // zero: no end
	renew time.Time // when to ask again
}

// CommandCredential takes keys from a program that prints them as JSON: what
// the mode External of the vendor's command line tool wants (mode,
// access_key_id, access_key_secret, sts_token, expiration), the answer of its
// STS (AccessKeyId, AccessKeySecret, SecurityToken, Expiration), or the form of
// credential_process (Version 1, AccessKeyId, SecretAccessKey, SessionToken,
// Expiration); all documented. See CommandOutput for how it is run. The program
// is not run before the first call.
func CommandCredential(line string) (Credential, error) {
	words, err := SplitCommand(line)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(line))
	return newFromCommand(fmt.Sprintf("command:%s#%x", filepath.Base(words[0]), sum[:6]), line), nil
}

func newFromCommand(id, line string) *fromCommand {
	return &fromCommand{id: id, line: line, now: time.Now, run: CommandOutput, turn: make(chan struct{}, 1)}
}

// KeyID implements Credential: the same as long as the command is the same.
func (f *fromCommand) KeyID() string { return f.id }

// Keys implements Credential.
func (f *fromCommand) Keys(ctx context.Context) (Keys, error) {
	if keys, ok := f.fresh(); ok {
		return keys, nil
	}
	select {
	case f.turn <- struct{}{}:
		defer func() { <-f.turn }()
	case <-ctx.Done():
		return Keys{}, ctx.Err()
	}
	if keys, ok := f.fresh(); ok { // somebody else renewed them meanwhile
		return keys, nil
	}
	keys, until, err := f.fetch(ctx)
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	switch {
	case err == nil:
		f.keys, f.until, f.renew = keys, until, renewal(now, until)
	case f.keys.ID != "" && (f.until.IsZero() || now.Before(f.until)) && ctx.Err() == nil:
		f.renew = now.Add(renewAgain)
	default:
		return Keys{}, err
	}
	return f.keys, nil
}

// renewal is when keys are asked for again that end at until.
func renewal(now, until time.Time) time.Time {
	if until.IsZero() {
		return now.Add(renewEndless)
	}
	at, least := until.Add(-renewBefore), now.Add(renewAgain)
	if at.Before(least) {
		return least
	}
	return at
}

// fresh are the keys at hand when they need not be renewed now.
func (f *fromCommand) fresh() (Keys, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	return f.keys, f.keys.ID != "" && now.Before(f.renew) && (f.until.IsZero() || now.Before(f.until))
}

func (f *fromCommand) fetch(ctx context.Context) (Keys, time.Time, error) {
	printed, err := f.run(ctx, f.line)
	if err != nil {
		return Keys{}, time.Time{}, fmt.Errorf("fetching keys for %s: %w", f.id, err)
	}
	keys, until, err := parseKeys(printed)
	if err == nil && !until.IsZero() && !f.now().Before(until) {
		err = fmt.Errorf("they ended at %s", until.UTC().Format(time.RFC3339))
	}
	if err != nil {
		return Keys{}, time.Time{}, fmt.Errorf("fetching keys for %s: %w", f.id, err)
	}
	return keys, until, nil
}

// printedKeys has the keys of all forms; names that differ in case only are
// one to the decoder.
type printedKeys struct {
	Version      *int   `json:"Version"`
	Mode         string `json:"mode"`
	CLIKeyID     string `json:"access_key_id"`
	CLISecret    string `json:"access_key_secret"`
	CLIToken     string `json:"sts_token"`
	KeyID        string `json:"AccessKeyId"`
	Secret       string `json:"AccessKeySecret"`
	Token        string `json:"SecurityToken"`
	ProcessKey   string `json:"SecretAccessKey"`
	ProcessToken string `json:"SessionToken"`
	Expiration   string `json:"expiration"`
}

// parseKeys understands what a program printed. No error quotes it.
func parseKeys(printed Secret) (Keys, time.Time, error) {
	var p printedKeys
	if err := json.Unmarshal(trimBOM([]byte(printed.Reveal())), &p); err != nil {
		return Keys{}, time.Time{}, errors.New("what was printed is not the JSON of a key")
	}
	id, secret, token := cmp.Or(p.CLIKeyID, p.KeyID), cmp.Or(p.CLISecret, p.Secret, p.ProcessKey), cmp.Or(p.CLIToken, p.Token, p.ProcessToken)
	switch {
	case p.Version != nil && *p.Version != 1:
		return Keys{}, time.Time{}, fmt.Errorf("version %d of the JSON is not known, only 1 is", *p.Version)
	case id == "" || secret == "":
		return Keys{}, time.Time{}, errors.New("the JSON has no access_key_id or no access_key_secret")
	case p.Mode != "" && p.Mode != "AK" && p.Mode != "StsToken":
		return Keys{}, time.Time{}, errors.New("the mode of the JSON is neither AK nor StsToken")
	case p.Mode == "StsToken" && token == "":
		return Keys{}, time.Time{}, errors.New("the mode is StsToken and there is no sts_token")
	}
	var until time.Time
	if p.Expiration != "" {
		var err error
		if until, err = time.Parse(time.RFC3339, p.Expiration); err != nil {
			return Keys{}, time.Time{}, errors.New("the expiration is no time such as 2026-01-31T12:00:00Z")
		}
	}
	return Keys{ID: id, Secret: NewSecret(secret), Token: NewSecret(token)}, until, nil
}

// GetProviderName makes it a source of keys for the vendor's provider that
// assumes a role.
func (f *fromCommand) GetProviderName() string { return "external" }

// GetCredentials implements the vendor's CredentialsProvider.
func (f *fromCommand) GetCredentials() (*providers.Credentials, error) {
	keys, err := f.Keys(context.Background())
	if err != nil {
		return nil, err
	}
	return &providers.Credentials{AccessKeyId: keys.ID, AccessKeySecret: keys.Secret.Reveal(), SecurityToken: keys.Token.Reveal(), ProviderName: "external"}, nil
}
