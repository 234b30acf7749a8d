package sandbox

import "time"

// nonces remembers what was used until no timestamp that it came with can be
// valid any more.
type nonces struct {
	used  map[string]bool
	queue []usedNonce
}

type usedNonce struct {
	key    string
	forget time.Time
}

func (n *nonces) remember(key string, until time.Time) {
	if n.used == nil {
		n.used = map[string]bool{}
	}
	n.used[key] = true
	n.queue = append(n.queue, usedNonce{key, until})
}

func (n *nonces) forget(now time.Time) {
	for len(n.queue) > 0 && n.queue[0].forget.Before(now) {
		delete(n.used, n.queue[0].key)
		n.queue = n.queue[1:]
	}
}

// useNonce refuses a nonce seen before and marks this one for the ledger. It is
// used up even if a later check refuses the call, as the service is said to do.
func (c *call) useNonce() *refusal {
	c.nonces.forget(c.now)
	if c.nonces.used[c.who.key+" "+c.who.nonce] {
		return refuse("SignatureNonceUsed")
	}
	if c.o.NonceMemory == NonceNone || c.o.NonceMemory == NonceLossy && c.chance.IntN(2) == 0 {
		return nil
	}
	c.ev.Key, c.ev.Nonce = c.who.key, c.who.nonce
	return nil
}
