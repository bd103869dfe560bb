import { type ExplorerFilter, type ExplorerState, explorerFilters } from "#server/contracts/triage/explorer-filter.ts";
import { conditionsOf, type FilterCondition } from "#server/contracts/triage/filter-field.ts";
import type { Condition, KeysetQuery } from "#server/triage/keyset/keyset-query.ts";

const open: readonly ExplorerState[] = ["waiting", "queued", "active", "retrying"];

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

/** Plans which filters an index answers. `subjects` are those of the ID and the address of the filter. Pure. */
export function planQuery(filter: ExplorerFilter, subjects: readonly string[] | null): KeysetQuery {
  const { state } = filter;
  const { key = null, condition } = (state && ordered[state]) ?? {};
  const given = conditionsOf(explorerFilters, filter);
  const [few = null, ...also] = [
    ...given.filter(({ index }) => index === "few"),
    ...(subjects ? [{ text: hasSubject, value: subjects }] : []),
  ];
  const created = given.filter(({ index }) => index === "range");
  const range = key === "created_at" ? created : key === null ? idRange(filter) : [];
  return {
    indexed: few ? [] : [...(condition ? [{ text: () => condition }] : []), ...range],
    key: few ? null : key,
    few,
    residual: [...also, ...given.filter(({ index }) => index !== "few")],
  };
}

/** Messages of the outbox by their subjects. */
export const withSubjects = (subjects: readonly string[]): FilterCondition => ({
  text: (p) => `m.subject = any(${p}::text[])`,
  ...{ value: subjects, index: "few" },
});

/** The conditions of a filter on pending messages; null where one of its filters has no match among them. Pure. */
export function planPending(filter: ExplorerFilter, subjects: readonly string[] | null): FilterCondition[] | null {
  const { state = "pending", order, address, ...others } = filter;
  const conditions = conditionsOf(explorerFilters, others, "pending");
  const given = Object.values(others).filter((value) => value !== undefined);
  if (state !== "pending" || conditions.length < given.length) return null;
  return subjects ? [...conditions, withSubjects(subjects)] : conditions;
}

/** By the index of messages: deliveries have none on the subject. */
const hasSubject = (p: string): string =>
  `message_id = any(array(select m.id from outbox_message m where m.subject = any(${p}::text[])))`;

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
