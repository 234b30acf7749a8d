package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// toolName is what plans, reports and requests say they were made by.
const toolName = "domainbatch"

// version is set by the linker for a release: -ldflags "-X main.version=1.2.3".
var version = ""

// toolVersion is the release, else what the go command stamped into the
// binary, else "devel".
func toolVersion() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}

func toolString() string { return toolName + " " + toolVersion() }

func newVersion(p *program) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Show the version of this program",
		GroupID: groupOther,
		Example: "  domainbatch version",
		Args:    args(0, 0, "no argument"),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(p.stdout, "%s (%s, %s/%s)\n", toolString(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
