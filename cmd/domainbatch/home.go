package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strings"

	"domainbatch/executor"
	"domainbatch/executor/journal"
)

// homeOf names where a journal is: on which machine, and as which file. A copy
// that was put back is another file, and one that was taken along is on another
// machine. A copy that was written over the file leaves no trace here; the
// executor's look at the service has to find it.
//
// "" when nothing can be told, and for a rehearsal, whose service lies beside it.
func (s *session) homeOf() string {
	if s.rehearsal != nil {
		return ""
	}
	file := fileIdentity(s.state.journal())
	if file == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(machineID() + "\x00" + file))
	return hex.EncodeToString(sum[:8])
}

// machineID is what the system calls this machine; "" when it does not.
func machineID() string {
	for _, path := range []string{"/etc/machine-id", "/var/lib/dbus/machine-id"} {
		if text, err := os.ReadFile(path); err == nil && len(strings.TrimSpace(string(text))) > 0 {
			return strings.TrimSpace(string(text))
		}
	}
	return ""
}

// tellMoved says that the journal of a run is not where it was.
func (p *program) tellMoved(ctx context.Context, s *session, runID string, opt executor.Options) error {
	if opt.Fresh {
		return nil
	}
	moved, err := executor.Moved(ctx, s.journal, runID, s.home)
	if err != nil || !moved {
		return err
	}
	p.console.say("the journal is not where it was when run %s was last worked on: it was moved, or put back from a copy. What may have been sent "+
		"after the copy was made is given %s to show in the service's task list, and is not sent again", runID, opt.CopyWait())
	return nil
}

// tellMovedBefore says, before a new run, that the journal is not where it was
// for the one before: runs that were made after a copy are not in the copy.
func (p *program) tellMovedBefore(ctx context.Context, s *session) error {
	runs, err := s.journal.Runs(ctx, s.account.key)
	if err != nil || len(runs) == 0 {
		return err
	}
	moved, err := executor.Moved(ctx, s.journal, runs[0].ID, s.home)
	if err != nil || !moved {
		return err
	}
	noted := false
	err = s.journal.EachEvent(ctx, runs[0].ID, func(e journal.Event) error {
		noted = noted || executor.NotesHome(e)
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading where the journal was: %w", err)
	}
	if noted {
		p.console.say("note: the journal is not where it was when run %s was made. If it was put back from a copy, runs made since are missing in it, "+
			"and what they sent is sent again with this file", runs[0].ID)
	}
	return nil
}
