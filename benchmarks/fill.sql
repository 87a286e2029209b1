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

VACUUM ANALYZE;
CHECKPOINT;
