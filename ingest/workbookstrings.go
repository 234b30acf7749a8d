package ingest

import "errors"

// stringTable is what is checked of the shared strings: how many there are,
// and which are empty.
type stringTable struct {
	count int
	empty map[int]bool
}

func readStrings(p *parts, name string) (stringTable, error) {
	t := stringTable{empty: map[int]bool{}}
	if name == "" {
		return t, nil
	}
	r, err := p.open(name)
	if errors.Is(err, errNoPart) {
		return t, nil
	}
	if err != nil {
		return t, err
	}
	defer r.Close()
	x := newXMLScanner(r)
	text, phonetic, length := false, 0, 0
	for {
		tok, err := x.next()
		if err != nil {
			return t, malformed(name, err)
		}
		switch tok {
		case xmlEOF:
			return t, nil
		case xmlStart:
			switch string(x.name) {
			case "si":
				length = 0
			case "t":
				text = phonetic == 0
			case "rPh":
				phonetic++
			}
		case xmlText:
			if text {
				length += len(x.text)
			}
		case xmlEnd:
			switch string(x.name) {
			case "si":
				if length == 0 {
					t.empty[t.count] = true
				}
				t.count++
			case "t":
				text = false
			case "rPh":
				phonetic--
			}
		}
	}
}
