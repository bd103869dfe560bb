/**
 * UUIDv7 (RFC 9562) in SQL that PostgreSQL 14 understands: ids that grow keep index inserts on the last page, and lists walk
 * them by birth. The time is written once per statement, by a CTE `stamp`; what follows it is that of a random UUID, whose
 * variant is the same.
 */
export const stampOfIds = `stamp as materialized (
  select regexp_replace(lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0'), '^(.{8})', '\\1-') || '-7' as time
)`;
export const newId = "(stamp.time || substr(gen_random_uuid()::text, 16))::uuid";
