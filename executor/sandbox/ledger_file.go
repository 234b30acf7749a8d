package sandbox

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// event is one line of the ledger: a call with everything it changed.
type event struct {
	Open      *opening    `json:"open,omitempty"` // first line of each start; nothing else is set
	At        int64       `json:"at,omitempty"`   // arrival by Options.Now, Unix nanoseconds
	Now       int64       `json:"now,omitempty"`  // the server's clock when it was carried out
	Account   string      `json:"account,omitempty"`
	Operation string      `json:"op,omitempty"`
	Status    int         `json:"status,omitempty"`
	Code      string      `json:"code,omitempty"`
	Fault     Kind        `json:"fault,omitempty"`
	Key       string      `json:"key,omitempty"`
	Nonce     string      `json:"nonce,omitempty"`
	Unknown   []string    `json:"unknown,omitempty"`
	Task      *taskRecord `json:"task,omitempty"`
	Live      int         `json:"live,omitempty"` // domains of Task that had a live detail
	Acked     []string    `json:"acked,omitempty"`
	Cancelled string      `json:"cancelled,omitempty"`
	Mail      []mail      `json:"mail,omitempty"`
	Deleted   int64       `json:"deletedProfile,omitempty"`

	Profile *profileRecord `json:"profile,omitempty"` // that was saved
}

type opening struct {
	Seed int64 `json:"seed"`
}

// ledgerFile appends lines. Each is one write, so that a killed emulator leaves
// at most one torn line, whose call was never answered.
type ledgerFile struct {
	f      *os.File
	broken error // of an earlier append; what follows a torn line could not be read
}

// openLedger replays the lines of an existing file through fold, cuts a torn
// last line off, and notes the new start. boot counts the starts.
func openLedger(path string, seed int64, fold func(event)) (l *ledgerFile, boot int, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, 0, fmt.Errorf("opening the sandbox ledger: %w", err)
	}
	defer func() {
		if err != nil {
			_ = f.Close() // the first error counts
		}
	}()
	boot = 1
	good, err := replay(f, func(e event) {
		if e.Open != nil {
			boot++
			return
		}
		fold(e)
	})
	if err != nil {
		return nil, 0, fmt.Errorf("reading the sandbox ledger %s: %w", path, err)
	}
	if err := f.Truncate(good); err != nil {
		return nil, 0, fmt.Errorf("cutting the torn end of the sandbox ledger: %w", err)
	}
	if _, err := f.Seek(good, io.SeekStart); err != nil {
		return nil, 0, fmt.Errorf("opening the sandbox ledger: %w", err)
	}
	l = &ledgerFile{f: f}
	return l, boot, l.append(event{Open: &opening{Seed: seed}})
}

func (l *ledgerFile) append(e event) error {
	if l.broken != nil {
		return l.broken
	}
	b, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, l.broken = l.f.Write(append(b, '\n'))
	return l.broken
}

// Close closes the file.
func (l *ledgerFile) Close() error { return l.f.Close() }

// replay reads events up to the last complete line and returns its end. A line
// that is complete but unreadable is an error.
func replay(r io.Reader, fold func(event)) (good int64, err error) {
	br := bufio.NewReaderSize(r, 1<<16)
	for n := 1; ; n++ {
		line, err := br.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return good, nil
		}
		if err != nil {
			return good, err
		}
		var e event
		dec := json.NewDecoder(bytes.NewReader(line))
		if err := dec.Decode(&e); err != nil {
			return good, fmt.Errorf("line %d: %w", n, err)
		}
		good += int64(len(line))
		fold(e)
	}
}

// record makes an event durable and then true. The caller holds the lock.
func (s *Server) record(e event) error {
	if s.file != nil {
		if err := s.file.append(e); err != nil {
			return err
		}
	}
	s.fold(e)
	return nil
}

// fold applies an event to the state: the only place where calls change it, so
// that a replay ends where the original was.
func (s *Server) fold(e event) {
	s.book.fold(e)
	if e.Nonce != "" {
		s.nonces.remember(e.Key+" "+e.Nonce, time.Unix(0, e.Now).Add(2*s.o.SignatureLife+time.Minute))
	}
	if e.Task == nil && e.Acked == nil && e.Cancelled == "" && e.Mail == nil && e.Profile == nil && e.Deleted == 0 {
		return
	}
	a, now := s.account(e.Account), time.Unix(0, e.Now)
	if e.Task != nil {
		s.add(a, *e.Task, e.Operation, now)
	}
	if e.Acked != nil {
		a.acknowledge(e.Acked)
	}
	if t := a.tasks[e.Cancelled]; t != nil {
		a.stop(t, now)
	}
	for _, m := range e.Mail {
		a.settle(now, s.o)
		a.happen(m, now)
	}
	if e.Profile != nil {
		a.keepProfile(*e.Profile)
	}
	if e.Deleted != 0 {
		delete(a.profiles, e.Deleted)
	}
}

// ReadLedger computes the ledger from the lines of a ledger file, leaving out a
// torn last line.
func ReadLedger(r io.Reader) (Ledger, error) {
	l := Ledger{Unknown: map[string]int{}, Faults: map[Kind]int{}}
	if _, err := replay(r, l.fold); err != nil {
		return Ledger{}, fmt.Errorf("reading a sandbox ledger: %w", err)
	}
	return l.copy(), nil
}
