-- Version 2. What the service told about the present, so that it is not asked
-- twice. Values hold personal data, as plans do; they are opaque here.

CREATE TABLE fact (
    account_no INTEGER NOT NULL REFERENCES account,
    kind       TEXT    NOT NULL,
    fact_key   TEXT    NOT NULL,
    domain     TEXT    NOT NULL,             -- that it is about, '' for others
    asked_at   TEXT    NOT NULL,
    value      BLOB,
    PRIMARY KEY (account_no, kind, fact_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX fact_of_domain ON fact (account_no, domain) WHERE domain <> '';
CREATE INDEX fact_by_age ON fact (account_no, asked_at);

-- What was known of a domain is no longer known when a change of it may leave,
-- and again when it is over.
CREATE TRIGGER facts_end AFTER UPDATE OF state ON batch
WHEN OLD.state <> NEW.state AND NEW.state IN ('intent', 'done')
BEGIN
    DELETE FROM fact WHERE account_no = NEW.account_no AND domain <> ''
    AND domain IN (SELECT domain FROM change WHERE batch_no = NEW.batch_no);
END;
