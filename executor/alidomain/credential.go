package alidomain

import (
	"context"
	"errors"
	"net"

	"github.com/aliyun/credentials-go/credentials"
)

// Keys are what a request is signed with.
type Keys struct {
	ID     string
	Secret Secret
	Token  Secret // of temporary keys; empty otherwise
}

// Credential hands out keys.
type Credential interface {
	// Keys returns keys that are valid now; temporary ones are fetched when
	// they are about to expire. It may be called from several goroutines.
	Keys(ctx context.Context) (Keys, error)
	// KeyID names whose keys these are: the access key id, or, where keys are
	// temporary, the role they are drawn from, so that the name stays the
	// same when the keys change. It is no secret.
	KeyID() string
}

type staticCredential Keys

// StaticCredential is a fixed key; token is "" for a permanent one.
func StaticCredential(id, secret, token string) Credential {
	return staticCredential{ID: id, Secret: NewSecret(secret), Token: NewSecret(token)}
}

func (s staticCredential) Keys(context.Context) (Keys, error) {
	if s.ID == "" || s.Secret.Empty() {
		return Keys{}, errors.New("access key id or secret is empty")
	}
	return Keys(s), nil
}

func (s staticCredential) KeyID() string { return s.ID }

// signer hands keys to the vendor's client.
type signer struct{ keys Keys }

func (s signer) GetCredential() (*credentials.CredentialModel, error) {
	kind := "access_key"
	token := s.keys.Token.Reveal()
	if token != "" {
		kind = "sts"
	}
	id, secret := s.keys.ID, s.keys.Secret.Reveal()
	return &credentials.CredentialModel{AccessKeyId: &id, AccessKeySecret: &secret, SecurityToken: &token, Type: &kind}, nil
}

func (s signer) GetAccessKeyId() (*string, error) { return &s.keys.ID, nil }

func (s signer) GetAccessKeySecret() (*string, error) {
	secret := s.keys.Secret.Reveal()
	return &secret, nil
}

func (s signer) GetSecurityToken() (*string, error) {
	token := s.keys.Token.Reveal()
	return &token, nil
}

func (s signer) GetBearerToken() *string { none := ""; return &none }

func (s signer) GetType() *string {
	model, _ := s.GetCredential()
	return model.Type
}

// keyFailure tells a key service that could not be reached from one that
// refused: the first is worth another try, and nothing was sent either way.
func keyFailure(ctx context.Context, err error) Class {
	var netErr net.Error
	if ctx.Err() != nil || errors.As(err, &netErr) {
		return Safe
	}
	return Fatal
}
