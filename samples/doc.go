// Package samples holds input files that a person can copy and change, and
// that the demo runs on. They are invented: no company, person or domain in
// them is meant to exist, and the telephone numbers are nobody's.
//
// The files are made by the program in the folder generate; its tables are
// the place to change them. What starts an import at night lies in the folder
// unattended, as domainbatch schedule print writes it.
package samples

//go:generate go run ./generate
