// Package quota gives leave to make API calls, so that no rate agreed on is
// ever exceeded and little of it is wasted.
//
// # What comes in, what goes out
//
// A [Limiter] holds one rate for submits, one for queries, and one for all
// calls together. A caller says [Limiter.Acquire] right before the call and
// makes the call when Acquire returns. When the service throttles, the caller
// reports it with [Limiter.Punish]: the rate of that class is halved at once
// and the class rests for as long as the service asked. Undisturbed use lets
// the rate climb back in small steps, never above the ceiling.
//
// # What is promised
//
//   - At most r+1 releases of a class fall into any second, for a ceiling of r
//     calls a second, whatever the scheduler does: a sliding window of real
//     release times is consulted last. The same holds for all calls together.
//   - A caller that always waits gets at least 0.995 of the rate: pacing runs
//     on reserved slots, so a timer that fires late does not move the slots
//     after it.
//   - Callers of one class are served in the order in which they came, as far
//     as the runtime's channel order goes. A class that waits does not hold
//     back the other.
//
// # What it never does
//
// It does not count what other programs on the same account use, and it does
// not retry anything.
package quota
