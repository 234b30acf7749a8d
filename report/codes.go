package report

import (
	"bufio"
	"encoding/base64"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"domainbatch/executor"
	"domainbatch/ingest"
)

// Code is one line of a file of transfer codes.
type Code struct {
	executor.SealedCode
	RunID string
	Plain executor.Secret // "" when only the owner of the key can open it
}

var codesHeader = []string{"Domain", "Transfer Code", "Task No", "Task Detail No", "Run Id", "Sealed Code"}

// WriteCodes writes transfer codes as CSV, formula-safe as WriteCSV does. A code
// that cannot be opened here goes in sealed, as base64, for ReadCodes and whoever
// has the key. The caller encrypts what is written.
func WriteCodes(w io.Writer, codes []Code) error {
	out := &csvWriter{w: bufio.NewWriter(w), comma: ',', end: "\r\n"}
	out.w.WriteString(bom)
	if err := out.record(codesHeader); err != nil {
		return fmt.Errorf("writing codes: %w", err)
	}
	for _, c := range codes {
		sealed := ""
		if c.Plain == "" {
			sealed = base64.StdEncoding.EncodeToString(c.Sealed)
		}
		if err := out.record([]string{c.Domain, c.Plain.Reveal(), c.TaskNo, c.DetailNo, c.RunID, sealed}); err != nil {
			return fmt.Errorf("writing codes: %w", err)
		}
	}
	if err := out.w.Flush(); err != nil {
		return fmt.Errorf("writing codes: %w", err)
	}
	return nil
}

// ReadCodes reads what WriteCodes wrote. Errors quote nothing of it.
func ReadCodes(r io.Reader) ([]Code, error) {
	text := bufio.NewReader(r)
	if head, err := text.Peek(len(bom)); err == nil && string(head) == bom {
		text.Discard(len(bom))
	}
	in := csv.NewReader(text)
	in.FieldsPerRecord = len(codesHeader)
	header, err := in.Read()
	if err != nil || !slices.Equal(header, codesHeader) {
		return nil, errors.New("it is no file of transfer codes")
	}
	var codes []Code
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return codes, nil
		}
		if err != nil {
			return nil, fmt.Errorf("line %d of the codes is damaged", len(codes)+2)
		}
		for i, cell := range cells {
			cells[i] = unguarded(cell)
		}
		sealed, err := base64.StdEncoding.DecodeString(cells[5])
		if err != nil {
			return nil, fmt.Errorf("line %d of the codes is damaged", len(codes)+2)
		}
		codes = append(codes, Code{Plain: executor.Secret(cells[1]), RunID: cells[4],
			SealedCode: executor.SealedCode{Domain: cells[0], TaskNo: cells[2], DetailNo: cells[3], Sealed: sealed}})
	}
}

// unguarded takes back what ingest.GuardFormula put before a text.
func unguarded(cell string) string {
	if rest, found := strings.CutPrefix(cell, "'"); found && ingest.GuardFormula(rest) == cell {
		return rest
	}
	return cell
}
