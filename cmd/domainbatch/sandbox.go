package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"domainbatch/executor/sandbox"
)

var sandboxLong = `Serve the emulator of the Domain API on a loopback address, for rehearsals with
this program or with any other client. It verifies signatures and owns every
domain it is asked about, except that names can call for trouble:

  NAME-absent.com       the account does not own it
  NAME-fail.com         the task is accepted and fails
  NAME-busy.com         another task is running for the first seconds
  NAME-slow.com         the task takes an hour
  NAME-unverified.com   the registrant's e-mail address is not verified
  NAME-locked.com       locked against transfers, so there is no transfer code

With --world it owns what a JSON file says instead, in the state the file says:

` + "  " + strings.ReplaceAll(sandbox.WorldHelp, "\n", "\n  ") + `

Trouble with the calls themselves is had with --fault and --faults:

` + "  " + strings.ReplaceAll(sandbox.FaultHelp, "\n", "\n  ") + `

Contacts, locks, profiles and mailboxes change when tasks succeed and calls are
made, by whichever client: two programs can work on one sandbox. No mail is
sent; the token of a verification mail is its EmailVerificationNo.

The access key it accepts is printed when it starts. Ctrl-C ends it.`

const sandboxExample = `  domainbatch sandbox --addr 127.0.0.1:8080
  domainbatch sandbox --calm --ledger calls.jsonl
  domainbatch sandbox --world portfolio.json
  domainbatch sandbox --fault 503@submit,applied,p=0.05`

// sandboxFlags shape the emulator that the sandbox command serves.
type sandboxFlags struct {
	addr      string
	seed      int64
	ledger    string
	world     string
	faultFile string
	faults    []string
	calm      bool
	latency   time.Duration
	timeScale float64
	maxBatch  int
	nonces    string
	listLag   time.Duration
}

func (f *sandboxFlags) register(set *pflag.FlagSet) {
	set.StringVar(&f.addr, "addr", "127.0.0.1:8080", "loopback `HOST:PORT` to listen on; port 0 takes a free one")
	set.Int64Var(&f.seed, "seed", 1, "`N` that decides ids, delays, codes and faults")
	set.StringVar(&f.ledger, "ledger", "", "`FILE` that remembers what happened; an existing one is continued")
	set.StringVar(&f.world, "world", "", "JSON `FILE` with the domains, contacts, profiles and mailboxes to start from")
	set.StringVar(&f.faultFile, "faults", "", "JSON `FILE` with a list of faults")
	set.StringArrayVar(&f.faults, "fault", nil, "one `FAULT`, as above; may be repeated")
	set.BoolVar(&f.calm, "calm", false, "leave out the nuisances that are on by default")
	set.DurationVar(&f.latency, "latency", 0, "time added to every answer (`DURATION`)")
	set.Float64Var(&f.timeScale, "time-scale", 1, "divide the running time of tasks by `N`")
	set.IntVar(&f.maxBatch, "max-batch", 0, "refuse calls with more domains (`N`, 0: no limit)")
	set.StringVar(&f.nonces, "nonces", "exact", "how well used signatures are remembered: `exact|lossy|none`")
	set.DurationVar(&f.listLag, "list-lag", 0, "how late a task shows in the task list (`DURATION`, default 2s, with --calm at once)")
}

func newSandbox(p *program) *cobra.Command {
	f := &sandboxFlags{}
	cmd := &cobra.Command{
		Use:     "sandbox",
		Short:   "Serve an emulator of the Domain API on loopback",
		Long:    sandboxLong,
		Example: sandboxExample,
		GroupID: groupOther,
		Args:    args(0, 0, "no argument"),
		RunE:    func(cmd *cobra.Command, _ []string) error { return p.serveSandbox(cmd.Context(), f) },
	}
	f.register(cmd.Flags())
	return cmd
}

