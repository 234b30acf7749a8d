// Package notify tells receivers outside what became of a session: webhooks,
// chat services, mail and heartbeats. It knows how each of them wants to be
// told, signs where they can check it, and tries again within bounds.
//
// What is told is a Summary: counts, times and states. It never holds contact
// values, domain names, keys or transfer codes, and no receiver's address or
// secret gets into an error: only its host does.
package notify
