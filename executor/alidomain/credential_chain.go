package alidomain

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/aliyun/credentials-go/credentials/providers"
)

// The environment variables that name keys, as every tool of the vendor reads
// them.
const (
	envKeyID      = "ALIBABA_CLOUD_ACCESS_KEY_ID"
	envKeySecret  = "ALIBABA_CLOUD_ACCESS_KEY_SECRET"
	envToken      = "ALIBABA_CLOUD_SECURITY_TOKEN"
	envConfigFile = "ALIBABA_CLOUD_CONFIG_FILE"
	envProfile    = "ALIBABA_CLOUD_PROFILE"
	envRoleARN    = "ALIBABA_CLOUD_ROLE_ARN"
	envOIDCArn    = "ALIBABA_CLOUD_OIDC_PROVIDER_ARN"
	envOIDCFile   = "ALIBABA_CLOUD_OIDC_TOKEN_FILE"
	envECSRole    = "ALIBABA_CLOUD_ECS_METADATA"
)

// ErrNoCredential says that no key is set anywhere.
var ErrNoCredential = errors.New("no Alibaba Cloud credential is set")

// DefaultCredential finds the key to use. With a profile it is that profile of
// the command line tool's file ~/.aliyun/config.json. Without, the first of:
// the environment variables of a key, those of an OIDC role, the current
// profile of the file, and the metadata service of an ECS machine if
// ALIBABA_CLOUD_ECS_METADATA names a role. Nothing is written, and nothing is
// fetched before the first call.
func DefaultCredential(profile string, getenv func(string) string) (Credential, error) {
	if profile != "" {
		return profileCredential(profile, getenv)
	}
	id, secret := getenv(envKeyID), getenv(envKeySecret)
	switch {
	case id != "" && secret != "":
		return StaticCredential(id, secret, getenv(envToken)), nil
	case id != "":
		return nil, fmt.Errorf("%w: %s is set but %s is not", ErrNoCredential, envKeyID, envKeySecret)
	case secret != "":
		return nil, fmt.Errorf("%w: %s is set but %s is not", ErrNoCredential, envKeySecret, envKeyID)
	}
	if getenv(envOIDCFile) != "" && getenv(envOIDCArn) != "" && getenv(envRoleARN) != "" {
		return oidcCredential(cliProfile{OIDCTokenFile: getenv(envOIDCFile), OIDCProviderARN: getenv(envOIDCArn), RoleArn: getenv(envRoleARN)})
	}
	cred, err := profileCredential(getenv(envProfile), getenv)
	if err == nil || !errors.Is(err, os.ErrNotExist) {
		return cred, err
	}
	if role := getenv(envECSRole); role != "" {
		return ecsCredential(role)
	}
	path, _ := configPath(getenv)
	if path == "" {
		path = filepath.Join("~", ".aliyun", "config.json")
	}
	return nil, fmt.Errorf("%w: set %s and %s (and %s for temporary keys), or make a profile in %s with `aliyun configure`",
		ErrNoCredential, envKeyID, envKeySecret, envToken, path)
}

// configPath is the command line tool's file; "" when there is no home.
func configPath(getenv func(string) string) (string, error) {
	if path := getenv(envConfigFile); path != "" {
		return path, nil
	}
	for _, name := range []string{"HOME", "USERPROFILE"} {
		if home := getenv(name); home != "" {
			return filepath.Join(home, ".aliyun", "config.json"), nil
		}
	}
	return "", fmt.Errorf("no home directory is set: %w", os.ErrNotExist)
}

// fetchLimits bounds one exchange with the service that hands out keys, in
// milliseconds.
var fetchLimits = providers.HttpOptions{ConnectTimeout: 5000, ReadTimeout: 10000}

// RoleCredential takes keys for a RAM role from the metadata service of the ECS
// machine that it is attached to. Nothing is fetched before the first call.
func RoleCredential(role string) (Credential, error) { return ecsCredential(role) }

func ecsCredential(role string) (Credential, error) {
	p, err := providers.NewECSRAMRoleCredentialsProviderBuilder().
		WithRoleName(role).WithHttpOptions(&fetchLimits).Build()
	if err != nil {
		return nil, fmt.Errorf("taking keys from the ECS metadata service: %w", err)
	}
	return newFetched("ecs-role:"+role, p), nil
}

func oidcCredential(p cliProfile) (Credential, error) {
	provider, err := providers.NewOIDCCredentialsProviderBuilder().
		WithOIDCToken(p.OIDCToken).WithOIDCTokenFilePath(p.OIDCTokenFile).WithOIDCProviderARN(p.OIDCProviderARN).
		WithRoleArn(p.RoleArn).WithRoleSessionName(p.RoleSessionName).WithDurationSeconds(p.DurationSeconds).
		WithStsRegionId(p.StsRegion).WithEnableVpc(p.EnableVpc).WithPolicy(p.Policy).
		WithHttpOptions(&fetchLimits).Build()
	if err != nil {
		return nil, fmt.Errorf("assuming role %s with an OIDC token: %w", p.RoleArn, err)
	}
	return newFetched(p.RoleArn, provider), nil
}