func (p *program) serveSandbox(ctx context.Context, f *sandboxFlags) error {
	faults, err := f.allFaults()
	if err != nil {
		return err
	}
	if err := oneOf("nonces", f.nonces, "exact", "lossy", "none"); err != nil {
		return err
	}
	if f.listLag < 0 {
		return usage("give a duration such as 5s", "--list-lag cannot be negative")
	}
	if err := loopbackOnly(f.addr); err != nil {
		return err
	}
	options := sandbox.Options{
		Seed: f.seed, Now: p.now, Log: p.log,
		AdoptUnknown: true, Calm: f.calm, Latency: f.latency, TimeScale: f.timeScale, MaxBatch: f.maxBatch,
		Faults: faults, Ledger: f.ledger, NonceMemory: sandbox.NonceMemory(f.nonces), ListLag: f.listLag,
	}
	if err := f.furnish(&options); err != nil {
		return err
	}
	emulator, err := sandbox.New(options)
	if err != nil {
		return usage("give another file with --ledger, or start a new one", "cannot start the sandbox: %v", err).because(err)
	}
	defer emulator.Close()
	listener, err := net.Listen("tcp", f.addr)
	if err != nil {
		return usage("choose another one with --addr; port 0 takes a free one", "cannot listen on %s: %v", f.addr, netCause(err)).because(err)
	}
	id, secret := emulator.Key()
	url := "http://" + listener.Addr().String()
	if _, err := fmt.Fprintf(p.stdout, "listening on %s\nexport ALIBABA_CLOUD_ACCESS_KEY_ID=%s\nexport ALIBABA_CLOUD_ACCESS_KEY_SECRET=%s\n", url, id, secret); err != nil {
		return errors.Join(err, listener.Close())
	}
	p.console.say("try: domainbatch apply --endpoint %s FILE; Ctrl-C ends the sandbox", url)
	return p.serve(ctx, listener, emulator)
}

// serve answers calls until the first signal.
func (p *program) serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serving the sandbox: %w", err)
	case <-ctx.Done():
	}
	// Answers under way may finish, but a hanging one must not keep us.
	grace, done := context.WithTimeout(context.Background(), time.Second)
	defer done()
	if err := server.Shutdown(grace); errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	}
	return nil
}

// furnish puts the world file, if there is one, into the options.
func (f *sandboxFlags) furnish(o *sandbox.Options) error {
	if f.world == "" {
		return nil
	}
	file, err := os.Open(f.world)
	if err != nil {
		return cannotRead(f.world, err)
	}
	defer file.Close()
	world, err := sandbox.ParseWorld(file)
	if err != nil {
		return usage("see domainbatch sandbox --help for the form of the file", "%s: %v", f.world, err).because(err)
	}
	world.Furnish(o)
	return nil
}

// allFaults reads the faults of the file and of the command line.
func (f *sandboxFlags) allFaults() ([]sandbox.Fault, error) {
	var faults []sandbox.Fault
	if f.faultFile != "" {
		file, err := os.Open(f.faultFile)
		if err != nil {
			return nil, cannotRead(f.faultFile, err)
		}
		defer file.Close()
		if faults, err = sandbox.ParseFaults(file); err != nil {
			return nil, usage("see domainbatch sandbox --help for the form of the file", "%s: %v", f.faultFile, err).because(err)
		}
	}
	for _, text := range f.faults {
		one, err := sandbox.ParseFault(text)
		if err != nil {
			return nil, usage("see domainbatch sandbox --help for the kinds", "%v", err).because(err)
		}
		faults = append(faults, one)
	}
	return faults, nil
}

// loopbackOnly refuses addresses that other machines can reach: what the
// sandbox is asked to do travels in the clear.
func loopbackOnly(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return usage("write it as 127.0.0.1:8080", "--addr %q is not a host and a port", addr).because(err)
	}
	if loopbackHost(host) {
		return nil
	}
	return usage("use 127.0.0.1 or localhost", "the sandbox listens on loopback only, and %q can be reached from outside", addr)
}

func loopbackHost(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// netCause strips the operation and the address from a network error, for
// messages that name them already.
func netCause(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}
