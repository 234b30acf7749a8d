package alidomain

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// endpoint is where requests go.
type endpoint struct {
	scheme string // "https", or "http" to loopback
	host   string // with the port when there is one
}

// parseEndpoint reads an endpoint URL; "" is the site's own. Plain http is
// taken to loopback only, and other hosts than the vendor's only when
// allowed, because a signed request tells the receiver enough to repeat it.
func parseEndpoint(raw string, site siteProfile, allowOther bool) (endpoint, error) {
	if raw == "" {
		return endpoint{"https", site.host}, nil
	}
	if !strings.Contains(raw, "://") {
		raw = "https://" + raw
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Hostname() == "" {
		return endpoint{}, errors.New("endpoint is not a URL; give it as https://host or http://127.0.0.1:port")
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return endpoint{}, errors.New("endpoint must be a scheme and a host only, such as https://domain.aliyuncs.com")
	}
	host, name := strings.ToLower(u.Host), strings.ToLower(u.Hostname())
	switch scheme := strings.ToLower(u.Scheme); {
	case scheme != "https" && scheme != "http":
		return endpoint{}, fmt.Errorf("endpoint %s: scheme must be https", host)
	case isLoopback(name):
		return endpoint{scheme, host}, nil
	case scheme == "http":
		return endpoint{}, fmt.Errorf("endpoint %s: plain http is allowed to this machine only (127.0.0.1); use https", host)
	case strings.HasSuffix(name, ".aliyuncs.com") || allowOther:
		return endpoint{scheme, host}, nil
	}
	return endpoint{}, fmt.Errorf("endpoint %s is not a host of Alibaba Cloud (*.aliyuncs.com); "+
		"a signed request shows it contact data, so such a host has to be allowed explicitly", host)
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// onlyLoopback refuses to connect anywhere else, whatever a name resolved to.
func onlyLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return errors.New("plain http: address cannot be read")
	}
	if ip, err := netip.ParseAddr(host); err != nil || !ip.IsLoopback() {
		return errors.New("plain http is allowed to this machine only")
	}
	return nil
}
