//go:build !failpoint || !unix

package main

import (
	"time"

	"domainbatch/executor"
	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
)

// The seams of the test build (tag failpoint), which dies at named points and
// lives through its waits faster, at another time. In this build they are not there.

func reach(string) {}

func watchedJournal(j journal.Journal) journal.Journal { return j }

func watchedAPI(api executor.CancelAPI) executor.CancelAPI { return api }

func timeOfDay() time.Time { return time.Now() }

func hastenedLook(opt executor.RefreshOptions) executor.RefreshOptions { return opt }

func hastened(opt executor.Options) executor.Options { return opt }

func hastenedClient(cfg alidomain.Config) alidomain.Config { return cfg }

// identityService is where to ask as whom keys sign, and whether to.
func identityService(endpoint string) (sts string, ask bool) { return "", endpoint == "" }
