package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"

	"domainbatch/cmd/internal/inbox"
	"domainbatch/executor"
	"domainbatch/planner"
)

// deed is what one command of this program did inside an import.
type deed struct {
	code    exitCode
	failure *failure // nil when it ended with 0
	run     string   // that it worked on
	plan    *planner.Plan
	result  string // what it printed
	said    string // all of it, remarks included
}

// inside runs a command as a part of this one: it asks nobody, and what it
// prints is kept for the summary of the job.
func (im *importer) inside(command func(*program) error) *deed {
	all := &overheard{}
	result := &overheard{}
	p := &program{
		stdin: strings.NewReader(""), stdout: io.MultiWriter(result, all), stderr: all, args: im.args,
		environ: im.environ, now: im.now, interrupts: im.interrupts, log: im.log, runMark: im.runMark, pulse: im.pulse,
	}
	p.console = newConsole(p)
	defer p.private.removeAll()
	did := &deed{}
	if err := im.unharmed(p, command); err != nil {
		did.failure = explain(err)
		did.code = did.failure.code
		p.report(err)
	}
	did.run, did.plan = p.worked, p.planned
	did.result, did.said = strings.TrimSpace(result.String()), all.String()
	return did
}

// unharmed runs a command whose panic ends the file that caused it, and no
// other.
func (im *importer) unharmed(p *program, command func(*program) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			im.log.Debug("panic", "stack", string(debug.Stack()))
			err = fail(exitInternal, "please report this, with the output of the same command and -vv", "internal error: %v", r)
		}
	}()
	return command(p)
}

// overheard keeps what is printed, from any goroutine, as far as anybody would
// want to read it.
type overheard struct {
	mu   sync.Mutex
	text bytes.Buffer
}

const mostOverheard = 1 << 20

// Write implements io.Writer.
func (o *overheard) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if room := mostOverheard - o.text.Len(); room > 0 {
		o.text.Write(b[:min(len(b), room)])
	}
	return len(b), nil
}

func (o *overheard) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// importLine is what an import has to say about one file.
type importLine struct {
	File    string                  `json:"file"`            // its name
	Outcome inbox.Place             `json:"outcome"`         // done, failed, held, working; left for a file that was not taken
	Code    int                     `json:"code"`            // as the exit codes of apply
	Run     string                  `json:"run,omitempty"`   // in the journal
	Rows    map[executor.Result]int `json:"rows,omitempty"`  // by result
	Place   string                  `json:"place,omitempty"` // the folder with the file and its results
	Message string                  `json:"message,omitempty"`
	Next    string                  `json:"next,omitempty"`

	said string
}

const leftAlone inbox.Place = "left"

// heard takes over what a command said.
func (l *importLine) heard(did *deed) {
	l.said = did.said
	if did.failure != nil && did.failure.message != "" {
		l.failed(did.failure)
	} else if strings.HasPrefix(did.result, "nothing to do") {
		l.Message = did.result
	}
}

func (l *importLine) failed(f *failure) {
	l.Message, l.Next = f.message, f.hint
	if l.said == "" {
		l.said = f.message + "\n  next: " + f.hint + "\n"
	}
}

func (l *importLine) place(b *dropbox, place inbox.Place, job string) {
	l.Place = b.path(string(place), job)
}

// moves names in all that is said of a job the folder that it is going to be in.
func (l *importLine) moves(from, to string) {
	if from != to {
		moved := strings.NewReplacer(from, to, shownPath(from), shownPath(to))
		l.said, l.Message, l.Next = moved.Replace(l.said), moved.Replace(l.Message), moved.Replace(l.Next)
	}
}

// print writes the line of a file. A watch says nothing of a run that stands
// as it stood at the latest look.
func (im *importer) print(l *importLine) error {
	text := l.text()
	if im.f.asJSON {
		line, err := json.Marshal(l)
		if err != nil {
			return err
		}
		text = string(line)
	}
	if im.watching() && l.Run != "" {
		if im.last[l.Run] == text {
			return nil
		}
		im.last[l.Run] = text
		if l.Outcome == inbox.Done || l.Outcome == inbox.Failed {
			delete(im.last, l.Run)
		}
	}
	im.said++
	im.pulse.beat()
	im.log.Info("file imported", "file", l.File, "outcome", string(l.Outcome), "code", l.Code, "run", l.Run, "place", l.Place)
	_, err := fmt.Fprintln(im.stdout, text)
	return err
}

// text is the line for a person.
func (l *importLine) text() string {
	var parts []string
	for _, r := range executor.Results() {
		if n := l.Rows[r]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, r))
		}
	}
	text := l.File + ": " + string(l.Outcome)
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	if l.Message != "" {
		text += ": " + l.Message
	}
	if l.Run != "" && !strings.Contains(l.Message, l.Run) {
		text += ", run " + l.Run
	}
	if l.Place != "" {
		text += "; in " + shownPath(l.Place)
	}
	if l.Next != "" {
		text += "\n  next: " + l.Next
	}
	return printable(text)
}

// leave says which files are left alone, each once as long as nothing changes.
func (im *importer) leave(b *dropbox, leave []left) {
	before := im.told[b]
	im.told[b] = map[string]left{}
	for _, l := range leave {
		im.told[b][l.name] = l
		if was, told := before[l.name]; told && was.why == l.why {
			continue
		}
		if im.f.asJSON {
			im.print(&importLine{File: l.name, Outcome: leftAlone, Message: l.why})
			continue
		}
		im.said++
		im.console.say("%s is left where it is: %s", l.name, l.why)
	}
}

// wroteContent reports whether this program wrote a file of that digest as the
// results of any run.
func (s *stateDir) wroteContent(digest string) bool {
	files, err := os.ReadDir(filepath.Join(s.path, "written"))
	if err != nil {
		return false
	}
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".final") {
			continue
		}
		if content, err := os.ReadFile(s.written(f.Name())); err == nil && bytes.Contains(content, []byte(digest)) {
			return true
		}
	}
	return false
}
