package nodebug

import "testing"

func TestOnlyTheVendorsFlagsGo(t *testing.T) {
	for in, want := range map[string]string{"": "", "dara": "", "mine,dara,tea,credential,*": "mine,*", "mine": "mine"} {
		if got := without(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}
