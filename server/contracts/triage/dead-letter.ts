import * as z from "zod";
import { attemptDto, deliveryDto } from "#server/contracts/delivery/delivery.ts";
import { optionalReason } from "#server/contracts/delivery/reason.ts";
import { subjectFields } from "#server/contracts/delivery/subject-fields.ts";
import { distributedTraceDto } from "#server/contracts/monitoring/distributed-trace.ts";
import { searchScopeDto } from "#server/contracts/triage/dead-letter-filter.ts";
import { draftFaults, draftShape } from "#server/contracts/triage/editing.ts";

const isoTime = z.iso.datetime();
const anyJson = z.json();

const deadLetterItemDto = deliveryDto.extend({
  version: z.int(),
  subject: z.string(),
  ...subjectFields,
  /** First line of the error of the last attempt. */
  error: z.string().nullable(),
  diedAt: isoTime,
  createdAt: isoTime,
  /** Later messages of the same subject that wait behind this one. */
  holding: z.int(),
  /** The fingerprint of its cause; null until it is assigned, a moment after the failure. */
  cause: z.string().nullable(),
  /** When it was discarded, by which actor and why; null where it is not. A purged one cannot be restored. */
  discarded: z
    .object({ at: isoTime, by: z.string().nullable(), reason: z.string().nullable(), purged: z.boolean() })
    .nullable(),
});
export type DeadLetterItemDto = z.output<typeof deadLetterItemDto>;

export const deadLetterListDto = z.object({
  items: z.array(deadLetterItemDto),
  nextCursor: z.string().nullable(),
  /** Only for a search, and for filters that no index answers together: rows are then checked one by one. */
  scope: searchScopeDto.nullable(),
});
export type DeadLetterListDto = z.output<typeof deadLetterListDto>;

export const triageActionDto = z.object({
  id: z.uuid(),
  action: z.enum([
    ...(["replay", "edit", "correct-recipient", "override", "undo", "discard", "restore", "release"] as const),
    ...(["retry", "stop", "resend"] as const),
  ]),
  actor: z.string(),
  reason: z.string().nullable(),
  deliveryId: z.uuid(),
  newDeliveryId: z.uuid().nullable(),
  before: anyJson.nullable(),
  after: anyJson.nullable(),
  /** A replay of a changed payload, also when the copies before and after were erased with the payload. */
  edited: z.boolean(),
  at: isoTime,
});
export type TriageActionDto = z.output<typeof triageActionDto>;

const fixDto = z.object({
  id: z.string(),
  label: z.string(),
  /** Whether the failure code is one that this fix is made for. */
  suggested: z.boolean(),
  /** JSON Schema of its input, made from the handler's zod schema: the form is derived from it. */
  input: z.record(z.string(), anyJson),
  /** The initial values of the form. */
  initial: z.record(z.string(), anyJson),
});
export type FixDto = z.output<typeof fixDto>;

/** Replays of one message that may fail before only an admin can replay it again, so that replays do not loop. */
export const maxReplays = 5;

const replayOverrides = ["alreadySent", "loop"] as const;
/** Guards of a replay that an operator can override, with a reason. */
export type ReplayOverride = (typeof replayOverrides)[number];

/** A later message of the same subject that was sent before this one. */
export const overtakenDto = z.object({ id: z.uuid(), messageType: z.string(), at: isoTime });
export type OvertakenDto = z.output<typeof overtakenDto>;

/** The facts for and against a replay, of every revision and of the subject. */
const replayGuardDto = z.object({
  accepted: z.object({ at: isoTime, reply: z.string().nullable(), revision: z.int() }).nullable(),
  maybeSentSince: isoTime.nullable(),
  replays: z.int(),
  maxReplays: z.int(),
  revokedBy: z.object({ messageType: z.string(), at: isoTime }).nullable(),
  overtakenBy: z.array(overtakenDto),
});
export type ReplayGuardDto = z.output<typeof replayGuardDto>;

const revisionDto = deliveryDto.extend({
  createdAt: isoTime,
  /** Null once it was purged. */
  payload: anyJson,
  payloadPurgedAt: isoTime.nullable(),
  attemptRows: z.array(attemptDto),
  /** The replay that created it: of which revision, by which actor, and why. Null for the original. */
  replay: z
    .object({ of: z.uuid(), actor: z.string(), reason: z.string().nullable(), edited: z.boolean(), at: isoTime })
    .nullable(),
});
export type RevisionDto = z.output<typeof revisionDto>;

/** One delivery with its whole history, in any state. */
export const deadLetterDto = deadLetterItemDto.extend({
  /** Fields of the envelope, which cannot be edited. */
  envelope: z.object({
    id: z.uuid(),
    source: z.string(),
    type: z.string(),
    version: z.int(),
    subject: z.string(),
    time: isoTime,
    traceparent: z.string().nullable(),
    trace: distributedTraceDto.nullable(),
  }),
  /** Null once it was purged. */
  payload: anyJson,
  /** When its payload was removed: restore, edit and replay return 410 from then on. */
  payloadPurgedAt: isoTime.nullable(),
  /** JSON pointers of the masked fields. A replay keeps the values of masks that are sent back unchanged. */
  masked: z.array(z.string()),
  /** Until when the requesting user sees the personal data that is masked for others. */
  revealedUntil: isoTime.nullable(),
  fullError: z.string().nullable(),
  providerReply: z.string().nullable(),
  acceptedAt: isoTime.nullable(),
  retryPolicy: z.string(),
  attemptRows: z.array(attemptDto),
  /** Every revision of the root, oldest first. */
  lineage: z.array(revisionDto),
  /** The newest revision: the one that can be acted on. */
  newestId: z.uuid(),
  actions: z.array(triageActionDto),
  fixes: z.array(fixDto),
  guard: replayGuardDto,
  /** Other deliveries of the same subject. */
  sameSubject: z.array(deliveryDto),
});
export type DeadLetterDto = z.output<typeof deadLetterDto>;

/** A replay: unchanged, of a saved edit or a suggestion, with an edited payload or with a fix, never both. */
export const replayBody = z
  .strictObject({
    ...draftShape,
    reason: optionalReason,
    /** Replays a message that was or may have been sent (alreadySent), or failed after many replays (loop). Needs a reason. */
    override: z.strictObject({ alreadySent: z.literal(true).optional(), loop: z.literal(true).optional() }).optional(),
  })
  .superRefine(draftFaults);
export type ReplayBody = z.output<typeof replayBody>;

export const revealBody = z.strictObject({ reason: optionalReason });

/** 202: the new delivery can be undone until `undoUntil`, then it is released. */
export const replayAcceptedDto = z.object({
  delivery: deliveryDto,
  replayOf: z.uuid(),
  undoUntil: isoTime,
  /** Later messages of the same subject that were sent already: this one is sent after them. */
  overtakenBy: z.array(overtakenDto),
});
export type ReplayAcceptedDto = z.output<typeof replayAcceptedDto>;
