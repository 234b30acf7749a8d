package metrics

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// ErrForeign says that a file was not written by this package.
var ErrForeign = errors.New("is no metrics file of domainbatch")

// prefix begins the name of each metric of ours.
const prefix = "domainbatch_"

// mostBytes bounds a file that is read: all jobs together stay far below.
const mostBytes = 1 << 20

// Read reads a file that WriteTo wrote, of this program or of an older or newer
// one: series that are not known are left out. ErrForeign when it is another
// file. An empty one is empty.
func Read(r io.Reader) (*File, error) {
	f := &File{}
	lines := bufio.NewScanner(io.LimitReader(r, mostBytes))
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		comment := strings.HasPrefix(line, "# HELP "+prefix) || strings.HasPrefix(line, "# TYPE "+prefix)
		if line == "" || comment {
			continue
		}
		if !strings.HasPrefix(line, prefix) {
			return nil, ErrForeign
		}
		if err := f.take(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, ErrForeign
	}
	return f, nil
}

// take takes a series down.
func (f *File) take(line string) error {
	name, rest, ok := strings.Cut(line, "{")
	if !ok {
		return ErrForeign
	}
	found, rest, err := readLabels(rest)
	if err != nil {
		return err
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
	if err != nil {
		return ErrForeign
	}
	job := Job{Site: found["site"], Profile: found["profile"]}
	fam := familyOf(name)
	if fam == nil || !fam.takes(found[fam.label]) {
		return nil
	}
	f.of(job)[series{name, found[fam.label]}] = v
	return nil
}

// readLabels reads labels up to the brace that ends them.
func readLabels(text string) (found map[string]string, rest string, err error) {
	found = map[string]string{}
	for {
		if after, ok := strings.CutPrefix(text, "}"); ok {
			return found, after, nil
		}
		name, after, ok := strings.Cut(strings.TrimPrefix(text, ","), `="`)
		if !ok {
			return nil, "", ErrForeign
		}
		value, left, ok := quoted(after)
		if !ok {
			return nil, "", ErrForeign
		}
		found[name], text = value, left
	}
}

// quoted reads up to the quotation mark that ends a value.
func quoted(text string) (value, rest string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return b.String(), text[i+1:], true
		case c == '\\' && i+1 < len(text):
			i++
			if text[i] == 'n' {
				b.WriteByte('\n')
			} else {
				b.WriteByte(text[i])
			}
		default:
			b.WriteByte(c)
		}
	}
	return "", "", false
}
