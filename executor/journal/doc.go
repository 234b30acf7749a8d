// Package journal keeps what was intended, sent and answered, in one file that
// survives kill -9 and power loss. It is the only memory of a run: the executor
// is a function of it, resume reads nothing else, and reports and audits are
// views of it. It knows nothing of spreadsheets, plans or the API: requests,
// settings and plans are bytes to it.
//
// # What is assumed of the disk
//
//   - After fsync of a file has returned without an error, what was written
//     before survives power loss; after fsync of a directory, so do the names in
//     it.
//   - Whatever was written and not yet synced may be there, gone or mangled after
//     power loss, in any mix. A sector that was synced does not change by itself:
//     nothing here notices a disk that forges data of long ago.
//   - After fsync has failed nothing is assumed about what was to be synced.
//   - The file is on a local file system: locks hold between processes, and
//     memory can be shared through a file. Network file systems often break one
//     of these, and SQLite with it.
//   - The directory belongs to the user and nobody else can write to it. That is
//     checked; root and the user himself are trusted.
//
// # What is promised
//
//   - A method that changes something returns without an error only after its
//     transaction was committed and synced (SQLite, write-ahead log,
//     synchronous=FULL). ClaimIntent is true only then, so no request leaves
//     before its intent is durable.
//   - Every move of a batch checks the state it starts from, in the transaction
//     that makes the move, and adds its event there: of many who try, one moves
//     the batch, and the history is never behind or ahead of the state.
//   - Changes asked for at the same time share a transaction and its sync (group
//     commit), each behind a savepoint of its own: one that fails leaves nothing
//     behind and does not disturb the others.
//   - An error means that nothing was changed. The exception is ErrDisk: whether
//     that change holds is known only after opening again, so the journal refuses
//     every further write until then. It is never worked on without a journal.
//   - After a crash the file opens at the last commit that is whole. A torn end of
//     the log is dropped, and with it only what nobody was told about.
//   - One open batch per account, domain and kind, one batch per task, moves along
//     the arrows below only, history only added to: these are laws of the
//     database (indexes, checks, triggers), kept even against the sqlite3 shell.
//   - The history is a chain: each event holds the SHA-256 of the event before it
//     and of itself, and of what it made or moved, in the same transaction. Verify
//     finds whatever was removed, altered, exchanged or put in. What it cannot
//     find by itself is an end that was cut off together with what it did, and a
//     chain that was linked anew by somebody who can write to the file: that takes
//     a Head that was kept elsewhere.
//   - No plain transfer code, access key or signature is stored: Detail.Sealed is
//     opaque, and Frozen has what a signature is computed from, never the
//     signature. Texts of the service are stored safe to print.
//   - Files are private (0600 in 0700), links are not followed, and a file that is
//     newer, foreign or at the mercy of others is refused untouched.
//
// What is not promised: that two processes do not work on one account (LockAccount
// is for that) and that a batch is sent as few times as possible (that is the
// executor's art; the journal counts).
//
// # The moves of a batch
//
//	planned    ─▶ intent (ClaimIntent)   cancelled (Cancel)   split (SplitBatch)
//	intent     ─▶ submitted (Accepted)   planned, failed (Refused)   ambiguous (MarkAmbiguous)   split
//	ambiguous  ─▶ submitted, planned, unknown, cancelled, failed (Resolve)
//	unknown    ─▶ submitted, planned, cancelled, failed (Resolve, by a person)
//	submitted  ─▶ done (SaveDetails)
//	failed     ─▶ split (SplitBatch)
//
// A batch that is planned, intent, ambiguous, unknown or submitted is open: it
// owns its domains. The parts of a split batch begin as planned and own what it
// owned.
//
// # The file
//
// It is meant to be read with the sqlite3 shell; the views runs, batches, domains
// and history are the place to start. Times are RFC 3339 in UTC with milliseconds.
//
//	chain                                where the history begins, and what of it was linked later
//	account ◀── run ◀────────── event    the history, only added to
//	   ▲         ▲                │
//	   └──────── batch ◀──────────┘      one submit call; parent_no when it was split off
//	             ▲    ▲
//	        change    detail             one domain of it; what the service says of one domain
//	   (one open per account, domain, kind)
//
//	outcome                              what came of a change of a run that was pruned
//	fact                                 what the service told of the present, until a change makes it old
//	quota                                learned rates
package journal
