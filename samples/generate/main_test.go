package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"domainbatch/samples"
)

func TestFilesAreWhatTheGeneratorWrites(t *testing.T) {
	dir := t.TempDir()
	if err := run(dir); err != nil {
		t.Fatal(err)
	}
	made, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	listed := samples.List()
	if len(made) != len(listed) {
		t.Errorf("%d files are made, %d are listed", len(made), len(listed))
	}
	for _, s := range listed {
		want, err := os.ReadFile(filepath.Join(dir, s.Name))
		if err != nil {
			t.Errorf("%s is listed and not made: %v", s.Name, err)
			continue
		}
		if s.About == "" {
			t.Errorf("%s has no description", s.Name)
		}
		if got, err := fs.ReadFile(samples.FS(), s.Name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the generator writes (%v); type: go generate ./samples", s.Name, err)
		}
	}
}
