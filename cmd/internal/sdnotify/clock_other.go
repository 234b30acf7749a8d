//go:build !linux

package sdnotify

import "time"

// monotonic is not needed where systemd is not.
func monotonic() (time.Duration, bool) { return 0, false }
