package sandbox

import (
	"net"
	"slices"
	"strings"
)

// site is a set of products.
type site uint8

const (
	china         site = 1 << iota // 2018-01-29
	international                  // 2017-12-18
	both          = china | international
)

// The vendor's endpoints. Another host, such as a loopback address, serves both.
const (
	chinaHost         = "domain.aliyuncs.com"
	internationalHost = "domain-intl.aliyuncs.com"
)

// product tells which product a call is for. The international endpoint is
// taken to serve the China version too, the China endpoint only its own.
func (s *Server) product(version, host string) (site, *refusal) {
	if version == "" {
		return 0, missing("Version")
	}
	var p site
	switch version {
	case "2018-01-29":
		p = china
	case "2017-12-18":
		p = international
	default:
		return 0, refuse("NoSuchVersion")
	}
	if len(s.o.Versions) > 0 && !slices.Contains(s.o.Versions, version) {
		return 0, refuse("NoSuchVersion")
	}
	if bareHost(host) == chinaHost && p == international {
		return 0, refuse("InvalidProduct.NotFound")
	}
	return p, nil
}

// hostID is what error answers call the endpoint.
func hostID(p site, host string) string {
	switch h := bareHost(host); {
	case h == chinaHost || h == internationalHost:
		return h
	case p == international:
		return internationalHost
	}
	return chinaHost
}

func bareHost(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return strings.ToLower(host)
}
