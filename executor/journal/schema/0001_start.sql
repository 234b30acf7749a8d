-- Version 1. Times are RFC 3339 in UTC with milliseconds; those of the table
-- detail are as the service prints them. Numbers ending in _no join the tables,
-- words are what the program and its user see. The views at the end are for people.

CREATE TABLE account (
    account_no INTEGER PRIMARY KEY,
    account    TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE run (
    run_no       INTEGER PRIMARY KEY,
    run_id       TEXT    NOT NULL UNIQUE,
    account_no   INTEGER NOT NULL REFERENCES account,
    fingerprint  TEXT    NOT NULL,
    site         TEXT    NOT NULL,
    created_at   TEXT    NOT NULL,
    finished_at  TEXT,
    input_path   TEXT    NOT NULL,
    input_digest TEXT    NOT NULL,
    output_path  TEXT    NOT NULL,
    settings     TEXT,
    plan         BLOB
) STRICT;

CREATE INDEX unfinished_run ON run (account_no, fingerprint) WHERE finished_at IS NULL;

CREATE TABLE batch (
    batch_no     INTEGER PRIMARY KEY,
    run_no       INTEGER NOT NULL REFERENCES run,
    batch_id     TEXT    NOT NULL,
    account_no   INTEGER NOT NULL REFERENCES account,
    parent_no    INTEGER REFERENCES batch,
    seq          INTEGER NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('planned', 'intent', 'ambiguous', 'unknown', 'submitted',
                                                   'done', 'failed', 'split', 'cancelled')),
    request      TEXT,
    after        TEXT,                       -- JSON array of batch ids
    attempts     INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    epoch        TEXT    NOT NULL DEFAULT '',
    nonce        TEXT    NOT NULL DEFAULT '',
    stamp        TEXT,
    arrived      INTEGER NOT NULL DEFAULT 0 CHECK (arrived IN (0, 1)),
    task_no      TEXT,
    request_id   TEXT    NOT NULL DEFAULT '',
    next_at      TEXT,
    submitted_at TEXT,
    finished_at  TEXT,
    code         TEXT    NOT NULL DEFAULT '',
    message      TEXT    NOT NULL DEFAULT '',
    UNIQUE (run_no, batch_id),
    CHECK (state NOT IN ('intent', 'ambiguous') OR (epoch <> '' AND nonce <> '' AND stamp IS NOT NULL)),
    CHECK (state NOT IN ('submitted', 'done') OR task_no IS NOT NULL)
) STRICT;

-- One task is the answer to one submit.
CREATE UNIQUE INDEX one_batch_per_task ON batch (account_no, task_no) WHERE task_no IS NOT NULL;
CREATE INDEX batch_by_state ON batch (run_no, state);

CREATE TABLE change (
    batch_no    INTEGER NOT NULL REFERENCES batch,
    position    INTEGER NOT NULL,
    change_id   TEXT    NOT NULL,
    domain      TEXT    NOT NULL,
    instance_id TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    account_no  INTEGER NOT NULL,
    open        INTEGER NOT NULL CHECK (open IN (0, 1)),
    PRIMARY KEY (batch_no, position)
) STRICT, WITHOUT ROWID;

-- At most one batch may have a change of one kind for a domain under way,
-- over all runs of the account.
CREATE UNIQUE INDEX one_open_batch ON change (account_no, domain, kind) WHERE open = 1;

CREATE TABLE detail (
    batch_no       INTEGER NOT NULL REFERENCES batch,
    task_detail_no TEXT    NOT NULL,
    domain         TEXT    NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('waiting', 'executing', 'succeeded', 'failed')),
    error_msg      TEXT    NOT NULL,
    fail_reason    TEXT    NOT NULL,
    try_count      INTEGER NOT NULL,
    created_at     TEXT    NOT NULL,
    updated_at     TEXT    NOT NULL,
    sealed         BLOB,
    PRIMARY KEY (batch_no, task_detail_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    event_no   INTEGER PRIMARY KEY,
    at         TEXT    NOT NULL,
    run_no     INTEGER NOT NULL REFERENCES run,
    batch_no   INTEGER REFERENCES batch,
    epoch      TEXT    NOT NULL,
    actor      TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    from_state TEXT    NOT NULL,
    to_state   TEXT    NOT NULL,
    code       TEXT    NOT NULL,
    detail     TEXT    NOT NULL
) STRICT;

CREATE INDEX event_by_run ON event (run_no);

CREATE TABLE quota (
    quota_key  TEXT PRIMARY KEY,
    per_second REAL NOT NULL CHECK (per_second >= 0),
    updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The laws that the program keeps, kept once more here, for the person at the
-- shell and for the program's mistakes.

CREATE TRIGGER event_stays BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are history: they are only added'); END;

CREATE TRIGGER event_remains BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are history: they are only added'); END;

CREATE TRIGGER batch_remains BEFORE DELETE ON batch
BEGIN SELECT RAISE(ABORT, 'batches are not deleted: cancel or resolve them'); END;

CREATE TRIGGER batch_moves BEFORE UPDATE OF state ON batch
WHEN OLD.state <> NEW.state AND OLD.state || ' ' || NEW.state NOT IN (
    'planned intent', 'planned cancelled', 'planned split',
    'intent submitted', 'intent planned', 'intent failed', 'intent ambiguous', 'intent split',
    'ambiguous submitted', 'ambiguous planned', 'ambiguous unknown', 'ambiguous cancelled', 'ambiguous failed',
    'unknown submitted', 'unknown planned', 'unknown cancelled', 'unknown failed',
    'submitted done', 'failed split')
BEGIN SELECT RAISE(ABORT, 'a batch cannot make this move'); END;

CREATE TRIGGER batch_lets_go AFTER UPDATE OF state ON batch
WHEN (OLD.state IN ('planned', 'intent', 'ambiguous', 'unknown', 'submitted'))
  <> (NEW.state IN ('planned', 'intent', 'ambiguous', 'unknown', 'submitted'))
BEGIN
    UPDATE change SET open = NEW.state IN ('planned', 'intent', 'ambiguous', 'unknown', 'submitted')
    WHERE batch_no = NEW.batch_no;
END;

CREATE VIEW runs AS
SELECT run_id, account, site, created_at, finished_at, input_path, output_path
FROM run JOIN account USING (account_no) ORDER BY created_at DESC;

CREATE VIEW batches AS
SELECT r.run_id, b.batch_id, p.batch_id AS parent, b.state, b.attempts, b.task_no, b.request_id, b.next_at,
       b.submitted_at, b.finished_at, b.code, b.message, (SELECT count(*) FROM change c WHERE c.batch_no = b.batch_no) AS changes
FROM batch b JOIN run r USING (run_no) LEFT JOIN batch p ON p.batch_no = b.parent_no ORDER BY b.run_no, b.seq, b.batch_no;

CREATE VIEW domains AS
SELECT r.run_id, b.batch_id, c.domain, c.kind, b.state AS batch_state, b.task_no,
       d.state AS detail_state, d.error_msg, d.fail_reason
FROM change c JOIN batch b USING (batch_no) JOIN run r USING (run_no)
LEFT JOIN detail d ON d.batch_no = c.batch_no AND d.domain = c.domain
WHERE b.state <> 'split' ORDER BY b.run_no, b.seq, b.batch_no, c.position;

CREATE VIEW history AS
SELECT e.event_no, e.at, r.run_id, b.batch_id, e.actor, e.kind, e.from_state, e.to_state, e.code, e.detail
FROM event e JOIN run r USING (run_no) LEFT JOIN batch b USING (batch_no) ORDER BY e.event_no;
