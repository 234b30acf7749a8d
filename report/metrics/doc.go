// Package metrics keeps the text file that the collector of node_exporter, or
// anything else that reads the text format of Prometheus, takes from a folder:
// how the latest session of each job went, and what has added up since the
// first.
//
// A job is a site and a profile; these are the only labels beside results,
// classes of calls and kinds of rate, so the number of series is bounded.
package metrics
