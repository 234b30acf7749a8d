package executor

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"domainbatch/executor/journal"
	"domainbatch/planner"
)

// Remains says what a run that is going to be pruned leaves behind: what came of
// each change, and where it stood in the input. codes counts the transfer codes
// that go with the rest. One run is in memory at once.
func Remains(ctx context.Context, j journal.Journal, runID string) (p journal.Pruning, codes int, err error) {
	run, err := Audit(ctx, j, runID)
	if err != nil {
		return p, 0, err
	}
	p = journal.Pruning{Changes: map[string]journal.Kept{}, Sheet: run.Source.Sheet}
	for c, err := range run.Changes {
		if err != nil {
			return p, 0, err
		}
		kept := journal.Kept{ChangeID: c.ID, Result: string(c.Result), Code: c.Code, Rows: joinRows(c.Rows)}
		if c.Result != OK {
			kept.Message = c.Comment
		}
		if c.SealedCode != nil {
			codes++
		}
		p.Changes[c.ID] = kept
	}
	rows, err := RowResults(ctx, j, nil, runID)
	if err != nil {
		return p, 0, err
	}
	p.Rows = rowsInWords(rows)
	p.Requests, err = bareRequests(ctx, j, runID)
	return p, codes, err
}

// leftOut is what rows count as that a person left out on purpose.
const leftOut = "left out"

// rowsInWords counts rows by result, such as "INVALID 1, OK 12".
func rowsInWords(rows []RowResult) string {
	counts := map[string]int{}
	for _, r := range rows {
		word := string(r.Result)
		if r.Result == NotSent && planner.LeftOut(r.Code) {
			word = leftOut
		}
		counts[word]++
	}
	var text []string
	for _, word := range keys(counts) {
		text = append(text, word+" "+strconv.Itoa(counts[word]))
	}
	return strings.Join(text, ", ")
}

// PrunedRows is how the rows of a run that was pruned had ended, those aside that
// were left out on purpose. known is false when that was not noted, as older
// programs did not: then only its changes tell, and nothing of rows without one.
func PrunedRows(ctx context.Context, j journal.Journal, runID string) (counts map[Result]int, known bool, err error) {
	err = j.EachEvent(ctx, runID, func(e journal.Event) error {
		told, ok := prunedNote(e)
		if !ok || told.Rows == "" {
			return nil
		}
		counts, known = map[Result]int{}, true
		for part := range strings.SplitSeq(told.Rows, ", ") {
			i := strings.LastIndexByte(part, ' ')
			n, err := strconv.Atoi(part[i+1:])
			if i < 0 || err != nil {
				return fmt.Errorf("reading how the rows of run %s had ended: %q", runID, told.Rows)
			}
			if word := part[:i]; word != leftOut {
				counts[Result(word)] = n
			}
		}
		return nil
	})
	return counts, known, err
}

// pruningNote is what the event of a pruning tells.
type pruningNote struct {
	Sheet string `json:"sheet"`
	Rows  string `json:"rows"`
}

func prunedNote(e journal.Event) (told pruningNote, ok bool) {
	ok = e.BatchID == "" && e.Kind == "pruned" && json.Unmarshal([]byte(e.Detail), &told) == nil
	return told, ok
}

// bareRequests are the requests of a run without their contacts.
func bareRequests(ctx context.Context, j journal.Journal, runID string) (map[string][]byte, error) {
	bare := map[string][]byte{}
	err := j.EachBatch(ctx, runID, func(b journal.Batch, _ []journal.Detail) error {
		var r request
		if err := json.Unmarshal(b.Request, &r); err != nil {
			return fmt.Errorf("reading the request of batch %s: %w", b.ID, err)
		}
		r.Contact = nil
		text, err := json.Marshal(r)
		bare[b.ID] = text
		return err
	})
	return bare, err
}

func joinRows(rows []int) string {
	var text []string
	for _, n := range rows {
		text = append(text, strconv.Itoa(n))
	}
	return strings.Join(text, ",")
}

func splitRows(text string) (rows []int) {
	for part := range strings.SplitSeq(text, ",") {
		if n, err := strconv.Atoi(part); err == nil {
			rows = append(rows, n)
		}
	}
	return rows
}

// AuditPruned is Audit for a run that was pruned: who, when, which domain, what
// came of it, profiles, request ids, task numbers and attempts are there; the
// contacts before and after and the code are not.
func AuditPruned(ctx context.Context, j journal.Journal, runID string) (AuditedRun, error) {
	kept, err := j.Kept(ctx, runID)
	if err != nil {
		return AuditedRun{}, fmt.Errorf("auditing run %s: %w", runID, err)
	}
	out := AuditedRun{}
	err = j.EachEvent(ctx, runID, func(e journal.Event) error {
		if told, ok := prunedNote(e); ok {
			out.Source.Sheet = told.Sheet
		}
		return nil
	})
	if err != nil {
		return out, fmt.Errorf("auditing run %s: %w", runID, err)
	}
	out.Changes = func(yield func(AuditedChange, error) bool) {
		attempts := map[string]int{} // of the batches that were split: a parent comes before its parts
		err := j.EachBatch(ctx, runID, func(b journal.Batch, _ []journal.Detail) error {
			b.Attempts += attempts[b.ParentID]
			if b.State == journal.Split {
				attempts[b.ID] = b.Attempts
				return nil
			}
			for _, c := range b.Changes {
				if !yield(keptChange(b, c, kept[c.ID]), nil) {
					return errEnough
				}
			}
			return nil
		})
		if err != nil && err != errEnough {
			yield(AuditedChange{}, fmt.Errorf("auditing run %s: %w", runID, err))
		}
	}
	return out, nil
}

func keptChange(b journal.Batch, c journal.Change, k journal.Kept) AuditedChange {
	var r request
	json.Unmarshal(b.Request, &r) // what is not there says nothing
	operation := planner.UpdateProfile
	switch r.Call {
	case planner.CallTransferCode:
		operation = planner.TransferCode
	case planner.CallNewContact:
		operation = planner.UpdateContact
	}
	comment := k.Message
	if comment == "" {
		comment = "Done; the run was pruned, so the values are not kept"
	}
	return AuditedChange{
		ChangeResult: ChangeResult{ID: c.ID, Domain: c.Domain, InstanceID: c.InstanceID, Operation: operation, ContactType: r.ContactType,
			Lock: r.Lock, ProfileID: r.ProfileID, Result: Result(k.Result), Code: k.Code, Comment: comment, TaskNo: b.TaskNo, FinishedAt: b.FinishedAt},
		Rows: splitRows(k.Rows), RequestIDs: appendNew(nil, b.RequestID), Attempts: b.Attempts, SubmittedAt: b.SubmittedAt,
	}
}
