package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"domainbatch/executor"
)

// schema is a JSON Schema as far as ours needs it.
type schema struct {
	Ref         string             `json:"$ref"`
	Defs        map[string]*schema `json:"$defs"`
	Type        string
	Format      string
	Const       any
	Enum        []any
	Required    []string
	Properties  map[string]*schema
	Items       *schema
	Additional  *schema `json:"additionalProperties"`
	Description string
}

// check reports what of a value the schema does not allow. A property that the
// schema does not name is a fault: the schema is our documentation.
func (s *schema) check(root *schema, at string, v any, fault func(string)) {
	if name, found := strings.CutPrefix(s.Ref, "#/$defs/"); found {
		root.Defs[name].check(root, at, v, fault)
		return
	}
	wrong := func() { fault(fmt.Sprintf("%s: %v is not allowed", at, v)) }
	if s.Const != nil && v != s.Const || s.Enum != nil && !slices.Contains(s.Enum, v) {
		wrong()
	}
	switch v := v.(type) {
	case map[string]any:
		for _, name := range s.Required {
			if _, there := v[name]; !there {
				fault(at + ": " + name + " is missing")
			}
		}
		for name, value := range v {
			of := s.Properties[name]
			if of == nil {
				of = s.Additional
			}
			if of == nil {
				fault(at + ": " + name + " is not described")
				continue
			}
			of.check(root, at+"."+name, value, fault)
		}
	case []any:
		for i, value := range v {
			s.Items.check(root, fmt.Sprintf("%s[%d]", at, i), value, fault)
		}
	case string:
		if _, err := time.Parse(time.RFC3339Nano, v); s.Format == "date-time" && err != nil || s.Type != "string" && s.Type != "" {
			wrong()
		}
	case float64:
		if s.Type == "integer" && v != float64(int64(v)) || s.Type != "integer" && s.Type != "number" && s.Type != "" {
			wrong()
		}
	}
}

func TestJSONIsWhatItsSchemaSays(t *testing.T) {
	var root schema
	must(t, json.Unmarshal([]byte(JSONSchemaText), &root))
	var words []string
	for _, r := range root.Defs["result"].Enum {
		words = append(words, r.(string))
	}
	if fmt.Sprint(words) != fmt.Sprint(resultWords()) {
		t.Errorf("the schema knows the results %q, there are %q", words, resultWords())
	}
	rapid.Check(t, func(t *rapid.T) {
		rows := anyRows(t)
		for i := range rows {
			if rapid.Bool().Draw(t, "more") {
				rows[i].FinishedAt, rows[i].RequestIDs, rows[i].Carried = time.Unix(1795000100, 5), []string{"7A1C"}, true
				rows[i].CodeByMail = rows[i].Result == executor.OK
			}
		}
		run := Run{ID: "r"}
		if rapid.Bool().Draw(t, "known") {
			run = someRun()
		}
		var b bytes.Buffer
		if err := WriteJSON(&b, run, rows); err != nil {
			t.Fatal(err)
		}
		var v any
		if err := json.Unmarshal(b.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		root.check(&root, "$", v, func(what string) { t.Error(what) })
	})
}
