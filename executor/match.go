package executor

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
)

// canonical is a domain name as names are compared: ASCII form, lower case,
// no trailing dot. The service may answer with another spelling than ours.
func canonical(domain string) string {
	d := strings.ToLower(strings.TrimSuffix(strings.TrimSpace(domain), "."))
	if isASCII(d) {
		return d
	}
	if ascii, err := idna.Punycode.ToASCII(d); err == nil {
		return ascii
	}
	return d
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// domainSet is a set of canonical names.
type domainSet map[string]bool

func domainsOf(b journal.Batch) domainSet {
	set := make(domainSet, len(b.Changes))
	for _, c := range b.Changes {
		set[canonical(c.Domain)] = true
	}
	return set
}

// fit is how a task's domains relate to a batch's.
type fit int

const (
	otherTask fit = iota // it holds a domain of somebody else, or too many, or too few
	unclear              // what can be seen of it belongs to the batch, but not all is shown yet
	sameTask             // the very same set
)

// fits compares what a task's details show with the domains of a batch.
func fits(want, shown domainSet, taskNum int) fit {
	for d := range shown {
		if !want[d] {
			return otherTask
		}
	}
	switch {
	case len(shown) == len(want):
		return sameTask
	case taskNum == 0 || len(shown) < taskNum:
		return unclear
	}
	return otherTask
}

// taskTypes lists the service's names for the tasks of a contact type
// (documented; which of the two a registrant change gets depends on what
// changes).
var taskTypes = map[string][]string{
	"registrant": {"CHG_HOLDER", "UPDATE_REGISTRANT_CONTACT"},
	"admin":      {"UPDATE_ADMIN_CONTACT"},
	"tech":       {"UPDATE_TECH_CONTACT"},
	"billing":    {"UPDATE_BILLING_CONTACT"},
}

// foreignTypes are documented types that no submit of ours creates.
var foreignTypes = map[string]bool{
	"CHG_DNS": true, "SET_WHOIS_PROTECT": true, "SET_UPDATE_PROHIBITED": true, "SET_TRANSFER_PROHIBITED": true,
	"ORDER_ACTIVATE": true, "ORDER_RENEW": true, "ORDER_REDEEM": true, "CREATE_DNSHOST": true,
	"UPDATE_DNSHOST": true, "SYNC_DNSHOST": true, "DELETE_DOMAIN": true,
}

// typeFits reports whether a task of the given type can be the answer to a
// submit for the contact type, "" for a transfer code. The type of a
// transfer-code task is in no document, so a type nobody documents fits
// everything: the domains decide then.
func typeFits(contactType, taskType string) bool {
	if taskType == "" {
		return true
	}
	taskType = strings.ToUpper(taskType)
	for _, t := range taskTypes[contactType] {
		if t == taskType {
			return true
		}
	}
	if foreignTypes[taskType] {
		return false
	}
	for _, types := range taskTypes {
		for _, t := range types {
			if t == taskType {
				return false
			}
		}
	}
	return true
}

// typeIsOf reports whether a type is documented for the contact type.
func typeIsOf(contactType, taskType string) bool {
	return slices.Contains(taskTypes[contactType], strings.ToUpper(taskType))
}

// wanted is what a task must look like to be the answer that was lost.
type wanted struct {
	contactType string
	domains     domainSet
	from, to    time.Time // when it can have been created, in the service's time
}

// wantedFor describes the task of an ambiguous batch. The request was taken,
// if at all, while its signature was valid.
func wantedFor(b journal.Batch, contactType string, life, skew time.Duration) wanted {
	return wanted{
		contactType: contactType,
		domains:     domainsOf(b),
		from:        b.Stamp.Add(-skew - time.Minute),
		to:          b.Stamp.Add(life + skew),
	}
}

// couldBe reports whether a task of a list is worth a look at its domains.
func (w wanted) couldBe(t alidomain.Task) bool {
	if t.Num != 0 && t.Num != len(w.domains) {
		return false
	}
	return typeFits(w.contactType, t.TaskType) && w.inTime(t.CreatedAt)
}

// inTime reports whether a time of creation fits; an unknown one does.
func (w wanted) inTime(created time.Time) bool {
	return created.IsZero() || !created.Before(w.from) && !created.After(w.to)
}
