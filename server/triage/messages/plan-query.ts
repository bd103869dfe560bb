import type { DeliveryState } from "#server/contracts/delivery/delivery.ts";
import type { ExplorerFilter, ExplorerState } from "#server/contracts/triage/explorer.ts";
import { subjectsOfId } from "#server/delivery/messages/subject-sql.ts";
import type { Condition, KeysetQuery } from "#server/triage/keyset/keyset-query.ts";

const open: readonly ExplorerState[] = ["waiting", "queued", "active", "retrying"];
const fixed = (text: string): Condition => ({ text: () => text });

/**
 * States with few rows have an index in an order of their own. Every other list is in the order of the IDs (UUIDv7, so of
 * creation): an index of its own would slow down every delivery.
 */
const ordered: Partial<Record<ExplorerState, { key: string; condition: string }>> = {
  dead: { key: "settled_at", condition: "state = 'dead'" },
  discarded: { key: "coalesce(discarded_at, settled_at)", condition: "state = 'discarded' and revision > 0" },
  ...Object.fromEntries(open.map((state) => [state, { key: "created_at", condition: "settled_at is null" }])),
};

/** More than the difference of two clocks, and than the time from a transaction's start to the creation of its rows. */
const slackMilliseconds = 600_000;

/**
 * Plans which filters an index answers and which are checked row by row. `subjects` are those of the ID and the address of
 * the filter. Pure.
 */
export function planQuery(filter: ExplorerFilter, subjects: readonly string[] | null): KeysetQuery {
  const { state, handler, type, message, since, until } = filter;
  const { key = null, condition } = (state && ordered[state]) ?? {};
  const named: Condition[] = [
    ...(message ? [{ text: hasId, value: message }] : []),
    ...(subjects ? [{ text: hasSubject, value: subjects }] : []),
  ];
  const [few = null, ...also] = named;
  const created: Condition[] = [
    ...(since ? [{ text: (p: string) => `created_at >= ${p}::timestamptz`, value: since }] : []),
    ...(until ? [{ text: (p: string) => `created_at < ${p}::timestamptz`, value: until }] : []),
  ];
  const range = key === "created_at" ? created : key === null ? idRange(filter) : [];
  return {
    indexed: few ? [] : [...(condition ? [fixed(condition)] : []), ...range],
    key: few ? null : key,
    few,
    residual: [
      ...also,
      ...(state ? [isShown(state)] : []),
      ...(handler ? [{ text: (p: string) => `handler = ${p}`, value: handler }] : []),
      ...(type
        ? [{ text: (p: string) => `(select m.type from outbox_message m where m.id = message_id) = ${p}`, value: type }]
        : []),
      ...created,
    ],
  };
}

/** By the index of messages: deliveries have none on the subject. */
const hasSubject = (p: string): string =>
  `message_id = any(array(select m.id from outbox_message m where m.subject = any(${p}::text[])))`;

/**
 * By the ID of a delivery, a message or a subject, or by the one in a Message-ID, which is an idempotency key. A key starts with
 * the time of its message's ID, so the messages of that millisecond are scanned: an index on it would slow down every delivery.
 */
const hasId = (p: string): string =>
  `(id = ${p}::uuid or message_id = ${p}::uuid or
    message_id = any(array(select m.id from outbox_message m where m.subject = any(${subjectsOfId(p)}))) or
    idempotency_key = ${p}::uuid and message_id = any(array(select m.id from outbox_message m where m.id
      between (left(${p}::uuid::text, 13) || '-0000-0000-000000000000')::uuid
      and (left(${p}::uuid::text, 13) || '-ffff-ffff-ffffffffffff')::uuid)))`;

/** The state as screens show it: see shownStateOf. */
function isShown(state: ExplorerState): Condition {
  if (state === "active") return fixed("state in ('queued', 'retrying') and sending_since is not null");
  const stored = state as DeliveryState;
  return { text: (p) => `state = ${p} and (sending_since is null or settled_at is not null)`, value: stored };
}

/** IDs that may have been created between two times, widened: the times themselves are checked on each row. */
function idRange({ since, until }: ExplorerFilter): Condition[] {
  const first = since && firstIdOf(Date.parse(since) - slackMilliseconds);
  const last = until && firstIdOf(Date.parse(until) + slackMilliseconds);
  return [
    ...(first ? [{ text: (p: string) => `id >= ${p}::uuid`, value: first }] : []),
    ...(last ? [{ text: (p: string) => `id < ${p}::uuid`, value: last }] : []),
  ];
}

/** The lowest UUIDv7 (RFC 9562) of a millisecond: its first 48 bits are the time. */
function firstIdOf(milliseconds: number): string {
  const time = Math.max(0, Math.min(2 ** 48 - 1, Math.floor(milliseconds)))
    .toString(16)
    .padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
