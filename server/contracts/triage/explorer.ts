import * as z from "zod";
import { deliveryDto } from "#server/contracts/delivery/delivery.ts";
import { subjectFields } from "#server/contracts/delivery/subject-fields.ts";
import { emailAddress } from "#server/contracts/email-address.ts";
import { moment } from "#server/contracts/moment.ts";
import { pendingMessageDto } from "#server/contracts/monitoring/outbox.ts";
import { searchScopeDto } from "#server/contracts/triage/dead-letter-filter.ts";

/** States of a message, in order. `pending` is in the outbox, `active` is being attempted. */
export const explorerStates = [
  ...(["pending", "waiting", "queued", "active", "retrying"] as const),
  ...(["delivered", "dead", "replayed", "discarded", "withdrawn"] as const),
] as const;
export type ExplorerState = (typeof explorerStates)[number];

/** An ID, or its first eight digits. */
export const idOrStart = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[0-9a-f]{8}$/i;

const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
const word = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(200, "must have at most 200 characters")
  .refine((value) => !unprintable.test(value), { error: "must not contain control characters" });

/** Filters of the explorer, as in a URL. All that are given must match. */
export const explorerFilter = z.strictObject({
  state: z.enum(explorerStates, `must be one of ${explorerStates.join(", ")}`).optional(),
  handler: word.optional(),
  type: word.optional().describe("The message's type."),
  order: z
    .string()
    .regex(idOrStart, "must be an ID or its first eight characters")
    .optional()
    .describe("The ID that the subject ends with, or its first eight characters."),
  message: z
    .uuid("must be the ID of a message, a delivery or a subject")
    .optional()
    .describe("The ID of a message, a delivery or a subject, or the one in a mail's Message-ID."),
  address: emailAddress
    .optional()
    .describe("The whole e-mail address that a person has now. Requires pii.reveal, counts as a reveal, audited."),
  since: moment.optional().describe("Published at this time or later."),
  until: moment.optional().describe("Published before this time."),
});
export type ExplorerFilter = z.output<typeof explorerFilter>;
export const explorerFilterNames = Object.keys(explorerFilter.shape) as (keyof ExplorerFilter)[];

const explorerItemDto = deliveryDto.extend({
  version: z.int(),
  subject: z.string(),
  ...subjectFields,
  /** First line of the error of the last attempt. */
  error: z.string().nullable(),
  createdAt: z.iso.datetime(),
});
export type ExplorerItemDto = z.output<typeof explorerItemDto>;

export const explorerListDto = z.object({
  /**
   * Matching messages that are not relayed yet, newest first: on the first page only, at most twenty. They have no delivery
   * yet.
   */
  pending: z.array(pendingMessageDto),
  items: z.array(explorerItemDto),
  nextCursor: z.string().nullable(),
  /** How many rows were scanned, where no index answers the filters together. */
  scope: searchScopeDto.nullable(),
});
export type ExplorerListDto = z.output<typeof explorerListDto>;

const reason = z.string().trim().min(1, "must state a reason").max(500, "must have at most 500 characters");
/** The reason for an action that cannot be undone, or only for a few seconds. */
export const reasonBody = z.strictObject({ reason });
