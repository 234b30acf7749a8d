package main

// nearest returns the candidate that was probably meant, "" when none is
// close enough: at most a third of the letters differ.
func nearest(typed string, candidates []string) string {
	best, distance := "", len(typed)/3+1
	for _, c := range candidates {
		if d := editDistance(typed, c); d < distance || d == distance && best == "" && d <= 2 {
			best, distance = c, d
		}
	}
	return best
}

// editDistance is the number of letters to insert, remove or replace.
func editDistance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range to {
			cost := diagonal
			if r != s {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(to)]
}
