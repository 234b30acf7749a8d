package ingest

import (
	"testing"

	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"
)

// TestLandlinesAreParsedAsByTheLibrary compares numbers of China around those
// that the library is not asked to parse.
func TestLandlinesAreParsedAsByTheLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.StringMatching(`0[1-9][0-9]{9,10}`), rapid.StringMatching(`0(1[12][0-9]|179|10|400|95)[0-9]{7,9}`),
			rapid.StringMatching(`0?[0-9]{8,13}`)).Draw(t, "number")
		area := rapid.SampledFrom([]string{"86", "86", "86", "852", "39", "1"}).Draw(t, "area")
		got, err := parseNumber(area, number)
		want, wantErr := phonenumbers.Parse("+"+area+number, "")
		if err != wantErr || err == nil && got.String() != want.String() {
			t.Fatalf("+%s %s: %v, %v; the library says %v, %v", area, number, got, err, want, wantErr)
		}
	})
}
