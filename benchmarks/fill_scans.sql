-- So many parcels (:parcels) with eight scans each, as scanners leave them; none has an order.
-- Foreign keys are not looked at meanwhile: the parcels are written first.
SET session_replication_role = replica;

INSERT INTO item_block (block_id, holder_role, holder, first_place, count, next_place, given_ms)
VALUES ('old', 'outlet', 'outlet 0', 0, :parcels, :parcels, 0);

-- The check digit after S10: 10 becomes 0, 11 becomes 5.
INSERT INTO parcel (item_number, sender_role, sender, made_ms, state, seen_ms, place)
SELECT
    'BA' || lpad(n::text, 8, '0') || CASE digit WHEN 10 THEN 0 WHEN 11 THEN 5 ELSE digit END || 'CN',
    'outlet', 'outlet 0', n * 1000, 'delivered', n * 1000 + 8 * 3600000, 'outlet ' || n % 45000
FROM generate_series(0::bigint, :parcels - 1) AS n,
    LATERAL (
        SELECT 11 - (
            8 * (n / 10000000 % 10) + 6 * (n / 1000000 % 10) + 4 * (n / 100000 % 10)
            + 2 * (n / 10000 % 10) + 3 * (n / 1000 % 10) + 5 * (n / 100 % 10)
            + 9 * (n / 10 % 10) + 7 * (n % 10)
        ) % 11 AS digit
    ) AS checked;

INSERT INTO scan (item_number, at_ms, state, place, noted_ms)
SELECT item_number, made_ms + step * 3600000,
    (ARRAY['accepted', 'sorted', 'departed', 'arrived', 'sorted', 'arrived', 'out_for_delivery',
        'delivered'])[step],
    'outlet ' || (made_ms * step) % 45000, made_ms + step * 3600000 + 500
FROM parcel, generate_series(1, 8) AS step;

SET session_replication_role = DEFAULT;
VACUUM ANALYZE;
CHECKPOINT;
