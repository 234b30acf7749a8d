package main

import (
	"encoding/json"
	"fmt"

	"domainbatch/executor/journal"
)

// runRecord is what this program wants to know again when a run is resumed or
// reported: how its input is read, where its calls go, and where its results.
// It is kept in the journal and holds no secret.
type runRecord struct {
	Version    int         `json:"version"`
	Tool       string      `json:"tool"`
	Input      inputFlags  `json:"input"`
	InputName  string      `json:"input_name"` // as typed
	Target     targetFlags `json:"target"`
	Run        runFlags    `json:"run"`
	Account    string      `json:"account"`             // as shown to people
	Rehearsal  string      `json:"rehearsal,omitempty"` // id of the emulator's ledger
	InPlace    bool        `json:"in_place,omitempty"`
	Force      bool        `json:"force,omitempty"`
	Who        string      `json:"who,omitempty"`   // user of the operating system that started it
	RAM        string      `json:"ram,omitempty"`   // ARN of the keys that it was started with, "" when not known
	Codes      bool        `json:"codes,omitempty"` // some row asks for a transfer code
	Gate       gateRecord  `json:"gate,omitzero"`
	Unattended bool        `json:"unattended,omitempty"` // nobody was asked: import may go on with it
	Base       string      `json:"base,omitempty"`       // digest by which the same file is known again, see unfinishedTwin

	window windowFlags // of the session at hand; only its hours are remembered, in Gate
}

const recordVersion = 1

func (r *runRecord) encode() ([]byte, error) {
	r.Version, r.Tool = recordVersion, toolString()
	return json.Marshal(r)
}

func recordOf(run journal.Run) (*runRecord, error) {
	var r runRecord
	if err := json.Unmarshal(run.Settings, &r); err != nil {
		return nil, fmt.Errorf("reading the settings of run %s: %w", run.ID, err)
	}
	if r.Version > recordVersion {
		return nil, fail(exitInternal, "use the newer program", "run %s was started by a newer %s", run.ID, r.Tool)
	}
	return &r, nil
}
