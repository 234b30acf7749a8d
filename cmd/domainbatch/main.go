package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // nohup has it ignored, and it stays so
		signal.Notify(signals, syscall.SIGHUP)
	}
	p := &program{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		args: os.Args[1:], environ: os.LookupEnv, now: timeOfDay, signals: signals,
	}
	os.Exit(int(p.run()))
}
