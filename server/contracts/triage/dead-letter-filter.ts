import * as z from "zod";
import { moment } from "#server/contracts/moment.ts";

const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
const word = z
  .string()
  .min(1, "must not be empty")
  .max(200, "must have at most 200 characters")
  .refine((value) => !unprintable.test(value), { error: "must not contain control characters" });

/** Filters of the list of dead letters, as in a URL. All that are given must match. */
export const deadLetterFilter = z.strictObject({
  handler: word.optional(),
  type: word.optional().describe("The message's type."),
  code: word.optional().describe("The failure code of its last attempt."),
  cause: word.optional().describe("The fingerprint of its cause."),
  order: z.uuid("must be an ID").optional().describe("The ID that the subject ends with."),
  since: moment.optional().describe("Failed at this time or later."),
  until: moment.optional().describe("Failed before this time."),
  age: z
    .string()
    .regex(/^[1-9]\d{0,3}[mhd]$/, "must be a time span such as 15m, 6h or 7d")
    .optional()
    .describe("Failed at least this long ago."),
  attempts: z
    .string()
    .regex(/^\d{1,4}$/, "must be a whole number of attempts")
    .optional()
    .describe("The exact number of attempts."),
  replayed: z.enum(["yes", "no"]).optional().describe("Whether it was replayed before."),
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
/** The two lists: dead letters, latest failure first, and discarded ones, latest discard first. */
export const listedStates = ["dead", "discarded"] as const;
export type ListedState = (typeof listedStates)[number];

export type DeadLetterFilter = z.output<typeof deadLetterFilter>;
export const deadLetterFilterNames = Object.keys(deadLetterFilter.shape) as (keyof DeadLetterFilter)[];

/** The valid filters of a URL. Invalid ones are left out instead of refused, because a person typed them. */
export function readDeadLetterFilter(given: Record<string, unknown>): DeadLetterFilter {
  const named = deadLetterFilterNames.flatMap((name) => {
    const typed = typeof given[name] === "string" ? given[name].trim() : "";
    // A browser's time field sends no zone: the form says that it is read as UTC.
    const value = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(typed) ? `${typed}:00Z` : typed;
    const parsed = value === "" ? undefined : deadLetterFilter.safeParse({ [name]: value });
    return parsed?.success ? [[name, parsed.data[name]]] : [];
  });
  return deadLetterFilter.parse(Object.fromEntries(named));
}

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
