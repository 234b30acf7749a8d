package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"domainbatch/executor"
	"domainbatch/executor/journal"
	"domainbatch/executor/vault"
	"domainbatch/report"
)

func registerCodesRecipient(set *pflag.FlagSet, recipient *string) {
	set.StringVar(recipient, "codes-recipient", "", "seal transfer codes for the owner of this key alone (`age1…`); the results show a mask, the codes go into FILE.codes.csv.age")
}

// checkRecipient refuses what is no recipient. It does not repeat it: who mixes
// up the two halves of a key has typed the secret one.
func checkRecipient(recipient string) error {
	if recipient == "" {
		return nil
	}
	if vault.CheckRecipient(recipient) != nil {
		return usage("give the public key that age-keygen prints, which begins with age1", "--codes-recipient is no age recipient")
	}
	return nil
}

// openVault opens the vault of the state folder, or the envelope for another
// key's owner before it.
func openVault(state *stateDir, recipient string) (executor.Vault, *vault.Envelope, error) {
	own, err := vault.Open(state.vault())
	if err != nil {
		return nil, nil, err
	}
	if recipient == "" {
		return own, nil, nil
	}
	envelope, err := own.For(recipient)
	if err != nil {
		return nil, nil, err
	}
	return envelope, envelope, nil
}

// codesForOther are the transfer codes of a run that go to the owner of another
// key.
type codesForOther struct {
	envelope *vault.Envelope
	codes    []report.Code
}

// sealedCodes reads the codes of a run for the envelope; nil without one.
func sealedCodes(ctx context.Context, j journal.Journal, runID string, envelope *vault.Envelope) (*codesForOther, error) {
	if envelope == nil {
		return nil, nil
	}
	codes, err := executor.Codes(ctx, j, runID)
	if err != nil {
		return nil, err
	}
	c := &codesForOther{envelope: envelope}
	var other *vault.ForOtherError
	for _, code := range codes {
		plain, err := envelope.Open(code.Context(), code.Sealed)
		if err != nil && !errors.As(err, &other) {
			return nil, fmt.Errorf("the transfer code of %s: %w", code.Domain, err)
		}
		c.codes = append(c.codes, report.Code{SealedCode: code, RunID: runID, Plain: executor.Secret(plain)})
	}
	return c, nil
}

// codesName is where the sealed codes of a results file go.
func codesName(results string) string {
	return strings.TrimSuffix(results, filepath.Ext(results)) + ".codes.csv.age"
}

// writeCodes writes the codes that are sealed for somebody else beside the
// results, and returns the file's name, "" when there are none to write.
func (p *program) writeCodes(results string, o *outcome) (string, error) {
	if o.codes == nil || len(o.codes.codes) == 0 {
		return "", nil
	}
	if results == stdoutName {
		p.console.say("the transfer codes are in the journal; their owner reads them with: domainbatch codes show %s --identity FILE", o.stored.ID)
		return "", nil
	}
	path := codesName(results)
	to, err := newDestination(path, isSealed)
	if err != nil {
		return "", err
	}
	return path, to.write(&p.private, func(w io.Writer) error {
		sealing, err := o.codes.envelope.Write(w)
		if err != nil {
			return err
		}
		if err := report.WriteCodes(sealing, o.codes.codes); err != nil {
			return err
		}
		return sealing.Close()
	})
}

// isSealed reports whether a file is one that age made, as those with codes are.
func isSealed(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	head := make([]byte, len(sealedHead))
	_, err = io.ReadFull(file, head)
	return err == nil && bytes.Equal(head, []byte(sealedHead))
}

const sealedHead = "age-encryption.org/v1\n"
