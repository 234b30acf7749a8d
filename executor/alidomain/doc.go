// Package alidomain is a typed client of the Alibaba Cloud Domain API, for
// the operations that change contacts, hand out transfer codes and follow the
// tasks behind them.
//
// What it promises:
//
//   - One method call is at most one HTTP request. Nothing is retried, replayed
//     or followed, neither here nor in net/http: the caller decides, because a
//     submit has no idempotency key.
//   - Every failure is an [*Error] with a [Class] that is decided by one pure
//     function, [Classify], and that says whether the request can have left.
//   - A submit is frozen by its [Stamp]: the same stamp, request, settings and
//     keys give the same bytes on the wire, so that a replay is recognised by
//     the service's nonce memory.
//   - Only documented parameters are sent; what a site does not have is
//     left out, and an operation that a site does not have is refused before
//     anything is sent.
//   - Keys, signatures, URLs and contact values are in no error and in no
//     [Call] that is observed.
//
// What it never does: wait, pace itself, acknowledge results, read flags or
// write files.
//
// Requests are built and signed (ACS3-HMAC-SHA256) by the vendor's generic
// client; answers are read and decoded here. Facts about the API are marked
// documented or assumed where they are used.
package alidomain
