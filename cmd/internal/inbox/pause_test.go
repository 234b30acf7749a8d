package inbox

import (
	"testing"
	"time"
)

func TestPausesGrowWhileTheServiceIsOut(t *testing.T) {
	for _, x := range []struct {
		every time.Duration
		out   int
		want  time.Duration
	}{
		{30 * time.Second, 0, 30 * time.Second},
		{30 * time.Second, 1, time.Minute},
		{30 * time.Second, 4, 8 * time.Minute},
		{30 * time.Second, 5, LongestPause},
		{30 * time.Second, 1 << 30, LongestPause},
		{time.Hour, 3, time.Hour},
	} {
		if got := Pause(x.every, x.out, 0.5); got != x.want {
			t.Errorf("%s after %d: %s, want %s", x.every, x.out, got, x.want)
		}
		least, most := Pause(x.every, x.out, 0), Pause(x.every, x.out, 1)
		if least != x.want*9/10 || most != x.want*11/10 {
			t.Errorf("%s after %d: from %s to %s, want a tenth less and more than %s", x.every, x.out, least, most, x.want)
		}
	}
}
