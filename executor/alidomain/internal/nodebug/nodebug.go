// Package nodebug keeps the vendor's modules from printing requests.
//
// With DEBUG=dara (tea, credential) in the environment they print every URL
// and header to standard output, signatures, session tokens and contact values
// included. They read the variable while they are initialised, before any code
// of a program can stop them; this package is initialised earlier, because it
// imports nothing but os and strings and its path sorts before theirs, which
// is the order that the language's tools follow.
package nodebug

import (
	"os"
	"strings"
)

func init() {
	if debug, set := os.LookupEnv("DEBUG"); set {
		_ = os.Setenv("DEBUG", without(debug))
	}
}

// without takes the flags of the vendor's modules out of a DEBUG variable.
func without(debug string) string {
	var kept []string
	for flag := range strings.SplitSeq(debug, ",") {
		switch flag {
		case "dara", "tea", "credential", "sdk":
		default:
			kept = append(kept, flag)
		}
	}
	return strings.Join(kept, ",")
}
