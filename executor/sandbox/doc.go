// Package sandbox is an emulator of the Alibaba Cloud Domain API: an
// http.Handler that verifies signatures, keeps accounts of domains, accepts
// tasks, lets them run and reports on them. It is meant for demonstrations,
// rehearsals and tests without an account, and shares no type with any client,
// so that a misspelt field is caught on the wire.
//
// # What it speaks
//
// The RPC style over GET and POST on "/", signed with HMAC-SHA1 (signature
// version 1.0) or ACS3-HMAC-SHA256, answering JSON or XML. Both products are
// here, told apart by Version: 2018-01-29 (China site, also reachable over the
// international endpoint) and 2017-12-18 (international site). An operation
// that a product lacks is refused; a parameter that an operation lacks is
// ignored, as the service is thought to do, and counted in the ledger, because
// it is usually a mistake without a symptom.
//
// # Magic names
//
// Trouble can be rehearsed by name. A rule applies when a label of the domain,
// the last one excepted, ends in the suffix, as in shop-fail.com or
// shop-fail.com.cn:
//
//	-absent      the account does not own it: DomainNotExist
//	-fail        the task is accepted and its detail ends in EXECUTE_FAILURE
//	-busy        TaskIsBeingProcessed for the first seconds after it was first named
//	-slow        the detail stays EXECUTING for an hour
//	-unverified  RegContactEmailNotVerified on every contact update
//	-locked      transfer lock on: asking for its transfer code fails
//
// # Difficult on purpose
//
// By default calls are throttled per operation, new tasks reach QueryTaskList
// late, long URLs are refused, transfer codes hold characters that spreadsheets
// misread, details are retried, owner changes under .cn take longer, and
// ErrorMsg is filled on success. Options.Calm switches all of it off; each has
// a switch of its own as well. What the real service is not known to do is off
// by default and found in Quirks.
//
// # The account
//
// Contacts of a domain change when their task succeeds, one contact type at a
// time. A registrant whose address the account has not verified is sent a mail:
// the domain shows an unverified address at once and is held (clientHold) when
// nobody answers within 15 days. No mail leaves the emulator; the token that
// VerifyEmail wants is the EmailVerificationNo that ListEmailVerification shows.
// Profiles can be saved and deleted, and lose their real-name status with their
// values. A transfer out, an owner change outside, a review, a lock or the end
// of the registration makes tasks fail as the documents say. ParseWorld reads
// such a stock from a file; every client of the account sees the same state.
//
// # Ledger
//
// Every call leaves one line in the ledger before it is answered. With
// Options.Ledger the lines go to a file, and an emulator started on an existing
// file remembers its tasks, nonces, contacts and counters. ReadLedger computes
// the same counters from such a file for a test that wants to compare.
package sandbox
