package metrics

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Job is whose metrics they are.
type Job struct {
	Site    string
	Profile string // "default" when none is named
}

// mostJobs bounds the jobs of one file; the others are left out, those that
// ran longest ago first.
const mostJobs = 64

type series struct{ name, value string }

// File is what a metrics file holds.
type File struct{ jobs map[Job]map[series]float64 }

func (f *File) of(job Job) map[series]float64 {
	if f.jobs == nil {
		f.jobs = map[Job]map[series]float64{}
	}
	if f.jobs[job] == nil {
		f.jobs[job] = map[series]float64{}
	}
	return f.jobs[job]
}

// Value is a series of a job; value is that of the family's own label, "" for
// families without one.
func (f *File) Value(job Job, name, value string) (float64, bool) {
	v, ok := f.jobs[job][series{name, value}]
	return v, ok
}

// WriteTo implements io.WriterTo: the text format of Prometheus, version 0.0.4.
func (f *File) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	jobs := f.newest()
	for i := range families {
		fam := &families[i]
		head := fmt.Sprintf("# HELP %s %s\n# TYPE %s %s\n", fam.name, fam.help, fam.name, fam.kind())
		for _, job := range jobs {
			for _, value := range append([]string{""}, fam.values...) {
				v, ok := f.jobs[job][series{fam.name, value}]
				if !ok {
					continue
				}
				b.WriteString(head)
				head = ""
				b.WriteString(fam.name + labels(job, fam.label, value) + " " + strconv.FormatFloat(v, 'f', -1, 64) + "\n")
			}
		}
	}
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}

// newest are the jobs in the order of their names, those that ran last when
// there are too many.
func (f *File) newest() []Job {
	jobs := slices.Collect(maps.Keys(f.jobs))
	slices.SortFunc(jobs, func(a, b Job) int {
		return cmp.Or(-cmp.Compare(f.jobs[a][series{LastRun, ""}], f.jobs[b][series{LastRun, ""}]), byName(a, b))
	})
	jobs = jobs[:min(len(jobs), mostJobs)]
	slices.SortFunc(jobs, byName)
	return jobs
}

func byName(a, b Job) int {
	return cmp.Or(cmp.Compare(a.Site, b.Site), cmp.Compare(a.Profile, b.Profile))
}

func labels(job Job, label, value string) string {
	own := ""
	if label != "" {
		own = "," + label + `="` + escaped(value) + `"`
	}
	return `{site="` + escaped(job.Site) + `",profile="` + escaped(job.Profile) + `"` + own + "}"
}

// escaped is text as the value of a label.
func escaped(text string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(strings.ToValidUTF8(text, "?"))
}
