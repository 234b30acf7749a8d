package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"domainbatch/executor/alidomain"
	"domainbatch/planner"
)

// account is whose domains are changed.
type account struct {
	key        string // of the journal: no access key can be read from it
	shown      string // to people: the profile, or the key with its middle left out
	credential alidomain.Credential
}

// planned is the account as a plan names it.
func (a *account) planned() string { return plannedFor(a.key) }

// plannedFor makes rehearsals alike: each has an account of its own in the
// journal, so that they do not get in each other's way, but equal wishes are
// equal in all of them.
func plannedFor(key string) string {
	if strings.HasPrefix(key, rehearsalAccount) {
		return strings.TrimSuffix(rehearsalAccount, "-")
	}
	return key
}

// findAccount looks for credentials where Alibaba Cloud users have them, or
// where the person says. It does not use the network.
func (p *program) findAccount(target targetFlags) (*account, error) {
	credential, shown, err := p.findCredential(target)
	if err != nil {
		return nil, err
	}
	return &account{key: accountKey(target, credential.KeyID()), shown: shown, credential: credential}, nil
}

// explainCredential shortens what the search for keys has to say: the hint
// lists the ways to give one.
func explainCredential(err error) *failure {
	what := err.Error()
	if errors.Is(err, alidomain.ErrNoCredential) {
		what, _, _ = strings.Cut(what, ": set ")
	}
	return fail(exitCredentials, credentialsHint, "%s", what).because(err)
}

// accountKey names an account in the journal: the site, and a digest over the
// endpoint and the key's id.
func accountKey(target targetFlags, keyID string) string {
	sum := sha256.Sum256([]byte(strings.TrimRight(strings.ToLower(target.Endpoint), "/") + "\x00" + keyID))
	return target.Site + "-" + hex.EncodeToString(sum[:6])
}

// masked shows enough of a key's id to recognise it.
func masked(id string) string {
	if len(id) < 12 {
		return id[:min(2, len(id))] + "…"
	}
	return id[:4] + "…" + id[len(id)-4:]
}

// validate refuses values that no site and no service could mean.
func (f targetFlags) validate() error {
	if err := oneOf("site", f.Site, string(alidomain.SiteCN), string(alidomain.SiteIntl), string(alidomain.SiteIntl2018)); err != nil {
		return err
	}
	if f.BatchSize < 1 || f.BatchSize > planner.MaxBatchSize {
		return usage(fmt.Sprintf("give 1 to %d; %d is the default", planner.MaxBatchSize, planner.DefaultBatchSize),
			"--batch-size cannot be %d", f.BatchSize)
	}
	if f.Profile != "" && f.Credentials != "" {
		return usage("choose one", "--profile and --credentials exclude each other")
	}
	_, err := alidomain.New(alidomain.Config{
		Site: alidomain.Site(f.Site), Credential: alidomain.StaticCredential("none", "none", ""),
		Endpoint: f.Endpoint, AllowOtherHost: f.AllowOtherHost,
	})
	if err != nil {
		return usage("write it as https://HOST or http://127.0.0.1:PORT; --allow-other-host allows other hosts", "--endpoint: %v", err).because(err)
	}
	return nil
}
