import { type DeliveryRow, deliveryColumns } from "#server/delivery/deliveries/to-delivery-dto.ts";
import type { Json } from "#server/delivery/privacy/mask-payload.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import type { Cursor } from "#server/triage/dead-letter-lists/cursor.ts";
import type { Lookup } from "#server/triage/dead-letter-lists/fits-text.ts";
import type { FilterPlan } from "#server/triage/dead-letter-lists/plan-filter.ts";
import { walkDeadLetters } from "#server/triage/dead-letter-lists/sql/walk-dead-letters.ts";

export type DeadLetterRow = DeliveryRow & {
  version: number;
  subject: string;
  error: string | null;
  createdAt: Date;
  /** Time of death in UTC to the microsecond: what the cursor needs and a Date cannot carry. */
  diedAtExact: string;
  holding: number;
  /** What its error may repeat. */
  data: Json;
  cause: string | null;
  payloadPurgedAt: Date | null;
  discardedAt: Date | null;
  discard: { by: string; reason: string | null } | null;
};
/** `place`: which row of its walk it is, from 1; null where the walk has no bound. */
export type ListedRow = DeadLetterRow & { cause: string | null; place: number | null };

/** When a discarded delivery was put away, in the words of its index. */
export const putAwayAt = (delivery: string): string => `coalesce(${delivery}.discarded_at, ${delivery}.settled_at)`;

/** Columns of DeadLetterRow, for a statement that names `delivery` d and `outbox_message` m. */
export const deadLetterColumns = `${deliveryColumns}, d.version, d.subject, d.error, d.created_at as "createdAt", d.cause, m.data,
  m.payload_purged_at as "payloadPurgedAt", ${putAwayAt("d")} as "discardedAt",
  case when d.state = 'discarded' then (
    select json_build_object('by', a.actor_name, 'reason', a.reason) from audit_entry a
    where a.target_id = d.id::text and a.target_kind = 'delivery' and a.action = 'dead-letter.discard'
    order by a.seq desc limit 1) end as discard,
  to_char(d.settled_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as "diedAtExact",
  case when d.state = 'dead' and d.holds then (
    select count(*) from delivery w where w.handler = d.handler and w.subject = d.subject
    and w.ordered and w.state = 'waiting' and w.position > d.position)::int else 0 end as holding`;

export type DeadLetterRead = {
  plan: FilterPlan;
  before: Cursor | null;
  limit: number;
  /** How many rows the walk looks at, at most; null for no bound. */
  walk: number | null;
  search?: { text: string; lookup: Lookup } | null;
};

/**
 * A page of dead letters, latest death first, by keyset on (settled_at, id): as fast on page 5,000 as on page 1. The walk is
 * fenced off by its own LIMIT, so that what is asked row by row never makes the planner leave the index and sort.
 */
export async function readDeadLetters(queryable: Queryable, read: DeadLetterRead): Promise<ListedRow[]> {
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const walk = walkDeadLetters(read, parameter);
  const residual = read.plan.residual.map(({ text, value }) => text(value === undefined ? "" : parameter(value)));
  const found = read.search ? searched(read.search, parameter) : "true";
  // One lookup per row, whatever the planner thinks of a search: `limit 1` keeps it from hashing all messages.
  const { rows } = await queryable.query<ListedRow>({
    text: `select ${deadLetterColumns}, d.cause, d.place
           from (select * from (${walk}) w where ${["true", ...residual].join(" and ")}) d
           cross join lateral (select * from outbox_message o where o.id = d.message_id limit 1) m
           where ${found} order by d.settled_at desc, d.id desc limit ${parameter(read.limit)}`,
    values,
  });
  return rows;
}

// As in server/delivery/privacy/mask-text.ts: what is shown of an address is its first letter and its domain.
const sign = `[^][:space:]<>"'(),;:@[{}]`;
const localPart = `(${sign})${sign}{0,63}@`;

/**
 * Narrows a walk down to what may fit; the caller compares again in masked form. Rows that hold the text within an address alone
 * are dropped here: a search that read thousands of them would reach its deadline sooner, and so tell that they are there.
 */
function searched({ text, lookup }: { text: string; lookup: Lookup }, parameter: (value: unknown) => string): string {
  const like = `ilike ${parameter(`%${text.replace(/[\\%_]/g, "\\$&")}%`)}`;
  const masked = (place: string) => `regexp_replace(${place}, ${parameter(localPart)}, ${parameter("\\1•••@")}, 'g')`;
  const ids = ["d.subject", "d.id::text", "d.message_id::text"].map((place) => `${place} ${like}`);
  const texts = ["d.error", ...(lookup === "shown" ? [] : ["m.data::text"])].map((place) =>
    lookup === "personal" ? `${place} ${like}` : `(${place} ${like} and ${masked(place)} ${like})`,
  );
  return `(${[...texts, ...ids].join(" or ")})`;
}
