package sandbox

import "math/rand/v2"

func lowerUUID(dice *rand.Rand) string { return uuid(dice, "0123456789abcdef") }
func upperUUID(dice *rand.Rand) string { return uuid(dice, "0123456789ABCDEF") }

func uuid(dice *rand.Rand, alphabet string) string {
	b := make([]byte, 0, 36)
	for i := range 32 {
		if i == 8 || i == 12 || i == 16 || i == 20 {
			b = append(b, '-')
		}
		switch i {
		case 12:
			b = append(b, '4')
		case 16:
			b = append(b, alphabet[8+dice.IntN(4)])
		default:
			b = append(b, alphabet[dice.IntN(16)])
		}
	}
	return string(b)
}

func hexID(dice *rand.Rand) string { return pick(dice, "0123456789abcdef", 32) }
