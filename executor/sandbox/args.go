package sandbox

import (
	"slices"
	"strconv"
	"strings"
)

// args are the business parameters of a call, read as an operation of a product
// declares them.
type args struct {
	single  map[string]string
	lists   map[string][]string
	unknown []string // names sent that the operation does not have
}

// common tells the parameters that belong to the transport.
func common(name string) bool {
	switch name {
	case "Action", "Version", "Format", "AccessKeyId", "Signature", "SignatureMethod", "SignatureVersion",
		"SignatureNonce", "SignatureType", "Timestamp", "SecurityToken", "RegionId":
		return true
	}
	return false
}

// arrange sorts the parameters of a call into those the operation knows and the
// rest. Of a name sent twice the first counts; a list ends at the first gap.
func arrange(ps []pair, op operation, on site) args {
	a := args{single: map[string]string{}, lists: map[string][]string{}}
	known := map[string]paramKind{}
	for _, p := range op.params {
		if p.on&on != 0 {
			known[p.name] = p.kind
		}
	}
	indexed := map[string]map[int]string{}
	for _, p := range ps {
		if common(p.name) {
			continue
		}
		if kind, ok := known[p.name]; ok && kind != repeated {
			if _, twice := a.single[p.name]; twice {
				a.unknown = append(a.unknown, p.name)
				continue
			}
			a.single[p.name] = p.value
			continue
		}
		base, n, ok := splitIndex(p.name)
		if kind, has := known[base]; !ok || !has || kind != repeated {
			a.unknown = append(a.unknown, p.name)
			continue
		}
		if indexed[base] == nil {
			indexed[base] = map[int]string{}
		}
		indexed[base][n] = p.value
	}
	for base, values := range indexed {
		for n := 1; ; n++ {
			v, ok := values[n]
			if !ok {
				break
			}
			delete(values, n)
			a.lists[base] = append(a.lists[base], v)
		}
		for n := range values {
			a.unknown = append(a.unknown, base+"."+strconv.Itoa(n))
		}
	}
	slices.Sort(a.unknown)
	return a
}

func splitIndex(name string) (string, int, bool) {
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return "", 0, false
	}
	n, err := strconv.Atoi(name[i+1:])
	return name[:i], n, err == nil && n > 0 && name[i+1] != '0' && name[i+1] != '+'
}

// check finds the first parameter that the gateway refuses: required and
// absent, or not of its type. An empty value counts as absent.
func (a args) check(op operation, on site) *refusal {
	for _, p := range op.params {
		if p.required&on == 0 {
			continue
		}
		if p.kind == repeated && len(a.lists[p.name]) == 0 || p.kind != repeated && a.single[p.name] == "" {
			return missing(p.name)
		}
	}
	for _, p := range op.params {
		if v := a.single[p.name]; v != "" && !readable(v, p.kind) {
			return invalid(p.name)
		}
	}
	return nil
}

func readable(v string, k paramKind) bool {
	var err error
	switch k {
	case integer:
		_, err = strconv.ParseInt(v, 10, 32)
	case long:
		_, err = strconv.ParseInt(v, 10, 64)
	case boolean:
		return strings.EqualFold(v, "true") || strings.EqualFold(v, "false")
	}
	return err == nil
}

func (a args) text(name string) string { return a.single[name] }

func (a args) flag(name string) bool { return strings.EqualFold(a.single[name], "true") }

// number is the value of an integer parameter that check has passed, zero when
// absent.
func (a args) number(name string) int64 {
	n, _ := strconv.ParseInt(a.single[name], 10, 64)
	return n
}

// domains are the names a call is about, lower case, whether sent as a list or
// as one.
func (a args) domains() []string {
	names := a.lists["DomainName"]
	if names == nil && a.single["DomainName"] != "" {
		names = []string{a.single["DomainName"]}
	}
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = strings.ToLower(n)
	}
	return out
}
