package planner_test

import (
	"slices"
	"strings"
	"testing"

	"domainbatch/ingest"
	"domainbatch/planner"
)

const (
	planned = planner.RowPlanned
	held    = planner.RowHeld
	done    = planner.RowDone
)

func TestContradictingRowsAreHeldAndOthersAreNot(t *testing.T) {
	moved := li
	moved.Email, moved.City = "it@northwind-logistics.com", "ning bo shi"
	p := build(t, planner.Settings{}, planner.Options{},
		contactRow("a.com", li, admin), contactRow("a.com", moved, admin), contactRow("a.com", li, admin), contactRow("b.com", moved, admin))
	if got := dispositions(p); !slices.Equal(got, []planner.Disposition{held, held, held, planned}) {
		t.Fatalf("dispositions %v", got)
	}
	for i, want := range []string{
		"Row 3 wants another admin contact for this domain (city and email differ). Keep one wish, set the other rows to skip, and run again.",
		"Rows 2 and 4 want another admin contact for this domain (city and email differ). Keep one wish, set the other rows to skip, and run again.",
	} {
		if p.Rows[i].Comment != want || p.Rows[i].Code != planner.CodeConflict {
			t.Errorf("row %d: %s %q, want %q", i, p.Rows[i].Code, p.Rows[i].Comment, want)
		}
	}
}

func TestEveryDifferenceIsAContradiction(t *testing.T) {
	base := contactRow("a.com", li, registrant)
	lock, account, profile := base, base, profileRow("a.com", 7, registrant)
	lock.Lock, account.Account = ingest.LockOff, "other"
	instance := profile
	instance.InstanceID = "S1"
	tests := map[string]struct {
		a, b ingest.Row
		want string
	}{
		"lock":     {base, lock, "Row 3 wants another registrant contact for this domain (transfer_lock differs)."},
		"account":  {base, account, "Row 3 wants another registrant contact for this domain (account differs)."},
		"action":   {base, profile, "Row 3 wants another registrant contact for this domain (action differs)."},
		"profile":  {profile, profileRow("a.com", 8, registrant), "Row 3 wants another registrant contact for this domain (profile_id differs)."},
		"instance": {profile, instance, "Row 3 wants another registrant contact for this domain (instance_id differs)."},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for _, rows := range [][]ingest.Row{{tt.a, tt.b}, {tt.b, tt.a}} {
				p := build(t, planner.Settings{}, planner.Options{}, rows...)
				want := tt.want + " Keep one wish, set the other rows to skip, and run again."
				if got := p.Rows[0]; got.Disposition != held || got.Comment != want {
					t.Errorf("%s %q, want held %q", got.Disposition, got.Comment, want)
				}
				if len(p.Batches) != 0 {
					t.Errorf("%d batches for held rows", len(p.Batches))
				}
			}
		})
	}
}

// A row is held as a whole, its undisputed changes are sent only if another
// row asks for them, and what it asks for still counts against others.
func TestHoldingARowFreesNoOther(t *testing.T) {
	p := build(t, planner.Settings{}, planner.Options{},
		contactRow("a.com", li, admin, tech, billing), // contradicted by the next two
		contactRow("a.com", smith, admin),
		contactRow("a.com", smith, tech, registrant), // contradicts row 2 only, which is held anyway
		contactRow("a.com", li, billing),             // agrees with row 2
		contactRow("b.com", li, tech))
	if got := dispositions(p); !slices.Equal(got, []planner.Disposition{held, held, held, planned, planned}) {
		t.Fatalf("dispositions %v", got)
	}
	var kinds []string
	for _, b := range p.Batches {
		for _, c := range b.Changes {
			kinds = append(kinds, c.Domain+" "+b.Kind())
			if len(c.Records) != 1 {
				t.Errorf("%s: records %v include a held row", c.Domain, c.Records)
			}
		}
	}
	if !slices.Equal(kinds, []string{"a.com billing", "b.com tech"}) {
		t.Errorf("sent %v", kinds)
	}
	if want, got := "Row 3 wants another admin contact for this domain (", p.Rows[0].Comment; !strings.HasPrefix(got, want) ||
		!strings.Contains(got, "Row 4 wants another tech contact for this domain (") {
		t.Errorf("comment %q does not name both rows", got)
	}
}

func TestCommentOfAWideContradictionIsShort(t *testing.T) {
	var rows []ingest.Row
	for i := range int64(5000) {
		rows = append(rows, profileRow("a.com", 1+i%700, tech))
	}
	p := build(t, planner.Settings{}, planner.Options{}, rows...)
	want := "Rows 3, 4, 5, 6, 7 and 4,987 more want another tech contact for this domain (profile_id differs). Keep one wish, set the other rows to skip, and run again."
	if p.Rows[0].Comment != want {
		t.Errorf("comment %q\nwant    %q", p.Rows[0].Comment, want)
	}
}
