package sandbox

import "time"

const maxPageSize = 1000

// pageOf reads the page asked for. Page numbers count from 1.
func (c *call) pageOf(largest int) (num, size int, ref *refusal) {
	num, size = int(c.args.number("PageNum")), int(c.args.number("PageSize"))
	switch {
	case num < 1:
		return 0, 0, invalid("PageNum")
	case size < 1 || size > largest:
		return 0, 0, invalid("PageSize")
	}
	return num, size, nil
}

// window is the range of rows of a page. Vanish and duplicate shift it by one
// row, as happens when rows come and go between two pages.
func (c *call) window(total, num, size int) (from, to int) {
	from = min((num-1)*size, total)
	to = min(from+size, total)
	switch {
	case c.is(Vanish) && from < to:
		from, to = from+1, min(to+1, total)
	case c.is(Duplicate) && from > 0:
		from--
	}
	return from, to
}

// pageFields are the fields round the rows of a page.
func pageFields(total, num, size int) object {
	pages := 0
	if size > 0 {
		pages = (total + size - 1) / size
	}
	return object{
		{"CurrentPageNum", num}, {"PageSize", size}, {"TotalItemNum", total}, {"TotalPageNum", pages},
		{"PrePage", num > 1 && num-1 <= pages}, {"NextPage", num < pages},
	}
}

// paginate prints the rows of the page asked for, row by row, in a list under
// Data.
func paginate[T any](c *call, name string, all []T, row func(T) object) (object, *refusal) {
	num, size, ref := c.pageOf(maxPageSize)
	if ref != nil {
		return nil, ref
	}
	from, to := c.window(len(all), num, size)
	out := make([]object, 0, to-from+1)
	if c.is(Duplicate) && from == 0 && to > 0 {
		out = append(out, row(all[0]))
	}
	for _, t := range all[from:to] {
		out = append(out, row(t))
	}
	return append(pageFields(len(all), num, size), field{"Data", object{{name, rows(out)}}}), nil
}

// days is a window over creation dates, given in milliseconds and widened to
// whole days of China time, as the documents say.
type days struct{ from, to int64 }

func (c *call) days(begin, end string) days {
	d := days{0, 1 << 40}
	if n := c.args.number(begin); n > 0 {
		d.from = day(time.UnixMilli(n))
	}
	if n := c.args.number(end); n > 0 {
		d.to = day(time.UnixMilli(n))
	}
	return d
}

func (d days) contain(t time.Time) bool {
	n := day(t)
	return d.from <= n && n <= d.to
}

// day numbers the days of China time.
func day(t time.Time) int64 { return (t.Unix() + 8*3600) / 86400 }
