/**
 * UUIDv7 (RFC 9562) in SQL of PostgreSQL 14: growing IDs keep index inserts on the last page, and lists order by them. The
 * CTE `stamp` sets the time once per statement; the rest is that of a random UUID, which has the same variant.
 */
export const stampOfIds = `stamp as materialized (
  select regexp_replace(lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0'), '^(.{8})', '\\1-') || '-7' as time
)`;
export const newId = "(stamp.time || substr(gen_random_uuid()::text, 16))::uuid";
