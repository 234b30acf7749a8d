package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"domainbatch/executor/alidomain"
)

// The service takes times that are at most 15 minutes off (documented).
const (
	clockOff  = time.Minute
	clockLost = 15 * time.Minute
)

// doctorTimeout is for one call.
const doctorTimeout = 30 * time.Second

// examineService looks for credentials and asks the service with them.
func (p *program) examineService(ctx context.Context, target targetFlags) []diagnosis {
	account, err := p.findAccount(target)
	if err != nil {
		return []diagnosis{troubled("credentials", exitCredentials, err), remark("service", "", "not asked: there are no credentials")}
	}
	client, err := p.newClient(account, whom{target: target, run: runFlags{Params: "auto"}})
	if err != nil {
		return []diagnosis{troubled("site", exitUsage, err)}
	}
	defer client.Close()
	out := []diagnosis{wellDone("credentials", "found, %s", account.shown)}
	began := time.Now()
	told, err := p.firstCall(ctx, client)
	took := time.Since(began)
	if err != nil {
		d := troubled("service", 0, err)
		var call *alidomain.Error
		switch {
		case !errors.As(err, &call) || call.HTTPStatus == 0:
			return append(out, d)
		case !forbidden(call):
			d.Found = "site " + target.Site + " at " + client.Host() + ": " + d.Found
			return append(append(out, clock(told, p.now())...), d)
		}
	}
	out = append(out, wellDone("site", "%s, %s answers in %d ms", target.Site, client.Host(), took.Milliseconds()))
	out = append(out, clock(told, p.now())...)
	return append(out, p.examinePermissions(ctx, client, err)...)
}

// firstCall is the read that every run needs. It tells the time of the
// service, zero when it does not say.
func (p *program) firstCall(ctx context.Context, client *alidomain.Client) (time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, doctorTimeout)
	defer cancel()
	page, err := client.TaskHistory(ctx, alidomain.TaskHistoryQuery{PageSize: 1})
	var call *alidomain.Error
	if errors.As(err, &call) {
		return call.ServerTime, err
	}
	return page.ServerTime, err
}

// clock compares this machine's clock with the service's. Its answers say
// seconds, and take a moment.
func clock(told, now time.Time) []diagnosis {
	const cure = "set it: timedatectl set-ntp true"
	if told.IsZero() {
		return []diagnosis{remark("clock", "", "the service does not tell its time")}
	}
	off := now.Sub(told)
	switch shown := briefly(off.Abs()); {
	case off.Abs() >= clockLost:
		return []diagnosis{ailment("clock", exitCredentials, cure, "%s off; the service refuses more than 15 minutes", shown)}
	case off.Abs() >= clockOff:
		return []diagnosis{remark("clock", cure, "%s off; the service refuses more than 15 minutes", shown)}
	}
	return []diagnosis{wellDone("clock", "right within a minute")}
}

// examinePermissions tries the permissions of the reads. first is what became
// of the call that every run needs.
func (p *program) examinePermissions(ctx context.Context, client *alidomain.Client, first error) []diagnosis {
	out := []diagnosis{permitted(alidomain.OpQueryTaskInfoHistory, first, true)}
	for _, try := range []struct {
		op   alidomain.Operation
		call func(context.Context) error
	}{
		{alidomain.OpQueryDomainList, func(ctx context.Context) error {
			_, err := client.Domains(ctx, alidomain.DomainsQuery{PageNum: 1, PageSize: 1})
			return err
		}},
		{alidomain.OpQueryRegistrantProfiles, func(ctx context.Context) error {
			_, err := client.RegistrantProfiles(ctx, alidomain.ProfilesQuery{PageSize: 1})
			return err
		}},
		{alidomain.OpListEmailVerification, func(ctx context.Context) error {
			_, err := client.EmailVerifications(ctx, alidomain.EmailsQuery{PageNum: 1, PageSize: 1})
			return err
		}},
	} {
		ctx, cancel := context.WithTimeout(ctx, doctorTimeout)
		out = append(out, permitted(try.op, try.call(ctx), false))
		cancel()
	}
	return append(out, remark("permission", "see what a file needs with: domainbatch policy FILE",
		"%s and %s are not tried: only a change can tell", alidomain.OpNewContact.Permission(), alidomain.OpTransferCode.Permission()))
}

// permitted says what the answer to a read tells of its permission. needed
// says that no run can do without.
func permitted(op alidomain.Operation, err error, needed bool) diagnosis {
	const check = "permission"
	var call *alidomain.Error
	switch {
	case err == nil:
		return wellDone(check, "%s is granted", op.Permission())
	case !errors.As(err, &call):
		return troubled(check, 0, err)
	case forbidden(call) && needed:
		return ailment(check, exitCredentials, "grant it in RAM", "%s is not granted (%s)", op.Permission(), call.Code)
	case forbidden(call):
		return remark(check, "grant it in RAM", "%s is not granted (%s); what %s tells stays unknown", op.Permission(), call.Code, op)
	case call.Code == alidomain.CodeNotOnSite, call.Class == alidomain.Permanent:
		return remark(check, "", "%s cannot be asked here (%s)", op, call.Code)
	case call.Class == alidomain.Fatal:
		return troubled(check, 0, err)
	}
	return remark(check, "run doctor again", "%s did not answer (%s)", op, codeOfError(err))
}

// forbidden says that an answer refuses the permission, and so that all before
// it was right: key, signature and clock.
func forbidden(call *alidomain.Error) bool {
	code := strings.ToLower(call.Code)
	return strings.HasPrefix(code, "forbidden") || strings.HasPrefix(code, "nopermission") || code == "5000"
}

// withoutResume takes from a hint what is for runs only.
func withoutResume(hint string) string {
	hint, _, _ = strings.Cut(hint, ", then: domainbatch resume")
	if hint == "try later with: domainbatch resume" {
		return "try later"
	}
	return hint
}
