// Package config understands configuration files: YAML whose keys are the
// flags of a program, at the top for all its commands, in a section named like
// a command for that command alone, and in profiles that a person chooses by
// name.
//
//	submit-rate: 2
//	apply:
//	  max-changes: 200
//	profiles:
//	  international:
//	    site: intl
//
// It is pure: bytes and a Schema go in, values with the place each was written
// at come out. Every problem of a file is found in one pass and has a line and a
// column. What a file may not hold is refused: secrets anywhere, and in a shared
// file, which may lie beside data that somebody else sent, every key that is not
// named in the Schema as harmless.
package config
