package sandbox

import (
	"bytes"
	"encoding/xml"
	"fmt"
)

// appendXML writes an answer under its root element.
func appendXML(root string, o object) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	element(&b, root, o)
	return b.Bytes()
}

func element(b *bytes.Buffer, name string, v any) {
	if l, ok := v.(list); ok && l.item == "" {
		for _, r := range l.rows {
			element(b, name, r)
		}
		return
	}
	b.WriteString("<" + name + ">")
	switch v := v.(type) {
	case object:
		for _, f := range v {
			element(b, f.name, f.value)
		}
	case list:
		for _, r := range v.rows {
			element(b, v.item, r)
		}
	case string:
		_ = xml.EscapeText(b, []byte(v)) // a Buffer never fails
	default:
		_ = xml.EscapeText(b, fmt.Append(nil, v))
	}
	b.WriteString("</" + name + ">")
}
