import type { DeliveryState } from "#server/contracts/delivery/delivery.ts";
import type { ExplorerFilter, ExplorerState } from "#server/contracts/triage/explorer.ts";

/**
 * The order of a list and the index that has it. By id (a UUIDv7, so by birth) where rows of every state are wanted: no index
 * of its own would be worth what each delivery paid for it. What is open, dead or put away is few and has one.
 */
export type Walk = {
  conditions: readonly Condition[];
  /** The first column of the order; the id is always the last. Null for the id alone. */
  key: string | null;
  /** Rows are found by this and sorted, not walked: they are few. */
  few: Condition | null;
  /** Asked of each row that the walk meets. */
  residual: readonly Condition[];
};
export type Condition = { text: (parameter: string) => string; value?: unknown };

const open: readonly ExplorerState[] = ["waiting", "queued", "active", "retrying"];
const fixed = (text: string): Condition => ({ text: () => text });

const walkOf: Partial<Record<ExplorerState, Pick<Walk, "key"> & { of: string }>> = {
  dead: { key: "settled_at", of: "state = 'dead'" },
  discarded: { key: "coalesce(discarded_at, settled_at)", of: "state = 'discarded' and revision > 0" },
  ...Object.fromEntries(open.map((state) => [state, { key: "created_at", of: "settled_at is null" }])),
};

/** Clocks of two processes, and the time from a transaction's start to the birth of its rows, are far below this. */
const slackMilliseconds = 600_000;

/** Which filters choose the walk and which are asked row by row. Pure. `subjects` are those of the order and the address that were given. */
export function planQuery(filter: ExplorerFilter, subjects: readonly string[] | null): Walk {
  const { state, handler, type, message, since, until } = filter;
  const { key = null, of } = (state && walkOf[state]) ?? {};
  const named: Condition[] = [
    ...(message ? [{ text: ofId, value: message }] : []),
    ...(subjects ? [{ text: ofSubject, value: subjects }] : []),
  ];
  const [few = null, ...also] = named;
  const born: Condition[] = [
    ...(since ? [{ text: (p: string) => `created_at >= ${p}::timestamptz`, value: since }] : []),
    ...(until ? [{ text: (p: string) => `created_at < ${p}::timestamptz`, value: until }] : []),
  ];
  const walked = key === "created_at" ? born : key === null ? aroundBirth(filter) : [];
  return {
    conditions: few ? [] : [...(of ? [fixed(of)] : []), ...walked],
    key: few ? null : key,
    few,
    residual: [
      ...also,
      ...(state ? [isShown(state)] : []),
      ...(handler ? [{ text: (p: string) => `handler = ${p}`, value: handler }] : []),
      ...(type
        ? [{ text: (p: string) => `(select m.type from outbox_message m where m.id = message_id) = ${p}`, value: type }]
        : []),
      ...born,
    ],
  };
}

/** Messages have the index of subjects, deliveries have none: they would pay for a second one. */
const ofSubject = (p: string): string =>
  `message_id = any(array(select m.id from outbox_message m where m.subject = any(${p}::text[])))`;

/**
 * The id of a delivery, a message or an order, or the one in a Message-ID. A key starts with the time of its message's id, so
 * the messages of that millisecond are scanned. An index on the key would slow down every delivery.
 */
const ofId = (p: string): string =>
  `(id = ${p}::uuid or message_id = ${p}::uuid or
    message_id = any(array(select m.id from outbox_message m where m.subject = 'orders/' || ${p}::uuid)) or
    idempotency_key = ${p}::uuid and message_id = any(array(select m.id from outbox_message m where m.id
      between (left(${p}::uuid::text, 13) || '-0000-0000-000000000000')::uuid
      and (left(${p}::uuid::text, 13) || '-ffff-ffff-ffffffffffff')::uuid)))`;

/** A delivery as a person is shown it: see shownStateOf. */
function isShown(state: ExplorerState): Condition {
  if (state === "active") return fixed("state in ('queued', 'retrying') and sending_since is not null");
  const stored = state as DeliveryState;
  return { text: (p) => `state = ${p} and (sending_since is null or settled_at is not null)`, value: stored };
}

/** Ids that may have been given between two moments, widened: the moments themselves are asked of each row. */
function aroundBirth({ since, until }: ExplorerFilter): Condition[] {
  const first = since && firstIdOf(Date.parse(since) - slackMilliseconds);
  const last = until && firstIdOf(Date.parse(until) + slackMilliseconds);
  return [
    ...(first ? [{ text: (p: string) => `id >= ${p}::uuid`, value: first }] : []),
    ...(last ? [{ text: (p: string) => `id < ${p}::uuid`, value: last }] : []),
  ];
}

/** The lowest UUIDv7 (RFC 9562) of a millisecond: its first 48 bits are the time. */
export function firstIdOf(milliseconds: number): string {
  const time = Math.max(0, Math.min(2 ** 48 - 1, Math.floor(milliseconds)))
    .toString(16)
    .padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
