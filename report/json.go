package report

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"domainbatch/executor"
)

// JSONSchemaText is the schema of what WriteJSON writes, as JSON Schema says
// it (draft 2020-12). Each line of WriteJSONLines is one of its rows.
//
//go:embed results.schema.json
var JSONSchemaText string

// The name and version of that schema. The version changes when a field
// changes its meaning or goes away; new fields may come without notice.
const (
	JSONSchema  = "domainbatch/results"
	JSONVersion = 1
)

// jsonHead is the object that WriteJSON writes, up to its rows:
//
//	{"schema": "domainbatch/results", "version": 1,
//	 "run":     {…},               what was run
//	 "summary": {…},               what the rows add up to
//	 "rows":    [{…}, …]}          one object per input row, in the order given
//
// Times are RFC 3339 in UTC. Fields without a value are left out, counts are
// always there.
type jsonHead struct {
	Schema  string      `json:"schema"`
	Version int         `json:"version"`
	Run     jsonRun     `json:"run"`
	Summary jsonSummary `json:"summary"`
}

type jsonRun struct {
	ID       string         `json:"id"`
	Account  string         `json:"account,omitempty"`
	Site     string         `json:"site,omitempty"`
	Tool     string         `json:"tool,omitempty"`
	State    string         `json:"state"` // "finished" or "unfinished"
	Input    string         `json:"input,omitempty"`
	Digest   string         `json:"input_sha256,omitempty"`
	Started  *time.Time     `json:"started,omitempty"`
	Finished *time.Time     `json:"finished,omitempty"`
	Seconds  float64        `json:"seconds"`
	Submits  int            `json:"submits"`
	Calls    map[string]int `json:"calls"` // by operation of the API
	Rate     float64        `json:"rate"`  // settled submit rate, calls a second
	Next     string         `json:"next,omitempty"`
	Stop     string         `json:"stopped_by,omitempty"`
	Opens    *time.Time     `json:"opens,omitempty"`
}

type jsonSummary struct {
	Rows        int            `json:"rows"`
	Results     map[string]int `json:"results"` // every result, also those with no row
	Tasks       int            `json:"tasks"`
	Codes       int            `json:"transfer_codes"`
	CodesByMail int            `json:"transfer_codes_by_mail"`
	Causes      []jsonCause    `json:"causes"`
}

type jsonCause struct {
	Result  string `json:"result"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"` // what the comments have in common, "…" where they differ
	Rows    int    `json:"rows"`
	Row     int    `json:"example_row"`
	Domain  string `json:"example_domain"`
	Comment string `json:"example_comment,omitempty"`
	Cure    string `json:"cure,omitempty"`
}

type jsonRow struct {
	Row          int        `json:"row"`    // sheet row or CSV line
	Record       int        `json:"record"` // 0-based position among the data rows
	Domain       string     `json:"domain"`
	Result       string     `json:"result"`
	Comment      string     `json:"comment,omitempty"`
	Code         string     `json:"error_code,omitempty"`
	TaskNos      []string   `json:"task_nos,omitempty"`
	RequestIDs   []string   `json:"request_ids,omitempty"`
	Attempts     int        `json:"attempts"`
	SubmittedAt  *time.Time `json:"submitted_at,omitempty"`
	FinishedAt   *time.Time `json:"finished_at,omitempty"`
	TransferCode string     `json:"transfer_code,omitempty"` // "****" when there is one: codes stand in the results file only
	CodeByMail   bool       `json:"transfer_code_by_mail,omitempty"`
	RunID        string     `json:"run_id,omitempty"`
	Carried      bool       `json:"carried,omitempty"` // the result of an earlier run
}

// WriteJSON writes the run and its rows as one JSON object; see JSONSchema.
// Transfer codes are masked. Rows are written one at a time.
func WriteJSON(w io.Writer, run Run, rows []executor.RowResult) error {
	head, err := json.MarshalIndent(jsonHead{JSONSchema, JSONVersion, runJSON(run), summaryJSON(Summarize(rows))}, "", "  ")
	if err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	out := bufio.NewWriter(w)
	out.Write(head[:len(head)-len("\n}")])
	out.WriteString(",\n  \"rows\": [")
	for i, r := range rows {
		line, err := json.Marshal(rowJSON(r))
		if err != nil {
			return fmt.Errorf("writing JSON: row %d: %w", r.Number, err)
		}
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n    ")
		out.Write(line)
	}
	if len(rows) > 0 {
		out.WriteString("\n  ")
	}
	out.WriteString("]\n}\n")
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	return nil
}

func runJSON(run Run) jsonRun {
	calls, state := run.Calls, "finished"
	if calls == nil {
		calls = map[string]int{}
	}
	if run.Finished.IsZero() {
		state = "unfinished"
	}
	return jsonRun{
		State: state, ID: run.ID, Account: run.Account, Site: run.Site, Tool: run.Tool,
		Input: run.InputName, Digest: run.InputDigest,
		Started: utc(run.Started), Finished: utc(run.Finished), Seconds: run.Elapsed.Seconds(),
		Submits: run.Submits, Calls: calls, Rate: run.Rate, Next: run.Next, Stop: string(run.Stop), Opens: utc(run.Opens),
	}
}

func summaryJSON(s Summary) jsonSummary {
	out := jsonSummary{
		Rows: s.Total, Results: map[string]int{}, Tasks: s.Tasks,
		Codes: s.Codes, CodesByMail: s.CodesByMail, Causes: []jsonCause{},
	}
	for _, r := range executor.Results() {
		out.Results[string(r)] = s.Rows[r]
	}
	for _, c := range s.Causes {
		out.Causes = append(out.Causes, jsonCause{
			string(c.Result), c.Code, c.Message, c.Rows, c.Example.Number, c.Example.Domain, c.Example.Comment, c.Cure,
		})
	}
	return out
}

func rowJSON(r executor.RowResult) jsonRow {
	row := jsonRow{
		Row: r.Number, Record: r.Record, Domain: r.Domain, Result: string(r.Result), Comment: r.Comment,
		Code: r.Code, TaskNos: r.TaskNos, RequestIDs: r.RequestIDs, Attempts: r.Attempts,
		SubmittedAt: utc(r.SubmittedAt), FinishedAt: utc(r.FinishedAt),
		CodeByMail: r.CodeByMail, RunID: r.RunID, Carried: r.Carried,
	}
	if r.TransferCode != "" || r.CodeFor != "" {
		row.TransferCode = masked
	}
	return row
}

// utc is a time for JSON, nil when there is none.
func utc(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
