package alidomain

import "fmt"

// Site names an endpoint together with the API version spoken there.
type Site string

// The sites. SiteIntl2018 is assumed to exist (an international account on
// the China version of the API); nobody has seen it documented as such.
const (
	SiteCN       Site = "cn"        // domain.aliyuncs.com, 2018-01-29
	SiteIntl     Site = "intl"      // domain-intl.aliyuncs.com, 2017-12-18
	SiteIntl2018 Site = "intl-2018" // domain-intl.aliyuncs.com, 2018-01-29
)

// Sites lists every site.
func Sites() []Site { return []Site{SiteCN, SiteIntl, SiteIntl2018} }

// dialect is the set of operations and parameters of one API version.
// They belong to the version, not to the host that serves it.
type dialect uint8

const (
	dialectCN dialect = 1 << iota
	dialectIntl
	everywhere = dialectCN | dialectIntl
)

type siteProfile struct {
	host    string
	version string
	dialect dialect
}

var siteProfiles = map[Site]siteProfile{
	SiteCN:       {"domain.aliyuncs.com", "2018-01-29", dialectCN},
	SiteIntl:     {"domain-intl.aliyuncs.com", "2017-12-18", dialectIntl},
	SiteIntl2018: {"domain-intl.aliyuncs.com", "2018-01-29", dialectCN},
}

// ParseSite reads a site as a person types it.
func ParseSite(s string) (Site, error) {
	if _, ok := siteProfiles[Site(s)]; ok {
		return Site(s), nil
	}
	return "", fmt.Errorf("site %q is not known; use cn, intl or intl-2018", s)
}

// Host is the host name of the site's own endpoint.
func (s Site) Host() string { return siteProfiles[s].host }

// Version is the API version spoken at the site.
func (s Site) Version() string { return siteProfiles[s].version }

// ProfileBatch is the operation by which this site points many domains at one
// registrant profile; the two versions of the API name it differently.
func (s Site) ProfileBatch() Operation {
	if siteProfiles[s].dialect == dialectIntl {
		return OpProfileBatchIntl
	}
	return OpProfileBatchCN
}

// Placement says where the parameters of a request travel.
type Placement string

// The placements. In the query is what every official client does; in the
// body is assumed to work with the present signature, and keeps contact values
// out of the URL and so out of the logs of proxies.
const (
	PlaceAuto  Placement = "auto"  // query up to 4 KB when encoded, else body
	PlaceQuery Placement = "query" // always in the URL
	PlaceBody  Placement = "body"  // always in a form body
)

// ParsePlacement reads a placement as a person types it; "" is PlaceAuto.
func ParsePlacement(s string) (Placement, error) {
	switch p := Placement(s); p {
	case "":
		return PlaceAuto, nil
	case PlaceAuto, PlaceQuery, PlaceBody:
		return p, nil
	}
	return "", fmt.Errorf("parameter placement %q is not known; use auto, query or body", s)
}
