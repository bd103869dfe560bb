import * as z from "zod";
import { deadLetterFilters } from "#server/contracts/triage/dead-letter-filter.ts";
import { filterSamples } from "#server/contracts/triage/filter-field.ts";
import { type DeliveryRow, deliveryColumns, deliveryRow } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { json } from "#server/delivery/privacy/mask-payload.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatementBuilder } from "#server/platform/database/define-statement.ts";
import { exactTimeOf } from "#server/platform/database/time-columns.ts";
import type { Lookup } from "#server/triage/dead-letter-lists/matches-text.ts";
import { conditionsOf, deadLetterQuery } from "#server/triage/dead-letter-lists/plan-query.ts";
import { type Cursor, sampleCursor } from "#server/triage/keyset/cursor.ts";
import { allOf, type Bind, bindValues, type KeysetQuery, selectKeyset } from "#server/triage/keyset/keyset-query.ts";

export const deadLetterRow = deliveryRow.extend({
  version: z.int(),
  subject: z.string(),
  error: z.string().nullable(),
  createdAt: z.date(),
  /** How many later messages of its subject wait behind it. */
  holding: z.int(),
  /** The payload: the error may repeat personal data of it. */
  data: json,
  cause: z.string().nullable(),
  payloadPurgedAt: z.date().nullable(),
  discardedAt: z.date().nullable(),
  discard: z.object({ by: z.string(), reason: z.string().nullable() }).nullable(),
});
export type DeadLetterRow = z.output<typeof deadLetterRow> & DeliveryRow;

/** When a delivery was discarded, in the text of its index: older builds wrote no `discarded_at`. */
export const discardedAtOf = (delivery: string): string => `coalesce(${delivery}.discarded_at, ${delivery}.settled_at)`;

/** Columns of deadLetterRow, for a statement that names `delivery` d and `outbox_message` m. */
export const deadLetterColumns = `${deliveryColumns}, d.version, d.subject, d.error, d.created_at as "createdAt", d.cause, m.data,
  m.payload_purged_at as "payloadPurgedAt", ${discardedAtOf("d")} as "discardedAt",
  case when d.state = 'discarded' then (
    select json_build_object('by', a.actor_name, 'reason', a.reason) from audit_entry a
    where a.target_id = d.id::text and a.target_kind = 'delivery' and a.action = 'dead-letter.discard'
    order by a.seq desc limit 1) end as discard,
  case when d.state = 'dead' and d.holds then (
    select count(*) from delivery w where w.handler = d.handler and w.subject = d.subject
    and w.ordered and w.state = 'waiting' and w.position > d.position)::int else 0 end as holding`;

export type DeadLetterRead = {
  query: KeysetQuery;
  before: Cursor | null;
  limit: number;
  /** The most rows to scan; null for no limit. */
  scan: number | null;
  search?: { text: string; lookup: Lookup } | null;
};

const everything = conditionsOf(filterSamples(deadLetterFilters));

/** Reads that reach every branch of the statements of this list. */
export const sampleReads: readonly DeadLetterRead[] = [
  { query: deadLetterQuery(everything, []), before: sampleCursor, limit: 1, scan: null },
  ...(["shown", "masked", "personal"] as const).map((lookup) => ({
    ...{ query: deadLetterQuery([], everything), before: null, limit: 1, scan: 1 },
    search: { text: "x", lookup },
  })),
];

// As in server/delivery/privacy/mask-text.ts: a masked address shows its first letter and its domain.
const sign = `[^][:space:]<>"'(),;:@[{}]`;
const localPart = `(${sign})${sign}{0,63}@`;

const build = ({ query, before, limit, scan, search = null }: DeadLetterRead) =>
  bindValues((bind) => {
    // Without a limit of its own PostgreSQL reads and sorts all that matches: 5 ms at 10,000 rows, 50 at 100,000.
    const most = scan ?? (query.residual.length === 0 && !search ? limit : null);
    const rows = selectKeyset(query, { columns: "*", before, limit: most, numbered: scan !== null }, bind);
    const residual = allOf(query.residual, bind);
    const found = search ? containsText(search, bind) : "true";
    // One look-up per row: `limit 1` keeps PostgreSQL from hashing all messages for a search.
    return `select ${deadLetterColumns}, ${exactTimeOf("d.settled_at")} as at, d.place
      from (select * from (${rows}) w where ${residual}) d
      cross join lateral (select * from outbox_message o where o.id = d.message_id limit 1) m
      where ${found} order by d.settled_at desc, d.id desc limit ${bind(limit)}`;
  });

const row = deadLetterRow.extend({
  /** When it failed, for the cursor. */
  at: z.string(),
  /** Which row of its scan it is, from 1; null where the scan has no limit. */
  place: z.int().nullable(),
});
export type ListedRow = z.output<typeof row>;

const statement = defineStatementBuilder({
  name: "read_dead_letters",
  text: (read: DeadLetterRead) => build(read).text,
  shapes: sampleReads,
  row,
});

/** A page of dead letters, latest failure first, by keyset on (settled_at, id): as fast on page 5,000 as on page 1. */
export async function readDeadLetters(queryable: Queryable, read: DeadLetterRead): Promise<ListedRow[]> {
  return statement(read).all(queryable, build(read).values);
}

/**
 * Whether a row may contain the text; the caller compares again in masked form. Rows that contain it within an address only
 * are dropped here: reading them would end a search sooner, and so reveal that they exist.
 */
function containsText({ text, lookup }: { text: string; lookup: Lookup }, bind: Bind): string {
  const like = `ilike ${bind(`%${text.replace(/[\\%_]/g, "\\$&")}%`)}`;
  const masked = (place: string) => `regexp_replace(${place}, ${bind(localPart)}, ${bind("\\1•••@")}, 'g')`;
  const ids = ["d.subject", "d.id::text", "d.message_id::text"].map((place) => `${place} ${like}`);
  const texts = ["d.error", ...(lookup === "shown" ? [] : ["m.data::text"])].map((place) =>
    lookup === "personal" ? `${place} ${like}` : `(${place} ${like} and ${masked(place)} ${like})`,
  );
  return `(${[...texts, ...ids].join(" or ")})`;
}
