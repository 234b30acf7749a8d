package inbox

import "time"

// LongestPause is the longest time between two looks while the service is out.
const LongestPause = 15 * time.Minute

// Pause is how long to wait before the next look at a folder: every, twice as
// long after each further look in a row that found the service out, and a tenth
// more or less as chance (0 to 1) says, so that many machines do not ask in step.
func Pause(every time.Duration, out int, chance float64) time.Duration {
	longest := max(every, LongestPause)
	pause := every
	for range out {
		if pause *= 2; pause >= longest {
			pause = longest
			break
		}
	}
	return pause + time.Duration((chance-0.5)*0.2*float64(pause))
}
