// Package schedule writes down when and how a command is started without a
// person: as lines of a crontab, as units of systemd, as a task of Windows. It
// writes text and nothing else, and reads neither files nor clocks.
package schedule

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Job is a command and the circumstances under which it is started.
type Job struct {
	Name    string   // of the unit, the task and the files: letters, digits, dots, dashes and underscores
	About   string   // one line for a person
	Program string   // absolute path
	Args    []string // all paths in them absolute
	Watch   bool     // it stays: started once with the machine, and kept running

	When  When
	Delay time.Duration // each start is put off by a random time up to this; 0: none
	Zone  string        // of When and of the job; "" is the machine's

	Writes    []string // folders in which it writes, absolute
	EnvFile   string   // file of variables for it, absolute; "" for none
	User      string   // it runs as; "" is whoever installs it
	AlertUnit string   // unit of systemd that is started when it fails; "" for none
	MailTo    string   // where cron sends what it prints; "" leaves that to cron
}

var (
	fitName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$`)
	fitUser = regexp.MustCompile(`^([A-Za-z0-9_.-]+\\)?[A-Za-z_][A-Za-z0-9_.-]{0,31}\$?$`)
	fitUnit = regexp.MustCompile(`^[A-Za-z0-9:_.@%-]+\.(service|target)$`)
	fitZone = regexp.MustCompile(`^[A-Za-z0-9_+/-]+$`)
	fitMail = regexp.MustCompile(`^[A-Za-z0-9._+-]+(@[A-Za-z0-9.-]+)?$`)
)

// Validate refuses what none of the forms can say. Each form refuses more.
func (j Job) Validate() error {
	switch {
	case !fitName.MatchString(j.Name) || strings.Contains(j.Name, "--"):
		return fmt.Errorf("the name %q has to be of letters, digits, dots, dashes and underscores, 63 at most", j.Name)
	case j.User != "" && !fitUser.MatchString(j.User):
		return fmt.Errorf("%q is no name of a user", j.User)
	case j.AlertUnit != "" && !fitUnit.MatchString(j.AlertUnit):
		return fmt.Errorf("%q is no name of a unit; it ends in .service", j.AlertUnit)
	case j.MailTo != "" && !fitMail.MatchString(j.MailTo):
		return fmt.Errorf("%q is no mail address that cron takes", j.MailTo)
	case j.Zone != "" && !fitZone.MatchString(j.Zone):
		return fmt.Errorf("%q is no name of a time zone", j.Zone)
	case j.Delay < 0:
		return errors.New("a random delay cannot be negative")
	case j.Watch && !j.When.IsZero():
		return errors.New("a command that stays has no time at which it is started")
	case !j.Watch && j.When.IsZero():
		return errors.New("it is not said when")
	}
	for _, text := range slices.Concat([]string{j.About, j.Program, j.EnvFile}, j.Args, j.Writes) {
		if err := sayable(text); err != nil {
			return err
		}
	}
	return nil
}

// sayable refuses text that would end a line of a file of lines, or that
// nobody could read there.
func sayable(text string) error {
	if !utf8.ValidString(text) {
		return fmt.Errorf("%q is not valid UTF-8", text)
	}
	if i := strings.IndexFunc(text, unicode.IsControl); i >= 0 {
		return fmt.Errorf("%q holds a line break or another control character", text)
	}
	return nil
}

// unixPaths refuses paths that are not absolute, and backslashes in them, of
// which no two programs think alike.
func (j Job) unixPaths() error {
	for _, p := range slices.Concat([]string{j.Program}, j.Writes, []string{j.EnvFile}) {
		if p != "" && !path.IsAbs(p) {
			return fmt.Errorf("%q is not an absolute path", p)
		}
	}
	for _, text := range slices.Concat([]string{j.Program, j.EnvFile, j.User}, j.Args, j.Writes) {
		if strings.Contains(text, `\`) {
			return fmt.Errorf("%q holds a backslash, which is not read alike everywhere; rename it", text)
		}
	}
	return nil
}

// madeBy is the first line of every file, by which it is known again.
const madeBy = "made by domainbatch schedule print"

// MadeHere reports whether the text of a file was written by this package.
func MadeHere(text string) bool { return strings.Contains(strings.ToLower(text), madeBy) }

// File is one file of a schedule.
type File struct {
	Name string
	Text string
}
