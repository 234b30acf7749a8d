package schedule

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// longestCommand is how much of a line most crons read: a thousand bytes, less
// what ends it.
const longestCommand = 990

// Crontab writes lines for a person's crontab, or, where the job names a user,
// for a file of /etc/cron.d.
func Crontab(j Job) (File, error) {
	if err := j.Validate(); err != nil {
		return File{}, err
	}
	if err := j.unixPaths(); err != nil {
		return File{}, err
	}
	command := j.shellCommand()
	if n := len(command); n > longestCommand {
		return File{}, fmt.Errorf("the command would be %d bytes long, and cron takes %d; shorten its paths, or put options into the configuration file", n, longestCommand)
	}
	var b strings.Builder
	put := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	put("# %s; %s.", j.About, madeBy)
	put("# Code 9 means that tasks are still running, or that time was up: the next start goes on.")
	put("# A start that finds another one at work for the account ends with code 7 and does nothing.")
	put("SHELL=/bin/sh")
	put("PATH=/usr/local/bin:/usr/bin:/bin")
	if j.MailTo != "" {
		put("MAILTO=%s", j.MailTo)
	}
	if j.Zone != "" && !j.Watch {
		put("# The cron of Debian and Ubuntu goes by the machine's zone and takes no notice of CRON_TZ.")
		put("CRON_TZ=%s", j.Zone)
	}
	user := ""
	if j.User != "" {
		user = j.User + " "
	}
	starts := j.When.cron()
	if j.Watch {
		starts = []string{"@reboot"}
	}
	for _, start := range starts {
		put("%s %s%s", start, user, command)
	}
	return File{Name: j.Name + ".cron", Text: b.String()}, nil
}

// shellCommand is what sh runs, fit for a crontab. There is no backslash in it
// but before a percent sign outside of quotes: whether a cron takes that one
// away or leaves it to the shell comes to the same.
func (j Job) shellCommand() string {
	var parts []string
	if seconds := int(j.Delay / time.Second); seconds > 0 && !j.Watch {
		parts = append(parts, fmt.Sprintf("sleep $(( $(od -An -N2 -tu2 /dev/urandom) * %d / 65536 ))", seconds))
	}
	if j.Zone != "" {
		parts = append(parts, "TZ="+shellWord(j.Zone), "export TZ")
	}
	if j.EnvFile != "" {
		parts = append(parts, "set -a", ". "+shellWord(j.EnvFile), "set +a")
	}
	words := []string{"exec", shellWord(j.Program)}
	for _, arg := range j.Args {
		words = append(words, shellWord(arg))
	}
	return strings.Join(append(parts, strings.Join(words, " ")), "; ")
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_./:,@+=-]+$`)

// shellWord quotes a word for sh and for the eyes of cron.
func shellWord(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	var b strings.Builder
	quoted := 0 // where the text that is still to be quoted begins
	flush := func(end int) {
		if end > quoted {
			b.WriteString("'" + s[quoted:end] + "'")
		}
		quoted = end + 1
	}
	for i := range len(s) {
		switch s[i] {
		case '\'':
			flush(i)
			b.WriteString(`"'"`)
		case '%':
			flush(i)
			b.WriteString(`\%`)
		}
	}
	flush(len(s))
	if b.Len() == 0 {
		return "''"
	}
	return b.String()
}
