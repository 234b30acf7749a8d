package ingest

import "errors"

// readStrings reads the shared strings; a missing part has none.
func readStrings(p *parts, name string) (stringTable, error) {
	var t stringTable
	if name == "" {
		return t, nil
	}
	r, err := p.stream(name)
	if errors.Is(err, errNoPart) {
		return t, nil
	}
	if err != nil {
		return t, err
	}
	defer r.Close()
	err = t.read(newBlockScanner(r))
	t.done()
	return t, malformed(name, err)
}

func (t *stringTable) read(x *xmlScanner) error {
	take := false
	var text []byte
	for {
		if x.ahead != nil && !x.pending && len(x.lengths) == 1 && string(x.top()) == "sst" {
			if err := t.readPlain(x); err != nil {
				return err
			}
		}
		tok, err := x.next()
		if err != nil {
			return err
		}
		switch tok {
		case xmlEOF:
			return nil
		case xmlStart:
			switch string(x.name) {
			case "si":
				text = text[:0]
			case "t":
				take = x.holdsText()
			}
		case xmlText:
			if take && len(text) <= 4*maxCellText {
				text = append(text, x.text...)
			}
		case xmlEnd:
			switch string(x.name) {
			case "si":
				if err := t.add(text); err != nil {
					return err
				}
			case "t":
				take = false
			}
		}
	}
}
