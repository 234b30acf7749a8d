package main

import (
	"errors"
	"strings"
	"testing"

	"domainbatch/planner"
)

// Equal content in another file has an equal digest, so the file is compared
// by itself.
func TestSavedPlanFitsOnlyTheVeryFileItWasMadeFrom(t *testing.T) {
	who := &account{shown: "LTAI…"}
	plan := func(file, content, account string) *planner.Plan {
		return &planner.Plan{Digest: content, Source: planner.Source{File: "rows.xlsx", Digest: file}, Settings: planner.Settings{Account: account}}
	}
	saved := plan("file", "content", "a")
	for name, tt := range map[string]struct {
		fresh *planner.Plan
		says  string
	}{
		"the same":                  {plan("file", "content", "a"), ""},
		"the same content, resaved": {plan("other", "content", "a"), "has changed since"},
		"another file":              {plan("other", "else", "a"), "has changed since"},
		"another account":           {plan("file", "else", "b"), "another account"},
		"other flags":               {plan("file", "else", "a"), "out of date"},
	} {
		err := stillFits(saved, tt.fresh, who)
		var f *failure
		switch {
		case tt.says == "" && err == nil:
		case !errors.As(err, &f) || f.code != exitStale || tt.says == "" || !strings.Contains(f.message, tt.says):
			t.Errorf("%s: %v", name, err)
		}
	}
}
