package sandbox

// An answer is a tree of these, written as JSON or XML. Order is kept, so that
// the same answer always has the same bytes.
type (
	// object is a list of named values: string, int, int64, bool, bare, object or list.
	object []field
	field  struct {
		name  string
		value any
	}
	// bare is text that JSON prints without quotes.
	bare string
	// list is repeated under its name; with an item name JSON prints a plain
	// array and XML wraps the rows.
	list struct {
		item string
		rows []any // object or string
	}
)

// rows makes a list that repeats its own name in XML.
func rows(os []object) list {
	return list{rows: anys(os)}
}

// plainRows makes a list whose rows carry another name in XML than the list.
func plainRows(item string, os []object) list {
	return list{item: item, rows: anys(os)}
}

func anys(os []object) []any {
	out := make([]any, len(os))
	for i, o := range os {
		out[i] = o
	}
	return out
}

// with returns the object with a field added unless it is an empty string.
func (o object) with(name string, value string) object {
	if value == "" {
		return o
	}
	return append(o, field{name, value})
}
