package ingest

// readPlain takes the shared strings at the head of the buffer that are a
// single text, as nearly all are, in one pass. It stops before the first
// thing that is anything else.
func (t *stringTable) readPlain(x *xmlScanner) error {
	for {
		p := plainReader{x: x, b: x.buf[x.pos : x.end+blockPad], n: x.end - x.pos}
		done := 0
		for {
			next, err := t.plainItem(&p, done)
			if err != nil {
				return err
			}
			if next < 0 {
				next = -next
				x.pos += done
				if next+lookAhead <= p.n || p.n-done > maxPlainRow {
					return nil
				}
				break
			}
			done = next
		}
		if ok, err := x.more(); err != nil || !ok {
			return err
		}
	}
}

// plainItem reads one string.
func (t *stringTable) plainItem(p *plainReader, i int) (int, error) {
	const plain, spaced, end = `<si><t>`, `<si><t xml:space="preserve">`, `</t></si>`
	for isXMLSpace(p.b[i]) {
		i++
	}
	switch {
	case string(p.b[i:i+len(plain)]) == plain:
		i += len(plain)
	case string(p.b[i:i+len(spaced)]) == spaced:
		i += len(spaced)
	default:
		return stop(i), nil
	}
	text, i := p.text(i)
	if i < 0 {
		return i, nil
	}
	if string(p.b[i:i+len(end)]) != end {
		return stop(i), nil
	}
	return i + len(end), t.add(text)
}
