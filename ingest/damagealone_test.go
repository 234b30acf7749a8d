package ingest

import (
	"strings"
	"testing"
)

// A cell can hold nothing but damage. Its repair leaves nothing, so that the
// cell counts as blank then, and none of the rules for values is asked.
func TestACellOfDamageAlone(t *testing.T) {
	header := strings.Split(wholeHeader, ",")
	for i, field := range header[3:] {
		cells := strings.Split("a.com,"+wholeCells, ",")
		cells[i+3] = "\x1b"
		in := text("a.csv", wholeHeader+"\n"+strings.Join(cells, ",")+"\n")
		_, rows := read(t, in, Options{})
		if said(rows[0].Problems) == "" {
			t.Errorf("%s: nothing was said", field)
		}
		_, rows = read(t, in, Options{AcceptFixes: true})
		if said(rows[0].Problems) == "" {
			t.Errorf("%s, repaired: nothing was said", field)
		}
	}
}
