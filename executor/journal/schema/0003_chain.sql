-- Version 3. The history is a chain: each event holds the SHA-256 of the event
-- before it and of itself, and, where it moved something, that of what it moved.
-- What was there before this version is linked when the file is brought to it.

CREATE TABLE chain (
    version       INTEGER PRIMARY KEY CHECK (version = 1), -- of the way records are written down to be hashed
    backfilled    INTEGER NOT NULL,                        -- so many events were linked long after they happened
    backfilled_at TEXT    NOT NULL                         -- that is, then; '' when there were none
) STRICT;

DROP VIEW IF EXISTS history;
DROP TRIGGER IF EXISTS event_stays;
DROP TRIGGER IF EXISTS event_remains;
DROP INDEX IF EXISTS event_by_run;
ALTER TABLE event RENAME TO event_unlinked;

CREATE TABLE event (
    event_no   INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    run_no     INTEGER NOT NULL REFERENCES run,
    batch_no   INTEGER REFERENCES batch,
    epoch      TEXT NOT NULL,
    actor      TEXT NOT NULL,
    kind       TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state   TEXT NOT NULL,
    code       TEXT NOT NULL,
    detail     TEXT NOT NULL,
    cover      BLOB CHECK (length(cover) = 32),            -- SHA-256 of the rows that it made or moved, NULL for a note
    link       BLOB NOT NULL CHECK (length(link) = 32)     -- SHA-256 of the link before and of this row
) STRICT;

CREATE INDEX event_by_run ON event (run_no);
CREATE INDEX batch_by_parent ON batch (parent_no) WHERE parent_no IS NOT NULL;

ALTER TABLE run ADD COLUMN pruned_at TEXT;                 -- when what is large of it was removed

-- What came of each change, in place of the details and the plan that told it,
-- for runs that were pruned.
CREATE TABLE outcome (
    batch_no   INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    result     TEXT    NOT NULL,
    code       TEXT    NOT NULL,
    message    TEXT    NOT NULL,
    sheet_rows TEXT    NOT NULL,             -- where the change stood in the input
    PRIMARY KEY (batch_no, position),
    FOREIGN KEY (batch_no, position) REFERENCES change
) STRICT, WITHOUT ROWID;

CREATE TRIGGER event_follows BEFORE INSERT ON event
WHEN NEW.event_no IS NOT 1 + coalesce((SELECT max(event_no) FROM event), 0)
BEGIN SELECT RAISE(ABORT, 'events are history: each follows the last one'); END;

CREATE TRIGGER event_stays BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are history: they are only added'); END;

CREATE TRIGGER event_remains BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are history: they are only added'); END;

CREATE TRIGGER chain_stays BEFORE UPDATE ON chain
BEGIN SELECT RAISE(ABORT, 'the beginning of the history stays as it is'); END;

CREATE TRIGGER chain_remains BEFORE DELETE ON chain
BEGIN SELECT RAISE(ABORT, 'the beginning of the history stays as it is'); END;

CREATE TRIGGER account_stays BEFORE UPDATE ON account
BEGIN SELECT RAISE(ABORT, 'accounts are history: they are only added'); END;

CREATE TRIGGER account_remains BEFORE DELETE ON account
BEGIN SELECT RAISE(ABORT, 'accounts are history: they are only added'); END;

CREATE TRIGGER run_stays BEFORE UPDATE OF run_no, run_id, account_no, fingerprint, site, created_at, input_path, input_digest, output_path, settings ON run
BEGIN SELECT RAISE(ABORT, 'runs are history: only their end is written later'); END;

CREATE TRIGGER run_remains BEFORE DELETE ON run
BEGIN SELECT RAISE(ABORT, 'runs are history: they are only added'); END;

CREATE TRIGGER batch_stays BEFORE UPDATE OF batch_no, run_no, batch_id, account_no, parent_no, seq, after ON batch
BEGIN SELECT RAISE(ABORT, 'a batch stays what it was planned as'); END;

CREATE TRIGGER change_stays BEFORE UPDATE OF batch_no, position, change_id, domain, instance_id, kind, account_no ON change
BEGIN SELECT RAISE(ABORT, 'a change stays what it was planned as'); END;

CREATE TRIGGER change_remains BEFORE DELETE ON change
BEGIN SELECT RAISE(ABORT, 'changes are history: they are only added'); END;

CREATE TRIGGER outcome_stays BEFORE UPDATE ON outcome
BEGIN SELECT RAISE(ABORT, 'outcomes are history: they are only added'); END;

CREATE TRIGGER outcome_remains BEFORE DELETE ON outcome
BEGIN SELECT RAISE(ABORT, 'outcomes are history: they are only added'); END;

CREATE TRIGGER detail_stays BEFORE UPDATE ON detail
WHEN (SELECT state FROM batch WHERE batch_no = OLD.batch_no) = 'done'
BEGIN SELECT RAISE(ABORT, 'the task of the batch is done: its answers stay'); END;

-- What is large goes when a run is pruned, and not before: the event that says
-- so comes first.
CREATE TRIGGER pruning_stays BEFORE UPDATE OF pruned_at ON run
WHEN OLD.pruned_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM event WHERE run_no = OLD.run_no AND kind = 'pruned')
BEGIN SELECT RAISE(ABORT, 'a run is pruned once, and its history says so first'); END;

CREATE TRIGGER plan_stays BEFORE UPDATE OF plan ON run WHEN OLD.pruned_at IS NULL
BEGIN SELECT RAISE(ABORT, 'the plan of a run stays until it is pruned'); END;

CREATE TRIGGER request_stays BEFORE UPDATE OF request ON batch
WHEN (SELECT pruned_at FROM run WHERE run_no = OLD.run_no) IS NULL
BEGIN SELECT RAISE(ABORT, 'the request of a batch stays until its run is pruned'); END;

CREATE TRIGGER detail_remains BEFORE DELETE ON detail
WHEN (SELECT r.pruned_at FROM batch b JOIN run r USING (run_no) WHERE b.batch_no = OLD.batch_no) IS NULL
BEGIN SELECT RAISE(ABORT, 'answers stay until their run is pruned'); END;

CREATE VIEW history AS
SELECT e.event_no, e.at, r.run_id, b.batch_id, e.actor, e.kind, e.from_state, e.to_state, e.code, e.detail
FROM event e JOIN run r USING (run_no) LEFT JOIN batch b USING (batch_no) ORDER BY e.event_no;
