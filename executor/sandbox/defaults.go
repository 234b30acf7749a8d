package sandbox

import (
	"io"
	"log/slog"
	"math/rand/v2"
	"time"
)

// complete fills the options left open.
func (o Options) complete() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if len(o.Keys) == 0 {
		dice := rand.New(rand.NewPCG(uint64(o.Seed), 2))
		o.Keys = map[string]string{"sandbox-" + hexID(dice)[:12]: hexID(dice)}
	}
	if o.TimeScale <= 0 {
		o.TimeScale = 1
	}
	if o.NonceMemory == "" {
		o.NonceMemory = NonceExact
	}
	o.TaskTime = o.TaskTime.complete()
	setIfZero(&o.SignatureLife, 15*time.Minute)
	setIfZero(&o.HistoryAge, 30*24*time.Hour)
	o.AdoptProfiles = o.AdoptProfiles || o.AdoptUnknown
	if len(o.Emails) == 0 {
		for _, c := range owners() {
			o.Emails = append(o.Emails, Email{Address: c.Email, Verified: true})
		}
	}
	if o.Calm {
		q := &o.Quirks
		q.PlainCodes, q.NoRetries, q.NoReview, q.NoSuccessText = true, true, true, true
	} else {
		setIfZero(&o.ListLag, 2*time.Second)
		setIfZero(&o.MaxURL, 8192)
		if o.Quota == nil {
			o.Quota = map[string]Quota{"submit": {Calls: 10}, "query": {Calls: 20}}
		}
	}
	return o
}

func (t TaskTime) complete() TaskTime {
	if t.WaitMin == 0 && t.WaitMax == 0 {
		t.WaitMin, t.WaitMax = 100*time.Millisecond, 600*time.Millisecond
	}
	if t.ExecuteMin == 0 && t.ExecuteMax == 0 {
		t.ExecuteMin, t.ExecuteMax = 400*time.Millisecond, 2*time.Second
	}
	setIfZero(&t.Slow, time.Hour)
	setIfZero(&t.Busy, 3*time.Second)
	setIfZero(&t.Cancel, time.Second)
	return t
}

func setIfZero[T comparable](at *T, v T) {
	var zero T
	if *at == zero {
		*at = v
	}
}
