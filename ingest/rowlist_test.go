package ingest

import (
	"reflect"
	"testing"
)

// listed are the rows of a list.
func listed(l *RowList) (rows []Row) {
	for row := range l.All() {
		rows = append(rows, row)
	}
	return rows
}

func TestAListHasTheRowsThatWereAdded(t *testing.T) {
	s, err := Open(t.Context(), input("many.csv", mixedText(9000)), Options{})
	check(t, err)
	defer s.Close()
	var want []Row
	var l RowList
	for row, err := range s.Rows() {
		check(t, err)
		want = append(want, row)
		l.Add(&row)
	}
	if got := listed(&l); l.Len() != len(want) || !reflect.DeepEqual(got, want) {
		t.Errorf("%d rows, want %d", len(got), len(want))
	}
	if len(l.shared) > len(want)/3 {
		t.Errorf("%d of %d rows are kept as a whole", len(l.shared), len(want))
	}
	changed := l.Changed(func(row *Row) {
		if row.Action == ActionUpdateContact && row.Record%2 == 0 {
			row.Account, row.Alike = "prod", 0
		}
	})
	for i := range want {
		if want[i].Action == ActionUpdateContact && i%2 == 0 {
			want[i].Account, want[i].Alike = "prod", 0
		}
	}
	if !reflect.DeepEqual(listed(changed), want) {
		t.Error("the changed rows are others")
	}
	for range changed.All() {
		break // leaving early is allowed
	}
	if (&RowList{}).Len() != 0 || len(listed(&RowList{})) != 0 {
		t.Error("an empty list has rows")
	}
}
