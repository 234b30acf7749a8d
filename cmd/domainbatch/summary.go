package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"domainbatch/executor"
	"domainbatch/executor/journal"
	"domainbatch/planner"
	"domainbatch/report"
)

// outcome is everything there is to say when a session of a run has ended.
type outcome struct {
	run    report.Run
	rows   []executor.RowResult
	tally  executor.Tally
	end    executor.End
	record *runRecord
	stored journal.Run
	files  []string // written, most important first
	code   exitCode
	next   string

	cancelled bool // the run was taken back

	codes *codesForOther // nil unless codes are sealed for the owner of another key
}

// codeOf is the exit code of a session that ended without an error of its own.
func codeOf(end executor.End, rows map[executor.Result]int) exitCode {
	switch {
	case end == executor.EndInterrupted:
		return exitInterrupted
	case end == executor.EndUnavailable:
		return exitUnavailable
	case end == executor.EndFatal:
		return exitCredentials
	case rows[executor.Unknown] > 0:
		return exitUnknown
	case end == executor.EndPending || rows[executor.Pending] > 0:
		return exitPending
	case end == executor.EndLimit:
		return exitLimit
	case rows[executor.Failed]+rows[executor.Invalid]+rows[executor.Held]+rows[executor.NotSent]+rows[executor.Cancelled] > 0:
		return exitRows
	}
	return exitDone
}

// wantedRows counts the rows by result, without those that a person left out
// on purpose.
func wantedRows(rows []executor.RowResult) map[executor.Result]int {
	counts := executor.CountResults(rows)
	for _, r := range rows {
		if r.Result == executor.NotSent && planner.LeftOut(r.Code) {
			counts[executor.NotSent]--
		}
	}
	return counts
}

// nextStep is what to type after a session.
func nextStep(o *outcome) string {
	results := ""
	if len(o.files) > 0 {
		results = o.files[0]
	}
	sandbox := ""
	if o.record.Rehearsal != "" {
		sandbox = "--sandbox "
	}
	switch o.code {
	case exitDone:
		return ""
	case exitUnknown:
		if o.end != executor.EndDone {
			break // some are still being looked into
		}
		return "look up the rows marked UNKNOWN in the console, then: domainbatch resolve " + o.run.ID
	case exitLimit:
		bad := o.tally.Rows[executor.Failed] + o.tally.Rows[executor.Unknown]
		return fmt.Sprintf("look at the rows that failed; to send the others all the same: domainbatch resume %s --max-failures %d", o.run.ID, bad)
	case exitRows:
		if results == "" {
			return "correct the rows that are not done and apply the file again"
		}
		return "correct the rows that are not done, then: domainbatch apply " + sandbox + shellQuote(results)
	}
	return "domainbatch resume " + o.run.ID
}

// styleOf is the colour of a result.
func styleOf(r executor.Result) string {
	switch r {
	case executor.OK, executor.Unchanged:
		return styleGreen
	case executor.Failed, executor.Unknown:
		return styleRed
	case executor.Skipped:
		return ""
	}
	return styleAmber
}

// writeSummary writes the end of the story for a person.
func (p *program) writeSummary(w io.Writer, o *outcome) error {
	out := &lines{w: w}
	sum := report.Summarize(o.rows)
	out.put("\n%s\n\n", headline(o))
	for _, r := range executor.Results() {
		if n := sum.Rows[r]; n > 0 {
			out.put("  %s %6d\n", p.console.paint(styleOf(r), fmt.Sprintf("%-10s", r)), n)
		}
	}
	out.put("  %-10s %6d\n\n", "rows", sum.Total)
	putCalls(out, o.tally.Calls)
	if o.tally.Rate > 0 {
		out.put("  rate     %.3g submitting calls a second%s\n", o.tally.Rate, throttledNote(o.tally.Throttled))
	}
	out.put("  time     %s\n", briefly(o.tally.Elapsed))
	if sum.Codes > 0 {
		out.put("  codes    %s in the results file and nowhere else\n", count(sum.Codes, "transfer code", "transfer codes"))
	}
	if sum.CodesByMail > 0 {
		out.put("  by mail  %s to the registrant\n", count(sum.CodesByMail, "code is sent", "codes are sent"))
	}
	for _, f := range o.files {
		out.put("  written  %s\n", f)
	}
	putCauses(out, sum.Causes)
	if o.record.Rehearsal != "" {
		out.put("\nThis was a rehearsal: nothing left this machine. At the rates used for a real account\n"+
			"(%g submitting and %g asking calls a second), its calls would take about %s.\n",
			defaultSubmitRate, defaultQueryRate, briefly(atRealRates(o.tally)))
	}
	if o.next != "" {
		out.put("\nnext: %s\n", o.next)
	}
	return out.err
}

