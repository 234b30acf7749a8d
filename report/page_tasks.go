package report

import (
	"fmt"

	"domainbatch/executor"
)

// tasksPage lists the tasks of the service, one a row, for anybody who has
// to talk to the service's support.
func tasksPage(rows []executor.RowResult, opt Options) page {
	t := translator(opt.Lang)
	titles := []string{"Task No", "Request Id", "Domain", "Rows", "OK", "PENDING", "FAILED", "Submitted At", "Finished At"}
	list := collectTasks(rows)
	return page{
		key: keyTasks, name: t("Tasks"), frozen: 1, filter: true,
		widths: []float64{40, 40, 34, 8, 8, 10, 9, 20, 20},
		rows: func(yield func([]cell, error) bool) {
			if !yield(headerRow(t, titles), nil) {
				return
			}
			for i := range list {
				if !yield(taskRow(t, &list[i]), nil) {
					return
				}
			}
		},
	}
}

func taskRow(t func(string) string, k *task) []cell {
	domain := k.Domain
	if k.Rows > 1 {
		domain = fmt.Sprintf(t("%s and %d more"), k.Domain, k.Rows-1)
	}
	at := func(v value) cell { return cell{value: v, look: lookTime} }
	return []cell{
		say(k.No, lookAsText), say(k.RequestID, lookAsText), say(domain, lookPlain),
		count(k.Rows, lookNumber),
		count(k.Results[executor.OK], lookNumber),
		count(k.Results[executor.Pending], lookNumber),
		count(k.Results[executor.Failed], lookNumber),
		at(timeValue(k.times.from)), at(timeValue(k.times.end())),
	}
}

// headerRow is a row of titles; those over numbers stand at the right.
func headerRow(t func(string) string, titles []string) []cell {
	row := make([]cell, len(titles))
	for i, s := range titles {
		l := lookHeader
		switch s {
		case "Row", "Rows", "Row before", "Share", "Calls", "OK", "PENDING", "FAILED":
			l = lookHeaderRight
		}
		row[i] = say(t(s), l)
	}
	return row
}
