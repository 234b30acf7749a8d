// Command generate writes the sample files into the folder it is run in.
// Running it again writes the very same bytes.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	makers := []struct {
		name string
		make func() ([]byte, error)
	}{
		{"portfolio.xlsx", portfolio},
		{"contacts.csv", contactsCSV},
		{"transfer-codes.csv", transferCodesCSV},
		{"profiles.csv", profilesCSV},
		{"export-gb18030.csv", exportGB18030},
	}
	for _, m := range makers {
		data, err := m.make()
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, m.name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
