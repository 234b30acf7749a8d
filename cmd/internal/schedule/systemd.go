package schedule

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// Systemd writes a service of the system and, unless the command stays, the
// timer that starts it.
func Systemd(j Job) ([]File, error) {
	if err := j.Validate(); err != nil {
		return nil, err
	}
	if err := j.unixPaths(); err != nil {
		return nil, err
	}
	if strings.ContainsAny(j.Program, `'"`) {
		return nil, fmt.Errorf("systemd starts no program whose path holds quotes, as in %q; rename it", j.Program)
	}
	service, err := j.service()
	if err != nil {
		return nil, err
	}
	files := []File{{Name: j.Name + ".service", Text: service}}
	if !j.Watch {
		files = append(files, File{Name: j.Name + ".timer", Text: j.timer()})
	}
	return files, nil
}

func (j Job) service() (string, error) {
	var b strings.Builder
	put := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	put("# %s.", capital(madeBy))
	put("[Unit]")
	put("Description=%s", specifiers(j.About))
	put("Documentation=man:systemd.exec(5)")
	put("Wants=network-online.target")
	put("After=network-online.target")
	if j.AlertUnit != "" {
		put("OnFailure=%s", j.AlertUnit)
	}
	put("\n[Service]")
	if j.Watch {
		put("Type=notify")
		put("NotifyAccess=main")
		put("Restart=on-failure")
		put("RestartSec=1min")
		put("# Wrong usage does not mend itself.")
		put("RestartPreventExitStatus=2")
		put("WatchdogSec=5min")
		put("ExecReload=/bin/kill -HUP $MAINPID")
	} else {
		put("Type=oneshot")
	}
	if j.User != "" {
		put("User=%s", j.User)
	}
	put("WorkingDirectory=/")
	if j.Zone != "" {
		put("Environment=TZ=%s", j.Zone)
	}
	if j.EnvFile != "" {
		put("EnvironmentFile=%s", specifiers(j.EnvFile)) // which takes the line as it is, without quotes
	}
	put("ExecStart=%s", j.execStart())
	put("# Code 9: tasks are still running, or time was up. The next start goes on, so it is no failure.")
	put("SuccessExitStatus=9")
	put("# The first signal is an orderly end: what is under way is written down, which takes a call's time.")
	put("KillMode=mixed")
	put("TimeoutStopSec=3min")
	put("UMask=0077")
	put("")
	if err := j.harden(put); err != nil {
		return "", err
	}
	if j.Watch {
		put("\n[Install]")
		put("WantedBy=multi-user.target")
	}
	return b.String(), nil
}

// harden leaves the service what it needs: the network, its folders, and to
// read the home of its user.
func (j Job) harden(put func(string, ...any)) error {
	put("# All the machine is read-only to it, but for these folders and /tmp.")
	put("ProtectSystem=strict")
	for _, dir := range j.writes() {
		if inTemporary(dir) {
			continue // with all of it, see below
		}
		quoted, err := pathWord("-" + dir)
		if err != nil {
			return err
		}
		put("ReadWritePaths=%s", quoted)
	}
	put("# Keys are read from ~/.aliyun/config.json of the user. Where they come from the environment or a")
	put("# RAM role, and nothing else lies in /home, this can be yes.")
	put("ProtectHome=read-only")
	if shared := slices.IndexFunc(slices.Concat(j.Writes, []string{j.Program, j.EnvFile}), inTemporary); shared >= 0 {
		put("# PrivateTmp=yes is left out, because something of it lies there.")
		put("ReadWritePaths=/tmp /var/tmp")
	} else {
		put("PrivateTmp=yes")
	}
	for _, line := range []string{
		"PrivateDevices=yes", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "AmbientCapabilities=",
		"RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "RestrictNamespaces=yes", "RestrictRealtime=yes", "RestrictSUIDSGID=yes",
		"ProtectClock=yes", "ProtectControlGroups=yes", "ProtectHostname=yes", "ProtectKernelLogs=yes", "ProtectKernelModules=yes",
		"ProtectKernelTunables=yes", "LockPersonality=yes", "MemoryDenyWriteExecute=yes",
		"SystemCallArchitectures=native", "SystemCallFilter=@system-service", "SystemCallErrorNumber=EPERM",
	} {
		put("%s", line)
	}
	return nil
}

// writes are the folders to write in, each once, without those within others.
func (j Job) writes() []string {
	var kept []string
	for _, dir := range slices.Sorted(slices.Values(j.Writes)) {
		dir = path.Clean(dir)
		within := func(outer string) bool {
			return dir == outer || strings.HasPrefix(dir, strings.TrimSuffix(outer, "/")+"/")
		}
		if !slices.ContainsFunc(kept, within) {
			kept = append(kept, dir)
		}
	}
	return kept
}

func inTemporary(p string) bool {
	return strings.HasPrefix(p+"/", "/tmp/") || strings.HasPrefix(p+"/", "/var/tmp/")
}

func (j Job) timer() string {
	var b strings.Builder
	put := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	put("# %s.", capital(madeBy))
	put("[Unit]")
	put("Description=When to start: %s", specifiers(j.About))
	put("\n[Timer]")
	for _, line := range j.When.Calendar(j.Zone) {
		put("OnCalendar=%s", line)
	}
	if j.Delay > 0 {
		put("RandomizedDelaySec=%d", int(j.Delay/time.Second))
	}
	put("# A start that was missed because the machine was off is made up for.")
	put("Persistent=true")
	put("Unit=%s.service", j.Name)
	put("\n[Install]")
	put("WantedBy=timers.target")
	return b.String()
}

// execStart is the command line. Variables are substituted in the arguments
// and not in the path of the program, so that a dollar is doubled in them only.
func (j Job) execStart() string {
	words := []string{unitWord(j.Program, false)}
	for _, arg := range j.Args {
		words = append(words, unitWord(arg, true))
	}
	return strings.Join(words, " ")
}

// unitWord quotes a word of a command line of systemd.
func unitWord(s string, substituted bool) string {
	out := specifiers(s)
	if substituted {
		out = strings.ReplaceAll(out, "$", "$$")
	}
	if plainWord.MatchString(s) {
		return out
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(out) + `"`
}

// pathWord quotes a path of a list of paths, where quotes are taken off but
// nothing is unescaped.
func pathWord(s string) (string, error) {
	out := specifiers(s)
	switch {
	case plainWord.MatchString(s):
		return out, nil
	case !strings.Contains(s, `"`):
		return `"` + out + `"`, nil
	case !strings.Contains(s, `'`):
		return `'` + out + `'`, nil
	}
	return "", fmt.Errorf("%q holds both kinds of quotes, which a list of paths of systemd cannot; rename it", strings.TrimPrefix(s, "-"))
}

// specifiers keeps percent signs as they are.
func specifiers(s string) string { return strings.ReplaceAll(s, "%", "%%") }

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
