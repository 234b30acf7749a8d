package report

import (
	"bufio"
	"encoding/json"
	"fmt"

	"domainbatch/executor"
)

// htmlWords are the texts that the script of the page puts in.
var htmlWords = []string{"%d of %d rows", "Page %d of %d", "No row fits.", "The first %d of %d rows are printed; filter the rows to print others."}

// writeHTMLRows writes what the script of the page needs as one JSON object:
//
//	{"words": {…}, "results": [[word, symbol], …],
//	 "rows":  [[row, domain, wish, result, comment, code, tasks, attempts, submitted, finished], …],
//	 "texts": ["", …]}
//
// Wish, comment, code, tasks and the two times are places in texts, which
// holds each text once; result is a place in results.
func writeHTMLRows(out *bufio.Writer, v View) error {
	t := translator(v.Options.Lang)
	words := map[string]string{}
	for _, w := range htmlWords {
		words[w] = t(w)
	}
	var results [][2]string
	kinds := map[executor.Result]int{}
	for i, r := range executor.Results() {
		results = append(results, [2]string{string(r), dresses[r].symbol})
		kinds[r] = i
	}
	head, err := json.Marshal(map[string]any{"words": words, "results": results})
	if err != nil {
		return err
	}
	out.Write(head[:len(head)-1])
	out.WriteString(",\"rows\":[")
	texts, voice, wishes, in := newShared(), newVoice(v.Source, v.Options), wishesOf(v.Run.Plan), v.Options.location()
	for i, r := range v.Rows {
		domain, err := json.Marshal(r.Domain)
		if err != nil {
			return fmt.Errorf("row %d: %w", r.Number, err)
		}
		if i > 0 {
			out.WriteString(",\n")
		}
		fmt.Fprintf(out, "[%d,%s,%d,%d,%d,%d,%d,%d,%d,%d]", r.Number, domain, texts.place(wishes[r.Record].in(t)), kinds[r.Result],
			texts.place(voice.comment(r)), texts.place(r.Code), texts.place(joined(r.TaskNos)), r.Attempts,
			texts.place(clock(r.SubmittedAt, in)), texts.place(clock(r.FinishedAt, in)))
	}
	list, err := json.Marshal(texts.list)
	if err != nil {
		return err
	}
	out.WriteString("],\"texts\":")
	out.Write(list)
	return out.WriteByte('}')
}

// shared keeps each text once.
type shared struct {
	list []string
	at   map[string]int
}

func newShared() *shared { return &shared{list: []string{""}, at: map[string]int{"": 0}} }

func (s *shared) place(text string) int {
	at, known := s.at[text]
	if !known {
		at = len(s.list)
		s.at[text] = at
		s.list = append(s.list, text)
	}
	return at
}
