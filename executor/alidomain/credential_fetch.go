package alidomain

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"sync"

	"github.com/aliyun/credentials-go/credentials/providers"
)

// fetched is a credential whose keys come from a service and are renewed by
// the vendor's provider, which is not made for several goroutines.
type fetched struct {
	id       string
	mu       sync.Mutex
	provider providers.CredentialsProvider
}

func newFetched(id string, p providers.CredentialsProvider) *fetched {
	return &fetched{id: id, provider: p}
}

func (f *fetched) KeyID() string { return f.id }

// Keys implements Credential. The provider knows no context, so a caller that
// gives up leaves it to end by its own time limits.
func (f *fetched) Keys(ctx context.Context) (Keys, error) {
	type result struct {
		keys Keys
		err  error
	}
	done := make(chan result, 1)
	go func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		c, err := f.provider.GetCredentials()
		switch {
		case err != nil:
			done <- result{err: fetchError(f.id, err)}
		case c == nil || c.AccessKeyId == "" || c.AccessKeySecret == "":
			done <- result{err: fmt.Errorf("no key was handed out for %s", f.id)}
		default:
			done <- result{keys: Keys{c.AccessKeyId, NewSecret(c.AccessKeySecret), NewSecret(c.SecurityToken)}}
		}
	}()
	select {
	case <-ctx.Done():
		return Keys{}, ctx.Err()
	case r := <-done:
		return r.keys, r.err
	}
}

var codeInText = regexp.MustCompile(`"Code"\s*:\s*"([A-Za-z0-9._]{1,80})"`)

// fetchError keeps the reason and drops the rest: the provider's errors hold
// the signed URL of the request or the whole answer.
func fetchError(id string, err error) error {
	var urlErr *url.Error
	if errors.As(err, &urlErr) {
		cause := safeCause(context.Background(), urlErr.Err)
		var netErr net.Error
		if !errors.As(cause, &netErr) {
			cause = unreachable{cause}
		}
		return fmt.Errorf("fetching keys for %s: %w", id, cause)
	}
	if m := codeInText.FindStringSubmatch(err.Error()); m != nil {
		return fmt.Errorf("fetching keys for %s was refused: %s", id, m[1])
	}
	return fmt.Errorf("fetching keys for %s failed; check the role, its trust policy and the profile", id)
}

// unreachable makes a net.Error of a cause that is none, such as a cut
// connection.
type unreachable struct{ error }

func (u unreachable) Unwrap() error   { return u.error }
func (u unreachable) Timeout() bool   { return false }
func (u unreachable) Temporary() bool { return true }
