import * as z from "zod";
import { subjectFields } from "#server/contracts/delivery/subject-fields.ts";
import { plainText } from "#server/contracts/email-address.ts";
import { deadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";
import { previewDto } from "#server/contracts/triage/editing.ts";
import { chosenChange, replayChangeDto } from "#server/contracts/triage/replay-change.ts";
import { itemOutcomes, replayStates } from "#server/contracts/triage/replay-outcomes.ts";

const isoTime = z.iso.datetime();
const reason = plainText(500);

/** Letters that a request may name one by one. A cause or a filter has no such limit. */
const maxNamed = 1_000;
/** The size of a batch: the set is frozen in one statement. */
export const maxBatch = 100_000;

const letters = z
  .array(z.strictObject({ id: z.uuid().toLowerCase(), version: z.int().min(1) }))
  .min(1, "must contain at least one dead letter")
  .max(maxNamed, `must contain at most ${maxNamed.toLocaleString("en-GB")} dead letters`)
  .refine((given) => new Set(given.map(({ id }) => id)).size === given.length, {
    error: "must contain each dead letter only once",
  });
/** The filter of the list of dead letters, without its text search: a text cannot be searched and frozen in one statement. */
export const replayFilter = deadLetterFilter.omit({ q: true });
export type ReplayFilter = z.output<typeof replayFilter>;

/** The dead letters of a batch, frozen with their versions when it is created: one cause, a filter, or a list. */
const replaySelect = z
  .strictObject({
    cause: z
      .string()
      .regex(/^[0-9a-f]{16}$/, "must be the fingerprint of a cause")
      .optional(),
    filter: replayFilter.optional(),
    letters: letters.optional(),
  })
  .refine((select) => Object.values(select).filter((value) => value !== undefined).length === 1, {
    error: "must contain exactly one of cause, filter and letters",
  });
export type ReplaySelect = z.output<typeof replaySelect>;

export const rate = z.int().min(1, "must be at least 1 per second").max(1_000, "must be at most 1,000 per second");

/** Gated waves (1, 5, 25, 125, …) wait for the outcomes of the one before; `none` replays all at once. */
export const waveModes = ["gated", "none"] as const;

export const createReplayBody = z
  .strictObject({
    select: replaySelect,
    change: chosenChange.optional(),
    name: plainText(100).optional(),
    /** Optional for a draft, whose start then gives it. */
    reason: reason.optional(),
    ratePerSecond: rate.optional(),
    waves: z.enum(waveModes).default("gated"),
    /** Starts it as soon as it is prepared; without it the batch is a draft that `start` starts. */
    start: z.boolean().default(false),
  })
  .refine((body) => !body.start || body.reason !== undefined, { error: "must state a reason", path: ["reason"] });
export type CreateReplayBody = z.output<typeof createReplayBody>;

/** Replaces the options of the draft. The reason is required where the draft has none. */
export const startReplayBody = z.strictObject({
  reason: reason.optional(),
  ratePerSecond: rate.nullable().optional(),
  waves: z.enum(waveModes).optional(),
});
export type StartReplayBody = z.output<typeof startReplayBody>;

/** A new draft of the dead letters that the replays of a batch became again. */
export const replayFailuresBody = z.strictObject({ change: chosenChange.optional(), reason: reason.optional() });
export type ReplayFailuresBody = z.output<typeof replayFailuresBody>;

export const changeRateBody = z.strictObject({ ratePerSecond: rate.nullable() });
export const declineReplayBody = z.strictObject({ reason });
/** Replays an item although it was or may have been sent (alreadySent), or failed after many replays (loop). */
export const overrideItemBody = z.strictObject({ number: z.int().min(1), reason });

const person = z.object({ id: z.string().nullable(), name: z.string() });
const counts = z.record(z.enum(itemOutcomes), z.int());
/** Items by outcome. They always add up to `total`. */
export type ReplayCounts = z.output<typeof counts>;

export const waveStates = ["running", "passed", "stopped"] as const;
const waveDto = z.object({
  number: z.int(),
  /** Its items. */
  size: z.int(),
  state: z.enum(waveStates),
  delivered: z.int(),
  failedAgain: z.int(),
  inFlight: z.int(),
  /** Items that had another outcome: conflict, already sent, blocked or aborted. They are not counted by the gate. */
  other: z.int(),
  startedAt: isoTime,
  endedAt: isoTime.nullable(),
});
export type ReplayWaveDto = z.output<typeof waveDto>;

export const stopCodes = ["early-failure", "wave-failed", "new-cause"] as const;
export const holdKinds = ["permit", "pause", "breaker", "live-traffic"] as const;

/** A batch in a list and in the dock. */
export const replaySummaryDto = z.object({
  id: z.uuid(),
  name: z.string(),
  state: z.enum(replayStates),
  total: z.int(),
  counts,
  /** The cause that was selected; null for a filter or a list. */
  cause: z.string().nullable(),
  /** The frozen set in words: "Cause …", "Handler order-notifications, failed at least 1 h ago", "3 selected dead letters". */
  selection: z.string(),
  /** One sentence on the outcome so far: "129 replayed: 127 delivered, 2 failed again of a new cause, 0 sent twice." */
  verdict: z.string(),
  createdBy: person,
  createdAt: isoTime,
  startedAt: isoTime.nullable(),
  endedAt: isoTime.nullable(),
  /** The gate that holds a running batch: the sending permit, a pause, an open circuit breaker, or live messages that wait. */
  heldBy: z.object({ kind: z.enum(holdKinds), handler: z.string().nullable(), words: z.string() }).nullable(),
  /** Why it stopped by itself, in state `stopped`. `cause` is the new one. */
  stop: z.object({ code: z.enum(stopCodes), words: z.string(), cause: z.string().nullable() }).nullable(),
  wave: z.object({ number: z.int(), size: z.int() }).nullable(),
  ratePerSecond: z.int().nullable(),
  /** Rises with every decision and change of state, not with an outcome. */
  version: z.int(),
});
export type ReplaySummaryDto = z.output<typeof replaySummaryDto>;

/** A changed dead letter, with its patch masked like the payload. */
const sampleDiffDto = z.object({
  id: z.uuid(),
  subject: z.string(),
  ...subjectFields,
  patch: replayPatchDto(),
  /** The values that the patch replaces or removes, by JSON pointer. */
  before: z.record(z.string(), z.json()),
});
export type SampleDiffDto = z.output<typeof sampleDiffDto>;

export const replayBatchDto = replaySummaryDto.extend({
  select: z.object({
    kind: z.enum(["cause", "filter", "letters", "failures"]),
    filter: z.record(z.string(), z.string()).nullable(),
    /** The batch whose failures this one replays. */
    failuresOf: z.uuid().nullable(),
  }),
  change: replayChangeDto.nullable(),
  /** Empty for a draft without one. */
  reason: z.string(),
  waveMode: z.enum(waveModes),
  /** Rows whose change was computed. Below `total` the batch is still being prepared and cannot start. */
  prepared: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  /** Left behind, because their changed payload is invalid: items?outcome=invalid. */
  invalid: z.int(),
  /** Left out, because they were or may have been sent, or failed after too many replays: items?outcome=alreadySent. */
  skipped: z.int(),
  invalidReasons: z.array(z.object({ reason: z.string(), count: z.int(), sampleId: z.uuid() })),
  /** At most 10, those that differ most first. */
  samples: z.array(sampleDiffDto),
  /** Dead letters that match the selection and failed after it was frozen. They are not replayed. */
  arrivedSince: z.int(),
  /** Starts when it is prepared, without another request. */
  startsWhenPrepared: z.boolean(),
  approval: z.object({
    /** The largest batch that its creator may start alone; null is unlimited. */
    limit: z.int().nullable(),
    required: z.boolean(),
    decision: z.enum(["approved", "declined"]).nullable(),
    by: person.nullable(),
    at: isoTime.nullable(),
    reason: z.string().nullable(),
  }),
  /** The last decision of an operator about it. */
  lastDecision: z.object({ action: z.string(), by: person, at: isoTime }).nullable(),
  waves: z.array(waveDto),
  /** The size of the next wave; null when none is left. */
  nextWaveSize: z.int().nullable(),
  /** Seconds from its start to its end, or until now. */
  durationSeconds: z.number().nullable(),
  /** New causes of the failures, and the one that it had before. */
  failureCauses: z.array(
    z.object({ cause: z.string().nullable(), title: z.string(), count: z.int(), isNew: z.boolean() }),
  ),
  /** Messages that the receivers accepted twice. */
  sentTwice: z.int(),
});
export type ReplayBatchDto = z.output<typeof replayBatchDto>;

export const replayListDto = z.object({ items: z.array(replaySummaryDto), nextCursor: z.string().nullable() });
export type ReplayListDto = z.output<typeof replayListDto>;
export const replayListQuery = z.strictObject({
  state: z.enum(replayStates).optional(),
  /** `yes`: drafts and batches that did not end. */
  open: z.literal("yes").optional(),
  /** `yes`: without drafts, and without those that were aborted as drafts. */
  started: z.literal("yes").optional(),
  cause: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
});

export const replayItemDto = z.object({
  /** The dead letter. */
  id: z.uuid(),
  /** Its place in the order of the replay, from 1. An override names it. */
  number: z.int(),
  /** Its version when it was frozen. */
  version: z.int(),
  subject: z.string(),
  ...subjectFields,
  handler: z.string(),
  messageType: z.string(),
  outcome: z.enum(itemOutcomes),
  /** Why it was left out or not replayed, in words. Null for pending, in flight and delivered ones. */
  detail: z.string().nullable(),
  /** Whether its change changed it; null before it was prepared. */
  change: z.enum(["changed", "unchanged", "invalid"]).nullable(),
  wave: z.int().nullable(),
  /** The delivery that replays it. */
  newId: z.uuid().nullable(),
  attempts: z.int().nullable(),
  /** A conflict: who changed the dead letter meanwhile, and when. */
  changedBy: z.object({ name: z.string().nullable(), at: isoTime.nullable() }).nullable(),
  failure: z
    .object({ code: z.string().nullable(), error: z.string().nullable(), cause: z.string().nullable() })
    .nullable(),
  /** The dead letter outside of the batch that blocks it. */
  blockedBy: z.uuid().nullable(),
  /** An operator overrode a guard for it. */
  override: z.object({ by: z.string(), reason: z.string() }).nullable(),
  settledAt: isoTime.nullable(),
});
export type ReplayItemDto = z.output<typeof replayItemDto>;
export const replayItemsDto = z.object({ items: z.array(replayItemDto), nextCursor: z.string().nullable() });
export type ReplayItemsDto = z.output<typeof replayItemsDto>;

/** A stratified sample: one item per distinct shape (cause, handler, set of changed fields), the largest shapes first. */
export const replayPreviewDto = z.object({
  checked: z.int(),
  /** Of `checked`: those that the handler would send. */
  sends: z.int(),
  items: z.array(
    z.object({
      id: z.uuid(),
      subject: z.string(),
      handler: z.string(),
      cause: z.string().nullable(),
      /** JSON pointers of the changed fields. */
      changed: z.array(z.string()),
      /** Items of the same shape. */
      represents: z.int(),
      preview: previewDto,
    }),
  ),
});
export type ReplayPreviewDto = z.output<typeof replayPreviewDto>;

function replayPatchDto() {
  return z.array(z.object({ op: z.enum(["add", "remove", "replace"]), path: z.string(), value: z.json().optional() }));
}
