package report

import (
	"fmt"
	"strconv"
	"time"

	"domainbatch/executor"
)

// What every format says about a run as a whole is put into words here.

// inOneSentence is the first thing a person reads. errors is the name of the
// sheet with the rows to be run again, "" where there is no such sheet.
func inOneSentence(t func(string) string, s Summary, errors string) string {
	text := fmt.Sprintf(t("%d of %d rows are done."), s.Rows[executor.OK]+s.Rows[executor.Unchanged], s.Total)
	if n := s.Rows[executor.Pending]; n > 0 {
		text += " " + fmt.Sprintf(t("%d are still running at the service."), n)
	}
	switch n := s.worthAnotherRun(); {
	case n > 0 && errors != "":
		text += " " + fmt.Sprintf(t("%d need attention; they stand in the sheet %s."), n, errors)
	case n > 0:
		text += " " + fmt.Sprintf(t("%d need attention."), n)
	}
	if n := s.Rows[executor.Unknown]; n > 0 {
		text += " " + fmt.Sprintf(t("%d have an unknown outcome: a person has to look."), n)
	}
	return text
}

// nextInWords is what to do next.
func nextInWords(t func(string) string, run Run, s Summary, errors string) string {
	switch {
	case run.Next != "":
		return run.Next
	case s.worthAnotherRun() > 0 && errors != "":
		return fmt.Sprintf(t("Mend the rows in the sheet %s and run that sheet again."), errors)
	case s.worthAnotherRun() > 0:
		return t("Mend the rows that need attention in the results file and run that file again: what is done is left alone.")
	}
	return t("Nothing: there is no row left to run.")
}

// stateInWords says from when the page is and whether the run is over; "" for
// a finished run about which nothing is known.
func stateInWords(t func(string) string, v View) string {
	in := v.Options.location()
	switch {
	case !v.Run.Finished.IsZero():
		return fmt.Sprintf(t("Finished %s."), stamp(v.Run.Finished, in))
	case !v.Options.Now.IsZero():
		return fmt.Sprintf(t("The run is not finished: this is how it stood at %s."), stamp(v.Options.Now, in))
	}
	return t("The run is not finished.")
}

// factsOf lists name and value of what is known about a run, in the person's
// language.
func factsOf(t func(string) string, run Run, s Summary, opt Options) [][2]string {
	var facts [][2]string
	add := func(name, what string) {
		if what != "" {
			facts = append(facts, [2]string{t(name), what})
		}
	}
	add("Run Id", run.ID)
	add("Account", run.Account)
	add("Site", run.Site)
	add("Started", stamp(run.Started, opt.location()))
	add("Finished", stamp(run.Finished, opt.location()))
	add("Working time", duration(run.Elapsed))
	add("Submit calls", strconv.Itoa(run.Submits))
	if run.Rate > 0 {
		add("Settled rate", fmt.Sprintf(t("%s submit calls a second"), strconv.FormatFloat(run.Rate, 'f', 2, 64)))
	}
	add("Tasks", strconv.Itoa(s.Tasks))
	if s.Codes+s.CodesByMail > 0 {
		add("Transfer codes", fmt.Sprintf(t("%d in the results file, %d sent by e-mail"), s.Codes, s.CodesByMail))
	}
	if s.CodesSealed > 0 {
		add("Sealed codes", fmt.Sprintf(t("%d, sealed for the owner of another key"), s.CodesSealed))
	}
	add("Input file", run.InputName)
	add("SHA-256", run.InputDigest)
	add("Program", run.Tool)
	add("Report made", stamp(opt.Now, opt.location()))
	return facts
}

// exampleInWords is the first row that a cause hit, with its comment.
func (c Cause) exampleInWords(t func(string) string, v *voice) string {
	return fmt.Sprintf(t("row %d, %s: %s"), c.Example.Number, c.Example.Domain, v.comment(c.Example.result(c)))
}

// cureInWords is what to do about a cause.
func (c Cause) cureInWords(t func(string) string) string {
	if c.Fixes == 0 {
		return t(c.Cure)
	}
	return t(c.Cure) + " " + fmt.Sprintf(t("Values proposed in the sheet Fixes: %d."), c.Fixes)
}

// domains names the domain and how many more there are.
func (f *followUp) domains(t func(string) string) string {
	if f.more == 0 {
		return f.domain
	}
	return fmt.Sprintf(t("%s and %d more"), f.domain, f.more)
}

// duration is a time span as a person reads it, "" for none.
func duration(d time.Duration) string {
	switch {
	case d <= 0:
		return ""
	case d < 10*time.Second:
		return d.Round(100 * time.Millisecond).String()
	default:
		return d.Round(time.Second).String()
	}
}
