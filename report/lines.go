package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"domainbatch/executor"
)

// WriteJSONLines writes one JSON object a line for each row, in the order
// given: the objects that WriteJSON has under "rows". Transfer codes are
// masked.
func WriteJSONLines(w io.Writer, rows []executor.RowResult) error {
	out := bufio.NewWriter(w)
	for _, r := range rows {
		line, err := json.Marshal(rowJSON(r))
		if err != nil {
			return fmt.Errorf("writing JSON: row %d: %w", r.Number, err)
		}
		out.Write(line)
		out.WriteByte('\n')
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	return nil
}
