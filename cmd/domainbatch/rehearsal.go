package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/sandbox"
	"domainbatch/planner"
)

// The access key of the emulator inside the process. It opens nothing else.
const (
	rehearsalKey    = "SandboxAccessKey"
	rehearsalSecret = "SandboxAccessKeySecret"
)

// rehearsalAccount is how the accounts of rehearsals begin in the journal.
const rehearsalAccount = "sandbox-"

// Rates of a rehearsal when nobody says otherwise: it is a demonstration, and
// nobody is kept waiting by an account's limits.
const (
	rehearsalSubmitRate = 20.0
	rehearsalQueryRate  = 50.0
	rehearsalWait       = 15 * time.Second
)

// rehearsal is the emulator that --sandbox runs against: on loopback, inside
// this process, and with a ledger in the state folder, so that what it accepted
// outlives the process.
type rehearsal struct {
	id       string
	endpoint string
	server   *http.Server
	emulator *sandbox.Server
}

func newRehearsalID(now time.Time) string {
	var random [3]byte
	rand.Read(random[:])
	return now.UTC().Format("20060102-150405-") + hex.EncodeToString(random[:])
}

// startRehearsal starts, or starts again, the emulator of a sandbox run.
func (p *program) startRehearsal(state *stateDir, id string) (*rehearsal, error) {
	if err := state.sub("sandbox"); err != nil {
		return nil, err
	}
	emulator, err := sandbox.New(sandbox.Options{
		Seed: 1, Now: p.now, Log: p.log, Keys: map[string]string{rehearsalKey: rehearsalSecret},
		AdoptUnknown: true, Ledger: state.ledger(id), ListLag: -1,
		TaskTime: sandbox.TaskTime{
			WaitMin: 200 * time.Millisecond, WaitMax: 500 * time.Millisecond,
			ExecuteMin: 800 * time.Millisecond, ExecuteMax: 2 * time.Second,
		},
		Quota: map[string]sandbox.Quota{"*": {}},
	})
	if err != nil {
		return nil, fmt.Errorf("starting the sandbox: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		emulator.Close()
		return nil, fmt.Errorf("starting the sandbox: %w", err)
	}
	r := &rehearsal{
		id: id, endpoint: "http://" + listener.Addr().String(), emulator: emulator,
		server: &http.Server{Handler: emulator, ReadHeaderTimeout: 10 * time.Second},
	}
	go r.server.Serve(listener)
	return r, nil
}

// own makes the domains of a plan those of the account, so that its list has
// them. There may be no rehearsal.
func (r *rehearsal) own(plan *planner.Plan) {
	if r == nil {
		return
	}
	for _, row := range plan.Rows {
		r.emulator.Adopt(row.Domain)
	}
}

func (r *rehearsal) Close() error {
	r.server.Close()
	return r.emulator.Close()
}

// account is the one account that a rehearsal knows.
func (r *rehearsal) account() *account {
	return &account{
		key: rehearsalAccount + r.id, shown: "sandbox",
		credential: alidomain.StaticCredential(rehearsalKey, rehearsalSecret, ""),
	}
}
