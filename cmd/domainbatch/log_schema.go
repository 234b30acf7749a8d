package main

import (
	"maps"
	"slices"
)

// logSchema is the JSON Schema of a line of --log-format json, made of the
// table of events.
func logSchema() any {
	members := map[string][]string{eventSaid: nil, eventFailed: {"next", "exit"}, eventOther: nil}
	for _, e := range logEvents {
		members[e.name] = append(members[e.name], e.members...)
	}
	var lines []any
	for _, name := range slices.Sorted(maps.Keys(members)) {
		of := map[string]any{"event": map[string]any{"const": name}}
		for _, m := range members[name] {
			of[m] = true // of any type
		}
		lines = append(lines, map[string]any{"properties": of, "required": []string{"event"}})
	}
	text := func(about string) any { return map[string]any{"type": "string", "description": about} }
	return map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"title":   "domainbatch: a line of --log-format json",
		"description": "Programs go by event and its members, which keep their names; the words of msg may change. " +
			"Members may be added. What something took is in seconds, but for ms.",
		"type": "object", "required": []string{"time", "level", "event", "msg"},
		"properties": map[string]any{
			"time":  map[string]any{"type": "string", "format": "date-time"},
			"level": map[string]any{"enum": []string{"DEBUG", "INFO", "WARN", "ERROR"}},
			"event": text("one of those below"), "msg": text("for people"), "run": text("id of the run, once it is known"),
		},
		"anyOf": lines,
	}
}
