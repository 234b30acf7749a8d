package planner

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestNumberedAgreesWithAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var table numbered[string]
		model := map[string]int32{}
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 300), 0, 800).Draw(t, "values") {
			x := fmt.Sprint(n)
			want, known := model[x]
			if !known {
				want = int32(len(model))
				model[x] = want
			}
			if got, fresh := table.no(x); got != want || fresh == known {
				t.Fatalf("%s has number %d (fresh %v), want %d", x, got, fresh, want)
			}
		}
		for x, n := range model {
			if table.all[n] != x {
				t.Fatalf("number %d is %s, want %s", n, table.all[n], x)
			}
		}
	})
}

// Values whose hashes agree are told apart by looking at them.
func TestNumberedSurvivesCollisions(t *testing.T) {
	table := numbered[int]{cells: make([]cell, 8), all: []int{10, 20, 30}}
	for i := range table.all {
		*table.place(7, func(n int32) bool { return table.all[n] == table.all[i] }) = cell{7, int32(i + 1)}
	}
	for i, x := range table.all {
		if c := table.place(7, func(n int32) bool { return table.all[n] == x }); c.number != int32(i+1) {
			t.Errorf("%d stands at number %d, want %d", x, c.number, i+1)
		}
	}
	if c := table.place(7, func(n int32) bool { return table.all[n] == 40 }); c.number != 0 {
		t.Errorf("a value that is not there was found as number %d", c.number)
	}
}
