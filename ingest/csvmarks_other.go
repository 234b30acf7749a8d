//go:build !amd64

package ingest

func markBytes(words []csvWord, text []byte, delim byte) { markBytesByWord(words, text, delim) }
