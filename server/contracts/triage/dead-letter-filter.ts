import * as z from "zod";
import { failureCodes } from "#server/contracts/delivery/failure-code.ts";
import { moment } from "#server/contracts/moment.ts";
import { type FilterFields, filterSchema, filterText, readFilter } from "#server/contracts/triage/filter-field.ts";

const secondsOf: Record<string, number> = { m: 60, h: 3_600, d: 86_400 };
const ages = { "15m": "15 minutes", "1h": "1 hour", "6h": "6 hours", "1d": "1 day", "7d": "7 days", "30d": "30 days" };
const optionsOf = (labels: Record<string, string>) => Object.entries(labels).map(([id, label]) => ({ id, label }));

/** The filters of dead letters, in the order of the form. To add one, add it here, and an index if it is to lead (decision 43). */
export const deadLetterFilters = {
  q: {
    schema: filterText(2),
    description:
      "Part of an ID or of the error as shown; with pii.reveal also of the masked payload. A whole e-mail address is searched in personal fields. That requires pii.reveal, counts as a reveal and is audited.",
    control: { label: "Search", placement: "main", kind: "search", placeholder: "ID, error or payload" },
    sample: "text",
  },
  handler: {
    schema: filterText(),
    control: { label: "Handler", placement: "main", kind: "select", options: "handlers" },
    where: (value) => ({ text: (p) => `handler = ${p}`, value, index: 7 }),
    sample: "x",
  },
  code: {
    schema: filterText(),
    description: "The failure code of its last attempt.",
    control: {
      ...{ label: "Failure", placement: "main", kind: "select" },
      options: Object.entries(failureCodes).map(([id, { label }]) => ({ id, label })),
    },
    where: (value) => ({ text: (p) => `failure_code = ${p}`, value, index: 3 }),
    sample: "x",
  },
  type: {
    schema: filterText(),
    description: "The message's type.",
    control: { label: "Message", placement: "more", kind: "select", options: "types" },
    where: (value) => ({ text: (p) => `dead_type = ${p}`, value, index: 4 }),
    sample: "x",
  },
  replayed: {
    schema: z.enum(["yes", "no"]),
    description: "Whether it was replayed before.",
    control: {
      ...{ label: "Replayed before", placement: "more", kind: "select" },
      options: optionsOf({ yes: "Yes", no: "No" }),
    },
    // Without a parameter: PostgreSQL matches a partial index by the text of its condition. Nearly all were never replayed.
    where: (value) => (value === "yes" ? { text: () => "revision > 1", index: 6 } : { text: () => "revision = 1" }),
    sample: "yes",
  },
  age: {
    schema: z.string().regex(/^[1-9]\d{0,3}[mhd]$/, "must be a time span such as 15m, 6h or 7d"),
    description: "Failed at least this long ago.",
    control: { label: "Minimum age", placement: "more", kind: "select", options: optionsOf(ages) },
    where: (value) => ({
      text: (p) => `settled_at <= now() - ${p}::float8 * interval '1 s'`,
      value: Number(value.slice(0, -1)) * (secondsOf[value.slice(-1)] ?? Number.NaN),
      index: "range",
    }),
    sample: "1d",
  },
  attempts: {
    schema: z.string().regex(/^\d{1,4}$/, "must be a whole number of attempts"),
    description: "The exact number of attempts.",
    control: { label: "Attempts", placement: "more", kind: "number" },
    where: (value) => ({ text: (p) => `attempts = ${p}::int`, value: Number(value), index: 5 }),
    sample: "1",
  },
  since: {
    schema: moment,
    description: "Failed at this time or later.",
    control: { label: "Dead-lettered from (UTC)", placement: "more", kind: "time" },
    where: (value) => ({ text: (p) => `settled_at >= ${p}::timestamptz`, value, index: "range" }),
    sample: "2026-01-01T00:00:00Z",
  },
  until: {
    schema: moment,
    description: "Failed before this time.",
    control: { label: "Dead-lettered before (UTC)", placement: "more", kind: "time" },
    where: (value) => ({ text: (p) => `settled_at < ${p}::timestamptz`, value, index: "range" }),
    sample: "2026-01-01T00:00:00Z",
  },
  order: {
    schema: z.uuid("must be an ID"),
    description: "The ID that the subject ends with.",
    control: { label: "Subject", placement: "more", kind: "id", placeholder: "ID" },
    where: (value) => ({ text: (p, sql) => `subject = ${sql.subjectOfId("order", p)}`, value, index: 1 }),
    sample: "00000000-0000-0000-0000-000000000000",
  },
  cause: {
    schema: filterText(),
    description: "The fingerprint of its cause.",
    control: { label: "Cause", placement: "more", kind: "id", placeholder: "Fingerprint" },
    where: (value) => ({ text: (p) => `cause = ${p}`, value, index: 2 }),
    sample: "x",
  },
} satisfies FilterFields;

/** Filters of the list of dead letters, as in a URL. All that are given must match. */
export const deadLetterFilter = filterSchema(deadLetterFilters);
export type DeadLetterFilter = z.output<typeof deadLetterFilter>;

/** The valid filters of a URL. */
export const readDeadLetterFilter = (given: Record<string, unknown>): DeadLetterFilter =>
  readFilter(deadLetterFilter, given);

/** The two lists: dead letters, latest failure first, and discarded ones, latest discard first. */
export const listedStates = ["dead", "discarded"] as const;
export type ListedState = (typeof listedStates)[number];

/** How many rows a page scanned, where no index alone answers its filters. */
export const searchScopeDto = z.object({
  /** Rows scanned so far, newest first, from the first page on. */
  searched: z.int(),
  /** The number of rows of the list; null where it is not counted. */
  of: z.int().nullable(),
  /** Whether the scan reached the end of the list: there is no next page. */
  complete: z.boolean(),
  /** Whether the payload was searched: its masked form, or its personal fields for a whole address. */
  payload: z.boolean(),
  milliseconds: z.int(),
});
export type SearchScopeDto = z.output<typeof searchScopeDto>;
