package main

import (
	"errors"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/pflag"

	"domainbatch/executor/alidomain"
)

// The kinds of --credentials.
const (
	credentialsEnv     = "env"
	credentialsProfile = "profile"
	credentialsCommand = "command"
	credentialsRole    = "ram-role"

	credentialsType     = "credentials"
	credentialsAccepted = "profile:NAME, env:PREFIX, command:PROGRAM ARGUMENTS or ram-role:NAME"
)

func registerCredentials(set *pflag.FlagSet, to *string) {
	set.Var(credentialsValue{to}, "credentials",
		"where the access key comes from: `REF` is "+credentialsAccepted+" (default: see ALIBABA_CLOUD_ACCESS_KEY_ID and ~/.aliyun)")
}

// credentialsValue is a reference to an access key as the value of a flag. It
// is shown without the arguments of a command, which may hold what they should
// not.
type credentialsValue struct{ text *string }

var (
	variablePrefix = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	profileOrRole  = regexp.MustCompile(`^[^\s/\\:]+$`)
)

func (v credentialsValue) Set(text string) error {
	kind, rest := cutCredentials(text)
	ok := kind == credentialsEnv && variablePrefix.MatchString(rest) || kind == credentialsCommand && rest != "" ||
		(kind == credentialsProfile || kind == credentialsRole) && profileOrRole.MatchString(rest)
	if text != "" && !ok {
		return errors.New("it takes " + credentialsAccepted)
	}
	*v.text = text
	if text != "" {
		*v.text = kind + ":" + rest
	}
	return nil
}

func (v credentialsValue) Type() string { return credentialsType }

func (v credentialsValue) String() string {
	if v.text == nil {
		return ""
	}
	return shownCredentials(*v.text)
}

func shownCredentials(text string) string {
	kind, rest := cutCredentials(text)
	if kind != credentialsCommand {
		return text
	}
	program, _, _ := strings.Cut(rest, " ")
	return kind + ":" + filepath.Base(strings.Trim(program, `"'`))
}

func cutCredentials(text string) (kind, rest string) {
	kind, rest, _ = strings.Cut(text, ":")
	return strings.TrimSpace(kind), strings.TrimSpace(rest)
}

// profile is the credential profile that a target names, "" for none.
func (f targetFlags) profile() string {
	if kind, rest := cutCredentials(f.Credentials); kind == credentialsProfile {
		return rest
	}
	return f.Profile
}

// rehearse forgets what a rehearsal has no use for.
func (f *targetFlags) rehearse() { f.Endpoint, f.Profile, f.Credentials = "", "", "" }

// findCredential is the credential that a target names, else the one that
// Alibaba Cloud users have, and what people call it.
func (p *program) findCredential(target targetFlags) (_ alidomain.Credential, shown string, err error) {
	var credential alidomain.Credential
	switch kind, rest := cutCredentials(target.Credentials); kind {
	case credentialsEnv:
		return p.credentialOfVariables(rest)
	case credentialsCommand:
		credential, err = alidomain.CommandCredential(rest)
	case credentialsRole:
		credential, err = alidomain.RoleCredential(rest)
	default:
		shown = target.profile()
		credential, err = alidomain.DefaultCredential(shown, p.getenv)
	}
	switch {
	case err != nil:
		return nil, "", explainCredential(err)
	case target.Credentials != "" && shown == "":
		shown = shownCredentials(target.Credentials)
	case shown == "":
		shown = masked(credential.KeyID())
	}
	return credential, shown, nil
}

// credentialOfVariables takes a key from the variables PREFIX_ACCESS_KEY_ID,
// PREFIX_ACCESS_KEY_SECRET and, for a temporary one, PREFIX_SECURITY_TOKEN.
func (p *program) credentialOfVariables(prefix string) (alidomain.Credential, string, error) {
	id, secret := prefix+"_ACCESS_KEY_ID", prefix+"_ACCESS_KEY_SECRET"
	if p.getenv(id) == "" || p.getenv(secret) == "" {
		return nil, "", fail(exitCredentials, "set "+id+" and "+secret+" (and "+prefix+"_SECURITY_TOKEN for temporary keys)",
			"--credentials env:%s: the variables are not set", prefix).because(alidomain.ErrNoCredential)
	}
	return alidomain.StaticCredential(p.getenv(id), p.getenv(secret), p.getenv(prefix+"_SECURITY_TOKEN")), credentialsEnv + ":" + prefix, nil
}
