package planner

// Seal gives a plan that a test has changed the digest of its content.
func (p *Plan) Seal() { p.Digest = p.digest() }
