package alidomain

import (
	"time"

	"github.com/google/uuid"
)

// Stamp is the part of a signature that is chosen anew for every request: the
// nonce and the time. A request sent twice with one stamp is the same request
// to the service, which accepts it at most once.
type Stamp struct {
	Nonce string
	Time  time.Time // UTC, whole seconds
}

// NewStamp makes a stamp for now, which the caller corrects when the service
// has said that the clock is wrong.
func NewStamp(now time.Time) Stamp {
	return Stamp{Nonce: uuid.NewString(), Time: now.UTC().Truncate(time.Second)}
}

// wire is the time as the signature wants it.
func (s Stamp) wire() string { return s.Time.UTC().Format("2006-01-02T15:04:05Z") }
