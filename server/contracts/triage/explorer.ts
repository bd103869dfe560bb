import * as z from "zod";
import { deliveryDto } from "#server/contracts/delivery/delivery.ts";
import { emailAddress } from "#server/contracts/email-address.ts";
import { moment } from "#server/contracts/moment.ts";
import { pendingMessageDto } from "#server/contracts/monitoring/outbox.ts";
import { searchScopeDto } from "#server/contracts/triage/dead-letter-filter.ts";

/** Where a message may stand, in the order of its way. `pending` is in the outbox, `active` in a worker's hand. */
export const explorerStates = [
  ...(["pending", "waiting", "queued", "active", "retrying"] as const),
  ...(["delivered", "dead", "replayed", "discarded", "withdrawn"] as const),
] as const;
export type ExplorerState = (typeof explorerStates)[number];

/** What a customer calls the order's number is the beginning of its id. */
export const orderIdOrNumber = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[0-9a-f]{8}$/i;

const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
const word = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(200, "must have at most 200 characters")
  .refine((value) => !unprintable.test(value), { error: "must not contain control characters" });

/** Filters of the explorer as an address has them. All that are given must hold. */
export const explorerFilter = z.strictObject({
  state: z.enum(explorerStates, `must be one of ${explorerStates.join(", ")}`).optional(),
  handler: word.optional(),
  type: word.optional().describe("The message's type, such as order.created."),
  order: z
    .string()
    .regex(orderIdOrNumber, "must be an order's id, or its number of eight characters")
    .optional()
    .describe("An order's id, or the eight characters that a customer knows as its number."),
  message: z
    .uuid("must be the id of a message, a delivery or an order")
    .optional()
    .describe("The id of a message, a delivery or an order, or the one in a mail's Message-ID."),
  address: emailAddress
    .optional()
    .describe("The whole e-mail address that a customer has now. Requires pii.reveal, counts as a reveal, audited."),
  since: moment.optional().describe("Written at this moment or later."),
  until: moment.optional().describe("Written before this moment."),
});
export type ExplorerFilter = z.output<typeof explorerFilter>;
export const explorerFilterNames = Object.keys(explorerFilter.shape) as (keyof ExplorerFilter)[];

export const explorerItemDto = deliveryDto.extend({
  version: z.int(),
  subject: z.string(),
  orderId: z.uuid().nullable(),
  /** First line of the error as the last try left it. */
  error: z.string().nullable(),
  createdAt: z.iso.datetime(),
});
export type ExplorerItemDto = z.output<typeof explorerItemDto>;

export const explorerListDto = z.object({
  /** What is not relayed yet and fits, newest first: on the first page alone, twenty at most. It has no delivery yet. */
  pending: z.array(pendingMessageDto),
  items: z.array(explorerItemDto),
  nextCursor: z.string().nullable(),
  /** How far it was looked, where no index answers the filters together. */
  scope: searchScopeDto.nullable(),
});
export type ExplorerListDto = z.output<typeof explorerListDto>;

const reason = z.string().trim().min(1, "must say why").max(500, "must have at most 500 characters");
/** Of what cannot be taken back, or only for a moment: whoever asks later needs the reason. */
export const reasonBody = z.strictObject({ reason });
