package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"domainbatch/cmd/internal/config"
)

const (
	userConfigName    = "config.yaml"
	projectConfigName = "domainbatch.yaml"

	// maxConfig is far more than a person writes.
	maxConfig = 1 << 20
)

// configPlace is a file that may hold configuration.
type configPlace struct {
	kind   string // as config path names it
	path   string
	must   bool // it was named, so it has to be there
	shared bool // others may have written it
	inbox  bool // others drop files into its folder, so one of theirs must not stop a job
}

// The kinds of places.
const (
	placeNamed   = "--config"
	placeProject = "project file"
	placeUser    = "user file"
)

// configPlaces are the files to look for, the one that wins first. named is
// --config, input the file or folder that the command works on, "" for none.
func (p *program) configPlaces(named, input string) []configPlace {
	if named != "" {
		return []configPlace{{kind: placeNamed, path: named, must: true}}
	}
	var places []configPlace
	if dir, ok := projectDir(input); ok {
		places = append(places, configPlace{kind: placeProject, path: filepath.Join(dir, projectConfigName), shared: true, inbox: dir == input})
	}
	if path := p.userConfig(); path != "" {
		places = append(places, configPlace{kind: placeUser, path: path})
	}
	return places
}

// projectDir is the folder of what a command works on: of a file, an inbox
// itself, the working directory for standard input.
func projectDir(input string) (string, bool) {
	switch info, err := os.Stat(input); {
	case input == "":
		return "", false
	case input == "-":
		return ".", true
	case err == nil && info.IsDir():
		return input, true
	}
	return filepath.Dir(input), true
}

// userConfig is where a person keeps configuration: where the XDG convention
// says, else the usual place of the system; "" when there is no home.
func (p *program) userConfig() string {
	dir := p.getenv("XDG_CONFIG_HOME")
	home := p.getenv("HOME")
	switch {
	case filepath.IsAbs(dir):
	case runtime.GOOS == "windows":
		dir = p.getenv("AppData")
	case home == "":
		return ""
	case runtime.GOOS == "darwin":
		dir = filepath.Join(home, "Library", "Application Support")
	default:
		dir = filepath.Join(home, ".config")
	}
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "domainbatch", userConfigName)
}

// readPlace reads a file of configuration; nil when there is none. Whoever can
// change it decides what is sent and what is run, so a file that others can
// write to is refused.
func readPlace(place configPlace, schema *config.Schema) (*config.File, error) {
	content, err := readOwn(place.path)
	if errors.Is(err, fs.ErrNotExist) && !place.must {
		return nil, nil
	}
	if err != nil {
		var known *failure
		if errors.As(err, &known) {
			return nil, err
		}
		return nil, usage("give a file that can be read", "cannot read the configuration %s: %v", place.path, cause(err)).because(err)
	}
	file, problems := config.Read(place.path, content, schema, place.shared)
	if len(problems) > 0 {
		return nil, explainProblems(problems)
	}
	return file, nil
}

// errNotOwn says that somebody else decides what is in a file.
var errNotOwn = errors.New("the file is not this user's alone")

// readOwn reads a small file that belongs to this user or to root, and that
// nobody else can write to.
func readOwn(path string) ([]byte, error) {
	if path == os.DevNull {
		return nil, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // opening a pipe would wait for its other end
		return nil, usage("give an ordinary file", "the configuration %s is no ordinary file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil {
		return nil, err
	}
	switch {
	case foreign(info) && !ownedByRoot(info):
		return nil, usage("look at it, and make it yours with a copy, or give --config FILE", "the configuration %s belongs to another user", path).because(errNotOwn)
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o022 != 0:
		return nil, usage("chmod go-w "+shellQuote(path), "others may write to the configuration %s", path).because(errNotOwn)
	}
	content, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	if err == nil && len(content) > maxConfig {
		return nil, usage("give a smaller one", "the configuration %s has more than %d bytes", path, maxConfig)
	}
	return content, err
}

// explainProblems says the first problem as the failure and the others below.
func explainProblems(problems config.Problems) *failure {
	const most = 20
	first, rest := problems[0], problems[1:]
	message := first.Error()
	hint := first.Hint
	if len(rest) > 0 {
		if hint != "" {
			message += "; " + hint
		}
		hint = "correct them, and see them all with: domainbatch config check " + shellQuote(first.File)
		if len(rest) > most {
			message += fmt.Sprintf("\n  and %d more:", len(rest))
			rest = rest[:most]
		}
		for line := range strings.Lines(rest.Error()) {
			message += "\n  " + strings.TrimSuffix(line, "\n")
		}
	}
	return usage(hint, "%s", message).because(problems)
}
