package main

import (
	"os"
	"sync"
)

// privateFiles are the temporary files to remove however the program ends,
// short of being killed.
type privateFiles struct {
	mu    sync.Mutex
	names map[string]bool
}

func (p *privateFiles) add(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.names == nil {
		p.names = map[string]bool{}
	}
	p.names[name] = true
}

// remove deletes one file; it is fine when it has been renamed away.
func (p *privateFiles) remove(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	os.Remove(name)
	delete(p.names, name)
}

func (p *privateFiles) removeAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for name := range p.names {
		os.Remove(name)
	}
	p.names = nil
}
