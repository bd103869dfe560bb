import * as z from "zod";
import { moment } from "#server/contracts/moment.ts";

const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
const word = z
  .string()
  .min(1, "must not be empty")
  .max(200, "must have at most 200 characters")
  .refine((value) => !unprintable.test(value), { error: "must not contain control characters" });

/** Filters of the list of dead letters as an address has them. All that are given must hold. */
export const deadLetterFilter = z.strictObject({
  handler: word.optional(),
  type: word.optional().describe("The message's type, such as order.created."),
  code: word.optional().describe("The failure code that it died of."),
  cause: word.optional().describe("The fingerprint of its cause."),
  order: z.uuid("must be an order's id").optional(),
  since: moment.optional().describe("Died at this moment or later."),
  until: moment.optional().describe("Died before this moment."),
  age: z
    .string()
    .regex(/^[1-9]\d{0,3}[mhd]$/, "must be a time span such as 15m, 6h or 7d")
    .optional()
    .describe("Dead for at least this long."),
  attempts: z
    .string()
    .regex(/^\d{1,4}$/, "must be a whole number of tries")
    .optional()
    .describe("Exactly as many tries."),
  replayed: z.enum(["yes", "no"]).optional().describe("Whether it had been replayed before it died."),
  q: z
    .string()
    .trim()
    .min(2, "must have at least 2 characters")
    .max(200, "must have at most 200 characters")
    .refine((value) => !unprintable.test(value), { error: "must not contain control characters" })
    .optional()
    .describe(
      "Part of an ID or of the error as shown; with pii.reveal also of the masked payload. A whole e-mail address is searched in personal fields. That requires pii.reveal, counts as a reveal and is audited.",
    ),
});
/** The two lists: what is dead now, latest death first, and what was put away, latest discard first. */
export const listedStates = ["dead", "discarded"] as const;
export type ListedState = (typeof listedStates)[number];

export type DeadLetterFilter = z.output<typeof deadLetterFilter>;
export const deadLetterFilterNames = Object.keys(deadLetterFilter.shape) as (keyof DeadLetterFilter)[];

/** The filters of an address that can be meant: what does not parse is left out, not refused, because a person typed it. */
export function readDeadLetterFilter(given: Record<string, unknown>): DeadLetterFilter {
  const named = deadLetterFilterNames.flatMap((name) => {
    const typed = typeof given[name] === "string" ? given[name].trim() : "";
    // What a browser's field for a time sends: the form says that it is read as UTC.
    const value = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(typed) ? `${typed}:00Z` : typed;
    const parsed = value === "" ? undefined : deadLetterFilter.safeParse({ [name]: value });
    return parsed?.success ? [[name, parsed.data[name]]] : [];
  });
  return deadLetterFilter.parse(Object.fromEntries(named));
}

/** How far a page had to look, where its filters are not answered by an index alone. */
export const searchScopeDto = z.object({
  /** Letters looked at so far, newest first, from the first page on. */
  searched: z.int(),
  /** Of how many; null where nobody keeps that count. */
  of: z.int().nullable(),
  /** Everything was looked at: there is nothing to go on with. */
  complete: z.boolean(),
  /** Whether the payload was searched: its masked form, or its personal fields for a whole address. */
  payload: z.boolean(),
  milliseconds: z.int(),
});
export type SearchScopeDto = z.output<typeof searchScopeDto>;
