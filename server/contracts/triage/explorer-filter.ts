import * as z from "zod";
import { emailAddress } from "#server/contracts/email-address.ts";
import { moment } from "#server/contracts/moment.ts";
import {
  type FilterCondition,
  type FilterFields,
  filterSchema,
  filterText,
  readFilter,
} from "#server/contracts/triage/filter-field.ts";

/** States of a message, in order. `pending` is in the outbox, `active` is being attempted. */
export const explorerStates = [
  ...(["pending", "waiting", "queued", "active", "retrying"] as const),
  ...(["delivered", "dead", "replayed", "discarded", "withdrawn"] as const),
] as const;
export type ExplorerState = (typeof explorerStates)[number];

/** An ID, or its first eight digits. */
const idOrStart = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[0-9a-f]{8}$/i;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * By the ID of a delivery, a message or a subject, or by the one in a Message-ID, which is an idempotency key. A key starts with
 * the time of its message's ID, so the messages of that millisecond are scanned: an index on it would slow down every delivery.
 */
const hasId: FilterCondition["text"] = (p, sql) =>
  `(id = ${p}::uuid or message_id = ${p}::uuid or
    message_id = any(array(select m.id from outbox_message m where m.subject = any(${sql.subjectsOfId(p)}))) or
    idempotency_key = ${p}::uuid and message_id = any(array(select m.id from outbox_message m where m.id
      between (left(${p}::uuid::text, 13) || '-0000-0000-000000000000')::uuid
      and (left(${p}::uuid::text, 13) || '-ffff-ffff-ffffffffffff')::uuid)))`;

/** The filters of messages, in the order of the form. To add one, add it here (decision 56). */
export const explorerFilters = {
  state: {
    schema: z.enum(explorerStates, `must be one of ${explorerStates.join(", ")}`),
    // The state as screens show it: see shownStateOf.
    where: (value) =>
      value === "active"
        ? { text: () => "state in ('queued', 'retrying') and sending_since is not null" }
        : { text: (p) => `state = ${p} and (sending_since is null or settled_at is not null)`, value },
    sample: "active",
  },
  handler: {
    schema: filterText(),
    control: { label: "Handler", placement: "main", kind: "select", options: "handlers" },
    where: (value) => ({ text: (p) => `handler = ${p}`, value }),
    sample: "x",
  },
  type: {
    schema: filterText(),
    description: "The message's type.",
    control: { label: "Message", placement: "more", kind: "select", options: "types" },
    where: (value) => ({
      text: (p) => `(select m.type from outbox_message m where m.id = message_id) = ${p}`,
      value,
    }),
    pending: (value) => ({ text: (p) => `p.type = ${p}`, value }),
    sample: "x",
  },
  order: {
    schema: z.string().regex(idOrStart, "must be an ID or its first eight characters"),
    description: "The ID that the subject ends with, or its first eight characters.",
    sample: "00000000",
  },
  message: {
    schema: z.uuid("must be the ID of a message, a delivery or a subject"),
    description: "The ID of a message, a delivery or a subject, or the one in a mail's Message-ID.",
    where: (value) => ({ text: hasId, value, index: "few" }),
    pending: (value) => ({
      text: (p, sql) => `(m.id = ${p}::uuid or m.subject = any(${sql.subjectsOfId(p)}))`,
      ...{ value, index: "few" },
    }),
    sample: "00000000-0000-0000-0000-000000000000",
  },
  address: {
    schema: emailAddress,
    description: "The whole e-mail address that a person has now. Requires pii.reveal, counts as a reveal, audited.",
    sample: "ada@example.com",
  },
  since: {
    schema: moment,
    description: "Published at this time or later.",
    control: { label: "Created from (UTC)", placement: "more", kind: "time" },
    where: (value) => ({ text: (p) => `created_at >= ${p}::timestamptz`, value, index: "range" }),
    pending: (value) => ({ text: (p) => `p.occurred_at >= ${p}::timestamptz`, value }),
    sample: "2026-01-01T00:00:00Z",
  },
  until: {
    schema: moment,
    description: "Published before this time.",
    control: { label: "Created before (UTC)", placement: "more", kind: "time" },
    where: (value) => ({ text: (p) => `created_at < ${p}::timestamptz`, value, index: "range" }),
    pending: (value) => ({ text: (p) => `p.occurred_at < ${p}::timestamptz`, value }),
    sample: "2026-01-01T00:00:00Z",
  },
} satisfies FilterFields;

/** Filters of the explorer, as in a URL. All that are given must match. */
export const explorerFilter = filterSchema(explorerFilters);
export type ExplorerFilter = z.output<typeof explorerFilter>;

/**
 * The valid filters of a URL. `find` is one field for an address, the ID of a message or a delivery, a subject, its ID
 * or the start of that, or a Message-ID.
 */
export function readExplorerFilter({ find, ...named }: Record<string, unknown>): ExplorerFilter {
  return readFilter(explorerFilter, { ...named, ...filterOf(typeof find === "string" ? find.trim() : "") });
}

function filterOf(find: string): ExplorerFilter {
  const [, key] = /^<([0-9a-f-]{36})@[^<>\s]+>$/i.exec(find) ?? [];
  if (key && uuid.test(key)) return { message: key };
  if (find.includes("@")) return { address: find };
  const [, order] = /^(?:[a-z][a-z-]*\/|#)(.+)$/.exec(find) ?? [];
  if (order) return { order };
  if (uuid.test(find)) return { message: find };
  return idOrStart.test(find) ? { order: find } : {};
}
