//go:build !linux

package main

import (
	"fmt"
	"os"
	"reflect"
)

// fileIdentity tells a file from every other that was ever in its place, by its
// number; "" where the system has none to show.
func fileIdentity(path string) string {
	info, err := os.Lstat(path)
	if err != nil {
		return ""
	}
	sys := reflect.Indirect(reflect.ValueOf(info.Sys()))
	if sys.Kind() != reflect.Struct {
		return ""
	}
	if ino := sys.FieldByName("Ino"); ino.IsValid() && ino.CanUint() {
		return fmt.Sprint(ino.Uint())
	}
	return ""
}
