package main

// A flag of hidden values can be emptied and looked at like others that take
// several (pflag.SliceValue); what is looked at is what may be shown.

// Append adds a value.
func (h *hidden) Append(text string) error { return h.Set(text) }

// Replace puts values in place of the present ones.
func (h *hidden) Replace(texts []string) error {
	h.values = nil
	for _, text := range texts {
		if err := h.Set(text); err != nil {
			return err
		}
	}
	return nil
}

// GetSlice is what of the values may be shown.
func (h *hidden) GetSlice() []string {
	var out []string
	for _, v := range h.all() {
		out = append(out, shownTarget(v))
	}
	return out
}
