package inbox

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestNamesAreSorted(t *testing.T) {
	for name, want := range map[string]Kind{
		"portfolio.xlsx": Sheet, "PORTFOLIO.XLSX": Sheet, "a.xlsm": Sheet, "a.csv": Sheet, "a.tsv": Sheet, "域名 清单.csv": Sheet,
		"old.xls": Sheet, "old.ods": Sheet, // refused with a cure
		"a.results.xlsx": Results, "a.results-2.csv": Results, "a.results-12345678.csv": Sheet, "results.csv": Sheet, "my.results.v2.csv": Sheet,
		"~$portfolio.xlsx": LockFile, ".~lock.portfolio.xlsx#": LockFile,
		".portfolio.xlsx": Temporary, "portfolio.xlsx.part": Temporary, "a.csv.crdownload": Temporary, "a.tmp": Temporary, "a.csv~": Temporary,
		"~WRL0001.tmp": Temporary, "a.CSV.PART": Temporary,
		"letter.docx": Foreign, "readme.txt": Foreign, "xlsx": Foreign, "": Foreign, "a.": Foreign,
	} {
		if got := KindOf(name); got != want {
			t.Errorf("%q is of kind %d, want %d", name, got, want)
		}
	}
}

func TestALockFileNamesItsSheet(t *testing.T) {
	for _, x := range []struct {
		sheet, beside string
		open, fetched bool
	}{
		{"portfolio.xlsx", "~$portfolio.xlsx", true, false},
		{"portfolio.xlsx", "~$rtfolio.xlsx", true, false},
		{"portfolio.xlsx", ".~lock.portfolio.xlsx#", true, false},
		{"portfolio.xlsx", "~$other.xlsx", false, false},
		{"a.csv", "~$csv", false, false},
		{"a.csv", "a.csv.part", false, true},
		{"a.csv", "a.csv.crdownload", false, true},
		{"a.csv", "b.csv.part", false, false},
	} {
		names := map[string]bool{x.sheet: true, x.beside: true}
		if got := OpenedBy(x.sheet, names); (got != "") != x.open || x.open && got != x.beside {
			t.Errorf("%s beside %s: opened by %q", x.sheet, x.beside, got)
		}
		if got := FetchedAs(x.sheet, names); (got != "") != x.fetched {
			t.Errorf("%s beside %s: fetched as %q", x.sheet, x.beside, got)
		}
	}
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func names(looks []Look) (out []string) {
	for _, l := range looks {
		out = append(out, l.Name)
	}
	return out
}

// Where the file system says when a file changed, one look is enough.
func TestAFileThatHasBeenQuietIsTakenAtOnce(t *testing.T) {
	var m Memory
	old, young := noon.Add(-time.Hour), noon.Add(-3*time.Second)
	whole, settling := m.Sift(noon, []Look{
		{Name: "copied.csv", ModTime: old, Changed: young}, // cp -p sets one of the two only
		{Name: "quiet.csv", ModTime: old.Add(time.Second), Changed: old},
		{Name: "older.csv", ModTime: old.Add(-time.Second), Changed: old},
		{Name: "b.csv", ModTime: old, Changed: old},
		{Name: "a.csv", ModTime: old, Changed: old},
	}, 10*time.Second)
	if got := names(whole); !slices.Equal(got, []string{"older.csv", "a.csv", "b.csv", "quiet.csv"}) {
		t.Errorf("whole: %v", got)
	}
	if len(settling) != 1 || settling[0].Name != "copied.csv" || settling[0].Wait != 7*time.Second {
		t.Errorf("settling: %+v", settling)
	}
}

// Where it does not, a file is watched, whatever its modification time says.
func TestAFileIsWatchedUntilItIsQuiet(t *testing.T) {
	var m Memory
	at := func(after time.Duration, size int64) (whole []Look, settling []Settling) {
		return m.Sift(noon.Add(after), []Look{{Name: "a.csv", Size: size, ModTime: noon.Add(-time.Hour)}}, 10*time.Second)
	}
	for _, step := range []struct {
		after time.Duration
		size  int64
		whole bool
	}{
		{0, 10, false}, {6 * time.Second, 20, false}, {12 * time.Second, 20, false}, {16 * time.Second, 20, true},
		{17 * time.Second, 21, false}, {27 * time.Second, 21, true},
	} {
		if whole, settling := at(step.after, step.size); (len(whole) == 1) != step.whole || len(whole)+len(settling) != 1 {
			t.Errorf("after %s: whole %v, settling %v", step.after, whole, settling)
		}
	}
	if m.Sift(noon, nil, time.Second); len(m.seen) != 0 {
		t.Errorf("%d files that are gone are remembered", len(m.seen))
	}
}

func TestJobsHaveNamesThatNoFileSystemRefuses(t *testing.T) {
	digest := strings.Repeat("ab12cd34", 8)
	for file, want := range map[string]string{
		"portfolio.xlsx": "20261122-120000-ab12cd34-portfolio",
		"域名 清单.csv":      "20261122-120000-ab12cd34-域名 清单",
		"dots. .csv":     "20261122-120000-ab12cd34-dots",
	} {
		if got := JobName(noon.In(time.FixedZone("", 8*3600)), digest, file, 1); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if first, second := JobName(noon, digest, "a.csv", 1), JobName(noon, digest, "a.csv", 2); first == second {
		t.Errorf("two jobs are called %q", first)
	}
	rapid.Check(t, func(t *rapid.T) {
		name := JobName(noon, digest, rapid.String().Draw(t, "stem")+".xlsx", 1)
		if shown, ok := JobDigest(name); len(name) > 200 || !ok || shown != digest[:8] {
			t.Fatalf("%q: %q, %v", name, shown, ok)
		}
	})
	long := JobName(noon, digest, strings.Repeat("域", 200)+".csv", 1)
	if !utf8.ValidString(long) {
		t.Errorf("%q is cut within a letter", long)
	}
	for _, other := range []string{"", "portfolio", "20261122-120000-XYZ-a", "2026-ab12cd34-a"} {
		if _, ok := JobDigest(other); ok {
			t.Errorf("%q counts as a job", other)
		}
	}
}

// Every exit code of the program has its place, and its rank in the exit code
// of an import.
func TestExitCodesDecideThePlace(t *testing.T) {
	for _, x := range []struct {
		code     int
		settled  Place // nothing of it goes on by itself
		moving   Place // some of it does
		stopsAll bool
	}{
		{0, Done, Done, false}, {1, Working, Working, false}, {2, Working, Working, false}, {3, Failed, Failed, false},
		{4, Failed, Failed, false}, {5, Working, Working, true}, {6, Working, Working, true}, {7, Working, Working, true},
		{8, Held, Held, false}, {9, Working, Working, false}, {10, Held, Working, false}, {11, Held, Held, false}, {130, Working, Working, true},
	} {
		if got := PlaceFor(x.code, false); got != x.settled {
			t.Errorf("code %d goes to %s, want %s", x.code, got, x.settled)
		}
		if got := PlaceFor(x.code, true); got != x.moving {
			t.Errorf("code %d goes to %s while it moves, want %s", x.code, got, x.moving)
		}
		if StopsAll(x.code) != x.stopsAll {
			t.Errorf("code %d stops all: %v", x.code, !x.stopsAll)
		}
		if want := x.code; want != 3 && Worst(0, x.code, 0) != want {
			t.Errorf("code %d among others that are done makes %d", x.code, Worst(0, x.code, 0))
		}
	}
	for _, x := range []struct{ want, a, b int }{
		{4, 3, 0}, {4, 3, 3}, {4, 3, 4}, {8, 4, 8}, {9, 8, 9}, {10, 9, 10}, {130, 10, 130}, {6, 130, 6}, {5, 6, 5}, {1, 5, 1}, {8, 11, 8}, {99, 1, 99},
	} {
		if got := Worst(x.a, x.b); got != x.want || Worst(x.b, x.a) != got {
			t.Errorf("%d and %d make %d, want %d", x.a, x.b, got, x.want)
		}
	}
	if Worst() != 0 {
		t.Errorf("nothing makes %d", Worst())
	}
}
