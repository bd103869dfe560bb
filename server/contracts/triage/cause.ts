import * as z from "zod";
import { reason } from "#server/contracts/delivery/reason.ts";
import { plainText } from "#server/contracts/email-address.ts";
import { moment } from "#server/contracts/moment.ts";
import { deadLetterListDto } from "#server/contracts/triage/dead-letter.ts";

/**
 * The state of a cause. Operators set resolved and muted; the others follow from its dead letters. See
 * server/triage/causes/cause-state.ts.
 */
export const causeStates = ["new", "ongoing", "escalating", "regressed", "muted", "resolved", "quiet"] as const;
export type CauseState = (typeof causeStates)[number];

export const causeTabs = ["open", "escalating", "regressed", "muted", "resolved"] as const;
export type CauseTab = (typeof causeTabs)[number];

const isoTime = z.iso.datetime();
/** A count up to a limit: `more` says that there are others. */
const counted = z.object({ count: z.int(), more: z.boolean() });

export const causeDto = z.object({
  fingerprint: z.string(),
  handler: z.string(),
  handlerLabel: z.string(),
  failureCode: z.string(),
  errorClass: z.string().nullable(),
  /** The error without its parts that vary from message to message. */
  title: z.string(),
  frame: z.string().nullable(),
  state: z.enum(causeStates),
  /** Dead letters now, and how many there were in total. */
  dead: z.int(),
  deaths: z.int(),
  /** New dead letters per clock hour of the last 24, oldest first. The last hour is not over. */
  hours: z.array(z.int()).length(24),
  firstSeenAt: isoTime,
  lastSeenAt: isoTime,
  oldestDeadAt: isoTime.nullable(),
  /** The number of subjects of its dead letters, and their kind, such as `orders`. */
  affected: counted.extend({ kind: z.string() }),
  /** Later messages that wait behind its dead letters, and of how many subjects. */
  holding: counted.extend({ subjects: z.int() }),
  /** Builds that it occurred under, newest last, at most 20. */
  builds: z.array(z.string()),
  resolvedAt: isoTime.nullable(),
  /** When a message failed with it after it was resolved. */
  regressedAt: isoTime.nullable(),
  muted: z.object({ until: isoTime.nullable(), deathsLeft: z.int().nullable() }).nullable(),
  owner: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  note: z.string().nullable(),
  link: z.string().nullable(),
  /** Rises with every decision about the cause and when it regresses, not with a new dead letter. */
  version: z.int(),
});
export type CauseDto = z.output<typeof causeDto>;

export const causeListDto = z.object({
  items: z.array(causeDto),
  nextCursor: z.string().nullable(),
  counts: z.object({ open: z.int(), escalating: z.int(), regressed: z.int(), muted: z.int(), resolved: z.int() }),
  /** Dead letters of all causes in this tab. */
  dead: z.int(),
});
export type CauseListDto = z.output<typeof causeListDto>;

export const causeDetailDto = causeDto.extend({
  letters: deadLetterListDto,
  /** Discarded deliveries that can be restored. */
  discarded: counted,
});
export type CauseDetailDto = z.output<typeof causeDetailDto>;

const deathsToWait = z.int().min(1, "must be at least 1").max(1_000_000, "must be at most 1,000,000");
/** Muted until a number of further dead letters, until a time, or until the first of both. */
export const muteBody = z
  .strictObject({ deaths: deathsToWait.optional(), until: moment.optional() })
  .refine((body) => body.deaths !== undefined || body.until !== undefined, {
    error: "is required: a number of dead letters, a time, or both",
    path: ["until"],
  });
export type MuteBody = z.output<typeof muteBody>;

export const assignBody = z.strictObject({ ownerId: z.uuid().nullable() });

const link = z
  .url({ protocol: /^https$/, error: "must be an https address" })
  .max(500, "must have at most 500 characters")
  .refine((address) => !/^https:\/\/[^/?#]*@/i.test(address), { error: "must not contain a user name or password" });
export const noteBody = z.strictObject({ note: plainText(500).nullable(), link: link.nullable() });
export type NoteBody = z.output<typeof noteBody>;

/** `diedBefore`: only dead letters that failed before the operator read the page. */
export const discardCauseBody = z.strictObject({
  reason,
  diedBefore: moment.optional(),
});
export type DiscardCauseBody = z.output<typeof discardCauseBody>;

/** At most 500 per request: `left` is how many remain for the next one. */
export const discardedDto = z.object({ discarded: z.int(), left: z.int() });
/** Deliveries whose payload was purged cannot be restored and are not counted in `left`. */
export const restoredDto = z.object({ restored: z.int(), left: z.int() });
