package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const importLong = `Take every new spreadsheet of a folder, do what it says, and move it with its
results where it belongs. Nothing is asked, so the limits are what keeps
accidents small: --max-changes, --max-registrant-changes, --max-failures.

  DIR/working/…  taken, and not over: the next import goes on with it
  DIR/done/…     nothing is left to do (code 0)
  DIR/failed/…   the file, or some of its rows, have to be corrected (3, 4)
  DIR/held/…     somebody has to decide: a limit, rows whose outcome is unknown,
                 a plan that is out of date (8, 10, 11)

Rows that are held because another run has their domain under way need nobody:
their file stays in working, and is done once more when that run is over.

Each file gets a folder of its own there, named by time, content and file, with
the file, its results and a summary. An import first goes on with what is not
over, then takes the new files, oldest first. A bad file stops no other one.
The same content is never run twice, unless --again says so. What is in place
already is not sent again; a file that changes nothing makes no writing call.

A file that is named stays where it is, and its results are written beside it.
When rows of it wait for another run it ends with 9, and not with 4: importing it
again does them, once that run is over.

Left alone until the next import: files that were written to within --stable or
are open for writing, and those that Excel or LibreOffice has open. Never taken:
hidden and half downloaded files, links, and results that nobody has edited.

With --watch it looks again every 30 seconds, less often while the service is
out, tells systemd how it stands (NOTIFY_SOCKET, watchdog included), reads the
configuration again on SIGHUP, and ends with 0 on SIGTERM or Ctrl-C, as soon as
what is under way is written down. Files need not be asked for: it polls.

The exit code is the worst of all files, in the order 1, 5, 6, 2, 7, 130, 10, 9,
8, 11, 4, 0; a file that cannot be used counts as 4.

` + exitHelp

const importExample = `  domainbatch import /srv/domains/inbox
  domainbatch import /srv/domains/inbox --max-changes 200 --json
  domainbatch import portfolio.xlsx                # a living file: it stays
  domainbatch import /srv/domains/inbox --again    # also what was run before
  domainbatch import /srv/domains/inbox --watch    # as a service, until SIGTERM`

// importFlags are what import takes beside the flags of a job.
type importFlags struct {
	job    applyFlags
	stable time.Duration
	again  bool
	asJSON bool
	watch  bool
	every  time.Duration
	typed  *pflag.FlagSet
}

func newImport(p *program, shared *sharedFlags) *cobra.Command {
	f := &importFlags{}
	cmd := &cobra.Command{
		Use:     "import DIR|FILE...",
		Short:   "Do all new files of a folder, for a timer",
		Long:    importLong,
		Example: importExample,
		GroupID: groupJob,
		Args:    args(1, 1000, "a folder, or files"),
		RunE: func(cmd *cobra.Command, names []string) error {
			f.typed, f.job.typed = cmd.Flags(), cmd.Flags()
			if f.job.sandbox {
				f.job.rehearse(cmd.Flags())
			}
			f.job.yes = true
			switch request := (importRequest{names, f, shared, cmd}); {
			case p.asked != nil:
				p.asked(request)
				return nil
			case f.watch:
				return p.watchAll(cmd.Context(), request)
			}
			return p.tellingJob(&f.job.tell, f.about(), func() error { return p.importAll(cmd.Context(), names, f, shared) })
		},
	}
	f.job.registerJob(cmd)
	set := cmd.Flags()
	set.DurationVar(&f.stable, "stable", 10*time.Second, "take a file when nothing was written to it for so long (`DURATION`)")
	set.BoolVar(&f.again, "again", false, "run a file also when its content was run before")
	set.BoolVar(&f.watch, "watch", false, "go on looking until a signal comes; SIGHUP reads the configuration again")
	set.DurationVar(&f.every, "every", 30*time.Second, "with --watch, the pause between two looks (`DURATION`)")
	set.BoolVar(&f.asJSON, "json", false, "print one line of JSON for each file")
	return cmd
}

// about is what those hear who are told how an import goes.
func (f *importFlags) about() about {
	return about{command: "import", target: f.job.target, lang: f.job.run.Lang, rehearsal: f.job.sandbox}
}

func (f *importFlags) validate() error {
	if f.stable < 0 {
		return usage("give a duration such as 10s or 1m, or 0", "--stable cannot be negative")
	}
	return f.job.validate()
}

// importAll is one import: what is not over, then what is new.
func (p *program) importAll(ctx context.Context, names []string, f *importFlags, shared *sharedFlags) error {
	if err := errors.Join(f.validate(), f.job.window.begin(p)); err != nil {
		return err
	}
	boxes, err := openBoxes(names)
	defer closeBoxes(boxes)
	if err != nil {
		return err
	}
	im, err := p.openImporter(ctx, boxes, f, shared, true)
	if err != nil {
		return err
	}
	defer im.Close()
	forget := p.interrupts.whenStopped(func() {
		p.console.say("stopping: no further file is taken; Ctrl-C again leaves at once")
	})
	defer forget()
	code, err := im.cycle(ctx)
	if err != nil {
		return err
	}
	if im.said == 0 && code == exitDone && !f.asJSON {
		if _, err := fmt.Fprintf(p.stdout, "nothing to do: nothing new in %s\n", strings.Join(names, ", ")); err != nil {
			return err
		}
	}
	return ended(code)
}

// openBoxes opens what was named: folders, and files where they lie.
func openBoxes(names []string) ([]*dropbox, error) {
	var boxes []*dropbox
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			return boxes, cannotRead(name, err)
		}
		path, err := filepath.Abs(name)
		if err == nil && !info.IsDir() {
			path, err = filepath.EvalSymlinks(path)
		}
		if err != nil {
			return boxes, cannotRead(name, err)
		}
		var box *dropbox
		if info.IsDir() {
			box, err = openInbox(path)
		} else {
			box, err = openBeside(path)
		}
		if err != nil {
			return boxes, err
		}
		boxes = append(boxes, box)
	}
	return boxes, nil
}

func closeBoxes(boxes []*dropbox) error {
	var errs []error
	for _, b := range boxes {
		errs = append(errs, b.root.Close())
	}
	return errors.Join(errs...)
}
