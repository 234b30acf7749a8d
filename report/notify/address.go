package notify

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// Address is where a receiver listens. Its path and query often are what lets
// one in, so it shows as its host alone.
type Address struct{ url url.URL }

// Errors of ParseAddress. None of them quotes the address.
var (
	ErrNoURL = errors.New("is no URL: write https://HOST/…")
	ErrPlain = errors.New("is not encrypted: write https://, plain http only to this machine")
)

// ParseAddress reads an https URL, or an http URL to loopback.
func ParseAddress(text string) (*Address, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Hostname() == "" || u.Opaque != "" {
		return nil, ErrNoURL
	}
	switch {
	case u.Scheme == "https", u.Scheme == "http" && isLoopback(u.Hostname()):
	case u.Scheme == "http":
		return nil, ErrPlain
	default:
		return nil, ErrNoURL
	}
	u.Fragment = ""
	return &Address{*u}, nil
}

// Host is all of an address that may be shown.
func (a *Address) Host() string { return a.url.Host }

// String is for whoever prints an address unawares.
func (a *Address) String() string { return a.Host() }

// with is the address with elements added to its path and values to its query.
func (a *Address) with(elements string, query ...string) string {
	u := a.url
	if elements != "" {
		u = *u.JoinPath(elements)
	}
	values := u.Query()
	for i := 0; i+1 < len(query); i += 2 {
		values.Set(query[i], query[i+1])
	}
	if len(query) > 0 {
		u.RawQuery = values.Encode()
	}
	return u.String()
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// onlyLoopback keeps a name that says localhost from leading elsewhere.
func onlyLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil || !isLoopback(host) {
		return ErrPlain
	}
	return nil
}
