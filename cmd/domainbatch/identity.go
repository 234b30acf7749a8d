package main

import (
	"context"
	"sync"
	"time"

	"domainbatch/executor/alidomain"
)

// identityPatience is how long a session waits to be told as whom it signs. It
// is for the record only: nothing depends on the answer.
const identityPatience = 3 * time.Second

// askIdentity returns a function that tells as whom the session signs: the ARN
// of the RAM user or role, "" when that is not known. The service is asked when
// it is called first, and never again. An endpoint of somebody's own, such as
// that of the emulator, has no such service beside it, and nobody is asked.
func (p *program) askIdentity(account *account, endpoint string) func(context.Context) string {
	sts, ask := identityService(endpoint)
	if !ask {
		return func(context.Context) string { return "" }
	}
	var once sync.Once
	var arn string
	return func(ctx context.Context) string {
		once.Do(func() {
			ctx, cancel := context.WithTimeout(ctx, identityPatience)
			defer cancel()
			id, err := alidomain.CallerIdentity(ctx, alidomain.Config{
				Credential: account.credential, Endpoint: sts, Timeout: identityPatience, ConnectTimeout: identityPatience,
				UserAgent: "domainbatch/" + toolVersion(), Now: p.now, Getenv: p.getenv,
			})
			if err != nil {
				p.log.Debug("as whom the calls are signed is not known", "error", err)
				return
			}
			arn = id.ARN
		})
		return arn
	}
}
