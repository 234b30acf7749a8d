package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Every message that some stage logs has a name, and the members it is logged
// with; and no name is left over.
func TestEveryLineOfTheLogHasAName(t *testing.T) {
	seen := map[string]bool{}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if n := entry.Name(); entry.IsDir() && name != root && (strings.HasPrefix(n, ".") || n == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if message, members, ok := loggedBy(call); ok {
					seen[message] = true
					checkLogged(t, set.Position(call.Pos()).String(), message, members)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for message := range logEvents {
		if !seen[message] {
			t.Errorf("%q is never logged", message)
		}
	}
}

func checkLogged(t *testing.T, where, message string, members []string) {
	t.Helper()
	is, ok := logEvents[message]
	if !ok {
		t.Errorf("%s: %q has no name; add it to logEvents", where, message)
		return
	}
	for _, m := range members {
		if m != "run" && !slices.Contains(is.members, m) {
			t.Errorf("%s: %q is logged with %s, which logEvents does not name", where, message, m)
		}
	}
}

// loggedBy reads a call of a logger: something named log with a level.
func loggedBy(call *ast.CallExpr) (message string, members []string, ok bool) {
	method, isMethod := call.Fun.(*ast.SelectorExpr)
	if !isMethod || !slices.Contains([]string{"Debug", "Info", "Warn", "Error"}, method.Sel.Name) || len(call.Args) == 0 {
		return "", nil, false
	}
	of := ""
	switch x := method.X.(type) {
	case *ast.Ident:
		of = x.Name
	case *ast.SelectorExpr:
		of = x.Sel.Name
	}
	if !strings.EqualFold(of, "log") {
		return "", nil, false
	}
	for i, arg := range call.Args {
		text := ""
		if literal, isText := arg.(*ast.BasicLit); isText {
			text, _ = strconv.Unquote(literal.Value)
		}
		if i == 0 {
			message = text
		} else if i%2 == 1 {
			members = append(members, text)
		}
	}
	return message, members, true
}

// namesOfEvents are all names that a line can have.
func namesOfEvents() []string {
	names := []string{eventSaid, eventFailed, eventOther}
	for _, e := range logEvents {
		names = append(names, e.name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// The schema that is printed names every event with its members.
func TestTheSchemaOfTheLogNamesEveryEvent(t *testing.T) {
	text, err := json.Marshal(logSchema())
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		AnyOf []struct{ Properties map[string]any }
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	described := map[string]map[string]any{}
	for _, line := range schema.AnyOf {
		event, _ := line.Properties["event"].(map[string]any)
		name, _ := event["const"].(string)
		described[name] = line.Properties
	}
	for _, name := range namesOfEvents() {
		if described[name] == nil {
			t.Errorf("the schema has no event %s", name)
		}
	}
	for _, e := range logEvents {
		for _, m := range e.members {
			if described[e.name][m] == nil {
				t.Errorf("the schema has no %s of %s", m, e.name)
			}
		}
	}
}

// With --log-format json everything on stderr is a line of the schema, the run
// is in each line once it is known, and nothing tells a secret or a contact.
func TestTheLogOfARunIsOfItsSchema(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	at := sandboxFor(t, home, "--fault", "throttle@submit,n=1")
	mustWrite(t, filepath.Join(home, "rows.csv"), "domain,action,contact_type,registrant_type,name,organization,country,province,city,address,postal_code,email,tel_area,telephone\n"+
		"alpha-example.com,transfer-code,,,,,,,,,,,,\n"+
		"beta-example.com,update-contact,tech,individual,Canary Name,Canary Name,CN,zhe jiang,hang zhou shi,Canary Street 1,310024,canary@example.com,86,13800000000\n")
	for _, c := range []struct {
		args []string
		exit int
		last string // event of the last line
	}{
		{[]string{"apply", "--yes", "--endpoint", at.url, "-vv", "--on-end", "echo told", "rows.csv"}, 0, "told"},
		{[]string{"apply", "--yes", "--endpoint", at.url, "missing.csv"}, 3, eventFailed},
		{[]string{"resume"}, 0, eventSaid},
	} {
		cmd := command(t, home, append(c.args, "--log-format", "json")...)
		var stderr strings.Builder
		cmd.Stderr = &stderr
		if got := exitOf(cmd.Run()); got != c.exit {
			t.Fatalf("%v ended with %d, want %d\n%s", c.args, got, c.exit, &stderr)
		}
		if last := checkLog(t, stderr.String(), c.args[0] == "apply" && c.exit == 0); last != c.last {
			t.Errorf("%v: the last line is %q, want %q\n%s", c.args, last, c.last, &stderr)
		}
		for _, secret := range append(transferCodes(t, filepath.Join(home, "rows.results.csv")), at.secret, "anary", "13800000000") {
			if strings.Contains(stderr.String(), secret) {
				t.Errorf("%v: %q was logged", c.args, secret)
			}
		}
	}
}

// checkLog checks each line against the schema and returns the event of the
// last.
func checkLog(t *testing.T, log string, works bool) (last string) {
	t.Helper()
	lines := bufio.NewScanner(strings.NewReader(log))
	run, seen := "", map[string]bool{}
	for lines.Scan() {
		var line map[string]any
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Errorf("no JSON: %s", lines.Text())
			continue
		}
		last, _ = line["event"].(string)
		seen[last] = true
		if err := ofSchema(line, last); err != nil {
			t.Errorf("%v: %s", err, lines.Text())
		}
		id, _ := line["run"].(string)
		if run != "" && id != run {
			t.Errorf("not the line of %s: %s", run, lines.Text())
		}
		run = id
	}
	if works && (run == "" || !seen["run-begun"] || !seen["call"] || !seen["results-written"] || !seen["run-ended"] || !seen["command-said"]) {
		t.Errorf("run %q, events %v", run, seen)
	}
	return last
}

func ofSchema(line map[string]any, event string) error {
	when, _ := line["time"].(string)
	if _, err := time.Parse(time.RFC3339Nano, when); err != nil {
		return err
	}
	level, _ := line["level"].(string)
	if !slices.Contains([]string{"DEBUG", "INFO", "WARN", "ERROR"}, level) || line["msg"] == "" || !slices.Contains(namesOfEvents(), event) {
		return errors.New("no level, msg or known event")
	}
	allowed := []string{"time", "level", "event", "msg", "run"}
	switch event {
	case eventSaid:
	case eventFailed:
		allowed = append(allowed, "next", "exit")
	default:
		for _, e := range logEvents {
			if e.name == event {
				allowed = append(allowed, e.members...)
			}
		}
	}
	for name := range line {
		if !slices.Contains(allowed, name) {
			return errors.New("a line of " + event + " has no " + name)
		}
	}
	return nil
}
