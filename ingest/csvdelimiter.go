package ingest

import "bytes"

// detectDelimiter splits the beginning of a text by every candidate and
// takes the one under which it looks most like a table with our header:
// first by the headers that are known, then by the records that have as many
// cells as most records have. A text of one column needs no delimiter. Behind
// the text stand csvPad zeros.
func detectDelimiter(head []byte, names headerNames) byte {
	best, bestScore := byte(','), delimiterScore{}
	var r csvReader
	absent := false
	for _, d := range []byte{',', ';', '\t', '|'} {
		if bytes.IndexByte(head, d) < 0 {
			if absent {
				continue // one that is not there is like another
			}
			absent = true
		}
		r.restart(nil, 1)
		r.delim, r.buf, r.end, r.eof = d, head[:len(head)+csvPad], len(head), true
		if s := scoreDelimiter(&r, names); s.better(bestScore) {
			best, bestScore = d, s
		}
	}
	return best
}

type delimiterScore struct {
	known int // headers understood in the best record of the first twenty
	even  int // records of the usual width, when that is above one
	width int
}

func (s delimiterScore) better(t delimiterScore) bool {
	if s.known != t.known {
		return s.known > t.known
	}
	if s.even != t.even {
		return s.even > t.even
	}
	return s.width > t.width
}

func scoreDelimiter(r *csvReader, names headerNames) delimiterScore {
	var s delimiterScore
	widths := map[int]int{}
	for n := 0; n < 200; n++ {
		rec, err := r.next()
		if err != nil {
			break
		}
		if len(rec.Cells) == 0 {
			continue
		}
		if n < headerSearch && len(rec.Cells) > s.known { // else it cannot have more
			s.known = max(s.known, names.score(rec).known)
		}
		widths[len(rec.Cells)]++
	}
	for width, n := range widths {
		if width > 1 && (n > s.even || n == s.even && width > s.width) {
			s.even, s.width = n, width
		}
	}
	return s
}
