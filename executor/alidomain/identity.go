package alidomain

import (
	"context"
)

// Identity is as whom keys sign. None of it is a secret.
type Identity struct {
	RequestID   string
	Account     string // number of the Alibaba Cloud account
	ARN         string // such as acs:ram::123456789012:user/ann
	Type        string // "Account", "RAMUser" or "AssumedRoleUser"
	PrincipalID string
}

// The service that knows it: STS, a product of its own with one host for all
// accounts (documented).
const (
	stsHost    = "sts.aliyuncs.com"
	stsVersion = "2015-04-01"

	opCallerIdentity Operation = "GetCallerIdentity"
)

// CallerIdentity asks STS as whom the keys of a configuration sign
// (GetCallerIdentity, which needs no permission: documented). Its Endpoint is
// that of STS, "" for the usual one; its Site does not matter.
func CallerIdentity(ctx context.Context, cfg Config) (Identity, error) {
	if cfg.Endpoint == "" {
		cfg.Endpoint = "https://" + stsHost
	}
	cfg.Site, cfg.Lang, cfg.ClientIP = SiteCN, "", ""
	c, err := New(cfg)
	if err != nil {
		return Identity{}, err
	}
	defer c.Close()
	c.site.version = stsVersion
	var body identityBody
	if _, err := c.call(ctx, opCallerIdentity, c.NewStamp(), newParams(), &body); err != nil {
		return Identity{}, err
	}
	return Identity{RequestID: string(body.RequestID), Account: string(body.AccountID), ARN: string(body.ARN),
		Type: string(body.IdentityType), PrincipalID: string(body.PrincipalID)}, nil
}

type identityBody struct {
	RequestID    text `json:"RequestId"`
	AccountID    text `json:"AccountId"`
	ARN          text `json:"Arn"`
	IdentityType text
	PrincipalID  text `json:"PrincipalId"`
}

func (b *identityBody) validate() error {
	if b.ARN == "" {
		return errShape
	}
	return nil
}
