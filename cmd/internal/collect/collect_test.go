package collect

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

func percent() uint64 {
	sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

func waitForUsual(t *testing.T) {
	for deadline := time.Now().Add(time.Minute); percent() != usual; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("collections still come at %d percent", percent())
		}
		runtime.GC()
	}
}

func TestOnlyTheFirstCollectionComesLate(t *testing.T) {
	if _, set := os.LookupEnv("GOGC"); !set {
		waitForUsual(t) // what init said ends first
	}
	before := debug.SetGCPercent(77)
	defer debug.SetGCPercent(before)
	later(func(string) (string, bool) { return "77", true })
	if got := percent(); got != 77 {
		t.Fatalf("GOGC of the person was changed to %d", got)
	}
	later(func(string) (string, bool) { return "", false })
	waitForUsual(t)
}

func TestTheFirstCollectionDoesNotEndFrugality(t *testing.T) {
	before := debug.SetGCPercent(usual)
	defer debug.SetGCPercent(before)
	later(func(string) (string, bool) { return "", false })
	undo := Frugally()
	for range 5 { // cleanups run after a collection, on their own
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	if got := percent(); got != 20 {
		t.Fatalf("collections come at %d percent", got)
	}
	undo()
	if got := percent(); got != usual {
		t.Fatalf("collections come at %d percent after it", got)
	}
}
