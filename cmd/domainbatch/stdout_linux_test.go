package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What cannot be printed because the disk behind stdout is full is an error, and
// not a success that nobody hears of.
func TestAFullDiskBehindStdoutIsAnError(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"version", "status", "status --json", "config path", "notify schema", "runs list", "check ok.csv", "policy ok.csv", "import inbox --sandbox",
		"schedule print --cron --at 02:30 -- import inbox", "schedule print --systemd --at 02:30 -o units -- import inbox", "sandbox --addr 127.0.0.1:0",
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			mustWrite(t, filepath.Join(home, "ok.csv"), "domain,action\nalpha-example.com,transfer-code\n")
			for _, dir := range []string{"inbox", "units"} {
				if err := os.Mkdir(filepath.Join(home, dir), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer full.Close()
			var said strings.Builder
			cmd := command(t, home, strings.Fields(line)...)
			cmd.Stdout, cmd.Stderr = full, &said
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			late := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() }) // it goes on as if it had been heard
			defer late.Stop()
			if code := exitOf(cmd.Wait()); code != int(exitInternal) || !strings.Contains(said.String(), "no space left on device") {
				t.Errorf("ended with %d and says\n%s", code, said.String())
			}
		})
	}
}
