package alidomain

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/aliyun/credentials-go/credentials/providers"
)

// cliProfile is a profile of the vendor's command line tool.
type cliProfile struct {
	Name              string `json:"name"`
	Mode              string `json:"mode"`
	AccessKeyID       string `json:"access_key_id"`
	AccessKeySecret   string `json:"access_key_secret"`
	SecurityToken     string `json:"sts_token"`
	RoleArn           string `json:"ram_role_arn"`
	RoleSessionName   string `json:"ram_session_name"`
	DurationSeconds   int    `json:"expired_seconds"`
	StsRegion         string `json:"sts_region"`
	EnableVpc         bool   `json:"enable_vpc"`
	SourceProfile     string `json:"source_profile"`
	RoleName          string `json:"ram_role_name"`
	OIDCTokenFile     string `json:"oidc_token_file"`
	OIDCToken         string `json:"oidc_token"`
	OIDCProviderARN   string `json:"oidc_provider_arn"`
	Policy            string `json:"policy"`
	ExternalID        string `json:"external_id"`
	SignInURL         string `json:"cloud_sso_sign_in_url"`
	AccountID         string `json:"cloud_sso_account_id"`
	AccessConfig      string `json:"cloud_sso_access_config"`
	AccessToken       string `json:"access_token"`
	AccessTokenExpire int64  `json:"cloud_sso_access_token_expire"`
	ProcessCommand    string `json:"process_command"`
}

type cliConfig struct {
	path     string
	Current  string       `json:"current"`
	Profiles []cliProfile `json:"profiles"`
}

// profileCredential takes a profile from the command line tool's file, "" for
// the current one. The file is read here and not by the vendor's module, whose
// error for a damaged file quotes the whole of it.
func profileCredential(name string, getenv func(string) string) (Credential, error) {
	path, err := configPath(getenv)
	if err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading credential profiles: %w", err)
	}
	config := cliConfig{path: path}
	if err := json.Unmarshal(trimBOM(raw), &config); err != nil {
		return nil, fmt.Errorf("reading credential profiles: %s is not the JSON that `aliyun configure` writes", path)
	}
	if name == "" {
		name = config.Current
	}
	if name == "" {
		name = "default"
	}
	return config.credential(name)
}

func (c cliConfig) profile(name string) (cliProfile, error) {
	var names []string
	for _, p := range c.Profiles {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	if len(names) == 0 {
		return cliProfile{}, fmt.Errorf("%s holds no profile; run `aliyun configure`", c.path)
	}
	return cliProfile{}, fmt.Errorf("%s holds no profile %q; it has %s", c.path, name, strings.Join(names, ", "))
}

func (c cliConfig) credential(name string) (Credential, error) {
	p, err := c.profile(name)
	if err != nil {
		return nil, err
	}
	switch p.Mode {
	case "AK", "StsToken", "":
		if p.AccessKeyID == "" || p.AccessKeySecret == "" {
			return nil, fmt.Errorf("profile %q in %s has no access key; run `aliyun configure --profile %s`", name, c.path, name)
		}
		if p.Mode == "StsToken" && p.SecurityToken == "" {
			return nil, fmt.Errorf("profile %q in %s has no token; run `aliyun configure --mode StsToken --profile %s`", name, c.path, name)
		}
		token := ""
		if p.Mode == "StsToken" {
			token = p.SecurityToken
		}
		return StaticCredential(p.AccessKeyID, p.AccessKeySecret, token), nil
	case "EcsRamRole":
		return ecsCredential(p.RoleName)
	case "OIDC":
		return oidcCredential(p)
	case "External":
		if _, err := SplitCommand(p.ProcessCommand); err != nil {
			return nil, fmt.Errorf("profile %q in %s: %w", name, c.path, err)
		}
		return newFromCommand("external:"+p.Name, p.ProcessCommand), nil
	}
	provider, err := c.provider(p, 0)
	if err != nil {
		return nil, fmt.Errorf("profile %q in %s: %w", name, c.path, err)
	}
	id := p.RoleArn
	if p.Mode == "CloudSSO" {
		id = "cloudsso:" + p.AccountID + "/" + p.AccessConfig
	}
	return newFetched(id, provider), nil
}

// maxChain bounds profiles that take their keys from one another.
const maxChain = 5

// provider makes the vendor's provider for the modes that need one, and for
// the profiles that such a profile draws on.
func (c cliConfig) provider(p cliProfile, depth int) (providers.CredentialsProvider, error) {
	switch p.Mode {
	case "AK", "":
		return providers.NewStaticAKCredentialsProviderBuilder().
			WithAccessKeyId(p.AccessKeyID).WithAccessKeySecret(p.AccessKeySecret).Build()
	case "StsToken":
		return providers.NewStaticSTSCredentialsProviderBuilder().WithAccessKeyId(p.AccessKeyID).
			WithAccessKeySecret(p.AccessKeySecret).WithSecurityToken(p.SecurityToken).Build()
	case "RamRoleArn":
		source := p
		source.Mode = "AK"
		if p.SecurityToken != "" {
			source.Mode = "StsToken"
		}
		return c.assume(p, source, depth)
	case "ChainableRamRoleArn":
		source, err := c.profile(p.SourceProfile)
		if err != nil {
			return nil, err
		}
		return c.assume(p, source, depth)
	case "EcsRamRole":
		return providers.NewECSRAMRoleCredentialsProviderBuilder().
			WithRoleName(p.RoleName).WithHttpOptions(&fetchLimits).Build()
	case "CloudSSO":
		return providers.NewCloudSSOCredentialsProviderBuilder().
			WithSignInUrl(p.SignInURL).WithAccountId(p.AccountID).WithAccessConfig(p.AccessConfig).
			WithAccessToken(p.AccessToken).WithAccessTokenExpire(p.AccessTokenExpire).
			WithHttpOptions(&fetchLimits).Build()
	case "External":
		if _, err := SplitCommand(p.ProcessCommand); err != nil {
			return nil, err
		}
		return newFromCommand("external:"+p.Name, p.ProcessCommand), nil
	case "OAuth":
		// Its refresh token is spent by use and would have to be written back.
		return nil, errors.New("mode OAuth changes the file at every use, and this program only reads it; use an AK, StsToken or role profile")
	}
	return nil, fmt.Errorf("mode %q is not supported; use AK, StsToken, RamRoleArn, ChainableRamRoleArn, EcsRamRole, OIDC, CloudSSO or External", p.Mode)
}

func (c cliConfig) assume(p, source cliProfile, depth int) (providers.CredentialsProvider, error) {
	if depth >= maxChain {
		return nil, errors.New("source_profile goes in a circle")
	}
	from, err := c.provider(source, depth+1)
	if err != nil {
		return nil, err
	}
	return providers.NewRAMRoleARNCredentialsProviderBuilder().WithCredentialsProvider(from).
		WithRoleArn(p.RoleArn).WithRoleSessionName(p.RoleSessionName).WithDurationSeconds(p.DurationSeconds).
		WithStsRegionId(p.StsRegion).WithEnableVpc(p.EnableVpc).WithPolicy(p.Policy).WithExternalId(p.ExternalID).
		WithHttpOptions(&fetchLimits).Build()
}
