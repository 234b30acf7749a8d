package notify

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// described is a JSON Schema as far as ours needs it.
type described struct {
	Ref        string                `json:"$ref"`
	Defs       map[string]*described `json:"$defs"`
	Type       string
	Enum       []any
	Required   []string
	Properties map[string]*described
	Items      *described
}

// The schema describes every member that a message can have, and no other, with
// the type that it has.
func TestTheSchemaIsThatOfMessages(t *testing.T) {
	var root described
	if err := json.Unmarshal(Schema, &root); err != nil {
		t.Fatal(err)
	}
	sameMembers(t, "message", reflect.TypeFor[Summary](), &root)
	sameMembers(t, "follow-up", reflect.TypeFor[FollowUp](), root.Properties["follow_ups"].Items)
	for _, e := range Events() {
		if !slices.Contains(root.Defs["event"].Enum, any(string(e))) {
			t.Errorf("the schema has no event %s", e)
		}
	}
	if n := len(root.Defs["event"].Enum); n != len(Events()) {
		t.Errorf("the schema has %d events, there are %d", n, len(Events()))
	}
	fullest, barest := messageOf(t, ended()), messageOf(t, &Summary{Version: Version, Event: Start, Command: "apply", Started: now})
	for _, message := range []map[string]any{fullest, barest} {
		for _, name := range root.Required {
			if _, there := message[name]; !there {
				t.Errorf("%s is missing in %v", name, message)
			}
		}
		for name, value := range message {
			if !root.Properties[name].allows(value) {
				t.Errorf("%s is %v, which the schema does not allow", name, value)
			}
		}
	}
	if _, there := barest["exit"]; there || len(barest) > 8 {
		t.Errorf("a start says more than it knows: %v", barest)
	}
}

func messageOf(t *testing.T, s *Summary) (message map[string]any) {
	t.Helper()
	body, err := s.JSON()
	if err == nil {
		err = json.Unmarshal(body, &message)
	}
	if err != nil {
		t.Fatal(err)
	}
	return message
}

func (d *described) allows(value any) bool {
	switch v := value.(type) {
	case string:
		return d.Ref != "" || d.Type == "string" && (d.Enum == nil || slices.Contains(d.Enum, value))
	case float64:
		return d.Type == "number" || d.Type == "integer" && v == float64(int64(v))
	case bool:
		return d.Type == "boolean"
	case []any:
		return d.Type == "array"
	case map[string]any:
		return d.Type == "object"
	}
	return false
}

func sameMembers(t *testing.T, what string, of reflect.Type, is *described) {
	t.Helper()
	named := map[string]bool{}
	for i := range of.NumField() {
		name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
		named[name] = true
		if is.Properties[name] == nil {
			t.Errorf("the schema of a %s does not describe %q", what, name)
		}
	}
	for name := range is.Properties {
		if !named[name] {
			t.Errorf("a %s has no %q", what, name)
		}
	}
}