// mostCauses is how many reasons are listed; the results file has them all.
const mostCauses = 6

func putCauses(out *lines, causes []report.Cause) {
	if len(causes) == 0 {
		return
	}
	out.put("\nNot done, and why:\n")
	for _, c := range causes[:min(mostCauses, len(causes))] {
		code := c.Code
		if code != "" {
			code = " " + code
		}
		out.put("  %s %s%s: %s (row %d)\n", count(c.Rows, "row", "rows"), string(c.Result), code, c.Example.Domain, c.Example.Number)
		if c.Example.Comment != "" {
			out.put("      %s\n", c.Example.Comment)
		}
	}
	if more := len(causes) - mostCauses; more > 0 {
		out.put("  and %d more reasons; the results file has them all\n", more)
	}
}

func headline(o *outcome) string {
	switch o.end {
	case executor.EndDone:
		if o.cancelled {
			return fmt.Sprintf("Run %s is cancelled; nothing of it is under way any more.", o.run.ID)
		}
		return fmt.Sprintf("Run %s is finished.", o.run.ID)
	case executor.EndPending:
		if words := timeWords(o); words != "" {
			return fmt.Sprintf("Run %s sends no more: %s.", o.run.ID, words)
		}
		switch running := o.tally.Rows[executor.Pending] > 0; {
		case o.cancelled && !running && o.tally.Rows[executor.NotSent] > 0:
			return fmt.Sprintf("Run %s is cancelled and sends no more; whether some of it was sent before has yet to show at the service.", o.run.ID)
		case !running && o.tally.Rows[executor.NotSent] > 0:
			return fmt.Sprintf("Run %s is not over: rows that are not sent wait for something at the service.", o.run.ID)
		case !running && o.tally.Rows[executor.Unknown] > 0:
			return fmt.Sprintf("Run %s is not over: a lost answer is still being looked into.", o.run.ID)
		}
		return fmt.Sprintf("Run %s: tasks are still running at the service.", o.run.ID)
	case executor.EndLimit:
		return fmt.Sprintf("Run %s sends no more: %s.", o.run.ID, stopWords(o))
	case executor.EndInterrupted:
		return fmt.Sprintf("Run %s was interrupted; what is under way is written down.", o.run.ID)
	}
	return fmt.Sprintf("Run %s was stopped; what is under way is written down.", o.run.ID)
}

// timeWords says which limit in time stopped a run, "" when none did.
func timeWords(o *outcome) string {
	running := ""
	if o.tally.Rows[executor.Pending] > 0 {
		running = "; tasks are still running at the service"
	}
	switch {
	case o.tally.Stop == executor.StopDuration:
		return fmt.Sprintf("--max-duration %s is over%s", o.record.window.maxDuration, running)
	case o.tally.Stop == executor.StopWindow && o.tally.Opens.IsZero():
		return fmt.Sprintf("it is not the time of --between %s%s", o.record.window.hours, running)
	case o.tally.Stop == executor.StopWindow:
		return fmt.Sprintf("the window opens at %s (--between %s)%s", o.tally.Opens.Format("2006-01-02 15:04 -0700"), o.record.window.hours, running)
	}
	return ""
}

// stopWords says which limit stopped a run.
func stopWords(o *outcome) string {
	if o.tally.Stop == executor.StopCanary {
		return fmt.Sprintf("a change of the first %d, sent by --canary, did not succeed", o.record.Gate.First)
	}
	return "more changes failed than --max-failures " + o.record.Gate.MaxFailures + " allows"
}

// putCalls lists the calls of a session by operation, those that submit first.
func putCalls(out *lines, calls map[string]int) {
	sent, asked := callsBySort(calls)
	out.put("  calls    %d submitting, %d asking\n", sent, asked)
	for _, submitting := range []bool{true, false} {
		for _, op := range slices.Sorted(maps.Keys(calls)) {
			if submits(op) == submitting {
				out.put("  %13d %s\n", calls[op], op)
			}
		}
	}
}

func submits(operation string) bool { return strings.HasPrefix(operation, "Save") }

// callsBySort adds up the calls that submit and those that ask.
func callsBySort(calls map[string]int) (sent, asked int) {
	for op, n := range calls {
		if submits(op) {
			sent += n
		} else {
			asked += n
		}
	}
	return sent, asked
}

func throttledNote(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", throttled %s", count(n, "time", "times"))
}

// atRealRates is how long the calls of a rehearsal would take at the rates
// used for a real account. Both sorts of call run side by side.
func atRealRates(t executor.Tally) time.Duration {
	sent, asked := callsBySort(t.Calls)
	seconds := max(float64(sent)/defaultSubmitRate, float64(asked)/defaultQueryRate)
	return time.Duration(seconds * float64(time.Second))
}
