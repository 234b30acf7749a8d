package main

import (
	"github.com/spf13/pflag"
)

// plainFlagValue says what a flag takes whose value cannot be read, where the
// library would quote an error of Go; nil for a flag that says it itself.
func plainFlagValue(err *pflag.InvalidValueError) *failure {
	f := err.GetFlag()
	takes, such := "", ""
	switch f.Value.Type() {
	case "int", "int64", "int32", "uint", "count":
		takes, such = "a whole number", "20"
	case "float64":
		takes, such = "a number", "2.5"
	case "duration":
		takes, such = "a time", "30s, 10m or 2h"
	case "bool":
		takes, such = "true or false", "true"
	default:
		return nil
	}
	return usage("write it as in --"+f.Name+"="+such, "--%s takes %s, not %q", f.Name, takes, err.GetValue())
}
