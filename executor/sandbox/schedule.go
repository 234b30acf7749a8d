package sandbox

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"time"
)

// fate is what becomes of one detail, decided when its task is accepted.
type fate struct {
	start, done time.Time
	tries       int
	err, reason string // failure if err is not empty
	result      string
}

// draw decides the fate of one detail. The dice depend on the seed, the domain,
// the kind and how many tasks the domain had, so that the order in which a
// client sends its batches does not change what becomes of a domain.
func (s *Server) draw(d *domain, w wish, now time.Time) fate {
	dice := s.dice(d.name, w.kind, len(d.details))
	t := s.o.TaskTime
	f := fate{start: now.Add(s.scaled(between(dice, t.WaitMin, t.WaitMax)))}
	run := between(dice, t.ExecuteMin, t.ExecuteMax)
	f.err, f.reason = failure(dice, d, w, now)
	switch {
	case f.err != "" && magic(d.name, "-fail"):
		f.tries = 3
	case !s.o.Quirks.NoRetries && dice.Float64() < 0.15:
		f.tries = 1
	}
	run += run * time.Duration(f.tries) / 2
	if !s.o.Quirks.NoReview && w.kind == "registrant" && cnnic(d.name) {
		run *= 3
	}
	if magic(d.name, "-slow") {
		run = t.Slow
	}
	f.done = f.start.Add(s.scaled(run))
	if f.err == "" && w.kind == kindTransferCode {
		f.result = s.code(d, dice)
	}
	return f
}

func (s *Server) dice(domain, kind string, nth int) *rand.Rand {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s\x00%s\x00%d", domain, kind, nth)
	return rand.New(rand.NewPCG(uint64(s.o.Seed), h.Sum64()))
}

func (s *Server) scaled(d time.Duration) time.Duration {
	return time.Duration(float64(d) / s.o.TimeScale)
}

func between(dice *rand.Rand, low, high time.Duration) time.Duration {
	if high <= low {
		return low
	}
	return low + time.Duration(dice.Int64N(int64(high-low)+1))
}

// failure gives the reason for which a detail will fail, empty when it will not.
func failure(dice *rand.Rand, d *domain, w wish, now time.Time) (err, reason string) {
	owner := w.kind == "registrant"
	switch {
	case magic(d.name, "-fail"):
		return magicFailure(dice, w.kind)
	case w.kind == kindTransferLock || w.kind == kindUpdateLock:
		return "", ""
	case w.kind == kindTransferCode:
		return codeFailure(d, now)
	case d.updatesLocked(now):
		return "The domain name is under update lock.", "Switch off the update lock first."
	case d.leaving:
		return "The domain name is being transferred out.", "A transfer to another registrar is pending."
	case owner && now.After(d.expires):
		return "The domain name has expired.", "The owner of an expired domain name cannot be changed."
	case owner && d.realName == "AUDITING":
		return "The domain name is under real-name review.", "Wait for the end of the real-name review."
	case owner && d.ownerPending:
		return "An owner change is being reviewed.", "Another change of the registrant is pending."
	case owner && cnnic(d.name) && w.profile != nil && w.profile.RealNameStatus != "SUCCEED":
		return "Real-name verification failed.", "The registrant profile has not passed real-name verification."
	}
	return "", ""
}

func magicFailure(dice *rand.Rand, kind string) (err, reason string) {
	reasons := [][2]string{
		{"The registry refused the postal code.", "The postal code does not belong to the country."},
		{"Registry error 2306: parameter value policy error.", "The registry refused the contact data."},
		{"Real-name verification failed.", "The name does not match the identity document."},
	}
	switch kind {
	case kindTransferCode:
		reasons = [][2]string{
			{"The domain name does not qualify for a transfer.", "The domain name is the subject of a dispute."},
			{"Registry error 2304: object status prohibits operation.", "The registry holds the domain name."},
		}
	case kindTransferLock, kindUpdateLock:
		reasons = [][2]string{{"Registry error 2304: object status prohibits operation.", "The registry holds the domain name."}}
	}
	r := reasons[dice.IntN(len(reasons))]
	return r[0], r[1]
}

// codeFailure applies the documented conditions for a transfer code.
func codeFailure(d *domain, now time.Time) (err, reason string) {
	const day = 24 * time.Hour
	switch {
	case d.transferLock:
		return "The domain name is under transfer lock.", "Switch off the transfer lock first."
	case now.Before(d.staysUntil):
		return "The domain name cannot be transferred yet.", "The registrant was changed less than 60 days ago with the transfer lock chosen."
	case now.Sub(d.registered) < 60*day:
		return "The domain name cannot be transferred yet.", "It was registered less than 60 days ago."
	case d.expires.Sub(now) < 15*day:
		return "The domain name cannot be transferred.", "It expires within 15 days."
	}
	return "", ""
}

// code makes a transfer code. Unless told otherwise every third begins or ends
// in a character that spreadsheets or careless parsers take for something else.
func (s *Server) code(d *domain, dice *rand.Rand) string {
	q := s.o.Quirks
	if q.CodesByMail && len(suffix(d.name)) == 2 {
		return ""
	}
	if q.StableCodes {
		dice = s.dice(d.name, kindTransferCode, -1)
	}
	const letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	switch {
	case q.TaskResultAsNumber:
		return string('1'+rune(dice.IntN(9))) + pick(dice, "0123456789", 13)
	case q.PlainCodes:
		return pick(dice, letters+"0123456789", 16)
	}
	code := pick(dice, letters, 1) + pick(dice, letters+"0123456789!#$%&*^~?", 13)
	switch dice.IntN(6) {
	case 0:
		return pick(dice, "=+-@", 1) + code
	case 1:
		return code + pick(dice, ")]}", 1)
	case 2:
		return code[:6] + pick(dice, `"'<>,;\`, 2) + code[6:]
	}
	return code
}

func pick(dice *rand.Rand, from string, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(from[dice.IntN(len(from))])
	}
	return b.String()
}
