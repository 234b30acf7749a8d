// Package executor carries out a plan: it submits the batches, follows their
// tasks, survives being killed at any instant, and gives every row of the input
// one result. It decides nothing about spreadsheets.
//
// # What comes in, what goes out
//
// [Start] writes a planner.Plan into the journal as a run. [Run] drives the run
// until it is over or the session ends, and is also what resumes it. [RowResults]
// folds plan and journal into one [RowResult] per row, at any time. [Resolve]
// records a person's decision where the program could not decide.
//
// Before that, [Refresh] finds out how things stand for what a plan wants to
// change, so that what is in place already is not sent and what cannot be done
// is held; it changes nothing at the service. [ChangeResults] tells what each
// change of a run found and set: the way back.
//
// # What is assumed
//
// Of the disk: when a method of the journal has returned, its change survives a
// kill and a loss of power; when it failed with a disk error, whether the change
// holds is not known before the journal is opened again.
//
// Of the journal: it is the newest there is, or else the run was begun when it
// was copied, and its newest process is dead. See "A journal that may be a copy".
//
// Of the processes: whoever calls Run holds the lock of the account. So an intent
// of another epoch is that of a dead process.
//
// Of the service:
//
//   - There is no idempotency key (documented). A request that was accepted
//     twice is two tasks.
//   - A signature is taken only while its time stamp is within fifteen minutes of
//     the service's clock, and a nonce that was seen is refused for longer than
//     that. A service whose nonce memory has gaps can take a replay for a new
//     request when, besides, the accepted copy shows neither in the lists nor
//     among the finished details; Options.NoReplay is for those, at the price of
//     patience.
//   - An accepted task shows in the task list within Options.ListLag.
//   - A second task for a domain that has a live one is refused with
//     TaskIsBeingProcessed. Nothing here depends on it.
//
// # The order of durable steps
//
//  1. The intent, with the epoch of the process, the nonce and the time of the
//     signature, is durable before the first byte leaves.
//  2. The request is sent once. Only this package repeats anything.
//  3. The answer is durable before anything is done with it: the task number
//     before a task is asked about, a refusal before its halves are sent, the
//     sealed transfer code before a row is called done.
//
// # What is promised
//
//   - Nothing is lost. After a crash at any instant, every row comes to one
//     result by calling Run again.
//   - Nothing is doubled. A request that may have been executed is never sent
//     afresh before it is proven that it was not.
//   - What cannot be found out is said: such a batch becomes unknown, with the
//     evidence, and waits for a person.
//   - No row fails because calls came too fast.
//   - When the journal fails, sending stops at once.
//
// # The states of a batch
//
//	                 task number              every domain final
//	planned ──► intent ──────────► submitted ───────────────────► done
//	 ▲ ▲  │      │ │ │                 ▲
//	 │ │  │      │ │ │ answer lost     │ found, or taken by the replay
//	 │ │  │      │ │ └─────────► ambiguous ──────────────► unknown
//	 │ │  │      │ │               │   │  cannot be decided    │
//	 │ └──┼──────┘ │ refused       │   │                       └─► by a person:
//	 │    │ for    │ for good      │   │ refused for good            submitted,
//	 │    │ the    ▼               │   ▼                             planned or
//	 │    │ moment failed ─────────┼─► split ──► its halves          cancelled
//	 └────┼────────────────────────┘             are planned
//	      │           proven absent
//	      └─► cancelled
//
// Planned: nothing has been sent, or what was sent is proven not to have been
// executed. A planned batch is submitted when the batches before it are final,
// its domains are free and its pause is over. Throttling, a busy domain and a
// busy service lead back here, each with its own pause (the function decide is
// the table). In a run of an earlier session it goes the way of a lost answer to
// unknown, unsent, when a task that the journal does not know of holds its domains.
//
// Options.NotAfter and Options.Hours bound when a request may leave, a replay
// included. They are asked when a batch is taken up, and again when its turn has
// come, because the wait for leave may be long. Asking goes on at any time.
//
// Intent: the promise to send is durable, and the request may have left. A
// process that finds an intent of another epoch makes it ambiguous; its own it
// leaves alone.
//
// Submitted: the service has given a task number. The task is asked about, ever
// less often the older it gets, until each of its domains has succeeded or
// failed. It may stay here for days. Tasks that are due are gathered for a
// moment, and the function choose picks the way that costs fewer calls: one
// sweep over the finished details of the account (PollTaskResult, nothing is
// acknowledged), or a question for each task. A sweep does without a task whose
// transfer code or reason of failure it does not carry; that one is asked about.
// A backlog of somebody else makes sweeps dear, and one task that turns out to
// be finished although a sweep did not show it ends them for the session.
//
// Done: each domain has succeeded or failed, as the service says. Single domains
// may have failed; the batch has not.
//
// Failed: refused for good; nothing was changed. A batch of several domains does
// not stay failed when the refusal may be due to one of them: it is split.
//
// Split: replaced by parts, which are planned and go their own ways. By halves
// one bad domain among n stands alone after some 2·log2(n) calls, and the others
// go through. Where a domain does not exist and reading the list of the
// account's domains takes fewer calls, its bad domains are cut off at once, each
// by itself, because the service has the last word. When a part and its sibling
// are refused alike for their values, the contact is asked about, once; if it is
// to blame, the parts that are left fail unsent. A batch that is refused because
// a domain is busy waits as a whole twice, 5 and 10 seconds, because most tasks
// are over by then, and is split at the third refusal, so that only the busy
// domain goes on waiting. Refusals about what all domains share, the contact or
// the profile, fail the batch unsplit.
//
// Ambiguous: the request may have been executed and the answer is lost. Settling
// asks, in this order, and stops at the first answer:
//
//   - Match. Both task lists are read over days that are wide enough; a task of
//     the right type, size and time that no batch owns is looked into, and taken
//     when it holds exactly the domains. Two of those make the batch unknown.
//   - Details by domain. PollTaskResult finds finished tasks that no list shows.
//   - Replay. When nothing is found, the frozen request, same nonce and same
//     time, is sent again while its signature is valid. A task number: no copy
//     had arrived before, and this one is accepted. Nonce used: a copy has
//     arrived. A refusal for good: none had arrived, and none will be accepted.
//     Throttled or busy: no news, and no further replay, because the copy may
//     have used up the nonce. Looking comes first because it covers what the
//     nonce does not, a gateway with a poor memory, and the nonce covers what
//     looking does not, a list that lags. A task that may be the one but does
//     not show its domains yet is never raced; a list that is known to lag is
//     waited for during half of the signature's life.
//   - Absence. When the signature is dead, by the service's clock, with the skew
//     and the lag allowed for, when two readings of the list, both whole and both
//     showing a canary, hold no such task, and when no copy is known to have
//     arrived, or each that may have was answered with an error of the service:
//     then the request was not executed. The same holds
//     for a copy that has arrived, and of which nothing else was heard, when both
//     readings show a task that is younger than the request, once the gateway
//     itself has forgotten the nonce: twice the signature's life with skew and
//     lag, 33 minutes with the defaults. It was refused then, or is lost.
//
// The canary is the newest task that the journal has for the account, of
// whichever run, and that is older than the lag. It is known from the service's
// answer to a request of ours, and not from a list: a task that is only known
// because a list shows it, a stranger's or one of the first reading, does not
// tell that a list is complete. When it is older than the request the list is
// read back to its day, two weeks at most. Where there is none, the first task
// of this run that is accepted meanwhile becomes one, and is waited for as long
// as a signature lives; a run that has nothing else under way does not wait.
// Without a canary nothing is proven by the list: then only the nonce decides,
// while the signature lives, and afterwards the batch is unknown. That is the lot
// of a first run with a single batch whose process died and was resumed too late,
// or of one that may not replay.
//
// Unknown: none of this decided. The evidence is in the journal and in the row's
// comment. Only a person moves the batch on, by Resolve.
//
// Cancelled: taken back before it was accepted, or given up by a person.
//
// The states are a view of the history: [FoldEvents] replays the events of a run
// into the state of every batch.
//
// # A journal that may be a copy
//
// A journal that was put back from a backup, or taken to another machine, knows
// nothing of what was sent after it was copied. So a session that goes on with a
// run of an earlier one looks before it sends anything: it reads the task list
// since the run was created, and asks about every task in it that no batch of
// the journal has claimed and one of it could have made. That costs some pages
// and, as a rule, no question; a session that has nothing to send reads nothing.
//
// A task speaks against a batch when its type fits, when all of its domains are
// the batch's, and when it does not answer a request that is being settled. One
// that holds another domain besides is a stranger's for certain, because the
// calls of a run are fixed by its plan and only ever split. A part of the domains
// is enough: the lost process may have split the batch.
//
// Such a task is never taken by the program, not even when it holds exactly the
// domains. The list shows domains and no values: a stranger's change of the same
// domains, made in the console while the run lay still, looks the same, and to
// call it ours would be to report values that were never set. Where a request of
// ours is known to have left at that minute, as when a lost answer is settled, a
// match is decisive; here nothing says that one ever did. So what tasks hold is
// cut off the batch and becomes unknown, each group of tasks by itself, with the
// task as evidence, and what no task holds goes on. A person who knows that the
// journal was put back takes all exact matches over at once (Found, Resolve); who
// says that a task is none of ours is not asked about it again.
//
// How long is waited before that. Where the journal is (Deps.Home) is noted with
// the run. When it is somewhere else than noted, or when a task speaks against a
// batch, it is taken for a copy whose last process died this instant: nothing
// leaves before the signature of a request of this instant is dead and its task
// has to show, 18 minutes with the defaults, and the list is then read again, and
// has to be one that can be trusted. When neither is the case nothing is waited
// for. What remains unseen is a copy that was written over the journal, so that
// it is where it was, within ListLag of the last request that left: nothing then
// tells it from a process that was just killed. Unseen is also what was sent by
// runs that were created after the copy was made: they are not in it, and the
// same file is a new run.
//
// A run that was cancelled is looked at in the same way before what is planned
// counts as taken back, although nothing of it is sent: a row says that it was
// taken back unsent only when no task speaks against it. Tasks that are known are
// asked back meanwhile.
//
// # How it is built
//
// A stepper does one step for one batch: a function of the journal's state that
// may be repeated at will. A loop decides which batch is next, from a board of
// who waits for whom; it could be replaced by any dispatcher, because all it
// knows is in the journal. What to do after an answer, how long to wait, what a
// task must look like to be ours, how to split, how states become results: these
// are pure functions with tables for tests.
package executor
