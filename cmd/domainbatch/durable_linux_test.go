package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// P10: whatever gets its name by a rename is on the disk before it has it, and
// the name is on the disk afterwards: the results of a run, and all else that
// the program keeps. Only a loss of power would show that it is not so, so the
// order of the system calls is read instead.
func TestWhatIsRenamedIsOnTheDiskBeforeAndItsNameAfter(t *testing.T) {
	proof(t)
	strace := findStrace(t)
	j := newJob(t, builtWith(t, ""), 3, true)
	trace := filepath.Join(t.TempDir(), "trace")
	cmd := j.process()
	cmd.Args = append([]string{strace, "-qq", "-f", "-y", "-s", "0", "-o", trace, "-e", "trace=write,pwrite64,fsync,fdatasync,rename,renameat,renameat2"}, cmd.Args...)
	cmd.Path = strace
	if e, err := j.run(cmd, nil); err != nil || e.code != int(exitRows) {
		t.Fatalf("code %d, %v\n%s", e.code, err, tail(e.output))
	}
	renames := readRenames(mustRead(t, trace))
	results := 0
	for _, r := range renames {
		if strings.Contains(r.from, ".owner-") {
			continue // says who holds a lock, to who waits for it; nothing rests on it
		}
		if filepath.Base(r.to) == "rows.results.csv" {
			results++
		}
		if !r.synced {
			t.Errorf("%s was renamed to %s with content that was not synced", filepath.Base(r.from), r.to)
		}
		if !r.named {
			t.Errorf("the folder of %s was not synced after it got its name", r.to)
		}
	}
	if results != 1 {
		t.Errorf("the results were put in place %d times among %d renames", results, len(renames))
	}
}

// renamed is a rename that a trace shows.
type renamed struct {
	from, to string
	synced   bool // nothing was written to it since its last sync
	named    bool // its folder was synced later
}

var (
	succeeded = regexp.MustCompile(`\) += \d`)
	onFile    = regexp.MustCompile(`^(write|pwrite64|fsync|fdatasync)\(\d+<([^>]*)>`)
	ofNames   = regexp.MustCompile(`^rename(?:at2?)?\((?:AT_FDCWD(?:<([^>]*)>)?, )?"([^"]*)", (?:AT_FDCWD(?:<[^>]*>)?, )?"([^"]*)"`)
)

// readRenames reads a trace of strace -f -y, in which a call may be shown in two
// halves: it has taken place when the second is there.
func readRenames(trace string) []renamed {
	var list []renamed
	dirty, begun := map[string]bool{}, map[string]string{} // by path; by thread
	for line := range strings.Lines(trace) {
		thread, call, _ := strings.Cut(strings.TrimSpace(line), " ")
		call = strings.TrimSpace(call)
		switch {
		case strings.HasSuffix(call, "<unfinished ...>"):
			begun[thread] = call
			if m := onFile.FindStringSubmatch(call); m != nil && strings.Contains(m[1], "write") {
				dirty[m[2]] = true // from its beginning on
			}
			continue
		case strings.HasPrefix(call, "<..."):
			call = begun[thread] + call
		}
		if !succeeded.MatchString(call) {
			continue
		}
		if m := onFile.FindStringSubmatch(call); m != nil {
			path := strings.TrimSuffix(m[2], " (deleted)")
			if strings.Contains(m[1], "write") {
				dirty[path] = true
				continue
			}
			delete(dirty, path)
			for i := range list {
				list[i].named = list[i].named || filepath.Dir(list[i].to) == path
			}
		}
		if m := ofNames.FindStringSubmatch(call); m != nil {
			r := renamed{from: under(m[1], m[2]), to: under(m[1], m[3])}
			r.synced = !dirty[r.from]
			list = append(list, r)
		}
	}
	return list
}

// under is a path as seen from a folder.
func under(dir, path string) string {
	if filepath.IsAbs(path) || dir == "" {
		return path
	}
	return filepath.Join(dir, path)
}

func TestRenamesAreReadFromATrace(t *testing.T) {
	t.Parallel()
	const trace = `7 write(3</h/.a.tmp>, ""..., 9) = 9
7 fsync(3</h/.a.tmp> <unfinished ...>
8 renameat(AT_FDCWD</h>, ".b.tmp", AT_FDCWD</h>, "b") = 0
7 <... fsync resumed>) = 0
7 renameat(AT_FDCWD</h>, "/h/.a.tmp", AT_FDCWD</h>, "/h/a") = 0
7 write(3</h/.c.tmp>, ""..., 9) = 9
7 rename("/h/.c.tmp", "/h/c") = 0
7 fsync(4</h>)                      = 0
7 rename("/h/.d.tmp", "/h/sub/d") = 0
7 rename("/h/.e.tmp", "/h/e") = -1 ENOSPC (No space left on device)
`
	var text []string
	for _, r := range readRenames(trace) {
		word := r.to
		if r.synced {
			word += " synced"
		}
		if r.named {
			word += " named"
		}
		text = append(text, word)
	}
	if got, want := strings.Join(text, "; "), "/h/b synced named; /h/a synced named; /h/c named; /h/sub/d synced"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
