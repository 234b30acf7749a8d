package planner

import (
	"fmt"
	"time"

	"domainbatch/ingest"
)

// Limits of Settings.BatchSize. No maximum is documented for the number of
// domains of one call; the default is a cautious choice, the maximum keeps a
// request within sizes that gateways accept.
const (
	DefaultBatchSize = 100
	MaxBatchSize     = 5000
)

// The sites. SiteIntl2018 is the international endpoint spoken to in the
// China site's dialect.
const (
	SiteCN       = "cn"
	SiteIntl     = "intl"
	SiteIntl2018 = "intl-2018"
)

// Options are what planning needs to know beside the settings.
type Options struct {
	Tool string    // name and version of the program, for Plan.Tool
	Now  time.Time // for Plan.Created

	// Owner says whether a run still holds an open batch for a domain, one
	// of unknown outcome included; kind as in Batch.Kind. nil means that none
	// does.
	Owner func(domain, kind string) (runID string, owned bool)

	// Finished says whether a run is known here and whether the change is
	// among those it finished. A known run that did not finish the change
	// means that the row was edited since its result was written. nil, like
	// an unknown run, means that the result column is trusted.
	Finished func(runID, changeID string) (known, finished bool)

	// Present is what is known of how things stand at the service. What is
	// already in place is not sent then, and what cannot be done is held. nil
	// means that nobody looked.
	Present *Present
}

// withDefaults fills in what was not set and refuses what cannot be.
func (s Settings) withDefaults() (Settings, error) {
	switch s.Site {
	case "":
		s.Site = SiteCN
	case SiteCN, SiteIntl, SiteIntl2018:
	default:
		return s, fmt.Errorf("site %q is not known: choose %s, %s or %s", s.Site, SiteCN, SiteIntl, SiteIntl2018)
	}
	switch s.DefaultAction {
	case ingest.ActionInfer, ingest.ActionUpdateContact, ingest.ActionUpdateProfile, ingest.ActionTransferCode, ingest.ActionSkip:
	default:
		return s, fmt.Errorf("action %q is not known: choose %s, %s, %s or %s", s.DefaultAction,
			ingest.ActionUpdateContact, ingest.ActionUpdateProfile, ingest.ActionTransferCode, ingest.ActionSkip)
	}
	if s.BatchSize == 0 {
		s.BatchSize = DefaultBatchSize
	}
	if s.BatchSize < 1 || s.BatchSize > MaxBatchSize {
		return s, fmt.Errorf("batch size %d is not possible: choose 1 to %d", s.BatchSize, MaxBatchSize)
	}
	return s, s.Validate()
}

// sends reduces a contact to the values that the site's call has parameters
// for. What is not sent must not split groups.
func (s Settings) sends(c ingest.Contact) ingest.Contact {
	if s.Site == SiteIntl {
		c.RegistrantType = ""
		c.ZhName, c.ZhOrganization, c.ZhProvince, c.ZhCity, c.ZhAddress = "", "", "", "", ""
	}
	return c
}

// call is the API operation that submits n changes of one wish.
func (s Settings) call(op Operation, n int) Call {
	switch {
	case op == UpdateContact:
		return CallNewContact
	case op == TransferCode:
		return CallTransferCode
	case n == 1:
		return CallProfileSingle
	case s.Site == SiteIntl:
		return CallProfileBatchIntl
	default:
		return CallProfileBatchCN
	}
}
