package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

const doctorLong = `Check what a run depends on, and say one line about each, with a cure where
something is wrong: configuration files, the state folder with its journal and
key, the place of the results, credentials, the site, this machine's clock, and
the permissions. The service is asked with a few harmless reads; nothing is
changed. Whether changes are permitted only a change can tell: see "domainbatch
policy".

It ends with 0, or with the code that a run would end with: 1, 2, 5 or 6.`

const doctorExample = `  domainbatch doctor
  domainbatch doctor --site intl -o results/
  domainbatch doctor --json`

type doctorFlags struct {
	target targetFlags
	output string
	asJSON bool
}

func newDoctor(p *program, shared *sharedFlags) *cobra.Command {
	f := &doctorFlags{}
	cmd := &cobra.Command{
		Use:     "doctor",
		Short:   "Check credentials, clock, permissions and folders",
		Long:    doctorLong,
		Example: doctorExample,
		GroupID: groupOther,
		Args:    args(0, 0, "no argument"),
		RunE:    func(cmd *cobra.Command, _ []string) error { return p.doctor(cmd.Context(), f, shared) },
	}
	f.target.registerPlace(cmd.Flags())
	cmd.Flags().StringVarP(&f.output, "output", "o", ".", "folder or `FILE` where results will go")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print JSON")
	return cmd
}

// health is how one thing was found.
type health string

// The states of health, the worst last.
const (
	healthOK   health = "ok"
	healthNote health = "note" // not checked, or not needed for everything
	healthBad  health = "bad"
)

// diagnosis is one line of doctor. Its JSON is part of the program's
// interface.
type diagnosis struct {
	Check  string   `json:"check"`
	Status health   `json:"status"`
	Found  string   `json:"found"`
	Cure   string   `json:"cure,omitempty"`
	code   exitCode // what a run would end with
}

func wellDone(check, format string, args ...any) diagnosis {
	return diagnosis{Check: check, Status: healthOK, Found: fmt.Sprintf(format, args...)}
}

func remark(check, cure, format string, args ...any) diagnosis {
	return diagnosis{Check: check, Status: healthNote, Found: fmt.Sprintf(format, args...), Cure: cure}
}

func ailment(check string, code exitCode, cure, format string, args ...any) diagnosis {
	return diagnosis{Check: check, Status: healthBad, Found: fmt.Sprintf(format, args...), Cure: cure, code: code}
}

// troubled is the diagnosis that an error comes to.
func troubled(check string, code exitCode, err error) diagnosis {
	f := explain(err)
	if code == 0 {
		code = f.code
	}
	return ailment(check, code, withoutResume(f.hint), "%s", f.message)
}

func (p *program) doctor(ctx context.Context, f *doctorFlags, shared *sharedFlags) error {
	f.target.BatchSize = 1 // nothing is sent
	if err := f.target.validate(); err != nil {
		return err
	}
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	all := p.examineConfiguration()
	all = append(all, p.examineState(ctx, shared)...)
	all = append(all, p.examineOutput(f.output)...)
	all = append(all, p.examineService(ctx, f.target)...)
	if err := ctx.Err(); err != nil {
		return err
	}
	code := worst(all)
	if f.asJSON {
		err := writeJSON(p.stdout, struct {
			Checks   []diagnosis `json:"checks"`
			ExitCode exitCode    `json:"exit_code"`
		}{all, code})
		return errors.Join(err, ended(code))
	}
	if err := p.writeDiagnoses(all); err != nil {
		return err
	}
	return ended(code)
}

// worst is the code that wins: the first of 1, 2, 5 and 6.
func worst(all []diagnosis) exitCode {
	code := exitDone
	for _, d := range all {
		if d.Status == healthBad && (code == exitDone || d.code < code) {
			code = d.code
		}
	}
	return code
}

func (p *program) writeDiagnoses(all []diagnosis) error {
	styles := map[health]string{healthOK: styleGreen, healthNote: styleAmber, healthBad: styleRed}
	out := &lines{w: p.stdout}
	plain := p.console.plain || !isTerminal(p.stdout)
	for _, d := range all {
		status := painted(fmt.Sprintf("%-4s", string(d.Status)))
		if !plain {
			status = p.console.paint(styles[d.Status], string(status))
		}
		out.put("%s  %-13s %s", status, d.Check, d.Found)
		if d.Cure != "" {
			out.put("; %s", d.Cure)
		}
		out.put("\n")
	}
	return out.err
}
