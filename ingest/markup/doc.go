// Package markup writes a person's own file again: with the problems that
// were found in it marked at their cells, or with the accepted fixes applied.
// The file that was read stays as it is.
package markup
