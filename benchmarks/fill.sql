-- Indexes are made after the rows, and outlets are not looked up row by row: that takes minutes less.
SET session_replication_role = replica;
SET maintenance_work_mem = '1GB';
ALTER TABLE draft DROP CONSTRAINT draft_pkey, DROP CONSTRAINT draft_number_hash_key;
ALTER TABLE answer DROP CONSTRAINT answer_pkey;
DROP INDEX ix_answer_at_ms, ix_draft_issued_ms, transfer_key;

-- So many drafts (:drafts), each with its transfer and its answer, as deposits leave them.
INSERT INTO draft (
    draft_id, number_hash, outlet, depositor_hash, password_hash, amount_fen, fee_fen, issued_ms,
    expires_ms, state, wrong_tries, locked_until_ms
)
SELECT 'old' || n, sha256(n::text::bytea), 'outlet 0', sha256('a'), sha256('b'), 17500, 0, n,
    n + 1, 'issued', 0, 0
FROM generate_series(1, :drafts) AS n;

INSERT INTO transfer (book, key, debit, credit, amount_fen, at_ms)
SELECT 'post', 'deposit:old' || n, 'post:cash:outlet 0', 'post:drafts_outstanding', 17500, n
FROM generate_series(1, :drafts) AS n;

INSERT INTO answer (key_hash, fingerprint, status, sealed, at_ms)
SELECT sha256(('k' || n)::bytea), sha256('f'), 201, decode(repeat('5a', 700), 'hex'), n
FROM generate_series(1, :drafts) AS n;

ALTER TABLE draft ADD PRIMARY KEY (draft_id), ADD UNIQUE (number_hash);
ALTER TABLE answer ADD PRIMARY KEY (key_hash);
CREATE INDEX ix_draft_issued_ms ON draft (issued_ms);
CREATE INDEX ix_answer_at_ms ON answer (at_ms);
CREATE UNIQUE INDEX transfer_key ON transfer (book, key);

VACUUM ANALYZE;
CHECKPOINT;
