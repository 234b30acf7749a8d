package main

import "strings"

// examineConfiguration says which configuration files were read.
func (p *program) examineConfiguration() []diagnosis {
	const check = "configuration"
	c := p.configuration
	if c.err != nil {
		return []diagnosis{troubled(check, exitUsage, c.err)}
	}
	if len(c.files) == 0 {
		var looked []string
		for _, place := range c.places {
			looked = append(looked, place.path)
		}
		if len(looked) == 0 {
			return []diagnosis{wellDone(check, "no file")}
		}
		return []diagnosis{wellDone(check, "no file; one could be %s", strings.Join(looked, " or "))}
	}
	var out []diagnosis
	for _, f := range c.files {
		found := f.Name + " is read, " + count(f.Len(), "value", "values")
		if c.layers.Profile != "" {
			found += ", profile " + c.layers.Profile
		}
		out = append(out, wellDone(check, "%s", found))
	}
	return out
}
